/** `<time datetime="…" data-ago>` reads as the time since then; the full date stays in its title. */
const steps: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3_600], ['minute', 60]];
const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const full = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short' });

for (const time of document.querySelectorAll<HTMLTimeElement>('time[data-ago]')) {
    const then = new Date(time.dateTime);
    if (Number.isNaN(then.getTime()))
        continue;

    const seconds = (then.getTime() - Date.now()) / 1000;
    const step = steps.find(([, length]) => Math.abs(seconds) >= length);
    time.title = full.format(then);
    time.textContent = step ? words.format(Math.round(seconds / step[1]), step[0]) : 'just now';
}
