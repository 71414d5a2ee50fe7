import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitThresholds, type RfmValues, rfmSegment, scoreRfm, thresholdsSchema } from '../../../shared/scoring/rfm.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';

type Scoring = 'rank' | 'ntile';

/** Ids as text, values with many ties. */
const population = fc
  .array(
    fc.record({
      recency: fc.integer({ min: 0, max: 12 }),
      frequency: fc.integer({ min: 1, max: 4 }),
      monetary: fc.integer({ min: -5, max: 30 }),
    }),
    { maxLength: 60 },
  )
  .chain((people) =>
    fc
      .uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: people.length, maxLength: people.length })
      .map((ids): RfmValues[] => people.map((person, index) => ({ id: ids[index] ?? '', ...person }))),
  );

/** What SQL says: `1 + 5*(RANK() OVER (ORDER BY v) - 1) / COUNT(*) OVER ()` and `NTILE(5) OVER (ORDER BY v, id)`. */
const oracle = (people: readonly RfmValues[], value: (person: RfmValues) => number, scoring: Scoring, id: string) => {
  const own = people.find((person) => person.id === id);
  if (!own) throw new Error('nobody');
  if (scoring === 'rank') {
    const worse = people.filter((person) => value(person) < value(own)).length;
    return 1 + Math.floor((5 * worse) / people.length);
  }
  const order = [...people].sort((a, b) => value(a) - value(b) || (a.id < b.id ? -1 : 1));
  let at = 0;
  for (let tile = 1; tile <= 5; tile++) {
    const size = Math.floor(people.length / 5) + (tile <= people.length % 5 ? 1 : 0);
    if (order.slice(at, at + size).includes(own)) return tile;
    at += size;
  }
  throw new Error('in no tile');
};

const dimensions = {
  r: (person: RfmValues) => -person.recency,
  f: (person: RfmValues) => person.frequency,
  m: (person: RfmValues) => person.monetary,
} as const;

