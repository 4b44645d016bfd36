/** What the server tells the scripts of a page, in `<meta name="mortise-…">`. */
function meta(name: string): string {
    return document.querySelector<HTMLMetaElement>(`meta[name="mortise-${name}"]`)?.content ?? '';
}

let token = meta('token');

/** Calls the API as the person who looks at the page; the token is renewed once when its time is over. */
export async function api(path: string, init: RequestInit = {}): Promise<Response> {
    const answer = await send(path, init);
    if (answer.status !== 401 || token === '' || !(await renew()))
        return answer;

    return send(path, init);
}

function send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('Accept', headers.get('Accept') ?? 'application/json');
    if (token !== '')
        headers.set('Authorization', `Bearer ${token}`);

    return fetch(path, { ...init, headers, credentials: 'omit', redirect: 'follow' });
}

async function renew(): Promise<boolean> {
    const answer = await fetch('/site/token', { method: 'POST', credentials: 'same-origin' });
    if (!answer.ok)
        return false;

    token = (await answer.json() as { token: string }).token;
    return true;
}

/** What went wrong, as the API says it. */
export interface Problem {
    message: string;
    detail: string;
    fields: Record<string, string>;
}

/** Reads the error body of an answer; a body of another kind becomes a sentence about its status. */
export async function problemOf(answer: Response): Promise<Problem> {
    const plain = { message: answer.status === 401 ? 'You are not signed in any more. Sign in and try again.' : `The server answered ${answer.status}.`, detail: '', fields: {} };
    try {
        const body = await answer.json() as { error?: { message?: string; detail?: string; fields?: Record<string, unknown> } };
        const error = body.error;
        if (!error?.message)
            return plain;

        const fields = Object.entries(error.fields ?? {}).map(([name, text]) => [name, Array.isArray(text) ? text.join(' ') : String(text)]);
        return { message: error.message, detail: error.detail ?? '', fields: Object.fromEntries(fields) };
    } catch {
        return plain;
    }
}
