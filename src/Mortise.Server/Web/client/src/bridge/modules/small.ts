/** `AP.host`, `AP.page` and `AP.scrollPosition`: small helpers of whole-page frames. */
import { read, text } from '../frames';

export const hostModule = {
    focus(...args: unknown[]) {
        read(args).frame.element.blur();
        window.focus();
    },

    getSelectedText(...args: unknown[]) {
        read(args).reply('');
    },
};

export const page = {
    setTitle(...args: unknown[]) {
        const { frame, given } = read(args);
        if (frame.options.isFullPage === true)
            document.title = `${text(given[0], 200)} - ${frame.title}`;
    },
};

export const scrollPosition = {
    getPosition(...args: unknown[]) {
        const { frame, reply } = read(args);
        if (frame.options.isFullPage !== true)
            return;

        const at = frame.element.getBoundingClientRect();
        reply({ scrollX: -at.left, scrollY: -at.top, width: window.innerWidth, height: window.innerHeight });
    },

    setVerticalPosition(...args: unknown[]) {
        const { frame, given } = read(args);
        if (frame.options.isFullPage === true && typeof given[0] === 'number')
            window.scrollTo({ top: frame.element.getBoundingClientRect().top + window.scrollY + given[0] });
    },
};
