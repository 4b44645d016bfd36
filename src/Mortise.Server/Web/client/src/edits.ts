/**
 * `<form data-file-form>` sends a file beside its fields: the text of `[data-file-text]`, at the path that stands there or in `[data-file-path]`, or the
 * file that was chosen. As bytes: a form would give every line of a text the ending of another system.
 */
document.addEventListener('formdata', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.fileForm === undefined)
        return;

    const text = form.querySelector<HTMLTextAreaElement>('[data-file-text]');
    const written = form.querySelector<HTMLInputElement>('[data-file-path]')?.value.trim().replace(/^\/+/, '');
    const path = text?.dataset.fileText || `/${written ?? ''}`;
    const chosen = form.querySelector<HTMLInputElement>('[data-file-upload]')?.files?.[0];
    const lines = text?.dataset.newline === 'crlf' ? text.value.replace(/\n/g, '\r\n') : text?.value ?? '';
    event.formData.append(path, chosen ?? new Blob([lines]), 'file');
});

/** A chosen file says what it is called, and stands in for the text. */
document.addEventListener('change', event => {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || field.dataset.fileUpload === undefined || !field.form)
        return;

    const path = field.form.querySelector<HTMLInputElement>('[data-file-path]');
    const text = field.form.querySelector<HTMLTextAreaElement>('[data-file-text]');
    const name = field.files?.[0]?.name;
    if (path && name !== undefined)
        path.value = path.value.replace(/[^/]*$/, name);
    if (text)
        text.disabled = name !== undefined;
});
