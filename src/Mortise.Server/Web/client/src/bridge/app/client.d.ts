/** What the shims use of atlassian-connect-js 5.3.190, which brings no types of its own. */
declare module 'atlassian-connect-js/src/plugin/index.js' {
    type Method = (...args: unknown[]) => unknown;

    interface Client {
        [name: string]: unknown;
        _data: { options: Record<string, unknown> };
        _hostModules: Record<string, Record<string, unknown>> & { _globals?: Record<string, unknown> };
        events?: Record<string, unknown> & { on(name: string, listener: Method): void };
    }

    const client: Client;
    export type { Client, Method };
    export default client;
}

/** How public events reach the listeners of a page. */
declare module 'atlassian-connect-js/src/plugin/public-events.js' {
    import type { Method } from 'atlassian-connect-js/src/plugin/index.js';

    interface Sent {
        sender: { addonKey: string; key: string };
        event: unknown[];
    }

    const events: {
        _events: Record<string, Method[]>;
        _filterEval(filter: unknown, sender: object): boolean;
        on(name: string, listener: Method, filter?: unknown): void;
        off(name: string, listener: Method): void;
    };
    export type { Sent };
    export default events;
}
