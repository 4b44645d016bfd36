/** `<div data-lines>`: `#lines-12` and `#lines-12:20` mark lines of a file; a click with Shift on a number marks the lines up to it. */
const source = document.querySelector<HTMLElement>('[data-lines]');

function asked(): [number, number] | null {
    const match = /^#lines-(\d+)(?::(\d+))?$/.exec(location.hash);
    if (!match)
        return null;

    const from = Number(match[1]);
    const to = match[2] === undefined ? from : Number(match[2]);
    return from <= to ? [from, to] : [to, from];
}

function mark(moves: boolean): void {
    const numbers = source!.querySelectorAll<HTMLElement>('.source-numbers a');
    for (const marked of source!.querySelectorAll('.marked'))
        marked.classList.remove('marked');

    source!.querySelector('.source-mark')?.remove();
    const range = asked();
    const first = range && numbers[range[0] - 1];
    if (!range || !first)
        return;

    const last = numbers[Math.min(range[1], numbers.length) - 1]!;
    for (let line = range[0]; line <= Math.min(range[1], numbers.length); line++)
        numbers[line - 1]!.classList.add('marked');

    const band = document.createElement('div');
    band.className = 'source-mark';
    band.style.top = `${first.offsetTop}px`;
    band.style.height = `${last.offsetTop + last.offsetHeight - first.offsetTop}px`;
    source!.prepend(band);
    if (moves)
        first.scrollIntoView({ block: 'center' });
}

if (source) {
    source.addEventListener('click', event => {
        const number = (event.target as Element).closest<HTMLElement>('.source-numbers a');
        if (!number)
            return;

        event.preventDefault();
        const line = Number(number.textContent);
        const range = event.shiftKey ? asked() : null;
        history.replaceState(null, '', range ? `#lines-${Math.min(range[0], line)}:${Math.max(range[0], line)}` : `#lines-${line}`);
        mark(false);
    });
    window.addEventListener('hashchange', () => mark(true));
    mark(true);
}

export {};
