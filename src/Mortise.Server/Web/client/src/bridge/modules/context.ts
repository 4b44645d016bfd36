/** `AP.context`: a token that tells the app's own server whose frame this is, and what the page is about. */
import { read } from '../frames';
import { ask } from '../server';

export const context = {
    getToken: Object.assign(async function (...args: unknown[]) {
        return (await ask<{ token: string }>(read(args).frame, 'context-token')).token;
    }, { returnsPromise: true }),

    getContext: Object.assign(async function (...args: unknown[]) {
        return ask<object>(read(args).frame, 'context');
    }, { returnsPromise: true }),
};
