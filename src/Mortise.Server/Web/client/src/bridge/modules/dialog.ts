/**
 * `AP.dialog`: a native modal dialog with a module of the caller's own app in it.
 *
 * 1. The server finds the module by the caller's token, so that an app opens its own modules and no others.
 * 2. Buttons are told to the frame inside (`dialog.submit`, `dialog.cancel`, `dialog.button.click`); its client closes the dialog after the first two
 *    unless its page says otherwise. Where nothing answers inside, Cancel closes by itself.
 * 3. Escape closes, pressed in the page or in the frame, unless the opener says otherwise; where nothing answers inside, it always does.
 * 4. Closing is told to the frame that opened it (`dialog.close`), with the data that `AP.dialog.close(data)` gave.
 */
import { announceIn, button, element } from '../dom';
import { members, onEscape, read, remove, tell, text, type Frame, type FrameOffer } from '../frames';
import { place } from '../place';
import { ask } from '../server';

const WIDTHS: Record<string, string> = { small: '400px', medium: '600px', large: '800px', 'x-large': '980px', xlarge: '980px' };
const HEIGHTS: Record<string, string> = { small: '300px', medium: '400px', large: '520px', 'x-large': '640px', xlarge: '640px' };
const MOST_OPEN = 5;
const MOST_BUTTONS = 10;

interface Button {
    identifier: string;
    /** `submit` and `cancel` are the dialog's own; others are the app's. */
    isOwn: boolean;
    shown: HTMLButtonElement;
}

interface Dialog {
    opener: Frame;
    /** Null while the server looks for the module, and where it finds none. */
    frame: Frame | null;
    customData: unknown;
    closesOnEscape: boolean;
    element: HTMLDialogElement;
    footer: HTMLElement;
    buttons: Button[];
    returnsTo: Element | null;
}

const open: Dialog[] = [];

/** Opens a module in a dialog on behalf of a frame. */
export function openFor(opener: Frame, options: Record<string, unknown>): void {
    if (open.length >= MOST_OPEN)
        return;

    const dialog = show(opener, options);
    void fill(dialog, text(options.key, 200));
}

/** Opens a dialog that the page itself offers, for a web item. */
export function openOffer(offer: FrameOffer, options: Record<string, unknown>): void {
    const anchor = { id: '', appKey: offer.addon_key, moduleKey: offer.key, title: offer.title ?? '', options: {}, token: '', answered: false, removed: [] };
    put(show(anchor as unknown as Frame, options), offer);
}

/** The focus goes to the dialog, and on into its frame once that answers. */
function show(opener: Frame, options: Record<string, unknown>): Dialog {
    const dialog = render(opener, options);
    open.push(dialog);
    document.body.append(dialog.element);
    dialog.element.showModal();
    dialog.element.focus();
    announceIn(dialog.element);
    return dialog;
}

async function fill(dialog: Dialog, key: string): Promise<void> {
    try {
        const offer = await ask<FrameOffer>(dialog.opener, 'dialog', { key });                     // 1
        if (dialog.element.isConnected)
            put(dialog, offer);
    } catch (problem) {
        dialog.element.querySelector('.app-dialog-body')?.replaceChildren(element('p', 'flash problem', problem instanceof Error ? problem.message : String(problem)));
    }
}

function put(dialog: Dialog, offer: FrameOffer): void {
    const body = dialog.element.querySelector<HTMLElement>('.app-dialog-body')!;
    const options = { ...offer.options, autoresize: false, isFullPage: false, isDialog: true, customData: dialog.customData };
    body.replaceChildren();
    dialog.frame = place({ ...offer, options }, body, frame => {
        dialog.frame = frame;
        onEscape(frame, () => escape(dialog));
        if (document.activeElement === dialog.element)
            frame.element.focus();

        for (const one of dialog.buttons.filter(one => one.identifier === 'submit'))
            one.shown.disabled = false;
    });
}

function render(opener: Frame, options: Record<string, unknown>): Dialog {
    const box = element('dialog', 'app-dialog');
    const header = text(members(options.header).value ?? options.header, 200);
    const hasChrome = options.chrome === true || (options.chrome === undefined && (header !== '' || options.submitText !== undefined));
    const footer = element('footer', 'app-dialog-footer');
    const dialog: Dialog = {
        opener, frame: null, customData: options.customData, closesOnEscape: options.closeOnEscape !== false, element: box, footer, buttons: [], returnsTo: document.activeElement,
    };
    box.tabIndex = -1;
    box.setAttribute('aria-label', header === '' ? opener.title : header);
    size(box, options);
    if (hasChrome)
        box.append(element('h2', 'app-dialog-header', header === '' ? opener.title : header));

    box.append(element('div', 'app-dialog-body', 'Loading…'));
    if (hasChrome) {
        footer.append(element('small', 'quiet', text(options.hint, 200)));
        box.append(footer);
        addButtons(dialog, options);
    }

    box.addEventListener('cancel', event => {
        event.preventDefault();
        escape(dialog);
    });
    box.addEventListener('close', () => close(dialog, undefined));      // a browser that is asked twice closes without asking
    return dialog;
}

function addButtons(dialog: Dialog, options: Record<string, unknown>): void {
    addButton(dialog, 'submit', text(options.submitText, 100) || 'Submit', true).disabled = true;    // until the frame inside answers
    for (const one of (Array.isArray(options.buttons) ? options.buttons : []).slice(0, MOST_BUTTONS).map(members))
        addButton(dialog, text(one.identifier, 100) || crypto.randomUUID(), text(one.text, 100), false).disabled = one.disabled === true;

    addButton(dialog, 'cancel', text(options.cancelText, 100) || 'Cancel', true);
}

