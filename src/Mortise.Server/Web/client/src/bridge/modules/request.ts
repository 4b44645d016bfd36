/** `AP.request`, `AP.proxyRequest` and `AP.request_access_token`: the API, as the person through the app. */
import { members, read, type Frame } from '../frames';
import { isOfApi, resolve, resolveProxy } from '../address';
import { ask, send } from '../server';

/** How an answer travels to the frame. */
export interface WireAnswer {
    status: number;
    statusText: string;
    headers: Record<string, string>;
    /** Bytes where the app asked for bytes and the answer is none of errors. */
    body: string | ArrayBuffer | Blob;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const SENT = ['accept', 'content-type', 'if-match', 'if-none-match'];
const MOST_PARTS = 100;
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

    const answer = await reach(frame, url, { method, ...contentOf(options, method, url), cache: options.cache === false ? 'no-store' : 'default' });
    if (answer.url !== '' && !isOfApi(new URL(answer.url).pathname))
        throw failed('The answer came from outside of the API.');

    const isGood = answer.ok || answer.status === 304;
    const wire: WireAnswer = { status: answer.status, statusText: answer.statusText, headers: shown(answer.headers), body: await bodyOf(answer, isGood ? options : {}) };
    if (!isGood)
        throw wire;

    return wire;
}

/** `responseType` as XMLHttpRequest knows it; `binaryAttachment` is what pages of other products write. */
function bodyOf(answer: Response, options: Record<string, unknown>): Promise<string | ArrayBuffer | Blob> {
    switch (options.binaryAttachment === true ? 'arraybuffer' : options.responseType) {
        case 'arraybuffer': return answer.arrayBuffer();
        case 'blob': return answer.blob();
        default: return answer.text();
    }
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

/** What is sent: text and bytes as they are, parts as a form, other objects as JSON. Of a method that has no body, `data` is part of the address. */
function contentOf(options: Record<string, unknown>, method: string, url: URL): RequestInit {
    const headers = headersOf(options);
    const { data } = options;
    if (data === undefined || data === null)
        return { headers };

    if (method === 'GET' || method === 'HEAD') {
        for (const [name, value] of new URLSearchParams(typeof data === 'string' ? data : partsOf(data).map(([key, one]) => [key, String(one)])))
            url.searchParams.append(name, value);

        return { headers };
    }

    if (typeof data === 'string' || data instanceof Blob || data instanceof ArrayBuffer)
        return { headers, body: data };

    if (headers.get('Content-Type')?.startsWith('multipart/form-data') === true) {
        headers.delete('Content-Type');             // the browser writes it, with the boundary
        const form = new FormData();
        for (const [name, value] of partsOf(data).slice(0, MOST_PARTS))
            value instanceof Blob ? form.append(name, value) : form.append(name, String(value));

        return { headers, body: form };
    }

    if (!headers.has('Content-Type'))
        headers.set('Content-Type', 'application/json');

    return { headers, body: JSON.stringify(data) };
}

/** Names and values: of an object, whose lists are several values of one name, or already as pairs. */
function partsOf(data: unknown): [string, unknown][] {
    return Array.isArray(data)
        ? data.filter((pair): pair is [string, unknown] => Array.isArray(pair) && typeof pair[0] === 'string')
        : Object.entries(members(data)).flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one): [string, unknown] => [name, one]));
}

function shown(headers: Headers): Record<string, string> {
    return Object.fromEntries(SHOWN.flatMap(name => headers.has(name) ? [[name, headers.get(name) ?? '']] : []));
}

/** What the bridge itself refuses looks like an answer that never came. */
function failed(message: string): WireAnswer {
    return { status: 0, statusText: message, headers: {}, body: JSON.stringify({ type: 'error', error: { message } }) };
}
