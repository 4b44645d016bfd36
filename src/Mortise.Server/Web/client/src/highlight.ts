/** Colours `<code data-language="…">` once the page is there; up to 512 KiB, and one block after another, so that the page stays usable. */
import highlighter from 'highlight.js/lib/common';

const most = 512 * 1024;
const waiting = [...document.querySelectorAll<HTMLElement>('code[data-language]')].filter(code => (code.textContent?.length ?? 0) <= most);

function next(): void {
    const code = waiting.shift();
    if (!code)
        return;

    const language = code.dataset.language ?? '';
    if (highlighter.getLanguage(language))
        code.innerHTML = highlighter.highlight(code.textContent ?? '', { language, ignoreIllegals: true }).value;

    setTimeout(next);
}

next();
