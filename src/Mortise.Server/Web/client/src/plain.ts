/**
 * Forms that the browser sends by itself: `data-confirm` asks first, and `data-busy` says what is happening while a slow answer is on its way.
 * A button's own `data-confirm` wins over the form's.
 */
document.addEventListener('submit', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.api || event.submitter?.dataset.api)
        return;

    const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (form.getAttribute('aria-busy') === 'true' || (question && !window.confirm(question))) {
        event.preventDefault();
        return;
    }

    if (form.dataset.busy)
        wait(form, form.dataset.busy);
});

// A page that the browser kept and shows again is not busy any more.
window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-busy][aria-busy]')) {
        form.removeAttribute('aria-busy');
        form.querySelector('[data-busy-note]')?.remove();
    }
});

function wait(form: HTMLFormElement, text: string): void {
    const note = document.createElement('p');
    note.className = 'flash busy';
    note.dataset.busyNote = '';
    note.setAttribute('role', 'status');
    form.setAttribute('aria-busy', 'true');
    form.append(note);
    note.textContent = text;
}
