/** `AP.events`: to all frames of the app, or with `emitPublic` to those of all apps of the page. Listening is the client's own. */
import { host } from '../host';
import { read, text } from '../frames';

export const events = {
    emit(...args: unknown[]) {
        const { frame, given } = read(args);
        host.dispatch(text(given[0]), { addon_key: frame.appKey }, given.slice(1));
    },

    /** Of the sender others learn the two keys, and nothing of its options. */
    emitPublic(...args: unknown[]) {
        const { frame, given } = read(args);
        host.dispatch(text(given[0]), {}, { sender: { addonKey: frame.appKey, key: frame.moduleKey }, event: given.slice(1) });
    },
};
