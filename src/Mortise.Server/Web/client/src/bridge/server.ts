/** Calls of a frame to this server: with the frame's token, without any cookie. */
import type { Frame } from './frames';

/** Where tokens of frames are renewed and dialogs found. */
const FRAMES = '/_/site/frames';

interface Flight {
    promise: Promise<boolean>;
}

const renewals = new WeakMap<Frame, Flight>();

/** Sends as the app and the person; a token whose time is over is renewed once. */
export async function send(frame: Frame, url: URL | string, init: RequestInit): Promise<Response> {
    const token = frame.token;
    const answer = await once(token, url, init);
    if (answer.status !== 401 || token === '')
        return answer;

    return frame.token !== token || await renew(frame) ? once(frame.token, url, init) : answer;
}

function once(token: string, url: URL | string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (token !== '')
        headers.set('Authorization', `Bearer ${token}`);

    return fetch(url, { ...init, headers, credentials: 'omit', mode: 'same-origin', redirect: 'follow', referrerPolicy: 'no-referrer' });
}

/** The browser's session stands for the person here, and the old token says for which frame; one flight for a frame at a time. */
function renew(frame: Frame): Promise<boolean> {
    const flight = renewals.get(frame) ?? { promise: fly(frame) };
    renewals.set(frame, flight);
    return flight.promise.finally(() => renewals.delete(frame));
}

async function fly(frame: Frame): Promise<boolean> {
    const answer = await fetch(`${FRAMES}/renew`, {
        method: 'POST', credentials: 'same-origin', mode: 'same-origin', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token: frame.token }),
    });
    if (!answer.ok)
        return false;

    frame.token = (await answer.json() as { token: string }).token;
    return true;
}

/** Asks for what only the host may ask: `dialog`, `context-token`, `access-token`. */
export async function ask<T>(frame: Frame, what: string, body: object = {}): Promise<T> {
    const answer = await send(frame, `${FRAMES}/${what}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const said = await answer.json() as T & { error?: { message?: string } };
    if (!answer.ok)
        throw new Error(said.error?.message ?? `The server answered ${answer.status}.`);

    return said;
}
