/** What this host uses of simple-xdm 2.3.3, which brings no types of its own for these files. */
declare module 'simple-xdm/src/host/connect' {
    export interface Extension {
        addon_key: string;
        key: string;
        url: string;
        id?: string;
        options: Record<string, unknown>;
    }

    export interface Registration {
        extension_id: string;
        extension: Extension;
    }

    export interface Message {
        type?: unknown;
        mod?: unknown;
        fn?: unknown;
        args?: unknown;
        _cls?: unknown;
        _id?: unknown;
    }

    type Handler = (event: MessageEvent<Message>, registration: Registration & { _proxies: Record<string, unknown> }) => void;

    export default class Connect {
        _xdm: {
            _messageHandlers: Record<string, Handler>;
            _registeredExtensions: Record<string, unknown>;
            _registeredAPIModules: Record<string, Record<string, unknown>>;
        };

        create(extension: Extension, initCallback?: () => void, unloadCallback?: () => void): { id: string; name: string; src: string };
        dispatch(type: string, target: object, event: unknown): void;
        defineModule(name: string, module: object): void;
        defineGlobals(module: object): void;
        unregisterExtension(filter: object): void;
        /** Only for a frame whose script has spoken. */
        registerKeyListener(extensionId: string, keyCode: number, modifiers: string[], callback: () => void): void;
        registerClickHandler(callback: (clicked: { extension_id: string }) => void): void;
    }
}
