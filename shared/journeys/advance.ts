import { DAY, MINUTE, toIso } from '../platform/clock.ts';
import { fractionOf } from '../platform/hash.ts';
import { localEpochDay, nextLocalTime } from '../platform/time.ts';
import { LONGEST, lengthOf } from './duration.ts';
import type { Answer, Effect, EffectResult, EffectStep, Question } from './effect.ts';
import { following, type Journey, stepOf } from './journey.ts';
import { factsIn, messageTurn, outcomeAt } from './message-turn.ts';
import { effectIdOf, type Run, type RunEnd } from './run.ts';
import { goesOn, type Step, type StepOf } from './step.ts';

/**
 * What comes next for a run. `ask` and `do` change nothing: call again with the answers, or with the result, on the same run.
 * `go` has moved on, look again; `rest` has nothing to do before `due`, or before somebody says that something happened.
 */
export type Turn =
  | { readonly kind: 'ask'; readonly questions: readonly Question[] }
  | { readonly kind: 'do'; readonly effect: Effect }
  | { readonly kind: 'go' | 'rest' | 'over'; readonly run: Run };

/** What the last turn asked for. */
export interface Heard {
  readonly answers?: readonly Answer[] | undefined;
  readonly result?: EffectResult | undefined;
}

export const end = (run: Run, how: RunEnd, now: number, reason?: string): Run => {
  const { due: _due, ordered: _ordered, lasts: _lasts, ...rest } = run;
  const endedAt = toIso(now);
  return { ...rest, status: 'ended', end: how, endedAt, ...(reason === undefined ? {} : { reason }) };
};

const counted = (run: Run, result: string): Run => {
  const key = `${run.step} ${result}`;
  return { ...run, results: { ...run.results, [key]: (run.results?.[key] ?? 0) + 1 } };
};

/** Goes to a step, or to the end where there is none. `result` says how the step before it ended. */
const move = (journey: Journey, from: Run, to: string | undefined, result: string, now: number): Turn => {
  const run = counted(from, result);
  if (to === undefined) return { kind: 'over', run: end(run, 'finished', now) };
  const { due: _due, ordered: _ordered, lasts: _lasts, ...rest } = run;
  const visit = (run.visits[to] ?? 0) + 1;
  if (visit > journey.loops) return { kind: 'over', run: end(run, 'looped', now) };
  return { kind: 'go', run: { ...rest, step: to, since: toIso(now), visits: { ...run.visits, [to]: visit } } };
};

const nextOf = (journey: Journey, step: Step): string | undefined => {
  if ('next' in step && step.next !== undefined) return step.next;
  return goesOn(step) ? following(journey, step.id) : undefined;
};

/** Milliseconds at which a wait for a time of day ends: the first such time from `since` on, on one of the days. */
export const untilTime = ({ at, weekdays }: StepOf<'waitUntil'>, since: number, zone: string): number => {
  const minute = Number(at.slice(0, 2)) * 60 + Number(at.slice(3));
  let time = nextLocalTime(since, zone, minute);
  // 1970-01-01 was a Thursday.
  const weekday = (ms: number): number => ((localEpochDay(ms, zone) + 3) % 7) + 1;
  for (let days = 0; weekdays && !weekdays.includes(weekday(time)) && days < 8; days++) {
    time = nextLocalTime(time + MINUTE, zone, minute);
  }
  return time;
};

/** Which of several shares a person falls into, the same on every visit. */
const shareOf = (run: Run, shares: readonly number[]): number => {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let left = fractionOf('journey', run.journeyId, run.step, run.customerId) * total;
  for (const [index, share] of shares.entries()) {
    if (left < share) return index;
    left -= share;
  }
  return shares.length - 1;
};

const goalQuestion = ({ goal }: Journey, { cause }: Run, now: number): Question[] =>
  goal === undefined
    ? []
    : [{ kind: 'happened', event: goal.event, where: goal.where ?? [], since: cause.at, until: toIso(now) }];

const happenedIn = (answer: Answer | undefined): string | null => (answer?.kind === 'happened' ? answer.at : null);

interface Look {
  readonly journey: Journey;
  readonly run: Run;
  readonly now: number;
  readonly heard: Heard;
}

