import { type Clock, SECOND } from '../../shared/platform/clock.ts';

interface Screen {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const BAR = 24;
const number = (value: number): string => Math.round(value).toLocaleString('en-US');

const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds);
  return whole < 90 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
};

/** One line that stays in place on a terminal; a plain line every five seconds in a log. */
export const createProgress = (screen: Screen, clock: Clock, total: number, startAt = 0) => {
  const startedAt = clock();
  let shownAt = 0;
  let note = '';

  const lineOf = (rows: number): string => {
    const seconds = Math.max(0.001, (clock() - startedAt) / SECOND);
    const rate = (rows - startAt) / seconds;
    const share = total === 0 ? 1 : rows / total;
    const left = rate > 0 ? `${duration((total - rows) / rate)} left` : '';
    const bar = '█'.repeat(Math.round(share * BAR)).padEnd(BAR, '░');
    const words = [
      `${number(rows)} of ${number(total)} rows`,
      `${Math.floor(share * 100)} %`,
      `${number(rate)} rows/s`,
      left,
      note,
    ];
    return `${screen.isTTY ? `${bar}  ` : ''}${words.filter((word) => word !== '').join('  ')}`;
  };

  const show = (rows: number): void => {
    const now = clock();
    if (now - shownAt < (screen.isTTY ? SECOND / 10 : 5 * SECOND)) return;
    shownAt = now;
    screen.write(screen.isTTY ? `\r\u001b[2K${lineOf(rows)}` : `${lineOf(rows)}\n`);
    note = '';
  };

  const waiting = (seconds: number, why: string): void => {
    note = `the server asks to wait ${duration(seconds)} (${why})`;
  };

  const end = (): void => {
    if (screen.isTTY) screen.write('\r\u001b[2K');
  };

  return { show, waiting, end };
};
