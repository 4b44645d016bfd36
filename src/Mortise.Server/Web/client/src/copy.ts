/** `<button data-copy="text">` puts its text on the clipboard and says so. */
document.addEventListener('click', event => {
    const button = (event.target as Element).closest?.<HTMLElement>('[data-copy]');
    if (button)
        void copy(button);
});

async function copy(button: HTMLElement): Promise<void> {
    const before = button.dataset.label ?? button.textContent ?? '';
    button.dataset.label = before;
    try {
        await navigator.clipboard.writeText(button.dataset.copy ?? '');
        button.textContent = 'Copied';
    } catch {
        button.textContent = 'Press Ctrl+C';
    }

    setTimeout(() => { button.textContent = before; }, 2000);
}
