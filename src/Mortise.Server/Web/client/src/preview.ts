/** `<textarea data-preview="acme/rocket">` can be looked at as it will stand there, with the links that apps make in that repository. */
import { api, problemOf } from './page';

function equip(): void {
    for (const field of document.querySelectorAll<HTMLTextAreaElement>('textarea[data-preview]:not([data-equipped])')) {
        field.dataset.equipped = '';
        const button = document.createElement('button');
        button.type = 'button';
        button.className = 'plain preview-switch';
        button.textContent = 'Preview';
        button.setAttribute('aria-pressed', 'false');
        button.addEventListener('click', () => { void turn(field, button); });
        field.before(button);
    }
}

async function turn(field: HTMLTextAreaElement, button: HTMLButtonElement): Promise<void> {
    const shown = field.nextElementSibling;
    if (shown instanceof HTMLElement && shown.dataset.previewOf !== undefined) {
        shown.remove();
        field.hidden = false;
        button.setAttribute('aria-pressed', 'false');
        return;
    }

    const place = document.createElement('div');
    place.className = 'text preview';
    place.dataset.previewOf = '';
    place.setAttribute('role', 'region');
    place.setAttribute('aria-label', 'Preview');
    if (field.value.trim() === '') {
        place.textContent = 'Nothing to show yet.';
    } else {
        const answer = await api('/_/site/markup', {
            method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ raw: field.value, repository: field.dataset.preview }),
        });
        // The server has sanitised it, as it does what the pages themselves show.
        if (answer.ok)
            place.innerHTML = (await answer.json() as { html: string }).html;
        else
            place.textContent = (await problemOf(answer)).message;
    }

    field.after(place);
    field.hidden = true;
    button.setAttribute('aria-pressed', 'true');
}

// A form that is sent shows its field again, so that a refusal beside it can be read.
document.addEventListener('submit', event => {
    for (const place of (event.target as Element).querySelectorAll<HTMLElement>('[data-preview-of]')) {
        place.previousElementSibling?.removeAttribute('hidden');
        place.remove();
    }

    for (const button of (event.target as Element).querySelectorAll('.preview-switch'))
        button.setAttribute('aria-pressed', 'false');
}, true);

document.addEventListener('mortise:added', equip);
equip();