function addButton(dialog: Dialog, identifier: string, label: string, isOwn: boolean): HTMLButtonElement {
    const shown = button(identifier === 'submit' ? 'button primary' : 'button', label, () => press(dialog, identifier));
    const cancel = dialog.buttons.find(one => one.identifier === 'cancel');
    dialog.footer.insertBefore(shown, cancel?.shown ?? null);
    dialog.buttons.push({ identifier, isOwn, shown });
    return shown;
}

function press(dialog: Dialog, identifier: string): void {                                           // 2
    const pressed = dialog.buttons.find(one => one.identifier === identifier);
    const frame = dialog.frame;
    if (pressed === undefined || pressed.shown.disabled)
        return;

    if (frame === null || !frame.answered) {
        if (identifier === 'cancel')
            close(dialog, undefined);

        return;
    }

    const data = { button: { name: identifier, identifier, text: pressed.shown.textContent } };
    if (pressed.isOwn)
        tell(frame, `dialog.${identifier}`, data);

    tell(frame, 'dialog.button.click', data);
}

function escape(dialog: Dialog): void {                                                             // 3
    if (dialog.closesOnEscape || dialog.frame?.answered !== true)
        close(dialog, undefined);
}

function close(dialog: Dialog, data: unknown): void {
    const at = open.indexOf(dialog);
    if (at < 0)
        return;

    open.splice(at, 1);
    if (dialog.frame !== null)
        remove(dialog.frame);

    announceIn(open.at(-1)?.element ?? document.body);
    dialog.element.close();
    dialog.element.remove();
    if (dialog.returnsTo instanceof HTMLElement && dialog.returnsTo.isConnected)
        dialog.returnsTo.focus();

    if (dialog.opener.id !== '')
        tell(dialog.opener, 'dialog.close', data);                                                   // 4
}

function size(box: HTMLDialogElement, options: Record<string, unknown>): void {
    const named = text(options.size);
    if (named === 'maximum' || named === 'fullscreen') {
        box.classList.add('maximum');
        return;
    }

    box.style.width = WIDTHS[named] ?? length(options.width) ?? '50%';
    box.style.height = HEIGHTS[named] ?? length(options.height) ?? '50%';
}

function length(value: unknown): string | null {
    const parts = /^(\d{1,5})(px|%|)$/.exec(String(value ?? '').trim());
    return parts === null ? null : parts[2] === '%' ? `${Math.min(Number(parts[1]), 100)}%` : `${parts[1]}px`;
}

/** The dialog that a frame speaks of: the one it stands in, else the topmost that its app has opened. */
function dialogOf(frame: Frame): Dialog | undefined {
    return open.find(dialog => dialog.frame === frame) ?? open.findLast(dialog => dialog.opener.appKey === frame.appKey);
}

class Create {
    constructor(...args: unknown[]) {
        const { frame, given } = read(args);
        openFor(frame, members(given[0]));
    }
}

class DialogButton {
    private readonly frame: Frame;
    private readonly identifier: string;

    constructor(...args: unknown[]) {
        const { frame, given } = read(args);
        this.frame = frame;
        this.identifier = text(given[0], 100);
    }

    enable(): void {
        this.set(shown => { shown.disabled = false; });
    }

    disable(): void {
        this.set(shown => { shown.disabled = true; });
    }

    toggle(): void {
        this.set(shown => { shown.disabled = !shown.disabled; });
    }

    hide(): void {
        this.set(shown => { shown.hidden = true; });
    }

    show(): void {
        this.set(shown => { shown.hidden = false; });
    }

    isEnabled(...args: unknown[]): void {
        read(args).reply(this.find()?.shown.disabled === false);
    }

    isHidden(...args: unknown[]): void {
        read(args).reply(this.find()?.shown.hidden ?? true);
    }

    trigger(): void {
        const dialog = dialogOf(this.frame);
        if (dialog !== undefined)
            press(dialog, this.identifier);
    }

    private find(): Button | undefined {
        return dialogOf(this.frame)?.buttons.find(one => one.identifier === this.identifier);
    }

    private set(change: (shown: HTMLButtonElement) => void): void {
        const found = this.find();
        if (found !== undefined)
            change(found.shown);
    }
}

class CreateButton {
    constructor(...args: unknown[]) {
        const { frame, given } = read(args);
        const options = members(given[0]);
        const dialog = dialogOf(frame);
        if (dialog === undefined || dialog.buttons.length >= MOST_BUTTONS)
            return;

        addButton(dialog, text(options.identifier, 100), text(options.text, 100), false).disabled = options.disabled === true;
    }
}

const methods = DialogButton.prototype;

export const dialog = {
    create: { constructor: Create },

    close(...args: unknown[]) {
        const { frame, given } = read(args);
        const found = dialogOf(frame);
        if (found !== undefined)
            close(found, given[0]);
    },

    getCustomData(...args: unknown[]) {
        const { frame, reply } = read(args);
        reply(frame.options.isDialog === true ? frame.options.customData : undefined);
    },

    getButton: {
        constructor: DialogButton, enable: methods.enable, disable: methods.disable, toggle: methods.toggle, isEnabled: methods.isEnabled,
        trigger: methods.trigger, hide: methods.hide, show: methods.show, isHidden: methods.isHidden,
    },

    createButton: { constructor: CreateButton },
};
