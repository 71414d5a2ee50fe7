import * as z from 'zod';
import { conditionSchema } from '../events/condition.ts';
import { goesOn, isWait, type OwnOutcome, type Step, stepSchema, targetsOf } from './step.ts';
import { entrySchema, startIfSchema, triggerSchema } from './trigger.ts';

export const JOURNEY = 'journey';

const MOST_STEPS = 100;

/** Whoever does it leaves the journey at once: nobody is talked into what they have done. */
const goalSchema = z.strictObject({
  event: z.string().trim().min(1).max(200),
  where: z.array(conditionSchema).max(20).optional(),
});

const shape = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().max(2_000).optional(),
  folder: z.string().trim().min(1).max(60).optional(),
  trigger: triggerSchema,
  startIf: startIfSchema,
  entry: entrySchema.default({ rule: 'once' }),
  goal: goalSchema.optional(),
  /** Share of the people who pass through without its ads, so that the effect can be told. */
  control: z.number().min(0).max(0.9).default(0),
  priority: z.enum(['normal', 'high']).default('normal'),
  /** How often one person may come to the same step. */
  loops: z.number().int().min(1).max(100).default(10),
  steps: z.array(stepSchema).min(1).max(MOST_STEPS),
});
export type Journey = z.infer<typeof shape>;

/** The step after this one, if nothing else is said; nothing at the end. */
export const following = ({ steps }: Pick<Journey, 'steps'>, id: string): string | undefined => {
  const index = steps.findIndex((step) => step.id === id);
  return steps[index + 1]?.id;
};

const edgesOf = (journey: Pick<Journey, 'steps'>): ReadonlyMap<string, readonly string[]> =>
  new Map(
    journey.steps.map((step) => {
      const after = goesOn(step) ? following(journey, step.id) : undefined;
      return [step.id, [...targetsOf(step), ...(after === undefined ? [] : [after])]];
    }),
  );

const reachable = (journey: Pick<Journey, 'steps'>): ReadonlySet<string> => {
  const edges = edgesOf(journey);
  const found = new Set(journey.steps.slice(0, 1).map(({ id }) => id));
  for (const id of found) for (const to of edges.get(id) ?? []) found.add(to);
  return found;
};

/** Steps of a way round in which no time passes; nothing if there is none. */
const endless = (journey: Pick<Journey, 'steps'>): string[] | undefined => {
  const edges = edgesOf(journey);
  const waits = new Set(journey.steps.filter(isWait).map(({ id }) => id));
  const done = new Set<string>();
  const walk = (id: string, way: readonly string[]): string[] | undefined => {
    const at = way.indexOf(id);
    if (at >= 0) return [...way.slice(at), id];
    if (done.has(id) || waits.has(id)) return undefined;
    for (const to of edges.get(id) ?? []) {
      const found = walk(to, [...way, id]);
      if (found) return found;
    }
    done.add(id);
    return undefined;
  };
  for (const { id } of journey.steps) {
    const found = walk(id, []);
    if (found) return found;
  }
  return undefined;
};

const outcomesIn = (step: Step): readonly OwnOutcome[] => {
  if (step.type === 'waitFor') return step.for.message ? [step.for.message] : [];
  return step.type === 'branch' ? step.branches.flatMap(({ outcome }) => outcome ?? []) : [];
};

interface Problem {
  readonly path: (string | number)[];
  readonly message: string;
}

const problemsOf = (journey: Journey): Problem[] => {
  const { steps, entry, trigger } = journey;
  const problems: Problem[] = [];
  const ids = steps.map(({ id }) => id);
  const messages = new Set(steps.filter(({ type }) => type === 'message').map(({ id }) => id));
  for (const [index, step] of steps.entries()) {
    const say = (message: string): void => {
      problems.push({ path: ['steps', index], message });
    };
    if (ids.indexOf(step.id) !== index) say(`has the id "${step.id}" of an earlier step; give it one of its own`);
    for (const to of targetsOf(step)) if (!ids.includes(to)) say(`names the step "${to}", which is not in the list`);
    if (step.type === 'experiment' && new Set(step.arms.map(({ arm }) => arm)).size < step.arms.length)
      say('has two arms of one name; the report could not tell them apart');
    for (const { step: of } of outcomesIn(step)) {
      if (!messages.has(of)) say(`asks what became of "${of}", which is no message of this journey`);
    }
  }
  if (problems.length > 0) return problems;
  const met = reachable(journey);
  const lost = ids.find((id) => !met.has(id));
  if (lost !== undefined) {
    const message = `nobody can come to the step "${lost}"; name it as the next of another step, or remove it`;
    problems.push({ path: ['steps', ids.indexOf(lost)], message });
  }
  const round = endless(journey);
  if (round) {
    const message = `would go round without end: ${round.join(' → ')}; put a wait between them`;
    problems.push({ path: ['steps', ids.indexOf(round[0] ?? '')], message });
  }
  if (entry.rule === 'perObject' && trigger.on !== 'event' && trigger.on !== 'api') {
    const message = 'counts objects of an event (or of an API call); this trigger has none';
    problems.push({ path: ['entry'], message });
  }
  if (trigger.on === 'date' && trigger.everyYear && entry.rule === 'once') {
    const message = 'lets each person in once, so only one year would count; take {"rule": "always"}';
    problems.push({ path: ['entry'], message });
  }
  return problems;
};

/** A journey as a person writes it: at most 100 steps, each of which somebody can come to, and no way round without a wait. */
export const journeySchema = shape.superRefine((journey, context) => {
  for (const { path, message } of problemsOf(journey)) context.addIssue({ code: 'custom', path, message });
});

export const stepOf = ({ steps }: Pick<Journey, 'steps'>, id: string): Step | undefined =>
  steps.find((step) => step.id === id);
