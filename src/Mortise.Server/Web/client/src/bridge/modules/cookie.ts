/** `AP.cookie`: small values of an app in this browser. They are kept under the app's key and travel in no request. */
import { read, text } from '../frames';

const MOST_NAMES = 64;
const MOST_CHARACTERS = 4096;

interface Kept {
    value: string;
    /** Milliseconds since 1970; null: for good. */
    ends: number | null;
}

export const cookie = {
    save(...args: unknown[]) {
        const { frame, given } = read(args);
        const [name, value, days] = [text(given[0], 200), String(given[1] ?? '').slice(0, MOST_CHARACTERS), Number(given[2])];
        const all = load(frame.appKey);
        if (name === '' || (!Object.hasOwn(all, name) && Object.keys(all).length >= MOST_NAMES))
            return;

        all[name] = { value, ends: Number.isFinite(days) && days !== 0 ? Date.now() + days * 86_400_000 : null };
        store(frame.appKey, all);
    },

    read(...args: unknown[]) {
        const { frame, given, reply } = read(args);
        const all = load(frame.appKey);
        const name = text(given[0], 200);
        reply(Object.hasOwn(all, name) ? all[name]!.value : undefined);
    },

    erase(...args: unknown[]) {
        const { frame, given } = read(args);
        const all = load(frame.appKey);
        delete all[text(given[0], 200)];
        store(frame.appKey, all);
    },
};

function load(appKey: string): Record<string, Kept> {
    try {
        const all = JSON.parse(localStorage.getItem(place(appKey)) ?? '{}') as Record<string, Kept>;
        return Object.fromEntries(Object.entries(all).filter(([, kept]) => kept.ends === null || kept.ends > Date.now()));
    } catch {
        return {};
    }
}

function store(appKey: string, all: Record<string, Kept>): void {
    try {
        if (Object.keys(all).length === 0)
            localStorage.removeItem(place(appKey));
        else
            localStorage.setItem(place(appKey), JSON.stringify(all));
    } catch {
        // The browser keeps nothing for this page, or is full: a value of this kind may get lost at any time.
    }
}

function place(appKey: string): string {
    return `mortise.app.${appKey}`;
}
