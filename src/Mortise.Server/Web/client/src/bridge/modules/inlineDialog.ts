/** `AP.inlineDialog`: the small window that a web item opens beside itself. The focus goes into it, and out of it again when it closes. */
import { element } from '../dom';
import { onEscape, read, remove, type Frame, type FrameOffer } from '../frames';
import { host } from '../host';
import { place } from '../place';

let shown: { frame: Frame | null; box: HTMLElement; opener: HTMLElement } | null = null;

export const inlineDialog = {
    hide(...args: unknown[]) {
        if (shown !== null && read(args).frame === shown.frame)
            hide();
    },
};

/** Opens an offer below the item that was clicked, or closes it when it is open. */
export function toggle(offer: FrameOffer, opener: HTMLElement, options: Record<string, unknown>): void {
    const again = shown?.opener === opener;
    hide(again);
    if (again)
        return;

    const box = element('div', 'app-inline-dialog');
    const at = opener.getBoundingClientRect();
    const width = Math.min(Number.parseInt(String(options.width), 10) || 320, window.innerWidth - 16);
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-label', offer.title ?? offer.addon_key);
    box.style.width = `${width}px`;
    box.style.top = `${at.bottom + window.scrollY + 4}px`;
    box.style.left = `${Math.max(8, Math.min(at.left, window.innerWidth - width - 8)) + window.scrollX}px`;
    document.body.append(box);
    opener.setAttribute('aria-expanded', 'true');
    const opened = shown = { frame: null as Frame | null, box, opener };
    opened.frame = place({ ...offer, options: { ...offer.options, autoresize: true } }, box, frame => {
        opened.frame = frame;
        onEscape(frame, () => hide());
    });
    opened.frame?.element.focus();
}

/** @param returns Whether the focus goes back to the item: not where the person has gone elsewhere. */
function hide(returns = true): void {
    if (shown === null)
        return;

    const { frame, box, opener } = shown;
    shown = null;
    if (frame !== null)
        remove(frame);

    box.remove();
    opener.setAttribute('aria-expanded', 'false');
    if (returns)
        opener.focus();
}

document.addEventListener('keydown', event => {
    if (event.key === 'Escape')
        hide();
});

document.addEventListener('click', event => leave(event.target as Node));
document.addEventListener('focusin', event => leave(event.target as Node));
host.registerClickHandler(clicked => {
    if (shown !== null && clicked.extension_id !== shown.frame?.id)
        hide(false);
});

function leave(to: Node): void {
    if (shown !== null && !shown.box.contains(to) && !shown.opener.contains(to))
        hide(false);
}