/** Asks for the goal and for what else the step needs; goes on with the answers to the latter. */
const asking = (
  { journey, run, now, heard }: Look,
  questions: readonly Question[],
  goOn: (answers: readonly Answer[]) => Turn,
): Turn => {
  const goal = goalQuestion(journey, run, now);
  if (goal.length + questions.length === 0) return goOn([]);
  if (heard.answers === undefined) return { kind: 'ask', questions: [...goal, ...questions] };
  if (goal.length > 0 && happenedIn(heard.answers[0]) !== null) {
    return { kind: 'over', run: { ...end(run, 'goal', now), goalAt: run.goalAt ?? toIso(now) } };
  }
  return goOn(heard.answers.slice(goal.length));
};

const resting = (look: Look, due: number, result = 'waited'): Turn =>
  asking(look, [], () => {
    const { journey, run, now } = look;
    const step = stepOf(journey, run.step);
    if (now < due || !step) return { kind: 'rest', run: { ...run, due: toIso(due) } };
    return move(journey, run, nextOf(journey, step), result, now);
  });

/** The zone is asked for once: whoever travels while waiting is waited for where they were. */
const waitUntil = (look: Look, step: StepOf<'waitUntil'>): Turn => {
  const { journey, run, now } = look;
  if (run.due !== undefined) return resting(look, Date.parse(run.due));
  return asking(look, [{ kind: 'zone' }], ([answer]) => {
    const due = untilTime(step, Date.parse(run.since), answer?.kind === 'zone' ? answer.zone : 'UTC');
    if (now < due) return { kind: 'rest', run: { ...run, due: toIso(due) } };
    return move(journey, run, nextOf(journey, step), 'waited', now);
  });
};

/** What is learned while somebody waits changes nothing: the interval is asked for once, and its source is how the step ends. */
const waitRepurchase = (look: Look, { ifUnknown }: StepOf<'waitRepurchase'>): Turn => {
  const { run } = look;
  const until = (lasts: NonNullable<Run['lasts']>): Turn => {
    const due = Date.parse(run.since) + Math.min(lasts.days * DAY, LONGEST);
    return resting({ ...look, run: { ...run, lasts } }, due, lasts.by);
  };
  if (run.lasts) return until(run.lasts);
  return asking(look, [{ kind: 'repurchase', properties: run.cause.properties }], ([answer]) => {
    const found = answer?.kind === 'repurchase' ? answer.found : null;
    return until(found ? { by: found.by, days: found.days } : { by: 'unknown', days: lengthOf(ifUnknown) / DAY });
  });
};

const waitFor = (look: Look, step: StepOf<'waitFor'>): Turn => {
  const { journey, run, now } = look;
  const due = Date.parse(run.since) + lengthOf(step.within);
  const { event, where = [], message } = step.for;
  const questions: Question[] = [];
  if (event !== undefined) {
    questions.push({ kind: 'happened', event, where, since: run.since, until: toIso(Math.min(now, due)) });
  }
  if (message) questions.push({ kind: 'message', effectId: effectIdOf(run, message.step) });
  return asking(look, questions, ([answer]) => {
    const at = message ? outcomeAt(factsIn(answer), message.is) : happenedIn(answer);
    if (at !== null && at !== undefined && at <= toIso(due)) {
      return move(journey, run, nextOf(journey, step), 'happened', now);
    }
    if (now < due) return { kind: 'rest', run: { ...run, due: toIso(due) } };
    return move(journey, run, step.otherwise ?? nextOf(journey, step), 'timeout', now);
  });
};

const branch = ({ journey, run, now, heard }: Look, step: StepOf<'branch'>): Turn => {
  if (heard.answers === undefined) {
    const questions = step.branches.map(
      ({ if: rule, outcome }): Question =>
        rule === undefined
          ? { kind: 'message', effectId: effectIdOf(run, outcome?.step ?? '') }
          : { kind: 'rule', rule },
    );
    return { kind: 'ask', questions };
  }
  for (const [index, { outcome, to }] of step.branches.entries()) {
    const answer = heard.answers[index];
    const holds =
      answer?.kind === 'rule' ? answer.holds : outcome && outcomeAt(factsIn(answer), outcome.is) !== undefined;
    if (holds) return move(journey, run, to, `branch${index + 1}`, now);
  }
  return move(journey, run, step.otherwise ?? following(journey, step.id), 'otherwise', now);
};

