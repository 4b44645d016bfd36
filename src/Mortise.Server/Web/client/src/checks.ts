/** `<ul data-checks="/2.0/…/mergeability/checks">` says what stands in the way of a merge; git may need a while to know. */
import { api, problemOf } from './page';

interface Check { type: string; blocking: boolean; message?: string }

const words: Record<string, string> = {
    pullrequest_state_check: 'It is open',
    current_user_permission_check: 'You may merge it',
    git_mergeability_check: 'The branches merge without conflicts',
};

for (const list of document.querySelectorAll<HTMLElement>('[data-checks]'))
    void load(list);

async function load(list: HTMLElement): Promise<void> {
    try {
        const answer = await api(list.dataset.checks ?? '');
        if (answer.ok) {
            const checks = (await answer.json() as { values: Check[] }).values;
            list.replaceChildren(...checks.map(check => item(check.blocking, check.message ?? words[check.type] ?? check.type)));
        } else {
            list.replaceChildren(item(true, (await problemOf(answer)).message));
        }
    } catch {
        list.replaceChildren(item(true, 'The server could not be asked. Load the page again.'));
    }
}

function item(isBlocking: boolean, text: string): HTMLElement {
    const line = document.createElement('li');
    const badge = document.createElement('span');
    badge.className = isBlocking ? 'badge bad' : 'badge good';
    badge.textContent = isBlocking ? 'No' : 'Yes';
    line.append(badge, ` ${text}`);
    return line;
}
