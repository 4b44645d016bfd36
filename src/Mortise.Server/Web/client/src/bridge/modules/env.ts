/** `AP.env`, and the same as globals: how large a frame is, and where the page is. */
import { read, type Frame } from '../frames';

const MOST = 50_000;
const filling = new Set<Frame>();

export const env = {
    getLocation(...args: unknown[]) {
        read(args).reply(window.location.href);
    },

    /** A dialog keeps the size that it was opened with, and so does a frame that fills the page. */
    resize(...args: unknown[]) {
        const { frame, given } = read(args);
        if (frame.options.isDialog === true || filling.has(frame))
            return;

        frame.element.style.width = length(given[0]) ?? frame.element.style.width;
        frame.element.style.height = length(given[1]) ?? frame.element.style.height;
    },

    /** Only of frames that are the page. */
    sizeToParent(...args: unknown[]) {
        const { frame, given } = read(args);
        if (frame.options.isFullPage !== true)
            return;

        filling.add(frame);
        frame.removed.push(() => filling.delete(frame));
        hideFooter(given[0] === true);
        fill();
    },

    /** The client asks for this when it starts, whether or not its page wants it. */
    hideFooter(...args: unknown[]) {
        const { frame, given } = read(args);
        if (frame.options.isFullPage === true)
            hideFooter(given[0] === true);
    },
};

/** The names under which old pages know the same. */
export const globals = {
    getLocation(...args: unknown[]) {
        env.getLocation(...args);
    },

    sizeToParent(...args: unknown[]) {
        env.sizeToParent(...args);
    },
};

window.addEventListener('resize', fill);

function fill(): void {
    for (const frame of filling) {
        const top = frame.element.getBoundingClientRect().top + window.scrollY;
        const footer = document.querySelector<HTMLElement>('body > footer');
        const below = footer === null || footer.hidden ? 0 : footer.offsetHeight;
        frame.element.style.height = `${Math.max(200, Math.floor(window.innerHeight - top - below))}px`;
    }
}

function hideFooter(hidden: boolean): void {
    const footer = document.querySelector<HTMLElement>('body > footer');
    if (footer !== null && hidden)
        footer.hidden = true;
}

function length(value: unknown): string | null {
    const plain = typeof value === 'number' ? `${value}px` : typeof value === 'string' ? value.trim() : '';
    const parts = /^(\d{1,6}(?:\.\d+)?)(px|%|)$/.exec(plain);
    if (parts === null)
        return null;

    const amount = Number(parts[1]);
    return parts[2] === '%' ? `${Math.min(amount, 100)}%` : `${Math.min(Math.ceil(amount), MOST)}px`;
}
