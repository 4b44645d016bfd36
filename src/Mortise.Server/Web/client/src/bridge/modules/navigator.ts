/** `AP.navigator`: pages of this host, and no others. */
import { members, read, text, type Frame } from '../frames';

export const navigator = {
    /** `go('site', {relativeUrl})`, `go('repository', {repository})`, `go('pullrequest', {repository, id})`, `go('addonmodule', {moduleKey})`. */
    go(...args: unknown[]) {
        const { frame, given } = read(args);
        const path = typeof given[0] === 'string' ? pathOf(given[0].toLowerCase(), members(given[1]), frame) : null;
        const url = path === null ? null : new URL(path, window.location.origin);
        if (url === null || url.origin !== window.location.origin || url.username !== '' || url.password !== '') {
            console.warn(`[${frame.appKey}] AP.navigator.go: no page of this host is meant by`, given[0], given[1]);
            return;
        }

        window.location.assign(url);
    },

    reload(...args: unknown[]) {
        read(args);
        window.location.reload();
    },

    getLocation(...args: unknown[]) {
        const { frame, reply } = read(args);
        reply({ target: frame.options.isFullPage === true ? 'addonmodule' : 'site', context: { relativeUrl: window.location.pathname + window.location.search, href: window.location.href } });
    },
};

function pathOf(target: string, context: Record<string, unknown>, frame: Frame): string | null {
    switch (target) {
        case 'site':
        case 'host':
            return below(text(context.relativeUrl ?? context.url, 4000));
        case 'repository':
            return repositoryOf(context);
        case 'pullrequest': {
            const repository = repositoryOf(context);
            const id = Number(context.id ?? context.pullRequestId);
            return repository === null || !Number.isInteger(id) ? null : `${repository}/pull-requests/${id}`;
        }
        case 'addonmodule': {
            const key = text(context.moduleKey);
            const page = /^(\/.*\/addon\/)[^/]+\/[^/]+/.exec(window.location.pathname)?.[1] ?? `/${window.location.pathname.split('/').slice(1, 3).join('/')}/addon/`;
            return key === '' ? null : `${page}${encodeURIComponent(frame.appKey)}/${encodeURIComponent(key)}`;
        }
        default:
            return null;
    }
}

/** One slash at the front: two would name another host. */
function below(path: string): string | null {
    return path === '' || /^[a-z][a-z0-9+.-]*:/i.test(path) ? null : `/${path.replace(/^[/\\]+/, '')}`;
}

function repositoryOf(context: Record<string, unknown>): string | null {
    const name = text(context.repository ?? context.fullName);
    return /^[^/\\]+\/[^/\\]+$/.test(name) ? `/${name.split('/').map(encodeURIComponent).join('/')}` : null;
}
