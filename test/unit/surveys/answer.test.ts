import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answer, type GivenAnswer, nextAnswer, readAnswer } from '../../../shared/feedback/answer.ts';
import { add, subtract } from '../../../shared/insights/counters.ts';
import { surveyResults } from '../../../shared/insights/survey-result.ts';
import { contributions, difference } from '../../../shared/insights/tally.ts';
import { maskEntry } from '../../../shared/platform/mask-values.ts';
import { groupOf, SURVEY_KINDS, scoresOf } from '../../../shared/templates/survey.ts';
import { sentRow } from '../feedback/rows.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const form = (fields: Record<string, string>) => new URLSearchParams(fields);

describe('the fields of an answer', () => {
  it('are a score of the scale, in its one spelling, and words that may be left out', () => {
    for (const kind of SURVEY_KINDS)
      for (const score of scoresOf(kind)) expect(readAnswer(kind, form({ score: String(score) }))).toEqual({ score });
    expect(readAnswer('nps', form({ score: '3', comment: ' 느립니다\r\n\u0007😀 ' }))).toEqual({
      ...{ score: 3, comment: '느립니다\n😀' },
    });
    for (const score of ['', '11', '-1', '9.0', '09', '9e0', ' 9', 'constructor', '٣'])
      expect(readAnswer('nps', form({ score })), score).toBeUndefined();
    for (const score of ['0', '6']) expect(readAnswer('csat', form({ score }))).toBeUndefined();
    expect(readAnswer('nps', new URLSearchParams('score=1&score=2'))).toBeUndefined();
    expect(readAnswer('nps', form({ score: '1', comment: 'x'.repeat(1_001) }))).toBeUndefined();
  });
});

describe('an answer', () => {
  const given = fc.record({
    score: fc.integer({ min: 0, max: 10 }),
    comment: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
  });

  it('is the last word, each different word once and later than the one before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(given, fc.nat(5)), { minLength: 1, maxLength: 15 }), (presses) => {
        let known: Answer | undefined;
        let now = NOW;
        const words: GivenAnswer[] = [];
        for (const [press, later] of presses) {
          now += later;
          const next = nextAnswer(known, press, now);
          const last = words.at(-1);
          if (last?.score !== press.score || last.comment !== press.comment) {
            words.push(press);
            if (known) expect((next?.at ?? '') > known.at).toBe(true);
          } else expect(next).toBe(known);
          known = next;
        }
        const { score, comment } = words.at(-1) ?? {};
        expect(known).toMatchObject({
          score,
          n: words.length,
          firstAt: '2026-11-23T01:00:00.000Z'.slice(0, 19) + known?.firstAt.slice(19),
        });
        expect(known?.comment).toBe(comment);
      }),
      { numRuns: 200 },
    );
  });

  it('changes twenty times at most', () => {
    let known: Answer | undefined;
    for (let press = 0; press < 20; press++) known = nextAnswer(known, { score: press % 2 }, NOW + press);
    expect(nextAnswer(known, { score: 5 }, NOW + DAY)).toBeUndefined();
    expect(nextAnswer(known, { score: known?.score ?? 0 }, NOW + DAY)).toBe(known);
  });
  const DAY = 86_400_000;
});

describe('the figures of answers', () => {
  const row = (kind: (typeof SURVEY_KINDS)[number], score: number | undefined, n = 0) =>
    sentRow({
      ...{ key: `winback#0#${n}`, deliveredAt: '2026-11-22T01:00:00.000Z' },
      survey: { kind, language: 'ko', question: '?' },
      ...(score === undefined
        ? {}
        : { answer: { score, at: '2026-11-22T02:00:00.000Z', firstAt: '2026-11-22T02:00:00.000Z', n: 1 } }),
    });
  const countersOf = (rows: readonly unknown[]) =>
    add(...rows.flatMap((each) => contributions('messages', each).map(({ counters }) => counters)));

  it('equal a recount of the ledger after any changes of mind', () => {
    const scores = fc.array(fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(scores, { maxLength: 12 }), (people) => {
        let running = countersOf([]);
        for (const [n, story] of people.entries()) {
          let before: unknown;
          for (const score of story) {
            const after = row('nps', score, n);
            for (const counters of difference('messages', before, after).values()) running = add(running, counters);
            before = after;
          }
        }
        const recount = countersOf(people.map((story, n) => row('nps', story.at(-1), n)));
        expect(subtract(running, recount).size).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it('are the points of NPS and the share of the satisfied, each with its interval, groups and rate', () => {
    const given = [10, 9, 9, 8, 7, 6, 0].map((score, n) => row('nps', score, n));
    const silent = row('nps', undefined, 9);
    const counters = add(
      ...[...given, silent].map((each) => contributions('messages', each)[0]?.counters ?? countersOf([])),
    );
    const [nps, ...others] = surveyResults(counters, ['arm.a.'], 8);
    expect(others).toEqual([]);
    expect(nps).toMatchObject({
      ...{ kind: 'nps', answers: 7, rate: 7 / 8, scores: { 0: 1, 6: 1, 7: 1, 8: 1, 9: 2, 10: 1 } },
      groups: { promoter: 3, passive: 2, detractor: 2 },
    });
    expect(nps?.value).toBeCloseTo(100 / 7, 9);
    const csat = contributions('messages', row('csat', 5))[0]?.counters ?? countersOf([]);
    expect(surveyResults(csat, ['arm.a.'], 1)).toMatchObject([{ kind: 'csat', answers: 1, value: 1 }]);
    expect(surveyResults(countersOf([silent]), ['arm.a.'], 1)).toEqual([]);
    expect([0, 6, 7, 8, 9, 10].map((score) => groupOf('nps', score))).toEqual([
      ...['detractor', 'detractor', 'passive', 'passive', 'promoter', 'promoter'],
    ]);
  });

  it('are kept of a comment for nobody who may not read what people write', () => {
    const entry = { type: 'event', properties: { score: 2, comment: '배송 기사님이 불친절해요' } };
    expect(maskEntry(entry).properties).toEqual({ score: 2, comment: '***' });
  });
});
