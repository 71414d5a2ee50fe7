import * as z from 'zod';
import type { Interval } from '../statistics/interval.ts';
import { wilsonInterval } from '../statistics/proportions.ts';
import { groupOf, SURVEY_GROUPS, SURVEY_KINDS, type SurveyKind, surveyKindSchema } from '../templates/survey.ts';
import { add, type Counters, countsUnder } from './counters.ts';
import { npsOf } from './nps.ts';

const counts = z.record(z.string(), z.number().int());

/** What came of a question. */
export const surveyResultSchema = z.object({
  kind: surveyKindSchema,
  /** One for each person and message. */
  answers: z.number().int(),
  /** Answers among the messages that arrived. */
  rate: z.number().nullable(),
  /** NPS in points from -100 to 100; of CSAT the share of 4 and 5. */
  value: z.number().nullable(),
  /** 95 %. */
  interval: z.object({ low: z.number(), high: z.number() }).nullable(),
  groups: z.partialRecord(z.enum(SURVEY_GROUPS), z.number().int()),
  scores: counts,
});
export type SurveyResult = z.infer<typeof surveyResultSchema>;

/** Share of the satisfied (4 and 5 of 5) with Wilson's interval. */
export const csatOf = (
  byScore: Readonly<Record<string, number>>,
): {
  readonly answers: number;
  readonly satisfied: number;
  readonly value: number | null;
  readonly interval: Interval | null;
} => {
  const answers = Object.values(byScore).reduce((sum, people) => sum + people, 0);
  const satisfied = Object.entries(byScore).reduce(
    (sum, [score, people]) => sum + (groupOf('csat', Number(score)) === 'satisfied' ? people : 0),
    0,
  );
  if (answers === 0) return { answers, satisfied, value: null, interval: null };
  return {
    answers,
    satisfied,
    value: satisfied / answers,
    interval: wilsonInterval({ n: answers, successes: satisfied }),
  };
};

const groupsOf = (kind: SurveyKind, byScore: Readonly<Record<string, number>>): SurveyResult['groups'] => {
  const groups: SurveyResult['groups'] = {};
  for (const [score, people] of Object.entries(byScore)) {
    const group = groupOf(kind, Number(score));
    groups[group] = (groups[group] ?? 0) + people;
  }
  return groups;
};

/** Of messages counted under these prefixes (`arm.a.`); a kind that nobody answered is left out. */
export const surveyResults = (counters: Counters, prefixes: readonly string[], delivered: number): SurveyResult[] =>
  SURVEY_KINDS.flatMap((kind) => {
    const each = prefixes.map((prefix) => Object.entries(countsUnder(counters, `${prefix}${kind}.`)));
    const sum = add(...each.map((entries) => new Map(entries.map(([score, people]) => [score, BigInt(people)]))));
    const scores = countsUnder(sum, '');
    const { answers, value, interval } = kind === 'nps' ? npsOf(scores) : csatOf(scores);
    if (answers === 0) return [];
    const rate = delivered === 0 ? null : answers / delivered;
    return [{ kind, answers, rate, value, interval, groups: groupsOf(kind, scores), scores }];
  });
