/** The one instance of simple-xdm of a page, with what its messages may reach narrowed to what the modules declare. */
import Connect, { type Message } from 'simple-xdm/src/host/connect';

export const host = new Connect();

const xdm = host._xdm;
const handleRequest = xdm._messageHandlers.req!;

/**
 * The library calls whatever function it finds by the name in a message, inherited ones such as `__defineGetter__` and the constructor of `Object`
 * too. An app reaches what a module declares itself, and nothing else.
 */
xdm._messageHandlers.req = function (event, registration) {
    if (isDeclared(event.data))
        handleRequest.call(xdm, event, registration);
};
xdm._messageHandlers = Object.assign(Object.create(null) as object, xdm._messageHandlers);
Object.setPrototypeOf(xdm._registeredExtensions, null);
Object.setPrototypeOf(xdm._registeredAPIModules, null);

function isDeclared(message: Message): boolean {
    const module = own(xdm._registeredAPIModules, message.mod);
    const target = message._cls === undefined ? module : own(module, message._cls);
    const isClass = own(target, 'constructor') !== undefined;
    const idIsPlain = message._id === undefined || typeof message._id === 'string';
    return Array.isArray(message.args) && idIsPlain && isClass === (message._cls !== undefined) && typeof own(target, message.fn) === 'function';
}

function own(holder: unknown, name: unknown): unknown {
    return typeof holder === 'object' && holder !== null && typeof name === 'string' && Object.hasOwn(holder, name)
        ? (holder as Record<string, unknown>)[name]
        : undefined;
}
