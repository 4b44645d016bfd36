/** Menus are `<details class="menu">`: Escape and a click elsewhere close them, and Escape returns to what opened them. */
document.addEventListener('click', event => {
    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]'))
        if (!menu.contains(event.target as Node))
            menu.open = false;
});

document.addEventListener('keydown', event => {
    if (event.key !== 'Escape')
        return;

    for (const menu of document.querySelectorAll<HTMLDetailsElement>('details.menu[open]')) {
        menu.open = false;
        if (menu.contains(document.activeElement))
            menu.querySelector('summary')?.focus();
    }
});

/** `<input data-filter="#list">` hides the items of a list that do not hold its text. */
document.addEventListener('input', event => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.dataset.filter)
        return;

    const wanted = field.value.trim().toLowerCase();
    for (const item of document.querySelectorAll<HTMLElement>(`${field.dataset.filter} > *`))
        item.hidden = !(item.textContent ?? '').toLowerCase().includes(wanted);
});
