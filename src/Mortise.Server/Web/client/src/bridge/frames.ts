/** The app frames of a page. What a call is worth is decided by the frame that this table holds, never by what the call says of itself. */
import type { Registration } from 'simple-xdm/src/host/connect';
import { host } from './host';

/** What the server offers for a place of the page (`data-app-frame`). */
export interface FrameOffer {
    addon_key: string;
    key: string;
    /** Signed; the frame's first address. */
    url: string;
    /** Says who asks through this frame: held here, never given to the frame. */
    token: string;
    /** What a screen reader calls the frame. */
    title?: string;
    options?: Record<string, unknown>;
}

export interface Frame {
    id: string;
    appKey: string;
    moduleKey: string;
    /** What a screen reader calls it. */
    title: string;
    options: Record<string, unknown>;
    token: string;
    element: HTMLIFrameElement;
    /** True once the app's script has spoken. */
    answered: boolean;
    /** Called once when it is removed from the page. */
    removed: (() => void)[];
}

/** The function that the library appends to the arguments of each call. */
export interface Reply {
    (...answer: unknown[]): void;
    _context: Registration;
    _id?: string;
}

export interface Call {
    frame: Frame;
    given: unknown[];
    reply: Reply;
}

const ESCAPE = 27;

const frames = new Map<string, Frame>();

export function add(frame: Frame): void {
    frames.set(frame.id, frame);
}

export function frameWith(id: string): Frame | undefined {
    return frames.get(id);
}

/** Forgets a frame, its token with it. */
export function remove(frame: Frame): void {
    if (!frames.delete(frame.id))
        return;

    host.unregisterExtension({ id: frame.id });
    frame.token = '';
    for (const tell of frame.removed)
        tell();
}

/** Frames that stand in the page no more. */
export function sweep(): void {
    for (const frame of frames.values())
        if (!frame.element.isConnected)
            remove(frame);
}

/**
 * Who calls, from the arguments of a module's method. Only the last one is the library's own; an app can put an object of that shape before it.
 */
export function read(args: unknown[]): Call {
    const reply = args.at(-1) as Reply;
    const frame = frames.get(reply._context.extension_id);
    if (frame === undefined)
        throw new Error('The frame is not part of the page any more.');

    return { frame, given: args.slice(0, -1), reply };
}

/** Calls back when Escape is pressed inside of a frame that has answered: what happens there, the page around it does not see. */
export function onEscape(frame: Frame, pressed: () => void): void {
    host.registerKeyListener(frame.id, ESCAPE, [], pressed);
}

/** Sends an event to one frame. It waits some seconds for a frame that still loads. */
export function tell(frame: Frame, event: string, data?: unknown): void {
    host.dispatch(event, { addon_key: frame.appKey, key: frame.moduleKey, id: frame.id }, data);
}

export function text(value: unknown, most = 1000): string {
    return typeof value === 'string' ? value.slice(0, most) : '';
}

export function members(value: unknown): Record<string, unknown> {
    return typeof value === 'object' && value !== null ? value as Record<string, unknown> : {};
}
