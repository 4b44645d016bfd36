/**
 * What pages written for Bitbucket Cloud expect beyond the client. Functions do not travel to the host, so that callbacks are kept here: each shim calls
 * the host's promise, and turns its answer into what the page waits for.
 */
import type { Client, Method } from 'atlassian-connect-js/src/plugin/index.js';
import { mendPublicEvents } from './publicEvents';
import type { WireAnswer } from '../modules/request';

interface Options {
    [name: string]: unknown;
    success?: (data: unknown, status: string, xhr: Answer) => void;
    error?: (xhr: Answer, status: string, thrown: string) => void;
    responseType?: string;
    data?: unknown;
    contentType?: string;
}

/** As much of an XMLHttpRequest as pages look at. */
interface Answer {
    status: number;
    statusText: string;
    /** Empty for bytes. */
    responseText: string;
    /** As the page asked for it: parsed, text or bytes. */
    response: unknown;
    getResponseHeader(name: string): string | null;
    getAllResponseHeaders(): string;
}

/** Puts the shims in place, before the first `AP.require` looks anything up. */
export function shim(client: Client): void {
    for (const name of ['request', 'proxyRequest'])
        replace(client, name, ask => requestBy(ask));

    replace(client, 'request_access_token', accessTokenBy);
    mendPublicEvents(client);
    alike(client);
    const history = client._hostModules.history;
    if (history !== undefined)
        history.popState = (client.history as Record<string, unknown>).popState = popStateBy(client, history._listen as Method);
}

/** What the client adds to a module as `AP.x` alone is there for `AP.require('x')` as well. */
function alike(client: Client): void {
    for (const [name, module] of Object.entries(client._hostModules))
        for (const [member, method] of Object.entries(client[name] ?? {}))
            if (typeof method === 'function' && module[member] === undefined)
                module[member] = method;
}

function replace(client: Client, name: string, by: (ask: Method) => Method): void {
    const ask = client._hostModules._globals?.[name] as Method | undefined;
    if (ask === undefined)
        return;

    client[name] = by(ask);
    client._hostModules._globals![name] = client[name];
}

/** `request(options)` and `request(url, options)`; with `success` or `error`, or as a promise of `{body, xhr}`. */
function requestBy(ask: Method): Method {
    return (first: unknown, second?: unknown) => {
        const options: Options = typeof first === 'string' ? { ...(second as Options | undefined), url: first } : { ...(first as Options) };
        const { success, error, ...plain } = options;
        const answer = (ask({ ...plain, ...portable(plain) }) as Promise<WireAnswer>).then(
            wire => {
                const xhr = answerOf(wire, options.responseType);
                success?.(xhr.response, 'success', xhr);
                return { body: wire.body, xhr };
            },
            (problem: unknown) => {
                const xhr = answerOf(wireOf(problem));
                error?.(xhr, 'error', xhr.statusText);
                throw { err: messageOf(xhr), xhr };
            });
        if (success !== undefined || error !== undefined)
            answer.catch(() => undefined);      // told already

        return answer;
    };
}

/** What cannot travel to the host as it is. Files, texts and plain objects can. */
function portable({ data, contentType }: Options): Partial<Options> {
    if (data instanceof FormData)
        return { data: [...data.entries()], contentType: 'multipart/form-data' };

    if (data instanceof URLSearchParams)
        return { data: data.toString(), contentType: contentType ?? 'application/x-www-form-urlencoded' };

    return ArrayBuffer.isView(data) ? { data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer } : {};
}

/** JSON as what it says, unless the page asked for text; an answer without a body is none. */
function dataOf(wire: WireAnswer, responseType: unknown): unknown {
    if (typeof wire.body !== 'string' || (typeof responseType === 'string' && responseType.startsWith('text')))
        return wire.body;

    if (wire.body === '')
        return undefined;

    try {
        return JSON.parse(wire.body);
    } catch {
        return wire.body;
    }
}

function wireOf(problem: unknown): WireAnswer {
    return typeof problem === 'object' && problem !== null && 'status' in problem
        ? problem as WireAnswer
        : { status: 0, statusText: typeof problem === 'string' ? problem : 'error', headers: {}, body: '' };
}

function answerOf(wire: WireAnswer, responseType?: unknown): Answer {
    return {
        status: wire.status,
        statusText: wire.statusText,
        responseText: typeof wire.body === 'string' ? wire.body : '',
        response: dataOf(wire, responseType),
        getResponseHeader: name => wire.headers?.[String(name).toLowerCase()] ?? null,
        getAllResponseHeaders: () => Object.entries(wire.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`).join(''),
    };
}

function messageOf(xhr: Answer): string {
    try {
        return (JSON.parse(xhr.responseText) as { error?: { message?: string } }).error?.message ?? xhr.statusText;
    } catch {
        return xhr.statusText;
    }
}

/** `request_access_token(options, callback)` and `request_access_token(callback)`, which gets `(problem, {access_token})`; or a promise. */
function accessTokenBy(ask: Method): Method {
    return (...args: unknown[]) => {
        const callback = args.find(one => typeof one === 'function') as Method | undefined;
        const answer = ask() as Promise<unknown>;
        return callback === undefined ? answer : void answer.then(token => callback(null, token), problem => callback(problem));
    };
}

/** A callback of the host's is called once; this one each time that the state changes. */
function popStateBy(client: Client, listen: Method): Method {
    return callback => {
        listen();
        client.events?.on('history.popstate', callback as Method);
    };
}
