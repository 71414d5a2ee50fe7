import { isRecord } from '../../shared/events/property.ts';
import { simulate } from '../../shared/journeys/simulate.ts';
import { naiveRuns } from './naive-journey.ts';
import { seeded } from './random.ts';
import { LASTS, randomHistory, randomJourney } from './random-journeys.ts';

const WHO = { journeyId: 'random', customerId: 'u:kim' };

/** One random journey and history, played by the engine's interpreter and by the naive one. */
export const playBoth = async (seed: number) => {
  const random = seeded(seed);
  const journey = randomJourney(random);
  const history = randomHistory(random);
  const last = history.events.reduce((latest, { receivedAt }) => Math.max(latest, Date.parse(receivedAt)), 0);
  const until = last + 90 * 86_400_000;
  const { trace, runs } = await simulate(
    journey,
    { journeyId: WHO.journeyId, version: 1 },
    {
      ...{ customerId: WHO.customerId, events: history.events, outcomes: history.outcomes },
      ...{ zone: history.zone, shopZone: 'Asia/Seoul' },
      repurchase: async (properties) => {
        const days = isRecord(properties) ? LASTS[Number(properties.n)] : undefined;
        return days === undefined ? undefined : { days, by: 'product', of: 10 };
      },
      rule: (rule, _now, seen) => {
        if (!('event' in rule)) throw new Error('only rules of events are played');
        return seen.filter(({ name }) => name === rule.event).length >= (rule.count?.gte ?? 1);
      },
    },
    until,
  );
  const played = runs.map(({ runId, status, end, endedAt, goalAt }) => ({
    did: trace.filter(({ run, what }) => run === runId && what === 'did').map(({ at, step }) => `${at} ${step}`),
    end: status === 'running' ? 'running' : (end ?? ''),
    endedAt: endedAt === undefined ? until : Date.parse(endedAt),
    goal: goalAt !== undefined,
  }));
  const naive = naiveRuns(journey, history, until, WHO).map(({ cause: _cause, ...run }) => run);
  return { journey, history, played, naive };
};
