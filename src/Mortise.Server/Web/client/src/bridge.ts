/**
 * Pages with frames of apps: `<div data-app-frame='{"addon_key","key","url","token","options"}'>` is the place of one, and
 * `<button data-app-dialog='…'>` or `data-app-inline-dialog` (with `data-app-dialog-options`) opens one.
 */
import { type FrameOffer } from './bridge/frames';
import { host } from './bridge/host';
import { place } from './bridge/place';
import { context } from './bridge/modules/context';
import { cookie } from './bridge/modules/cookie';
import { dialog, openOffer } from './bridge/modules/dialog';
import { env, globals } from './bridge/modules/env';
import { events } from './bridge/modules/events';
import { flag } from './bridge/modules/flag';
import { history } from './bridge/modules/history';
import { inlineDialog, toggle } from './bridge/modules/inlineDialog';
import { messages } from './bridge/modules/messages';
import { navigator } from './bridge/modules/navigator';
import { requests } from './bridge/modules/request';
import { hostModule, page, scrollPosition } from './bridge/modules/small';

// All of them before the first frame: each frame is told what there is when it is made.
host.defineGlobals({ ...requests, ...globals });
for (const [name, module] of Object.entries({ context, cookie, dialog, env, events, flag, history, host: hostModule, inlineDialog, messages, navigator, page, scrollPosition }))
    host.defineModule(name, module);

for (const at of document.querySelectorAll<HTMLElement>('[data-app-frame]'))
    place(take(at, 'data-app-frame'), at);

document.addEventListener('click', event => {
    const item = (event.target as Element).closest?.<HTMLElement>('[data-app-dialog], [data-app-inline-dialog]');
    if (!item || event.ctrlKey || event.metaKey || event.shiftKey)
        return;

    event.preventDefault();
    const options = JSON.parse(item.dataset.appDialogOptions ?? '{}') as Record<string, unknown>;
    const isInline = item.dataset.appInlineDialog !== undefined;
    const offer = offers.get(item) ?? take(item, isInline ? 'data-app-inline-dialog' : 'data-app-dialog', '');
    offers.set(item, offer);
    if (isInline)
        toggle(offer, item, options);
    else
        openOffer(offer, options);
});

const offers = new WeakMap<HTMLElement, FrameOffer>();

/** Reads an offer, and takes it out of the page: from here on only this script holds the token. */
function take(from: HTMLElement, attribute: string, left?: string): FrameOffer {
    const offer = JSON.parse(from.getAttribute(attribute) ?? '{}') as FrameOffer;
    if (left === undefined)
        from.removeAttribute(attribute);
    else
        from.setAttribute(attribute, left);

    return offer;
}
