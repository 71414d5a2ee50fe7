import type { Journey } from '../../shared/journeys/journey.ts';
import type { Step, StepType } from '../../shared/journeys/step.ts';

type Trigger = Journey['trigger'];
type Entry = Journey['entry'];

/** What each kind begins as; ids of other things are empty until they are chosen, and the journey cannot be saved before. */
export const FRESH_TRIGGERS: { readonly [On in Trigger['on']]: Extract<Trigger, { readonly on: On }> } = {
  event: { on: 'event', event: 'Product Added' },
  segment: { on: 'segment', segment: '', move: 'entered' },
  trait: { on: 'trait', trait: '' },
  date: { on: 'date', trait: 'birthday', offsetDays: 0, at: '10:00', everyYear: true },
  message: { on: 'message', outcome: 'clicked' },
  api: { on: 'api' },
};

export const FRESH_ENTRIES: { readonly [Rule in Entry['rule']]: Extract<Entry, { readonly rule: Rule }> } = {
  once: { rule: 'once' },
  everyDays: { rule: 'everyDays', days: 30 },
  perObject: { rule: 'perObject', property: 'order_id' },
  always: { rule: 'always' },
};

const kinds = (id: string, other: string): { readonly [Type in StepType]: Extract<Step, { readonly type: Type }> } => ({
  wait: { id, type: 'wait', for: { hours: 1 } },
  waitUntil: { id, type: 'waitUntil', at: '10:00' },
  waitRepurchase: { id, type: 'waitRepurchase', ifUnknown: { days: 30 } },
  waitFor: { id, type: 'waitFor', for: { event: 'Order Completed' }, within: { days: 3 } },
  branch: { id, type: 'branch', branches: [{ if: { computed: 'orders', gte: 2 }, to: other }] },
  split: {
    id,
    type: 'split',
    paths: [
      { share: 50, to: other },
      { share: 50, to: other },
    ],
  },
  experiment: {
    id,
    type: 'experiment',
    arms: [
      { arm: 'a', share: 50, to: other },
      { arm: 'b', share: 50, to: other },
    ],
  },
  message: { id, type: 'message', templateId: '', usefulFor: { days: 3 } },
  updateTrait: { id, type: 'updateTrait', trait: '', value: '' },
  coupon: { id, type: 'coupon', pool: '' },
  task: { id, type: 'task', title: '', dueIn: { days: 1 } },
  webhook: { id, type: 'webhook', webhook: '' },
  inApp: { id, type: 'inApp', content: '', showFor: { days: 7 } },
  landing: { id, type: 'landing', content: '', openFor: { days: 14 } },
  goal: { id, type: 'goal' },
  exit: { id, type: 'exit' },
});

/** A step of a kind, under an id that the journey has not got. */
export const freshStep = (type: StepType, taken: readonly string[], other: string): Step => {
  const base = type.toLowerCase();
  let id = base;
  for (let n = 2; taken.includes(id); n++) id = `${base}-${n}`;
  return kinds(id, other)[type];
};

/** What a new journey begins as. */
export const FRESH_JOURNEY: Omit<Journey, 'name'> = {
  trigger: FRESH_TRIGGERS.event,
  entry: { rule: 'everyDays', days: 7 },
  goal: { event: 'Order Completed' },
  control: 0.1,
  priority: 'normal',
  loops: 10,
  steps: [
    { id: 'wait', type: 'wait', for: { hours: 1 } },
    { id: 'message', type: 'message', templateId: '', usefulFor: { days: 3 } },
  ],
};
