/**
 * Forms that speak the REST API: `<form data-api="POST /2.0/…" data-then="/acme/rocket/pull-requests/{id}">`.
 *
 * 1. Fields become JSON. A name is a path: `content.raw`, `reviewers[].uuid`, `names[]`; `data-type` is `flag`, `number` or `null-when-empty`.
 *    `data-skip-empty` leaves an empty field out. `data-body="form"` sends the form as multipart instead, and `data-body="none"` nothing.
 * 2. It is sent with the page's token. Buttons are disabled meanwhile; `data-confirm` asks first.
 * 3. A refusal is shown in the form, beside the fields that it names. Otherwise `data-then` says where to go (`{x.y}` from the answer):
 *    `reload` (the default), an address, or `event`: the form tells of it by the event `mortise:sent`, whose detail is the answer.
 *    A button's own `data-api`, `data-then`, `data-confirm`, `name` and `value` win over the form's.
 */
import { api, problemOf, type Problem } from './page';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

document.addEventListener('submit', event => {
    const form = event.target;
    const button = event.submitter;
    if (!(form instanceof HTMLFormElement) || !(form.dataset.api || button?.dataset.api))
        return;

    event.preventDefault();
    const question = button?.dataset.confirm ?? form.dataset.confirm;
    if (!question || window.confirm(question))
        void submit(form, button);
});

async function submit(form: HTMLFormElement, button: HTMLElement | null): Promise<void> {
    if (form.getAttribute('aria-busy') === 'true')
        return;

    const [method, path] = (button?.dataset.api ?? form.dataset.api ?? '').split(' ', 2) as [string, string];
    clear(form);
    form.setAttribute('aria-busy', 'true');
    const buttons = [...form.querySelectorAll('button')].filter(one => !one.disabled);
    try {
        const request = body(form, button);                                                        // 1
        for (const one of buttons)
            one.disabled = true;

        const answer = await api(fill(path, values(form)), { method, ...request });                // 2
        if (!answer.ok)
            show(form, await problemOf(answer));
        else
            await go(form, button, answer);                                                        // 3
    } catch {
        show(form, { message: 'The server could not be reached. Try again.', detail: '', fields: {} });
    } finally {
        form.removeAttribute('aria-busy');
        for (const one of buttons)
            one.disabled = false;
    }
}

function body(form: HTMLFormElement, button: HTMLElement | null): RequestInit {
    switch (button?.dataset.body ?? form.dataset.body ?? 'json') {
        case 'none': return {};
        case 'form': return { body: new FormData(form, button) };
        default: return { body: JSON.stringify(toJson(form, button)), headers: { 'Content-Type': 'application/json' } };
    }
}

function toJson(form: HTMLFormElement, button: HTMLElement | null): Json {
    const root: { [name: string]: Json } = {};
    for (const field of form.elements) {
        const isField = field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement;
        if (!isField || field.name === '' || field.disabled || field.name.startsWith('~'))
            continue;

        if (field instanceof HTMLInputElement && field.type === 'checkbox' && field.dataset.type === 'flag')
            put(root, field.name, field.checked);
        else if (field instanceof HTMLInputElement && (field.type === 'checkbox' || field.type === 'radio') && !field.checked)
            keepList(root, field.name);
        else if (field instanceof HTMLSelectElement && field.multiple)
            for (const option of field.selectedOptions)
                put(root, field.name, option.value);
        else if (field.value !== '' || field.dataset.skipEmpty === undefined)
            put(root, field.name, typed(field.value, field.dataset.type));
    }

    if (button instanceof HTMLButtonElement && button.name !== '')
        put(root, button.name, typed(button.value, button.dataset.type));

    return root;
}

function typed(text: string, type: string | undefined): Json {
    switch (type) {
        case 'flag': return text === 'true' || text === 'on';
        case 'number': return text === '' ? null : Number(text);
        case 'null-when-empty': return text === '' ? null : text;
        default: return text;
    }
}

