/** What the shims use of atlassian-connect-js 5.3.190, which brings no types of its own. */
declare module 'atlassian-connect-js/src/plugin/index.js' {
    type Method = (...args: unknown[]) => unknown;

    interface Client {
        [name: string]: unknown;
        _data: { options: Record<string, unknown> };
        _hostModules: Record<string, Record<string, unknown>> & { _globals?: Record<string, unknown> };
        events?: { on(name: string, listener: Method): void };
    }

    const client: Client;
    export type { Client, Method };
    export default client;
}
