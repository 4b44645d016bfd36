/** `<details data-fragment="address">`: what is inside comes when it is opened. Without scripts, or when that fails, the link inside leads to it. */
document.addEventListener('toggle', event => {
    const details = event.target;
    if (details instanceof HTMLDetailsElement && details.open && details.dataset.fragment)
        void load(details, details.dataset.fragment);
}, true);

async function load(details: HTMLDetailsElement, address: string): Promise<void> {
    delete details.dataset.fragment;
    details.setAttribute('aria-busy', 'true');
    try {
        const answer = await fetch(address, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
        if (!answer.ok)
            throw new Error(`status ${answer.status}`);

        const inside = document.createElement('template');
        inside.innerHTML = await answer.text();
        for (const before of details.querySelectorAll(':scope > :not(summary, button)'))
            before.remove();

        details.append(inside.content);
        details.dispatchEvent(new CustomEvent('mortise:loaded', { bubbles: true }));
    } catch {
        details.dataset.fragment = address;
    } finally {
        details.removeAttribute('aria-busy');
    }
}

/** A link to something closed opens it. */
function openTarget(): void {
    const target = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    const details = target?.closest('details');
    if (details && !details.open)
        details.open = true;
}

window.addEventListener('hashchange', openTarget);
openTarget();
