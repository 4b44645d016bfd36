/** Which addresses an app reaches through the bridge: those of the API, and no page, token or cookie of this host. */

const API = ['/2.0/', '/api/2.0/', '/!api/2.0/'];

/** Origins under which apps know the API; paths of them are read as paths of this host. */
const ALIASES: Record<string, string> = { 'https://api.bitbucket.org': '', 'https://bitbucket.org': '' };

const MOST = 8192;

/** The address on this host, or a sentence that says why it is none. */
export function resolve(address: unknown, origin = window.location.origin): URL | string {
    if (typeof address !== 'string' || address === '')
        return "'url' must be a path of the API, such as /2.0/user.";

    if (address.length > MOST)
        return `'url' has more than ${MOST} characters.`;

    const url = parse(address, origin);
    if (url === null)
        return "'url' is not an address.";

    if (url.username !== '' || url.password !== '')
        return "'url' must hold neither user name nor password.";

    const own = url.origin === origin ? url : ALIASES[url.origin] === undefined ? null : new URL(url.pathname + url.search, origin);
    if (own === null)
        return `Apps reach the API of this host alone, and ${url.origin} is not it.`;

    own.hash = '';
    return isOfApi(own.pathname) ? own : 'Apps reach addresses below /2.0/ alone.';
}

/** The path below an app's own proxy module. */
export function resolveProxy(appKey: string, path: unknown, origin = window.location.origin): URL | string {
    if (typeof path !== 'string' || !path.startsWith('/') || path.length > MOST)
        return "'url' must be a path that the app's proxy module declares, such as /builds/{repository}.";

    const prefix = `/2.0/addons/${encodeURIComponent(appKey)}/`;
    const url = parse(prefix + path.slice(1), origin);
    if (url === null || url.origin !== origin || !url.pathname.startsWith(prefix) || climbs(url.pathname))
        return "'url' must stay below the app's own proxy paths.";

    url.hash = '';
    return url;
}

export function isOfApi(path: string): boolean {
    return API.some(prefix => path.startsWith(prefix)) && !climbs(path);
}

function parse(address: string, origin: string): URL | null {
    try {
        return new URL(address, `${origin}/`);
    } catch {
        return null;
    }
}

/** True where a segment means "the one above" once its escapes are undone, as often as somebody may undo them. */
function climbs(path: string): boolean {
    let at = path;
    for (let round = 0; round < 4; round++) {
        if (/(?:^|[/\\])\.{1,2}(?:[/\\]|$)/.test(at))
            return true;

        const next = undo(at);
        if (next === null || next === at)
            return next === null && round === 0;

        at = next;
    }

    return true;
}

function undo(path: string): string | null {
    try {
        return decodeURIComponent(path);
    } catch {
        return null;
    }
}