/** An unchecked box of a list still says that there is a list. */
function keepList(root: { [name: string]: Json }, name: string): void {
    const list = /^([^.[\]]+)\[\]/.exec(name)?.[1];
    if (list !== undefined)
        root[list] ??= [];
}

function put(root: { [name: string]: Json }, name: string, value: Json): void {
    const parts = name.split('.');
    let at = root;
    parts.forEach((part, i) => {
        const last = i === parts.length - 1;
        const isList = part.endsWith('[]');
        const key = isList ? part.slice(0, -2) : part;
        if (isList) {
            const list = (at[key] ??= []) as Json[];
            const item: { [name: string]: Json } = {};
            list.push(last ? value : item);
            at = item;
        } else if (last) {
            at[key] = value;
        } else {
            at = (at[key] ??= {}) as { [name: string]: Json };
        }
    });
}

/** The fields whose names begin with `~` go into the address, not into the body. */
function values(form: HTMLFormElement): Json {
    return Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === 'string').map(([name, value]) => [name.replace(/^~/, ''), value as string]));
}

function fill(template: string, from: Json): string {
    return template.replace(/\{([A-Za-z_][\w.]*)\}/g, (whole, name: string) => {
        let at: Json | undefined = from;
        for (const part of name.split('.'))
            at = typeof at === 'object' && at !== null && !Array.isArray(at) ? at[part] : undefined;

        return at === undefined || at === null || typeof at === 'object' ? whole : encodeURIComponent(String(at));
    });
}

async function go(form: HTMLFormElement, button: HTMLElement | null, answer: Response): Promise<void> {
    const then = button?.dataset.then ?? form.dataset.then ?? 'reload';
    const isJson = answer.headers.get('Content-Type')?.includes('json') ?? false;
    if (then === 'event') {
        const detail = isJson ? await answer.json() as Json : await answer.text();
        form.dispatchEvent(new CustomEvent('mortise:sent', { bubbles: true, detail }));
        return;
    }

    const target = then === 'reload' ? '' : fill(then, isJson ? await answer.json() as Json : {});
    if (target.startsWith('/') && !target.startsWith('//'))
        window.location.assign(target);
    else
        window.location.reload();
}

function clear(form: HTMLFormElement): void {
    for (const note of form.querySelectorAll('[data-problem]'))
        note.remove();

    for (const field of form.querySelectorAll('[aria-invalid]'))
        field.removeAttribute('aria-invalid');
}

/** Each field's own problem stands below it; what belongs to no field stands at the top, and is read out. */
function show(form: HTMLFormElement, problem: Problem): void {
    const rest = Object.entries(problem.fields).filter(([name, text]) => !beside(form, name, text)).map(([name, text]) => `${name}: ${text}`);
    const note = document.createElement('p');
    note.className = 'flash problem';
    note.dataset.problem = '';
    note.setAttribute('role', 'alert');
    note.textContent = [problem.message, problem.detail, ...rest].filter(text => text !== '').join(' ');
    form.prepend(note);
    (form.querySelector<HTMLElement>('[aria-invalid]') ?? note).scrollIntoView({ block: 'nearest' });
    form.querySelector<HTMLElement>('[aria-invalid]')?.focus();
}

function beside(form: HTMLFormElement, name: string, text: string): boolean {
    const field = [...form.elements].find(one => (one as HTMLInputElement).name === name || (one as HTMLInputElement).name?.split(/[.[]/)[0] === name);
    if (!(field instanceof HTMLElement) || (field instanceof HTMLInputElement && field.type === 'hidden'))
        return false;

    const note = document.createElement('span');
    note.className = 'field-problem';
    note.dataset.problem = '';
    note.id = `problem-of-${field.id || name.replace(/\W/g, '-')}`;
    note.textContent = text;
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', note.id);
    field.after(note);
    return true;
}
