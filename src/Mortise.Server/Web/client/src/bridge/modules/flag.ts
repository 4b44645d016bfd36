/** `AP.flag`: a note in the corner, signed with the key of the app that shows it. */
import { announcer, button, element, takeAway } from '../dom';
import { members, read, tell, text, type Frame } from '../frames';

const TYPES = ['info', 'success', 'warning', 'error'];
const MOST = 5;
const MOST_ACTIONS = 5;
const AUTO = 10_000;

const flags = announcer('app-flags', 'Notes of apps');
const open: Flag[] = [];

class Flag {
    private readonly shown: HTMLElement;
    private readonly frame: Frame;
    private readonly id: string;

    constructor(...args: unknown[]) {
        const { frame, given, reply } = read(args);
        const options = members(given[0]);
        this.frame = frame;
        this.id = reply._id ?? '';
        if (open.length >= MOST)
            open[0]?.close();

        open.push(this);
        this.shown = this.render(options);
        flags.append(this.shown);
        this.shown.scrollIntoView({ block: 'nearest' });
        if (options.close === 'auto')
            window.setTimeout(() => this.close(), AUTO);

        reply(this.id);
    }

    close(): void {
        const at = open.indexOf(this);
        if (at < 0)
            return;

        open.splice(at, 1);
        takeAway(this.shown, this.frame.element);
        tell(this.frame, 'flag.close', { flagIdentifier: this.id });
    }

    private render(options: Record<string, unknown>): HTMLElement {
        const type = text(options.type).toLowerCase();
        const flag = element('div', `app-flag is-${TYPES.includes(type) ? type : 'info'}`);
        if (type === 'error' || type === 'warning')
            flag.setAttribute('role', 'alert');

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
