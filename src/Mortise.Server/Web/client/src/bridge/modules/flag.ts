/** `AP.flag`: a note in the corner, signed with the key of the app that shows it. */
import { button, element, region } from '../dom';
import { members, read, tell, text, type Frame } from '../frames';

const TYPES = ['info', 'success', 'warning', 'error'];
const MOST = 5;
const MOST_ACTIONS = 5;
const AUTO = 10_000;

class Flag {
    private readonly shown: HTMLElement | null = null;
    private readonly frame: Frame;
    private readonly id: string;

    constructor(...args: unknown[]) {
        const { frame, given, reply } = read(args);
        const options = members(given[0]);
        this.frame = frame;
        this.id = reply._id ?? '';
        const flags = region('app-flags', 'Notes of apps');
        if (flags.childElementCount >= MOST)
            flags.firstElementChild?.remove();

        this.shown = this.render(options);
        flags.append(this.shown);
        if (options.close === 'auto')
            window.setTimeout(() => this.close(), AUTO);

        reply(this.id);
    }

    close(): void {
        if (this.shown === null || !this.shown.isConnected)
            return;

        this.shown.remove();
        tell(this.frame, 'flag.close', { flagIdentifier: this.id });
    }

    private render(options: Record<string, unknown>): HTMLElement {
        const type = text(options.type).toLowerCase();
        const flag = element('div', `app-flag ${TYPES.includes(type) ? type : 'info'}`);
        flag.append(element('strong', '', text(options.title, 200)), element('p', '', text(options.body, 2000)));
        const actions = Object.entries(members(options.actions)).slice(0, MOST_ACTIONS);
        for (const [key, label] of actions)
            flag.append(button('link', text(label, 100), () => tell(this.frame, 'flag.action', { flagIdentifier: this.id, actionIdentifier: key })));

        flag.append(element('small', 'quiet', `from ${this.frame.appKey}`));
        const close = button('close', '×', () => this.close());
        close.setAttribute('aria-label', 'Close');
        flag.append(close);
        return flag;
    }
}

export const flag = {
    create: { constructor: Flag, close: Flag.prototype.close },
};
