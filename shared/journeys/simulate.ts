import { toIso } from '../platform/clock.ts';
import type { Repurchase } from '../products/product.ts';
import type { Rule } from '../segments/rule.ts';
import { drive, type Host } from './drive.ts';
import type { Answer, Effect, EffectResult, MessageFacts, Question } from './effect.ts';
import { holds, isTooNear, newRun, type Occasion, occasionOf, restOf, runIdOf, type SeenEvent } from './enter.ts';
import type { Journey } from './journey.ts';
import { effectIdOf, type Run } from './run.ts';
import type { MessageOutcome } from './trigger.ts';

/** What a script says became of the message of a step, on its latest visit by then. */
export interface ScriptedOutcome {
  readonly at: string;
  readonly step: string;
  readonly outcome: MessageOutcome;
}

/** A person as the simulator knows one. */
export interface Script {
  readonly customerId: string;
  /** In order of receipt. */
  readonly events: readonly SeenEvent[];
  readonly outcomes: readonly ScriptedOutcome[];
  /** Of a journey that goes by a date: when it begins, in order. */
  readonly dates?: readonly Occasion[] | undefined;
  /** IANA. */
  readonly zone: string;
  /** Zone in which dates of conditions are read. */
  readonly shopZone: string;
  readonly rule: (rule: Rule, now: number, events: readonly SeenEvent[]) => boolean;
  /** When what these properties name, else what was last bought, is bought again; nobody knows if nothing is said. */
  readonly repurchase?:
    | ((properties: unknown, events: readonly SeenEvent[]) => Promise<Repurchase | undefined>)
    | undefined;
  /** What an effect answers; `done`, and for a coupon a code, if nothing is said. */
  readonly result?: ((effect: Effect) => EffectResult) | undefined;
}

/** One thing that happened in a simulation. */
export interface TraceLine {
  readonly at: string;
  readonly run: string;
  readonly step: string;
  readonly what: 'entered' | 'waits' | 'did' | 'went' | 'ended';
  /** Of `waits`. */
  readonly until?: string | undefined;
  /** Of `did`: kind of step and its result; of `went`: where to; of `ended`: how; of a wait for the next purchase: `<by> <days>`. */
  readonly detail?: string | undefined;
}

interface Simulation {
  readonly trace: readonly TraceLine[];
  readonly runs: readonly Run[];
}

/** Longest trace; a journey of loops and a script of a year stay readable. */
const MOST_LINES = 2_000;

const TIMES: Readonly<Record<Exclude<MessageOutcome, 'failed'>, keyof MessageFacts>> = {
  delivered: 'deliveredAt',
  opened: 'openedAt',
  clicked: 'clickedAt',
  bounced: 'bouncedAt',
  complained: 'complainedAt',
  unsubscribed: 'unsubscribedAt',
};

/** Messages go out when they are ordered, and arrive unless the script says otherwise. */
const factsOf = (sentAt: string, outcomes: readonly ScriptedOutcome[], now: string): MessageFacts => {
  const known = outcomes.filter(({ at }) => at >= sentAt && at <= now);
  if (known.some(({ outcome }) => outcome === 'failed')) return { status: 'failed', handedOverAt: sentAt };
  const said: Record<string, string> = {};
  for (const { at, outcome } of known) if (outcome !== 'failed') said[TIMES[outcome]] ??= at;
  const lost = outcomes.some(({ at, outcome }) => at >= sentAt && (outcome === 'bounced' || outcome === 'delivered'));
  return { status: 'sent', handedOverAt: sentAt, ...(lost ? {} : { deliveredAt: sentAt }), ...said };
};

const lastsOf = ({ lasts }: Run): Pick<TraceLine, 'detail'> => (lasts ? { detail: `${lasts.by} ${lasts.days}` } : {});

/**
 * Plays a person through a journey on a virtual clock, with the interpreter that runs it. Nothing is sent and nothing is
 * written. Ends at `until` (ms), or where nothing more can happen.
 */
