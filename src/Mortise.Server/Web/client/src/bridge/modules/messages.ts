/** `AP.messages`: a bar at the top; old, and still what many pages call. */
import { announcer, button, element, takeAway } from '../dom';
import { members, read, text, type Frame, type Reply } from '../frames';

const MOST = 10;

interface Shown {
    frame: Frame;
    bar: HTMLElement;
    onClose: Reply | null;
}

const bars = announcer('app-messages', 'Messages of apps');
const shown = new Map<string, Shown>();

export const messages = {
    ...Object.fromEntries(['generic', 'info', 'hint', 'success', 'warning', 'error'].map(type => [type, kind(type)])),

    /** Only the app that shows a message clears it. */
    clear(...args: unknown[]) {
        const { frame, given } = read(args);
        const message = shown.get(keyOf(frame, members(given[0])._id));
        if (message !== undefined)
            close(keyOf(frame, members(given[0])._id), message);
    },

    onClose(...args: unknown[]) {
        const { frame, given, reply } = read(args);
        const message = shown.get(keyOf(frame, members(given[0])._id));
        if (message !== undefined)
            message.onClose = reply;
    },
};

function kind(type: string): object {
    return {
        constructor: function (...args: unknown[]) {
            const { frame, given, reply } = read(args);
            show(type, keyOf(frame, reply._id), frame, given);
        },
    };
}

function show(type: string, key: string, frame: Frame, given: unknown[]): void {
    const options = members(given[2]);
    const bar = element('div', `app-message is-${type}`);
    if (type === 'error' || type === 'warning')
        bar.setAttribute('role', 'alert');

    const message: Shown = { frame, bar, onClose: null };
    bar.append(element('strong', '', text(given[0], 200)), element('p', '', text(given[1], 2000)), element('small', 'quiet', `from ${frame.appKey}`));
    if (options.closeable !== false) {
        const cross = button('close', '×', () => close(key, message));
        cross.setAttribute('aria-label', 'Close');
        bar.append(cross);
    }

    const oldest = shown.size >= MOST ? [...shown][0] : undefined;
    if (oldest !== undefined)
        close(...oldest);

    shown.set(key, message);
    bars.append(bar);
    bar.scrollIntoView({ block: 'nearest' });
    frame.removed.push(() => close(key, message));
    if (options.fadeout === true)
        window.setTimeout(() => close(key, message), Math.min(Math.max(Number(options.delay) || 5000, 0), 60_000));
}

function close(key: string, message: Shown): void {
    if (!shown.delete(key))
        return;

    takeAway(message.bar, message.frame.element);
    message.onClose?.();
}

function keyOf(frame: Frame, id: unknown): string {
    return `${frame.id} ${text(id, 100)}`;
}
