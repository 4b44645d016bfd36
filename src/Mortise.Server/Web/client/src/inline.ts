/**
 * Comments on lines of a diff, inside `<div data-inline-comments="/2.0/…/comments" data-repository="acme/rocket">`; with `data-drafts` also drafts.
 *
 * 1. Each file gets a button that asks for line and side, so that everything works by keyboard.
 * 2. With a pointer, the row under it shows a button of its own. Rows carry no ids: their numbers and the file's `data-diff-path` say where they are.
 * 3. The form is one of those of forms.ts; its answer loads the page again.
 */
const root = document.querySelector<HTMLElement>('[data-inline-comments]');

if (root && root.querySelector('[data-diff-may-add]')) {
    equip();
    new MutationObserver(equip).observe(root, { childList: true, subtree: true });
    pointer(root);
}

/** Where a comment goes; without a line to the file as a whole. */
interface Anchor { path: string; line?: string; isOld?: boolean }

function equip(): void {
    for (const file of root!.querySelectorAll<HTMLElement>('details[data-diff-path]:not([data-may-comment])')) {
        file.dataset.mayComment = '';
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'comment-on-file';
        button.textContent = 'Comment';
        button.setAttribute('aria-label', `Comment on ${file.dataset.diffPath}`);
        button.addEventListener('click', () => { onFile(file, button); });                                             // 1
        file.querySelector('summary')?.after(button);
    }
}

function pointer(diff: HTMLElement): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'comment-on-line';
    button.tabIndex = -1;
    button.textContent = '+';
    diff.addEventListener('pointerover', event => {                                                                    // 2
        const row = (event.target as Element).closest?.<HTMLTableRowElement>('.diff-lines tr');
        const anchor = row && anchorOf(row);
        if (!row || !anchor || button.closest('tr') === row)
            return;

        button.title = button.ariaLabel = `Comment on ${anchor.isOld ? 'old line' : 'line'} ${anchor.line}`;
        row.querySelector('.sign')?.append(button);
    });
    button.addEventListener('click', () => {
        const row = button.closest('tr');
        const anchor = row && anchorOf(row);
        if (row && anchor)
            onLine(row, anchor);
    });
}

function anchorOf(row: HTMLTableRowElement): Anchor | null {
    const path = row.closest<HTMLElement>('[data-diff-path]')?.dataset.diffPath;
    const [before, after] = [...row.querySelectorAll('.number')].map(cell => cell.textContent ?? '');
    if (path === undefined || !(before || after))
        return null;

    return after ? { path, line: after } : { path, line: before ?? '', isOld: true };
}

function onLine(row: HTMLTableRowElement, anchor: Anchor): void {
    if (row.nextElementSibling?.querySelector('form[data-new-inline]'))
        return;

    const [place, cell] = [document.createElement('tr'), document.createElement('td')];
    place.className = 'diff-remark';
    cell.colSpan = 4;
    place.append(cell);
    row.after(place);
    fill(cell, anchor, () => { place.remove(); });
}

function onFile(file: HTMLElement, button: HTMLElement): void {
    if (button.nextElementSibling?.querySelector(':scope > form[data-new-inline]'))
        return;

    const place = document.createElement('div');
    place.className = 'diff-remark';
    button.after(place);
    fill(place, { path: file.dataset.diffPath ?? '' }, () => { place.remove(); button.focus(); });
}

let forms = 0;

function fill(place: HTMLElement, anchor: Anchor, close: () => void): void {
    const form = document.createElement('form');                                                                       // 3
    const id = `new-inline-${++forms}`;
    form.dataset.api = `POST ${root!.dataset.inlineComments}`;
    form.dataset.newInline = '';
    form.append(hidden('inline.path', anchor.path));
    if (anchor.line === undefined)
        form.append(lineFields(id));
    else
        form.append(hidden(anchor.isOld ? 'inline.from' : 'inline.to', anchor.line, 'number'));

    const [label, text] = [document.createElement('label'), document.createElement('textarea')];
    label.htmlFor = text.id = id;
    label.textContent = anchor.line === undefined ? `Comment on ${anchor.path}` : `Comment on ${anchor.isOld ? 'old line' : 'line'} ${anchor.line}`;
    [text.name, text.required, text.maxLength, text.dataset.preview] = ['content.raw', true, 32768, root!.dataset.repository ?? ''];
    const [send, cancel] = [document.createElement('button'), document.createElement('button')];
    [send.className, send.textContent] = ['primary', 'Comment'];
    [cancel.type, cancel.textContent] = ['button', 'Cancel'];
    cancel.addEventListener('click', close);
    form.addEventListener('keydown', event => {
        if (event.key === 'Escape' && text.value === '')
            close();
    });
    const buttons = document.createElement('div');
    buttons.className = 'buttons';
    buttons.append(send, ...draftButton(), cancel);
    form.append(label, text, ...anchor.line === undefined ? [] : [rangeField(id, anchor)], buttons);
    place.append(form);
    document.dispatchEvent(new CustomEvent('mortise:added'));
    text.focus();
}

function hidden(name: string, value: string, type?: string): HTMLInputElement {
    const field = document.createElement('input');
    [field.type, field.name, field.value] = ['hidden', name, value];
    if (type)
        field.dataset.type = type;

    return field;
}

/** Keeps what was written for its author alone until they publish it. */
function draftButton(): HTMLButtonElement[] {
    if (root!.dataset.drafts === undefined)
        return [];

    const draft = document.createElement('button');
    [draft.name, draft.value, draft.dataset.type, draft.textContent] = ['pending', 'true', 'flag', 'Save draft'];
    return [draft];
}

/** Several lines: the first of them, where the comment stands below the last. */
function rangeField(id: string, anchor: Anchor): HTMLElement {
    const fields = document.createElement('div');
    fields.className = 'line-fields';
    fields.append(...startField(id, 'Several lines: from line', anchor.isOld ? 'inline.start_from' : 'inline.start_to', anchor.line));
    return fields;
}

function startField(id: string, text: string, name: string, most?: string): [HTMLLabelElement, HTMLInputElement] {
    const [label, start] = [document.createElement('label'), document.createElement('input')];
    label.htmlFor = start.id = `${id}-start`;
    label.textContent = text;
    [start.type, start.min, start.name, start.dataset.type, start.dataset.skipEmpty] = ['number', '1', name, 'number', ''];
    if (most !== undefined)
        start.max = most;

    return [label, start];
}

/** A line by its number, on either side; none means the whole file. */
function lineFields(id: string): HTMLElement {
    const fields = document.createElement('div');
    fields.className = 'line-fields';
    const [lineLabel, line] = [document.createElement('label'), document.createElement('input')];
    lineLabel.htmlFor = line.id = `${id}-line`;
    lineLabel.textContent = 'Line (none: the whole file)';
    [line.type, line.min, line.name, line.dataset.type, line.dataset.skipEmpty] = ['number', '1', 'inline.to', 'number', ''];
    const [sideLabel, side] = [document.createElement('label'), document.createElement('select')];
    sideLabel.htmlFor = side.id = `${id}-side`;
    sideLabel.textContent = 'Of the file';
    side.name = '';
    side.append(new Option('as it is now', 'inline.to'), new Option('as it was', 'inline.from'));
    const [startLabel, start] = startField(id, 'Several lines: from line', 'inline.start_to');
    side.addEventListener('change', () => { [line.name, start.name] = [side.value, side.value.replace('.', '.start_')]; });
    fields.append(lineLabel, line, startLabel, start, sideLabel, side);
    return fields;
}
