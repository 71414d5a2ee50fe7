import type { SavedCampaign } from './answers.ts';

/** What the form holds; text as it was typed, empty where nothing was said. */
export interface Schedule {
  readonly when: 'now' | 'at' | 'local' | 'repeat';
  /** `YYYY-MM-DDTHH:mm` */
  readonly at: string;
  readonly days: readonly number[];
  /** `HH:mm` */
  readonly time: string;
  readonly usual: boolean;
  readonly from: string;
  readonly to: string;
  readonly throttle: string;
  readonly per: 'minute' | 'hour';
  readonly expiresHours: string;
  readonly first: string;
  readonly wait: string;
  /** Parts of a saved campaign that the form has no field for; they go back as they came. */
  readonly kept: {
    readonly repeat?: Readonly<Record<string, unknown>>;
    readonly usualHour?: Readonly<Record<string, unknown>>;
    /** Several windows, or windows on some days only: the two fields stand for one of every day. */
    readonly windows?: readonly unknown[];
    readonly seconds?: string;
  };
}

export const AT_ONCE: Schedule = {
  ...{ when: 'now', at: '', days: [1], time: '10:00', usual: false, from: '', to: '' },
  ...{ throttle: '', per: 'minute', expiresHours: '', first: '', wait: '60', kept: {} },
};

const EVERY_DAY = 7;

/** Milliseconds that a zone's clock is ahead of UTC at an instant. */
const aheadOf = (instant: number, zone: string): number => {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  }).formatToParts(instant);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '00';
  const shown = `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:${of('second')}Z`;
  return Date.parse(shown) - Math.floor(instant / 1_000) * 1_000;
};

const two = (value: number): string => String(value).padStart(2, '0');

/** The offset of a zone at a local time, such as `+09:00`; beside a change of the clocks that of the time itself. */
const offsetOf = (local: string, zone: string): string => {
  const asUtc = Date.parse(`${local}Z`);
  const guess = aheadOf(asUtc, zone);
  const ahead = aheadOf(asUtc - guess, zone);
  const minutes = Math.abs(ahead) / 60_000;
  return ahead === 0 ? 'Z' : `${ahead < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

const isSaid = (text: string): boolean => text.trim() !== '';
const hasOffset = (at: string): boolean => /(?:Z|[+-]\d{2}:?\d{2})$/i.test(at);

/** The part of a campaign's body that the form stands for; `zone` is the shop's. */
export const scheduleBody = (schedule: Schedule, zone: string): Record<string, unknown> => {
  const { when, at, days, time, usual, from, to, throttle, per, expiresHours, first, wait, kept } = schedule;
  const window = { from: isSaid(from) ? from : '00:00', to: isSaid(to) ? to : '23:59' };
  const windows = kept.windows ?? (isSaid(from) || isSaid(to) ? [window] : undefined);
  const timing = {
    ...(windows ? { windows } : {}),
    ...(usual ? { usualHour: kept.usualHour ?? {} } : {}),
    ...(isSaid(throttle) ? { throttle: { messages: Number(throttle), per } } : {}),
  };
  const seconds = kept.seconds ?? ':00';
  return {
    ...(when === 'at' && isSaid(at) ? { at: `${at}${seconds}${offsetOf(at, zone)}` } : {}),
    ...(when === 'local' && isSaid(at) ? { at } : {}),
    ...(when === 'repeat' ? { repeat: { ...kept.repeat, days: [...days], at: time } } : {}),
    ...(Object.keys(timing).length === 0 ? {} : { timing }),
    ...(isSaid(expiresHours) ? { expiresAfter: Math.round(Number(expiresHours) * 60) } : {}),
    ...(isSaid(first) ? { stages: { first: Number(first), waitMinutes: Number(wait) } } : {}),
  };
};

const localOf = (at: string, zone: string): string => {
  const instant = Date.parse(at);
  return new Date(instant + aheadOf(instant, zone)).toISOString();
};

/** The form that stands for a saved campaign. */
export const scheduleOf = (saved: SavedCampaign, zone: string): Schedule => {
  const { at, repeat, timing, expiresAfter, stages } = saved;
  const { days, at: time, ...furtherRepeat } = repeat ?? { at: AT_ONCE.time };
  const windows = timing?.windows ?? [];
  const [window] = windows;
  const isPlain = windows.length === 1 && (window?.days === undefined || new Set(window.days).size === EVERY_DAY);
  const start = at === undefined ? '' : hasOffset(at) ? localOf(at, zone) : at;
  return {
    when: repeat ? 'repeat' : at === undefined ? 'now' : hasOffset(at) ? 'at' : 'local',
    at: start.slice(0, 16),
    days: repeat ? (days ?? [1, 2, 3, 4, 5, 6, 7]) : AT_ONCE.days,
    time,
    usual: timing?.usualHour !== undefined,
    from: isPlain ? (window?.from ?? '') : '',
    to: isPlain ? (window?.to ?? '') : '',
    throttle: timing?.throttle ? String(timing.throttle.messages) : '',
    per: timing?.throttle?.per === 'hour' ? 'hour' : 'minute',
    expiresHours: expiresAfter === undefined ? '' : String(Number((expiresAfter / 60).toFixed(3))),
    first: stages ? String(stages.first) : '',
    wait: stages ? String(stages.waitMinutes) : AT_ONCE.wait,
    kept: {
      ...(repeat ? { repeat: furtherRepeat } : {}),
      ...(timing?.usualHour ? { usualHour: timing.usualHour } : {}),
      ...(windows.length > 0 && !isPlain ? { windows } : {}),
      ...(at !== undefined && hasOffset(at) ? { seconds: start.slice(16, 19) } : {}),
    },
  };
};
