import { Temporal } from 'temporal-polyfill';
import type { SeenEvent } from '../../shared/journeys/enter.ts';
import type { Journey } from '../../shared/journeys/journey.ts';
import type { ScriptedOutcome } from '../../shared/journeys/simulate.ts';
import { fractionOf } from '../../shared/platform/hash.ts';
import { LASTS } from './random-journeys.ts';

/**
 * Journeys worked out with all of the history on the table: no state, no timers, no questions. It asks at which of the moments that
 * there are something first holds, where the engine waits to be woken.
 */

export interface NaiveRun {
  readonly cause: string;
  /** `<time> <step>` of each effect. */
  readonly did: string[];
  readonly end: string;
  readonly endedAt: number;
  readonly goal: boolean;
}

interface History {
  readonly events: readonly SeenEvent[];
  readonly outcomes: readonly ScriptedOutcome[];
  readonly zone: string;
}

type Where = readonly { readonly property: string; readonly gte?: number | undefined }[] | undefined;

const ms = (iso: string): number => Date.parse(iso);
const span = (one: { minutes?: number | undefined; hours?: number | undefined; days?: number | undefined }): number =>
  (one.minutes ?? 0) * 60_000 + (one.hours ?? 0) * 3_600_000 + (one.days ?? 0) * 86_400_000;

const fits = (event: SeenEvent, name: string, where: Where): boolean =>
  event.type === 'track' &&
  event.name === name &&
  (where ?? []).every(({ gte = 0 }) => Number(event.body.properties?.n) >= gte);

const localTimeAfter = (from: number, zone: string, at: string, weekdays: readonly number[] | undefined): number => {
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone).toPlainDate();
  for (let day = 0; ; day++) {
    const date = start.add({ days: day });
    const moment = date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(at) }).epochMilliseconds;
    if (moment < from) continue;
    const weekday = Temporal.Instant.fromEpochMilliseconds(moment).toZonedDateTimeISO(zone).dayOfWeek;
    if (!weekdays || weekdays.includes(weekday)) return moment;
  }
};

