import * as z from 'zod';
import { type Counters, count, countsUnder } from '../insights/counters.ts';
import { pairSchema } from '../insights/experiment-schema.ts';
import { pairsOf } from '../insights/sides.ts';
import { surveyResultSchema, surveyResults } from '../insights/survey-result.ts';
import type { TallyStore } from '../insights/tally-store.ts';
import { difference, newcombeInterval } from '../statistics/proportions.ts';
import { ENOUGH_CONVERSIONS, sequentialTest } from '../statistics/sequential.ts';
import { campaignSubject, journeySubject } from '../tables/keys.ts';
import { ledgerStepOf } from '../transactional/request.ts';
import type { Journey } from './journey.ts';
import { RUN_ENDS } from './run.ts';

const number = z.number().int();
const numbers = z.record(z.string(), number);

const messagesSchema = z.object({
  ...{ waiting: number, sent: number, delivered: number, opened: number, clicked: number, bounced: number },
  ...{ unsubscribed: number, control: number, failed: number, unknown: number },
  skipped: numbers,
  /** What people answered to a message that asks something. */
  surveys: z.array(surveyResultSchema),
});

const comparedSchema = pairSchema.pick({ arm: true, against: true, absolute: true, interval: true, anytime: true });

export const journeyReportSchema = z.object({
  entered: number,
  /** Of those who entered: now inside, kept aside, over. */
  inside: number,
  stuck: number,
  ended: z.record(z.enum(RUN_ENDS), number),
  /** Came to a goal step, or did what the journey is for. */
  reached: number,
  steps: z.array(
    z.object({
      id: z.string(),
      type: z.string(),
      name: z.string().optional(),
      /** People who have come here, times that they came, and who is here now. */
      people: number,
      visits: number,
      at: number,
      /** How the step ended, by name. */
      results: numbers,
      messages: messagesSchema.optional(),
      arms: z.array(z.object({ arm: z.string(), people: number, reached: number })).optional(),
      /** Of an experiment: shares of people who reached the goal, each arm against each before it, once there are enough. */
      pairs: z.array(comparedSchema).optional(),
    }),
  ),
});
type JourneyReport = z.infer<typeof journeyReportSchema>;

const summed = (counts: Record<string, number>): number => Object.values(counts).reduce((sum, each) => sum + each, 0);

const messagesOf = (counters: Counters): z.infer<typeof messagesSchema> => {
  const arm = countsUnder(counters, 'arm.a.');
  const status = countsUnder(counters, 'status.');
  return {
    waiting: (status.claimed ?? 0) + (status.deferred ?? 0),
    sent: status.sent ?? 0,
    delivered: arm.delivered ?? 0,
    opened: arm.openedHuman ?? 0,
    clicked: arm.clickedHuman ?? 0,
    bounced: arm.bounced ?? 0,
    unsubscribed: arm.unsubscribed ?? 0,
    control: status.control ?? 0,
    failed: status.failed ?? 0,
    unknown: status.unknown ?? 0,
    skipped: countsUnder(counters, 'skipped.'),
    surveys: surveyResults(counters, ['arm.a.'], arm.delivered ?? 0),
  };
};

type Arm = NonNullable<JourneyReport['steps'][number]['arms']>[number];

/** Arms of an experiment beside each other, by the same methods as a campaign's. */
export const comparedArms = (arms: readonly Arm[]): z.infer<typeof comparedSchema>[] =>
  pairsOf(arms).flatMap(([against, arm]) => {
    if (Math.min(against.reached, arm.reached) < ENOUGH_CONVERSIONS) return [];
    const [one, two] = [against, arm].map(({ people, reached }) => ({ n: people, successes: reached }));
    if (!one || !two) return [];
    const { p, interval } = sequentialTest(one, two);
    return [
      {
        ...{ arm: arm.arm, against: against.arm, absolute: difference(one, two) },
        ...{ interval: newcombeInterval(one, two), anytime: { p, interval } },
      },
    ];
  });

const insideIn = (counters: Counters): number => summed(countsUnder(counters, 'at.'));

/** People who are inside now, kept aside or not. */
export const countInside = async (tally: Pick<TallyStore, 'sum'>, journeyId: string): Promise<number> =>
  insideIn(await tally.sum(journeySubject(journeyId)));

/** People and results per step, from counters that equal a recount of the runs and of the ledger. */
export const readJourneyReport = async (
  tally: Pick<TallyStore, 'sum'>,
  journeyId: string,
  { steps }: Journey,
): Promise<JourneyReport> => {
  const counters = await tally.sum(journeySubject(journeyId));
  const ended = countsUnder(counters, 'ended.');
  const messageCounters = new Map<string, Counters>();
  for (const { id, type } of steps) {
    if (type === 'message') messageCounters.set(id, await tally.sum(campaignSubject(ledgerStepOf(journeyId, id))));
  }
  return {
    entered: count(counters, 'entered'),
    inside: insideIn(counters),
    stuck: summed(countsUnder(counters, 'stuck.')),
    ended: {
      ...{ finished: 0, exit: 0, goal: 0, stopped: 0, looped: 0, merged: 0, gone: 0 },
      ...ended,
    },
    reached: count(counters, 'reached'),
    steps: steps.map((step) => {
      const own = messageCounters.get(step.id);
      const arms =
        step.type === 'experiment'
          ? step.arms.map(({ arm }) => ({
              arm,
              people: count(counters, `arm.${step.id} ${arm}.people`),
              reached: count(counters, `arm.${step.id} ${arm}.reached`),
            }))
          : undefined;
      return {
        ...{ id: step.id, type: step.type, name: step.name },
        people: count(counters, `people.${step.id}`),
        visits: count(counters, `visits.${step.id}`),
        at: count(counters, `at.${step.id}`),
        results: countsUnder(counters, `result.${step.id} `),
        messages: own && messagesOf(own),
        arms,
        pairs: arms && comparedArms(arms),
      };
    }),
  };
};