export const simulate = async (
  journey: Journey,
  { journeyId, version }: { readonly journeyId: string; readonly version: number },
  script: Script,
  until: number,
): Promise<Simulation> => {
  const runs = new Map<string, Run>();
  const sentAt = new Map<string, string>();
  const trace: TraceLine[] = [];
  let now = 0;
  const say = (run: Run, what: TraceLine['what'], more: Pick<TraceLine, 'until' | 'detail'> = {}): void => {
    if (trace.length < MOST_LINES) trace.push({ at: toIso(now), run: run.runId, step: run.step, what, ...more });
  };
  const seen = (): readonly SeenEvent[] => script.events.filter(({ receivedAt }) => Date.parse(receivedAt) <= now);

  const answerTo = async (run: Run, question: Question): Promise<Answer> => {
    switch (question.kind) {
      case 'zone':
        return { kind: 'zone', zone: script.zone };
      case 'rule':
        return { kind: 'rule', holds: script.rule(question.rule, now, seen()) };
      case 'message': {
        const sent = sentAt.get(question.effectId);
        const step = journey.steps.find(({ id }) => effectIdOf(run, id) === question.effectId)?.id;
        const own = script.outcomes.filter((outcome) => outcome.step === step);
        return { kind: 'message', facts: sent === undefined ? null : factsOf(sent, own, toIso(now)) };
      }
      case 'repurchase':
        return { kind: 'repurchase', found: (await script.repurchase?.(question.properties, seen())) ?? null };
      default: {
        const times = seen()
          .filter(({ type, name, at, body }) => {
            const fits = type === 'track' && name === question.event && at > question.since && at <= question.until;
            return fits && holds(question.where, body.properties, script.shopZone);
          })
          .map(({ at }) => at)
          .sort();
        return { kind: 'happened', at: times[0] ?? null };
      }
    }
  };

  const host: Host = {
    journeyOf: () => journey,
    answer: (run, questions) => Promise.all(questions.map((question) => answerTo(run, question))),
    perform: async (effect) => {
      const usual: EffectResult =
        effect.step.type === 'coupon' ? { kind: 'coupon', code: 'SIMULATED' } : { kind: 'done' };
      const result = script.result?.(effect) ?? usual;
      if (effect.step.type === 'message' && result.kind === 'done') sentAt.set(effect.effectId, toIso(now));
      say(effect.run, 'did', { detail: `${effect.step.type} ${result.kind}` });
      return result;
    },
    moved: (from, to) => {
      say(from, 'went', { detail: to.step });
      return to;
    },
    save: async (run) => {
      runs.set(run.runId, run);
      return true;
    },
  };

  const look = async (run: Run): Promise<void> => {
    const left = await drive(host, run, now);
    if (left === 'conflict' || left === run) return;
    runs.set(left.runId, left);
    if (left.status === 'ended') say(left, 'ended', { detail: left.end });
    else if (left.due !== run.due || left.step !== run.step) say(left, 'waits', { until: left.due, ...lastsOf(left) });
  };

  const lookAtAll = async (): Promise<void> => {
    for (const run of [...runs.values()]) if (run.status === 'running') await look(run);
  };

  /** Timers that come before `moment`, in order. */
  const passTo = async (moment: number): Promise<void> => {
    for (let turns = 0; turns < MOST_LINES; turns++) {
      const next = [...runs.values()]
        .filter(({ status, due }) => status === 'running' && due !== undefined && Date.parse(due) <= moment)
        .sort((left, right) => ((left.due ?? '') < (right.due ?? '') ? -1 : 1))[0];
      if (!next) break;
      now = Math.max(now, Date.parse(next.due ?? ''));
      await look(next);
    }
    now = Math.max(now, moment);
  };

  const enter = async (occasion: Occasion | undefined): Promise<void> => {
    const runId = occasion && runIdOf(journey, occasion);
    if (occasion === undefined || runId === undefined || runs.has(runId)) return;
    const rest = restOf(journey);
    if (rest !== undefined && [...runs.values()].some(({ cause }) => isTooNear(occasion.cause.at, cause.at, rest)))
      return;
    if (journey.startIf !== undefined && !script.rule(journey.startIf, now, seen())) return;
    const { customerId } = script;
    const run = newRun(journey, { customerId, journeyId, version, runId, cause: occasion.cause }, now);
    runs.set(runId, run);
    say(run, 'entered', { detail: occasion.cause.name });
    await look(run);
  };

  const moments = [
    ...script.events.map((event) => ({
      at: Date.parse(event.receivedAt),
      occasion: occasionOf(journey, event, script.shopZone),
    })),
    ...(script.dates ?? []).map((occasion) => ({ at: Date.parse(occasion.cause.at), occasion })),
    ...script.outcomes.map(({ at }) => ({ at: Date.parse(at), occasion: undefined })),
  ].sort((left, right) => left.at - right.at);
  for (const { at, occasion } of moments) {
    if (at > until) break;
    await passTo(at);
    if (occasion) await enter(occasion);
    await lookAtAll();
  }
  await passTo(until);
  return { trace, runs: [...runs.values()] };
};