const walk = (
  journey: Journey,
  history: History,
  causeAt: number,
  enteredAt: number,
  until: number,
  who: { journeyId: string; customerId: string },
  lasts: number | undefined,
): Omit<NaiveRun, 'cause'> => {
  const { events, outcomes, zone } = history;
  const wakeUps = [...events.map(({ receivedAt }) => ms(receivedAt)), ...outcomes.map(({ at }) => ms(at))].sort(
    (a, b) => a - b,
  );
  const did: string[] = [];
  const visits = new Map<string, number>();
  /** Of the latest visit of each message step. */
  const sent = new Map<string, number>();
  let goal = false;

  const happened = (name: string, where: Where, after: number, by: number, seenAt: number): boolean =>
    events.some(
      (event) =>
        fits(event, name, where) && ms(event.at) > after && ms(event.at) <= by && ms(event.receivedAt) <= seenAt,
    );
  const goalBy = (now: number): boolean =>
    journey.goal !== undefined && happened(journey.goal.event, journey.goal.where as Where, causeAt, now, now);
  const outcomeBy = (step: string, is: string, now: number): number | undefined => {
    const from = sent.get(step);
    if (from === undefined) return undefined;
    const own = outcomes.filter((one) => one.step === step && ms(one.at) >= from);
    const known = own.filter(({ at }) => ms(at) <= now);
    const first = (name: string) => known.find(({ outcome }) => outcome === name);
    const failed = first('failed') !== undefined;
    if (is === 'failed') return failed ? 0 : undefined;
    if (failed) return undefined;
    const time = (name: string) => (first(name) ? ms(first(name)?.at ?? '') : undefined);
    const arrives = own.some(({ outcome }) => outcome === 'bounced' || outcome === 'delivered')
      ? time('delivered')
      : from;
    if (is === 'delivered') return time('bounced') === undefined ? arrives : undefined;
    if (is === 'opened') return time('opened') ?? time('clicked');
    return time(is);
  };

  let step = journey.steps[0]?.id;
  let since = causeAt;
  let now = enteredAt;
  const finish = (end: string): Omit<NaiveRun, 'cause'> => ({ did, end, endedAt: now, goal: goal || end === 'goal' });

  while (step !== undefined) {
    const id = step;
    const index = journey.steps.findIndex((one) => one.id === id);
    const one = journey.steps[index];
    if (!one) throw new Error('no such step');
    visits.set(id, (visits.get(id) ?? 0) + 1);
    if ((visits.get(id) ?? 0) > journey.loops) {
      return finish('looped');
    }
    const after = journey.steps[index + 1]?.id;
    const next = ('next' in one ? one.next : undefined) ?? after;
    let to: string | undefined;
    const looks = (due: number): number[] => [...wakeUps.filter((moment) => moment >= now && moment < due), due];
    const share = (shares: readonly number[]): number => {
      const all = shares.reduce((sum, each) => sum + each, 0);
      const point = fractionOf('journey', who.journeyId, id, who.customerId) * all;
      let sum = 0;
      return shares.findIndex((each) => {
        sum += each;
        return point < sum;
      });
    };
    switch (one.type) {
      case 'wait':
      case 'waitRepurchase':
      case 'waitUntil': {
        const due =
          one.type === 'wait'
            ? since + span(one.for)
            : one.type === 'waitUntil'
              ? localTimeAfter(since, zone, one.at, one.weekdays)
              : since + (lasts === undefined ? span(one.ifUnknown) : lasts * 86_400_000);
        for (const moment of [now, ...looks(Math.max(due, now))]) {
          if (moment > until) return { did, end: 'running', endedAt: until, goal };
          now = moment;
          if (goalBy(now)) return finish('goal');
        }
        to = next;
        break;
      }
      case 'waitFor': {
        const due = since + span(one.within);
        const from = since;
        to = one.otherwise ?? next;
        for (const moment of [now, ...looks(Math.max(due, now))]) {
          if (moment > until) return { did, end: 'running', endedAt: until, goal };
          now = moment;
          if (goalBy(now)) return finish('goal');
          const at = one.for.message ? outcomeBy(one.for.message.step, one.for.message.is, now) : undefined;
          const met = one.for.message
            ? at !== undefined && at <= due
            : happened(one.for.event ?? '', one.for.where as Where, from, Math.min(now, due), now);
          if (met) {
            to = next;
            break;
          }
        }
        break;
      }
      case 'branch': {
        const found = one.branches.find(({ if: rule, outcome }) => {
          if (outcome) return outcomeBy(outcome.step, outcome.is, now) !== undefined;
          const leaf = rule as { event: string; count: { gte: number } };
          return (
            events.filter((event) => event.name === leaf.event && ms(event.receivedAt) <= now).length >= leaf.count.gte
          );
        });
        to = found?.to ?? one.otherwise ?? after;
        break;
      }
      case 'split':
        to = one.paths[share(one.paths.map((path) => path.share))]?.to;
        break;
      case 'experiment':
        to = one.arms[share(one.arms.map((arm) => arm.share))]?.to;
        break;
      case 'exit':
        return finish('exit');
      case 'goal':
        goal = true;
        to = next;
        break;
      case 'message': {
        if (goalBy(now)) return finish('goal');
        did.push(`${new Date(now).toISOString()} ${id}`);
        sent.set(id, now);
        to = next;
        if (!one.fallback) break;
        const deadline = now + span(one.fallback.after);
        to = one.fallback.to;
        for (const moment of [now, ...looks(deadline)]) {
          if (moment > until) return { did, end: 'running', endedAt: until, goal };
          now = moment;
          const said = (is: string): boolean => outcomeBy(id, is, now) !== undefined;
          // Whoever opened it has it, whatever else is said.
          if (!said('failed') && (said('opened') || said('delivered'))) {
            to = next;
            break;
          }
          if (said('failed') || said('bounced')) break;
        }
        break;
      }
      default:
        if (goalBy(now)) return finish('goal');
        did.push(`${new Date(now).toISOString()} ${id}`);
        to = next;
    }
    step = to;
    since = now;
  }
  return finish('finished');
};

/** Every run that a history starts, and how each of them goes until `until` (ms). */
export const naiveRuns = (
  journey: Journey,
  history: History,
  until: number,
  who: { journeyId: string; customerId: string },
): NaiveRun[] => {
  const runs: (NaiveRun & { at: number; object: unknown })[] = [];
  if (journey.trigger.on !== 'event') throw new Error('not of an event');
  for (const event of history.events) {
    const received = ms(event.receivedAt);
    const at = Math.min(ms(event.at), received);
    if (!fits(event, journey.trigger.event, journey.trigger.where as Where)) continue;
    if (event.imported || received - ms(event.at) > 86_400_000) continue;
    const object = event.body.properties?.id;
    const { entry } = journey;
    if (entry.rule === 'once' && runs.length > 0) continue;
    if (entry.rule === 'perObject' && (object === undefined || runs.some((run) => run.object === object))) continue;
    if (entry.rule === 'everyDays' && runs.some((run) => Math.abs(run.at - at) < entry.days * 86_400_000)) continue;
    runs.push({
      ...walk(journey, history, at, received, until, who, LASTS[Number(event.body.properties?.n)]),
      cause: event.messageId,
      at,
      object,
    });
  }
  return runs.map(({ cause, did, end, endedAt, goal }) => ({ cause, did, end, endedAt, goal }));
};
