/** Elements made without markup: whatever text an app gives stays text. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, className: string, content = ''): HTMLElementTagNameMap[K] {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = content;
    return made;
}

export function button(className: string, content: string, click: () => void): HTMLButtonElement {
    const made = element('button', className, content);
    made.type = 'button';
    made.addEventListener('click', click);
    return made;
}

const announcers: HTMLElement[] = [];

/** A place of the page whose new content is read out. It has to be there before: what comes together with it is not. */
export function announcer(className: string, label: string): HTMLElement {
    const made = element('div', className);
    made.setAttribute('role', 'status');
    made.setAttribute('aria-label', label);
    made.setAttribute('aria-atomic', 'false');          // what is new, and not all of it again
    announcers.push(made);
    document.body.append(made);
    return made;
}

/** Notes belong to what is on top: below a modal dialog they are neither seen nor reached. */
export function announceIn(top: HTMLElement): void {
    top.append(...announcers);
}

/** Takes a note away; the focus that was in it goes to the next one, else to `instead`. */
export function takeAway(note: HTMLElement, instead: HTMLElement): void {
    const held = note.contains(document.activeElement);
    const next = (note.nextElementSibling ?? note.previousElementSibling)?.querySelector<HTMLElement>('button');
    note.remove();
    if (held)
        (next ?? instead).focus();
}
