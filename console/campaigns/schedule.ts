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
  readonly expiresHours: string;
  readonly first: string;
  readonly wait: string;
  readonly folder: string;
}

export const AT_ONCE: Schedule = {
  ...{ when: 'now', at: '', days: [1], time: '10:00', usual: false, from: '', to: '' },
  ...{ throttle: '', expiresHours: '', first: '', wait: '60', folder: '' },
};

/** The offset of a zone at a local time, such as `+09:00`. */
const offsetOf = (local: string, zone: string): string => {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
    Date.parse(`${local}Z`),
  );
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? 'Z' : name.replace('GMT', '');
};

const isSaid = (text: string): boolean => text.trim() !== '';

/** The part of a campaign's body that the form stands for; `zone` is the shop's. */
export const bodyOf = (schedule: Schedule, zone: string): Record<string, unknown> => {
  const { when, at, days, time, usual, from, to, throttle, expiresHours, first, wait, folder } = schedule;
  const timing = {
    ...(isSaid(from) || isSaid(to)
      ? { windows: [{ from: isSaid(from) ? from : '00:00', to: isSaid(to) ? to : '23:59' }] }
      : {}),
    ...(usual ? { usualHour: {} } : {}),
    ...(isSaid(throttle) ? { throttle: { messages: Number(throttle), per: 'minute' } } : {}),
  };
  return {
    ...(when === 'at' && isSaid(at) ? { at: `${at}:00${offsetOf(at, zone)}` } : {}),
    ...(when === 'local' && isSaid(at) ? { at } : {}),
    ...(when === 'repeat' ? { repeat: { days: [...days], at: time } } : {}),
    ...(Object.keys(timing).length === 0 ? {} : { timing }),
    ...(isSaid(expiresHours) ? { expiresAfter: Math.round(Number(expiresHours) * 60) } : {}),
    ...(isSaid(first) ? { stages: { first: Number(first), waitMinutes: Number(wait) } } : {}),
    ...(isSaid(folder) ? { folder: folder.trim() } : {}),
  };
};
