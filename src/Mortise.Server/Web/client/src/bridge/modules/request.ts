/** `AP.request`, `AP.proxyRequest` and `AP.request_access_token`: the API, as the person through the app. */
import { members, read, type Frame } from '../frames';
import { isOfApi, resolve, resolveProxy } from '../address';
import { ask, send } from '../server';

/** How an answer travels to the frame. */
export interface WireAnswer {
    status: number;
    statusText: string;
    headers: Record<string, string>;
    body: string;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const SENT = ['accept', 'if-match', 'if-none-match'];
const SHOWN = [
    'content-type', 'content-length', 'etag', 'last-modified', 'link', 'location', 'retry-after', 'x-request-id',
    'x-ratelimit-limit', 'x-ratelimit-resource', 'x-ratelimit-nearlimit', 'x-oauth-scopes', 'x-accepted-oauth-scopes',
];

export const requests = {
    request: promise(async function (...args: unknown[]) {
        const { frame, given } = read(args);
        const options = optionsOf(given);
        return exchange(frame, resolve(options.url), options);
    }),

    proxyRequest: promise(async function (...args: unknown[]) {
        const { frame, given } = read(args);
        const options = optionsOf(given);
        return exchange(frame, resolveProxy(frame.appKey, options.url), options);
    }),

    request_access_token: promise(async function (...args: unknown[]) {
        return ask<object>(read(args).frame, 'access-token');
    }),
};

function promise<T extends (...args: unknown[]) => Promise<unknown>>(method: T): T {
    return Object.assign(method, { returnsPromise: true });
}

/** `(options)` and `(url, options)`. */
function optionsOf(given: unknown[]): Record<string, unknown> {
    return typeof given[0] === 'string' ? { ...members(given[1]), url: given[0] } : members(given[0]);
}

async function exchange(frame: Frame, url: URL | string, options: Record<string, unknown>): Promise<WireAnswer> {
    if (typeof url === 'string')
        throw failed(url);

    const method = typeof options.type === 'string' ? options.type.toUpperCase() : 'GET';
    if (!METHODS.includes(method))
        throw failed(`'type' must be one of ${METHODS.join(', ')}.`);

    const answer = await reach(frame, url, { method, headers: headersOf(options), body: bodyOf(options, method), cache: options.cache === false ? 'no-store' : 'default' });
    if (answer.url !== '' && !isOfApi(new URL(answer.url).pathname))
        throw failed('The answer came from outside of the API.');

    const wire: WireAnswer = { status: answer.status, statusText: answer.statusText, headers: shown(answer.headers), body: await answer.text() };
    if (!answer.ok && answer.status !== 304)
        throw wire;

    return wire;
}

async function reach(frame: Frame, url: URL, init: RequestInit): Promise<Response> {
    try {
        return await send(frame, url, init);
    } catch {
        throw failed('The server could not be reached.');
    }
}

function headersOf(options: Record<string, unknown>): Headers {
    const headers = new Headers();
    for (const [name, value] of Object.entries(members(options.headers)))
        if (SENT.includes(name.toLowerCase()) && typeof value === 'string')
            headers.set(name, value);

    if (typeof options.contentType === 'string' && options.contentType !== '')
        headers.set('Content-Type', options.contentType);

    return headers;
}

function bodyOf(options: Record<string, unknown>, method: string): string | undefined {
    if (options.data === undefined || options.data === null || method === 'GET' || method === 'HEAD')
        return undefined;

    return typeof options.data === 'string' ? options.data : JSON.stringify(options.data);
}

function shown(headers: Headers): Record<string, string> {
    return Object.fromEntries(SHOWN.flatMap(name => headers.has(name) ? [[name, headers.get(name) ?? '']] : []));
}

/** What the bridge itself refuses looks like an answer that never came. */
function failed(message: string): WireAnswer {
    return { status: 0, statusText: message, headers: {}, body: JSON.stringify({ type: 'error', error: { message } }) };
}
