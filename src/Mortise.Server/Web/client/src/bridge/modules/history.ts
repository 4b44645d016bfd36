/** `AP.history`: a state of a whole page's frame, kept behind `#!` in the address. */
import { read, tell, text, type Frame } from '../frames';

const MOST = 2000;

export const history = {
    back(...args: unknown[]) {
        if (isPage(read(args).frame))
            window.history.back();
    },

    forward(...args: unknown[]) {
        if (isPage(read(args).frame))
            window.history.forward();
    },

    go(...args: unknown[]) {
        const { frame, given } = read(args);
        if (isPage(frame) && typeof given[0] === 'number')
            window.history.go(Math.trunc(given[0]));
    },

    getState(...args: unknown[]) {
        const { given, reply } = read(args);
        reply(given[0] === 'all' ? { state: null, hash: state(), query: {}, title: document.title, href: window.location.href } : state());
    },

    pushState(...args: unknown[]) {
        const { frame, given } = read(args);
        if (isPage(frame) && toState(given[0]) !== state())
            window.history.pushState(null, '', address(given[0]));

        listen(frame);
    },

    replaceState(...args: unknown[]) {
        const { frame, given } = read(args);
        if (isPage(frame))
            window.history.replaceState(null, '', address(given[0]));

        listen(frame);
    },

    /** The client's `popState` waits for the event `history.popstate`, which this begins to send. */
    _listen(...args: unknown[]) {
        listen(read(args).frame);
    },
};

const listening = new Set<Frame>();
let last = state();

window.addEventListener('popstate', () => {
    const [oldState, newState] = [last, state()];
    last = newState;
    for (const frame of listening)
        tell(frame, 'history.popstate', [{ key: frame.moduleKey, hash: newState, oldURL: oldState, newURL: newState, state: newState }]);
});

function listen(frame: Frame): void {
    last = state();
    if (!isPage(frame) || listening.has(frame))
        return;

    listening.add(frame);
    frame.removed.push(() => listening.delete(frame));
}

/** Of a panel's frame the address does not tell. */
function isPage(frame: Frame): boolean {
    return frame.options.isFullPage === true;
}

function state(): string {
    const hash = window.location.hash;
    if (!hash.startsWith('#!'))
        return '';

    try {
        return decodeURIComponent(hash.slice(2));
    } catch {
        return '';
    }
}

function toState(given: unknown): string {
    return text(typeof given === 'object' && given !== null ? (given as { hash?: unknown }).hash : given, MOST).replace(/^#?!?/, '');
}

function address(given: unknown): string {
    return `${window.location.pathname}${window.location.search}#!${encodeURIComponent(toState(given))}`;
}
