/** `<form data-merge data-then="event">` has asked for a merge that goes on: it is followed until it has ended, and what comes of it is said. */
import { api, problemOf } from './page';

/** Milliseconds. */
const shortest = 300;
const longest = 3000;
const patience = 10 * 60 * 1000;

interface Task { task_status?: string; links?: { self?: { href?: string } } }

document.addEventListener('mortise:sent', event => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.merge === undefined)
        return;

    const href = (event as CustomEvent<Task>).detail.links?.self?.href;
    if (href)
        void follow(form, new URL(href).pathname);
    else
        window.location.reload();
});

async function follow(form: HTMLFormElement, path: string): Promise<void> {
    const [fields, progress] = [form.querySelector('fieldset'), form.querySelector<HTMLElement>('.merge-progress')];
    if (fields)
        fields.disabled = true;

    say(progress, 'Merging…');
    const end = Date.now() + patience;
    for (let wait = shortest; Date.now() < end; wait = Math.min(wait * 1.5, longest)) {
        await new Promise(done => { setTimeout(done, wait); });
        const answer = await api(path).catch(() => null);
        if (answer === null || answer.status >= 500 || answer.status === 429)
            continue;

        if (!answer.ok) {
            const problem = await problemOf(answer);
            say(progress, `It was not merged: ${[problem.message, problem.detail].filter(text => text !== '').join(' ')}`, true);
            if (fields)
                fields.disabled = false;

            return;
        }

        if ((await answer.json() as Task).task_status !== 'PENDING') {
            window.location.hash = '';
            window.location.reload();
            return;
        }
    }

    say(progress, 'It is still being merged. Load the page again later.');
}

function say(progress: HTMLElement | null, text: string, isProblem = false): void {
    if (!progress)
        return;

    progress.hidden = false;
    progress.className = isProblem ? 'merge-progress flash problem' : 'merge-progress flash';
    progress.textContent = text;
}
