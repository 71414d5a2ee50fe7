import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  beginsOn,
  type DateTrigger,
  datesBetween,
  mayBeNear,
  momentOn,
  nextDay,
} from '../../../shared/journeys/dates.ts';
import { journeySchema } from '../../../shared/journeys/journey.ts';
import { DAY } from '../../../shared/platform/clock.ts';
import { dateOfEpochDay, epochDay, localEpochDay } from '../../../shared/platform/time.ts';

const SEOUL = 'Asia/Seoul';
const trigger = (more: Partial<DateTrigger> = {}): DateTrigger => ({
  ...{ on: 'date', trait: 'day', offsetDays: 0, at: '09:00' },
  ...more,
});
const YEARLY = trigger({ everyYear: true });
const begins = (day: unknown, from: string, of: DateTrigger = YEARLY): string | undefined => {
  const found = beginsOn(of, { day }, SEOUL, epochDay(from));
  return found === undefined ? undefined : dateOfEpochDay(found);
};

describe('a journey that goes by a date', () => {
  it.each([
    ['a birthday that is still to come this year', '1990-12-24', '2026-11-23', '2026-12-24'],
    ['a birthday that was this year', '1990-03-01', '2026-11-23', '2027-03-01'],
    ['a birthday today', '1990-11-23', '2026-11-23', '2026-11-23'],
    ['29 February in another year', '1992-02-29', '2026-11-23', '2027-02-28'],
    ['29 February in a leap year', '1992-02-29', '2027-03-01', '2028-02-29'],
    ['a date that has not come yet: itself', '2027-05-05', '2026-11-23', '2027-05-05'],
    ['a time with its zone, cut in the shop’s', '1990-05-04T20:00:00Z', '2026-11-23', '2027-05-05'],
  ])('begins every year on %s', (_what, day, from, expected) => {
    expect(begins(day, from)).toBe(expected);
  });

  it.each([
    undefined,
    null,
    '',
    'soon',
    '1990-02-30',
    '03/01/1990',
    19_900_301,
    {},
    ['1990-03-01'],
    '0000-00-00',
    '0001-01-01T00:00:00Z',
  ])('begins for nobody whose date is %j', (day) => {
    expect(begins(day, '2026-11-23', trigger())).toBeUndefined();
  });

  it('begins so many days before or after a date that comes once', () => {
    const before = trigger({ offsetDays: -7 });
    expect(begins('2026-12-31', '2026-11-23', before)).toBe('2026-12-24');
    expect(begins('2026-12-31', '2026-12-25', before)).toBeUndefined();
    expect(begins('2026-11-20', '2026-11-23', trigger({ offsetDays: 3 }))).toBe('2026-11-23');
    expect(begins('1990-01-03', '2026-12-01', { ...YEARLY, offsetDays: -7 })).toBe('2026-12-27');
  });

  it('begins at its hour where the person is; at the next there is where the clocks leave it out', () => {
    const day = epochDay('2027-03-28');
    const at = (time: string, zone: string) => new Date(momentOn(trigger({ at: time }), day, zone)).toISOString();
    expect(at('09:00', SEOUL)).toBe('2027-03-28T00:00:00.000Z');
    expect(at('09:00', 'Europe/Berlin')).toBe('2027-03-28T07:00:00.000Z');
    expect(at('02:30', 'Europe/Berlin')).toBe('2027-03-28T01:30:00.000Z');
  });

  it('is played for every year of a simulation', () => {
    const zones = { zone: 'Europe/Berlin', shopZone: SEOUL };
    const from = Date.parse('2026-11-23T00:00:00Z');
    const found = datesBetween(YEARLY, { day: '1990-03-28' }, zones, from, from + 800 * DAY);
    expect(found.map(({ cause }) => cause.at)).toEqual(['2027-03-28T07:00:00.000Z', '2028-03-28T07:00:00.000Z']);
  });

  it('is never missed by the sieve of the night, wherever the person and the shop are', () => {
    const zone = fc.constantFrom('Pacific/Kiritimati', 'Pacific/Pago_Pago', SEOUL, 'Europe/Berlin', 'UTC');
    const instant = fc.date({ min: new Date('2025-01-01'), max: new Date('2032-01-01'), noInvalidDate: true });
    const offsetDays = fc.integer({ min: -365, max: 365 });
    const shape = { born: instant, now: instant, offsetDays, person: zone, shop: zone, everyYear: fc.boolean() };
    fc.assert(
      fc.property(fc.record({ ...shape, dated: fc.boolean() }), ({ born, now, person, shop, everyYear, ...rest }) => {
        const of = trigger({ offsetDays: rest.offsetDays, ...(everyYear ? { everyYear } : {}) });
        const day = rest.dated ? born.toISOString().slice(0, 10) : born.toISOString();
        const near = nextDay(of, { day }, shop, localEpochDay(now.getTime(), person));
        return near === undefined || mayBeNear(of, { day }, now.getTime());
      }),
      { numRuns: 500 },
    );
  });

  it('cannot come every year and let each person in once', () => {
    const body = { name: 'b', trigger: YEARLY, steps: [{ id: 'out', type: 'exit' }] };
    expect(journeySchema.safeParse(body).error?.issues[0]?.message).toMatch(/only one year would count/);
    expect(journeySchema.safeParse({ ...body, entry: { rule: 'always' } }).success).toBe(true);
  });
});
