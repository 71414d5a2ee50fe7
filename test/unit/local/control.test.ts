import { describe, expect, test } from 'vitest';
import { createClock } from '../../../infra/local/clock.ts';
import { createControl } from '../../../infra/local/control.ts';
import type { QueueState } from '../../../infra/local/queues/message-services.ts';
import type { DueSchedule, Scheduler } from '../../../infra/local/scheduler/scheduler.ts';

const minute = 60_000;

/** A stack of one queue, one dead letter queue and a few schedules; `story` tells in which order things happened. */
function createWorld(
  options: { schedules?: DueSchedule[]; delayed?: number[]; underWay?: number[]; busy?: number[] } = {},
) {
  const clock = createClock(Date.parse('2026-11-23T01:00:00Z') - Date.now());
  const start = clock.now();
  const story: string[] = [];
  let delayed = (options.delayed ?? []).map((offset) => start + offset);
  const underWay = [...(options.underWay ?? [])];
  const busy = [...(options.busy ?? [])];
  let invocations = 0;
  const states = (): Record<string, QueueState> => ({
    work: { ready: 0, inFlight: [], delayed: delayed.filter((due) => due > clock.now()) },
    dead: { ready: 2, inFlight: [], delayed: [] },
  });
  const minutes = (moment: number): number => Math.round((moment - start) / minute);
  const scheduler: Scheduler = {
    fire: async ({ name, at }) => {
      story.push(`${name} of ${minutes(at)} at ${minutes(clock.now())}`);
      invocations += 1;
    },
    dueBetween: (from, to) =>
      (options.schedules ?? [])
        .map(({ name, at }) => ({ name, at: start + at }))
        .filter(({ at }) => at > from && at <= to),
    pending: () => 0,
    suspend: () => ({ from: start, resume: () => story.push('resumed') }),
    stop: () => undefined,
  };
  const control = createControl({
    clock,
    scheduler,
    consumed: new Set(['work']),
    queueStates: async () => states(),
    catchUp: async () => undefined,
    hurry: () => story.push('hurried'),
    busy: () => busy.shift() ?? 0,
    underWay: () => underWay.shift() ?? 0,
    machinesWorking: () => 0,
    nextWake: () => undefined,
    invocations: () => invocations,
    failedInvocations: () => 0,
    jumped: async () => {
      for (const due of delayed.filter((moment) => moment <= clock.now()))
        story.push(`message of ${minutes(due)} at ${minutes(clock.now())}`);
      delayed = delayed.filter((due) => due > clock.now());
    },
  });
  return { control, clock, start, story };
}

describe('drain', () => {
  test('waits while anything is under way and then counts what is left', async () => {
    const { control, start } = createWorld({ underWay: [3, 0, 2, 0, 0] });
    const counts = await control.drain();
    expect(counts).toMatchObject({ deadLetters: { dead: 2 }, delayed: 0, invocations: 0 });
    expect(Date.parse(counts.now)).toBeGreaterThanOrEqual(start);
  });

  test('ends batching windows once nobody works, and not while somebody may add to them', async () => {
    const { control, story } = createWorld({ underWay: [4, 4, 4, 0, 0], busy: [1, 1, 0] });
    await control.drain();
    expect(story).toEqual(['hurried']);
  });

  test('leaves what is due much later, and says how much that is', async () => {
    expect(await createWorld({ delayed: [30 * minute] }).control.drain()).toMatchObject({ delayed: 1 });
  });
});

describe('advance', () => {
  test('goes from due moment to due moment, schedules and messages in their order', async () => {
    const world = createWorld({
      schedules: [
        { name: 'nightly', at: 20 * minute },
        { name: 'tick', at: 59 * minute },
      ],
      delayed: [40 * minute],
    });
    const { fired } = await world.control.advance(world.start + 60 * minute, false);
    expect(world.story).toEqual(['nightly of 20 at 20', 'message of 40 at 40', 'tick of 59 at 59', 'resumed']);
    expect(fired.map(({ name }) => name)).toEqual(['nightly', 'tick']);
    expect(Math.round((world.clock.now() - world.start) / minute)).toBe(60);
  });

  test('two jumps at once are made one after the other', async () => {
    const world = createWorld({ schedules: [{ name: 'tick', at: 5 * minute }] });
    await Promise.all([
      world.control.advance(world.start + 10 * minute, false),
      world.control.advance(world.start + 20 * minute, false),
    ]);
    expect(world.story.filter((line) => line === 'resumed')).toHaveLength(2);
    expect(Math.round((world.clock.now() - world.start) / minute)).toBe(20);
  });

  test('the clock never goes back', () => {
    const clock = createClock(5000);
    clock.set(Date.now() - 60_000);
    expect(clock.offset()).toBe(5000);
  });
});