/** A step that has one effect and goes on. */
const doing = (look: Look, step: Exclude<EffectStep, { readonly type: 'message' }>): Turn => {
  const { journey, run, now, heard } = look;
  const { result } = heard;
  if (result === undefined) {
    return asking(look, [], () => ({ kind: 'do', effect: { effectId: effectIdOf(run), step, run } }));
  }
  if (result.kind === 'refused') {
    const otherwise = 'otherwise' in step ? step.otherwise : undefined;
    return move(journey, run, otherwise ?? nextOf(journey, step), 'refused', now);
  }
  const { code, expiresAt } = result.kind === 'coupon' ? result : { code: undefined, expiresAt: undefined };
  const coupon = code === undefined ? {} : { coupon: { code, ...(expiresAt === undefined ? {} : { expiresAt }) } };
  const landing = result.kind === 'landing' ? { landing: { url: result.url } } : {};
  return move(journey, { ...run, ...coupon, ...landing }, nextOf(journey, step), 'done', now);
};

const message = (look: Look, step: StepOf<'message'>): Turn => {
  const { journey, run, now, heard } = look;
  if (!run.ordered) {
    if (heard.result === undefined) {
      return asking(look, [], () => ({ kind: 'do', effect: { effectId: effectIdOf(run), step, run } }));
    }
    if (heard.result.kind !== 'refused') return { kind: 'go', run: { ...run, ordered: true } };
    return move(journey, run, step.fallback?.to ?? nextOf(journey, step), 'refused', now);
  }
  if (heard.answers === undefined) {
    return { kind: 'ask', questions: [{ kind: 'message', effectId: effectIdOf(run) }] };
  }
  const turn = messageTurn(step, factsIn(heard.answers[0]), now);
  if (turn.kind === 'wait') {
    // A look that is coming anyhow needs no other timer.
    const known = run.due === undefined || Date.parse(run.due) <= now ? turn.until : Date.parse(run.due);
    return { kind: 'rest', run: { ...run, due: toIso(Math.min(known, turn.until)) } };
  }
  return move(journey, run, turn.kind === 'fallback' ? step.fallback?.to : nextOf(journey, step), turn.result, now);
};

/**
 * The one interpreter of journeys, for the engine and the simulator. Pure: the same journey, run, moment and answers give the
 * same turn. `journey` is the version that the run is on.
 */
export const advance = (journey: Journey, run: Run, now: number, heard: Heard = {}): Turn => {
  const step = stepOf(journey, run.step);
  // A migration can only lead to steps that there are; this one was cut out by hand.
  if (!step) return { kind: 'over', run: end(run, 'finished', now) };
  const look: Look = { journey, run, now, heard };
  switch (step.type) {
    case 'wait':
      return resting(look, Date.parse(run.since) + lengthOf(step.for));
    case 'waitUntil':
      return waitUntil(look, step);
    case 'waitRepurchase':
      return waitRepurchase(look, step);
    case 'waitFor':
      return waitFor(look, step);
    case 'branch':
      return branch(look, step);
    case 'split': {
      const index = shareOf(
        run,
        step.paths.map(({ share }) => share),
      );
      return move(journey, run, step.paths[index]?.to, `path${index + 1}`, now);
    }
    case 'experiment': {
      const index = shareOf(
        run,
        step.arms.map(({ share }) => share),
      );
      const { arm = '', to } = step.arms[index] ?? {};
      return move(journey, { ...run, arms: { ...run.arms, [step.id]: arm } }, to, `arm ${arm}`, now);
    }
    case 'message':
      return message(look, step);
    case 'goal':
      return move(journey, { ...run, goalAt: run.goalAt ?? toIso(now) }, nextOf(journey, step), 'reached', now);
    case 'exit':
      return { kind: 'over', run: end(counted(run, 'left'), 'exit', now, step.reason) };
    default:
      return doing(look, step);
  }
};
