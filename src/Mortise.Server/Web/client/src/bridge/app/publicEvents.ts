/**
 * Three methods of public events that the published client has and that do not work in it: `onAnyPublic` takes the event's name for the event and never
 * calls, `offAnyPublic` looks under the window's name, `oncePublic` unpacks the first argument as if it were the list of all.
 */
import type { Client, Method } from 'atlassian-connect-js/src/plugin/index.js';
import published, { type Sent } from 'atlassian-connect-js/src/plugin/public-events.js';

const ANY = '_any';
const wrappers = new WeakMap<Method, Method>();

export function mendPublicEvents(client: Client): void {
    for (const events of [client.events, client._hostModules.events])
        if (events !== undefined)
            Object.assign(events, { onAnyPublic, offAnyPublic, oncePublic });
}

/** The listener gets the event's name, what was sent, and `{args, name}`, as that of `onAny` does. */
function onAnyPublic(listener: Method, filter?: unknown): void {
    const wrapper = (name: unknown, data: Sent): void => {
        if (published._filterEval(filter, data.sender))
            listener(name, ...data.event, { args: data.event, name });
    };
    wrappers.set(listener, wrapper as Method);
    (published._events[ANY] ??= []).push(wrapper as Method);
}

function offAnyPublic(listener: Method): void {
    const at = published._events[ANY]?.indexOf(wrappers.get(listener) ?? listener) ?? -1;
    if (at >= 0)
        published._events[ANY]!.splice(at, 1);
}

function oncePublic(name: string, listener: Method, filter?: unknown): void {
    const once: Method = (...args) => {
        published.off(name, once);
        return listener(...args);
    };
    published.on(name, once, filter);
}
