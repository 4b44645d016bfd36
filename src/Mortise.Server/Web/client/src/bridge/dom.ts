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

/** A region of the page that is read out when something comes into it. */
export function region(className: string, label: string): HTMLElement {
    const known = document.querySelector<HTMLElement>(`body > .${className}`);
    if (known !== null)
        return known;

    const made = element('div', className);
    made.setAttribute('role', 'region');
    made.setAttribute('aria-label', label);
    made.setAttribute('aria-live', 'polite');
    document.body.append(made);
    return made;
}
