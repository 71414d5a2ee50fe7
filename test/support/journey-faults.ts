import type { createJourneyWorld } from './journey-world.ts';

const MINUTE = 60_000;

/** Twelve steps, with every kind of wait and effect that the house has. */
export const TWELVE = {
  name: 'Twelve steps',
  trigger: { on: 'event', event: 'Product Added' },
  steps: [
    { id: 'hour', type: 'wait', for: { hours: 1 } },
    { id: 'trait', type: 'updateTrait', trait: 'leftACart', value: true },
    { id: 'first', type: 'message', templateId: 'first' },
    { id: 'visit', type: 'waitFor', for: { event: 'Visit' }, within: { hours: 12 }, otherwise: 'split' },
    { id: 'known', type: 'branch', branches: [{ outcome: { step: 'first', is: 'delivered' }, to: 'code' }] },
    {
      id: 'split',
      type: 'split',
      paths: [
        { share: 1, to: 'code' },
        { share: 1, to: 'rest' },
      ],
    },
    { id: 'code', type: 'coupon', pool: 'any' },
    { id: 'rest', type: 'wait', for: { hours: 6 } },
    { id: 'second', type: 'message', templateId: 'second' },
    { id: 'ten', type: 'waitUntil', at: '10:00' },
    { id: 'third', type: 'message', templateId: 'third' },
    { id: 'got', type: 'goal' },
  ],
};

type World = ReturnType<typeof createJourneyWorld>;

interface Reconciled {
  readonly runs: number;
  readonly finished: number;
  /** Of each message step: ledger rows, and visits of the step as the runs say. */
  readonly messages: Readonly<Record<string, readonly [number, number]>>;
  readonly coupons: readonly [number, number];
  readonly traits: readonly [number, number];
  /** People whose messages were not ordered in the order of the steps. */
  readonly outOfOrder: number;
  readonly killed: number;
}

/**
 * So many people through the twelve steps, with workers that die, messages that come twice, and a tick that does not come for 26
 * hours. Answers what there is in the tables beside what there must be.
 */
export const twelveSteps = async (world: World, id: string, size: number): Promise<Reconciled> => {
  const faults = { killed: 0.2, doubled: 0.1 };
  for (const template of ['first', 'second', 'third']) await world.addTemplate(template);
  await world.definitions.save('couponPool', 'any', { name: 'any' }).catch(() => undefined);
  await world.start(id, TWELVE);
  const people = Array.from({ length: size }, (_, n) => `u:${id}-${n}`);
  const begin = world.clock();
  const at = (minutes: number): string => new Date(begin + minutes * MINUTE).toISOString();
  for (const [n, person] of people.entries()) {
    await world.addPerson(person, { eventCounts: { 'Product Added': 1, ...(n % 3 === 0 ? { Visit: 1 } : {}) } });
    await world.happen(person, 'Product Added', at(0));
  }
  await world.drain(faults);
  await world.pass(at(61), 61 * MINUTE, faults);
  await world.pass(at(70), undefined);
  for (const [n, person] of people.entries()) if (n % 3 === 0) await world.happen(person, 'Visit', at(65));
  await world.drain(faults);
  // No tick for 26 hours: all waits are over by then, and what came in meanwhile was told.
  await world.pass(at(70 + 26 * 60), undefined);
  await world.tick(faults);
  for (let hours = 30; hours < 90; hours += 6) await world.pass(at(hours * 60), 6 * 60 * MINUTE, faults);

  const runs = await world.all(id);
  const counted = { first: [0, 0], second: [0, 0], third: [0, 0] };
  let [traits, outOfOrder] = [0, 0];
  for (const person of people) {
    const rows = await world.messages.ofCustomer(person);
    for (const step of ['first', 'second', 'third'] as const) {
      counted[step][0] =
        (counted[step][0] ?? 0) + rows.filter(({ campaignId }) => campaignId.endsWith(`_${step}`)).length;
    }
    const times = ['first', 'second', 'third'].map(
      (step) => rows.find(({ campaignId }) => campaignId.endsWith(`_${step}`))?.handedOverAt ?? '',
    );
    if (times.some((time, index) => index > 0 && time < (times[index - 1] ?? ''))) outOfOrder += 1;
    for await (const { type } of world.events.read(person)) if (type === 'identify') traits += 1;
  }
  for (const { visits } of runs) {
    for (const step of ['first', 'second', 'third'] as const)
      counted[step][1] = (counted[step][1] ?? 0) + (visits[step] ?? 0);
  }
  const visited = (step: string): number => runs.reduce((sum, { visits }) => sum + (visits[step] ?? 0), 0);
  return {
    runs: runs.length,
    finished: runs.filter(({ end }) => end === 'finished').length,
    messages: {
      first: [counted.first[0] ?? 0, counted.first[1] ?? 0],
      second: [counted.second[0] ?? 0, counted.second[1] ?? 0],
      third: [counted.third[0] ?? 0, counted.third[1] ?? 0],
    },
    coupons: [world.coupons.size, visited('code')],
    traits: [traits, visited('trait')],
    outOfOrder,
    killed: world.killed(),
  };
};
