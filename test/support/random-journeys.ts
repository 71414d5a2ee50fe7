import type { SeenEvent } from '../../shared/journeys/enter.ts';
import { type Journey, journeySchema } from '../../shared/journeys/journey.ts';
import type { ScriptedOutcome } from '../../shared/journeys/simulate.ts';
import { pick, type Random } from './random.ts';

/** Random journeys and histories out of small pools, so that they meet often. */

const MINUTE = 60_000;
const START = Date.parse('2026-03-25T00:00:00.000Z');
const EVENTS = ['Cart', 'Order', 'Visit'];
const ZONES = ['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];
const OUTCOMES = ['delivered', 'opened', 'clicked', 'bounced', 'failed'] as const;
const SPANS = [{ minutes: 10 }, { hours: 1 }, { hours: 6 }, { days: 1 }, { days: 3 }, { days: 40 }];

/** Days after which an event's `n` is bought again; of others nobody knows. */
export const LASTS: readonly (number | undefined)[] = [undefined, 1, 3, 40];

const whole = (random: Random, below: number): number => Math.floor(random() * below);
const where = (random: Random) => (random() < 0.3 ? { where: [{ property: 'n', gte: whole(random, 3) }] } : {});

const stepOf = (random: Random, index: number, ids: readonly string[], messages: readonly string[]): object => {
  const id = ids[index];
  /** Mostly onwards; back only now and then, so that some journeys go round. */
  const target = () =>
    random() < 0.15 ? pick(random, ids) : pick(random, ids.slice(Math.min(index + 1, ids.length - 1)));
  const next = random() < 0.3 ? { next: target() } : {};
  const message = messages.length > 0 ? pick(random, messages) : undefined;
  const outcome = message === undefined ? undefined : { step: message, is: pick(random, OUTCOMES) };
  switch (whole(random, 13)) {
    case 12:
      return { id, type: 'waitRepurchase', ifUnknown: pick(random, SPANS), ...next };
    case 0:
      return { id, type: 'wait', for: pick(random, SPANS), ...next };
    case 1: {
      const weekdays = random() < 0.4 ? { weekdays: [1 + whole(random, 7)] } : {};
      return { id, type: 'waitUntil', at: pick(random, ['02:30', '10:00', '23:59']), ...weekdays, ...next };
    }
    case 2:
    case 3: {
      const other = random() < 0.5 ? { otherwise: target() } : {};
      const awaited =
        outcome && random() < 0.3 ? { message: outcome } : { event: pick(random, EVENTS), ...where(random) };
      return { id, type: 'waitFor', for: awaited, within: pick(random, SPANS), ...other, ...next };
    }
    case 4: {
      const branches = Array.from({ length: 1 + whole(random, 2) }, () =>
        outcome && random() < 0.4
          ? { outcome, to: target() }
          : { if: { event: pick(random, EVENTS), count: { gte: 1 + whole(random, 3) } }, to: target() },
      );
      return { id, type: 'branch', branches, ...(random() < 0.5 ? { otherwise: target() } : {}) };
    }
    case 5:
      return { id, type: 'split', paths: [0, 1].map(() => ({ share: 1 + whole(random, 3), to: target() })) };
    case 6:
      return { id, type: 'experiment', arms: ['a', 'b'].map((arm) => ({ arm, share: 1, to: target() })) };
    case 7:
      return { id, type: 'coupon', pool: 'p', ...(random() < 0.5 ? { otherwise: target() } : {}), ...next };
    case 8:
      return random() < 0.5 ? { id, type: 'goal', ...next } : { id, type: 'exit' };
    case 9:
      return { id, type: 'updateTrait', trait: 'seen', value: true, ...next };
    default: {
      const fallback = random() < 0.4 ? { fallback: { after: pick(random, SPANS), to: target() } } : {};
      return { id, type: 'message', templateId: 't', ...fallback, ...next };
    }
  }
};

const entryOf = (random: Random) =>
  pick(random, [
    { rule: 'once' },
    { rule: 'always' },
    { rule: 'everyDays', days: 1 + whole(random, 5) },
    { rule: 'perObject', property: 'id' },
  ]);

/** A journey that the API would take. */
export const randomJourney = (random: Random): Journey => {
  for (;;) {
    const ids = Array.from({ length: 1 + whole(random, 8) }, (_, index) => `s${index}`);
    const steps: { type?: string; id?: string }[] = [];
    for (const [index] of ids.entries()) {
      const messages = steps.flatMap(({ type, id }) => (type === 'message' && id !== undefined ? [id] : []));
      steps.push(stepOf(random, index, ids, messages));
    }
    const read = journeySchema.safeParse({
      name: 'random',
      trigger: { on: 'event', event: 'Cart', ...where(random) },
      entry: entryOf(random),
      ...(random() < 0.4 ? { goal: { event: 'Order', ...where(random) } } : {}),
      loops: 1 + whole(random, 4),
      steps,
    });
    if (read.success) return read.data;
  }
};

interface RandomHistory {
  readonly events: readonly SeenEvent[];
  readonly outcomes: readonly ScriptedOutcome[];
  readonly zone: string;
}

/** Some days of a person: late, early, imported and repeated events, and what became of messages. */
export const randomHistory = (random: Random): RandomHistory => {
  const time = () => START + whole(random, 10 * 24 * 12) * 5 * MINUTE;
  const events = Array.from({ length: 2 + whole(random, 10) }, (_, index): SeenEvent => {
    const at = time();
    const late = random() < 0.3 ? whole(random, 30 * 60) * MINUTE : 0;
    return {
      ...{ type: 'track', name: pick(random, ['Cart', ...EVENTS]), messageId: `m${index}`, imported: random() < 0.1 },
      at: new Date(random() < 0.05 ? at + 60 * MINUTE : at).toISOString(),
      receivedAt: new Date(at + late).toISOString(),
      body: { properties: { n: whole(random, 4), ...(random() < 0.8 ? { id: `o${whole(random, 3)}` } : {}) } },
    };
  }).sort((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1));
  const outcomes = Array.from({ length: whole(random, 5) }, () => ({
    ...{ at: new Date(time()).toISOString(), step: `s${whole(random, 8)}`, outcome: pick(random, OUTCOMES) },
  })).sort((left, right) => (left.at < right.at ? -1 : 1));
  return { events, outcomes, zone: pick(random, ZONES) };
};