describe('RFM scores from frozen thresholds', () => {
  it.each<Scoring>(['rank', 'ntile'])('equal what SQL computes over the whole population (%s)', (scoring) => {
    fc.assert(
      fc.property(population, (people) => {
        const thresholds = fitThresholds(people, { scoring, frequency: 'orders' });
        for (const person of people) {
          const scores = scoreRfm(person, thresholds);
          for (const name of ['r', 'f', 'm'] as const) {
            expect(scores[name]).toBe(oracle(people, dimensions[name], scoring, person.id));
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('survive JSON, in which they are frozen', () => {
    fc.assert(
      fc.property(population, fc.constantFrom<Scoring>('rank', 'ntile'), (people, scoring) => {
        const thresholds = fitThresholds(people, { scoring, frequency: 'orders' });
        const thawed: typeof thresholds = JSON.parse(JSON.stringify(thresholds));
        for (const person of people) expect(scoreRfm(person, thawed)).toEqual(scoreRfm(person, thresholds));
      }),
      { numRuns: 50 },
    );
  });

  it('follow the fixed limits of a shop that sets them', () => {
    const rfm = {
      scoring: 'breaks' as const,
      frequency: 'orders' as const,
      breaks: {
        recency: [30, 60, 120, 240] satisfies [number, number, number, number],
        frequency: [2, 3, 4, 7] satisfies [number, number, number, number],
        monetary: [100, 200, 300, 400] satisfies [number, number, number, number],
      },
    };
    const thresholds = fitThresholds([], rfm);
    const of = (recency: number, frequency: number, monetary: number) =>
      Object.values(scoreRfm({ id: 'x', recency, frequency, monetary }, thresholds)).join('');
    expect(of(29, 7, 400)).toBe('555');
    expect(of(30, 6, 399)).toBe('444');
    expect(of(60, 3, 299)).toBe('333');
    expect(of(120, 2, 199)).toBe('222');
    expect(of(240, 1, 99)).toBe('111');
  });

  it('say what to set when limits are asked for and missing', () => {
    expect(() => fitThresholds([], { scoring: 'breaks', frequency: 'orders' })).toThrow(/rfm\.breaks is not set/);
  });
});

describe('the eleven names on R × F', () => {
  it('cover the 25 cells of the published grid, with lost split off', () => {
    const row = (r: 1 | 2 | 3 | 4 | 5) => ([1, 2, 3, 4, 5] as const).map((f) => rfmSegment(r, f)).join(' ');
    expect(row(5)).toBe('new_customers potential_loyalists potential_loyalists champions champions');
    expect(row(4)).toBe('promising potential_loyalists potential_loyalists loyal_customers loyal_customers');
    expect(row(3)).toBe('about_to_sleep about_to_sleep need_attention loyal_customers loyal_customers');
    expect(row(2)).toBe('hibernating hibernating at_risk at_risk cant_lose');
    expect(row(1)).toBe('lost lost at_risk at_risk cant_lose');
  });
});

describe('thresholds', () => {
  const rfm = (scoring: 'rank' | 'ntile' | 'breaks', breaks?: object) =>
    settingsSchema.shape.rfm.parse({ scoring, frequency: 'orders', ...(breaks ? { breaks } : {}) });
  const person = (id: string, recency: number, frequency = 1, monetary = 0) => ({ id, recency, frequency, monetary });

  it('as a run freezes them are read back as they are, and nothing else is', () => {
    const breaks = { recency: [30, 60, 90, 120], frequency: [2, 3, 4, 5], monetary: [10, 20, 30, 40] };
    const people = [person('a', 1), person('b', 2), person('c', 3)];
    for (const settings of [rfm('rank'), rfm('ntile'), rfm('breaks', breaks)]) {
      const cuts = fitThresholds(people, settings);
      expect(thresholdsSchema.parse(JSON.parse(JSON.stringify(cuts)))).toEqual(cuts);
    }
    const cuts = fitThresholds(people, rfm('ntile'));
    for (const wrong of [
      { kind: 'other', values: [] },
      { kind: 'from', rows: [{}, null, null, null] },
      { kind: 'above', values: [1] },
    ])
      expect(thresholdsSchema.safeParse({ ...cuts, recency: wrong }).success).toBe(false);
  });

  it('that are fixed may be given in any order, and must be given', () => {
    const cuts = fitThresholds(
      [],
      rfm('breaks', { recency: [120, 30, 90, 60], frequency: [5, 3, 2, 4], monetary: [40, 10, 30, 20] }),
    );
    expect(cuts.frequency).toEqual({ kind: 'breaks', values: [2, 3, 4, 5] });
    const scores = (recency: number, frequency: number, monetary: number) => {
      const { r, f, m } = scoreRfm(person('x', recency, frequency, monetary), cuts);
      return [r, f, m];
    };
    expect(scores(29, 5, 40)).toEqual([5, 5, 5]);
    expect(scores(30, 2, 10)).toEqual([4, 2, 2]);
    expect(scores(119, 1, 9)).toEqual([2, 1, 1]);
    expect(scores(120, 4, 39)).toEqual([1, 4, 4]);
    expect(() => fitThresholds([], rfm('breaks'))).toThrow(expect.objectContaining({ code: 'invalid' }));
  });

  it('of ntile part ties by id, whichever way they come in', () => {
    const ids = ['b', 'e', 'a', 'd', 'c'];
    const cuts = fitThresholds(
      ids.map((id) => person(id, 10)),
      rfm('ntile'),
    );
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => scoreRfm(person(id, 10), cuts).r)).toEqual([1, 2, 3, 4, 5]);
  });

  it('of an empty population give the lowest score to anybody', () => {
    for (const scoring of ['rank', 'ntile'] as const) {
      expect(scoreRfm(person('x', 0, 9, 9), fitThresholds([], rfm(scoring)))).toEqual({ r: 1, f: 1, m: 1 });
    }
  });
});
