/** Makes the frame of an app in its place, and says so where the app does not answer. */
import { host } from './host';
import { button, element } from './dom';
import { add, remove, sweep, type Frame, type FrameOffer } from './frames';

const SANDBOX = 'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-downloads allow-modals';
const PATIENCE = 10_000;

type Answered = (frame: Frame) => void;

/**
 * Puts the frame that is offered into a place, in the place's last position. Who is told that it answered is told of the frame as well: after a reload it
 * is another one.
 */
export function place(offer: FrameOffer, into: HTMLElement, answered?: Answered): Frame | null {
    if (!isForeign(offer.url)) {
        into.append(element('p', 'flash problem', `The app ${offer.addon_key} has no page of its own to show here.`));
        return null;
    }

    const options = {
        autoresize: true, ...offer.options,
        hostOrigin: window.location.origin,
        globalOptions: { check_init: false },       // an object must be here, or the client throws
    };
    const extension = { addon_key: offer.addon_key, key: offer.key, url: offer.url, options, id: '' };
    const { id, name, src } = host.create(extension, () => {
        answer(frame);
        answered?.(frame);
    });
    extension.id = id;                              // tells two frames of one module apart, and is what events are sent by

    const iframe = document.createElement('iframe');
    const frame: Frame = {
        id, element: iframe, appKey: offer.addon_key, moduleKey: offer.key, title: offer.title ?? offer.addon_key, options, token: offer.token, answered: false, removed: [],
    };
    iframe.id = id;
    iframe.name = name;
    iframe.title = frame.title;
    iframe.className = 'app-iframe';
    iframe.setAttribute('sandbox', SANDBOX);
    iframe.setAttribute('referrerpolicy', 'no-referrer');
    add(frame);
    watch();
    iframe.src = src;
    into.append(iframe);
    const waiting = window.setTimeout(() => complain(frame, offer, into, answered), PATIENCE);
    frame.removed.push(() => window.clearTimeout(waiting));
    return frame;
}

function answer(frame: Frame): void {
    frame.answered = true;
    const place = frame.element.parentElement;
    place?.querySelector('.app-silent')?.remove();
    place?.setAttribute('data-app-answers', '');
}

/** The frame stays: a page that uses no script of ours never says anything, and may be quite sound. */
function complain(frame: Frame, offer: FrameOffer, into: HTMLElement, answered?: Answered): void {
    if (frame.answered || !frame.element.isConnected)
        return;

    const note = element('p', 'app-silent', `The app ${offer.addon_key} has not answered. If its place stays empty, the app may be down. `);
    note.setAttribute('role', 'status');
    note.append(button('button small', 'Reload', () => reload(frame, offer, into, note, answered)));
    into.prepend(note);
}

/** The address is signed for an hour; what is older comes with a fresh page. */
function reload(frame: Frame, offer: FrameOffer, into: HTMLElement, note: HTMLElement, answered?: Answered): void {
    if (performance.now() > 30 * 60_000) {
        window.location.reload();
        return;
    }

    const token = frame.token;
    note.remove();
    frame.element.remove();
    remove(frame);
    place({ ...offer, token }, into, answered)?.element.focus();
}

/** A page of this host's own origin in a frame with its own scripts would be as good as the person: no descriptor can ask for one. */
function isForeign(address: string): boolean {
    if (!URL.canParse(address))
        return false;

    const url = new URL(address);
    return /^https?:$/.test(url.protocol) && url.origin !== window.location.origin;
}

let watching = false;

/** Nothing else tells the library that a frame has gone. */
function watch(): void {
    if (watching)
        return;

    watching = true;
    new MutationObserver(sweep).observe(document.documentElement, { childList: true, subtree: true });
}
