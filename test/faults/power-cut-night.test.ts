import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { STEPS } from '../../shared/scoring/step.ts';
import {
  CALLS,
  killIn,
  NIGHT,
  type OpenStack,
  type Progress,
  prepareEvening,
  RUN,
} from '../support/power-cut-night.ts';

const MINUTE = 60_000;

describe('the night on the stack that is deployed, killed by SIGKILL with everything that runs', () => {
  let shop: Awaited<ReturnType<typeof prepareEvening>>;
  let undisturbed: Record<string, string[]>;
  let stack: OpenStack | undefined;

  beforeAll(async () => {
    shop = await prepareEvening();
    stack = await shop.open(shop.again(), NIGHT - 2 * MINUTE);
    await stack.advance(NIGHT + MINUTE);
    expect(await stack.progress()).toMatchObject({ run: { status: 'succeeded' }, done: CALLS });
    undisturbed = await stack.outcome();
    await stack.stop();
    stack = undefined;
  }, 900_000);
  afterAll(async () => {
    await stack?.stop();
    shop?.forget();
  });

  it.each(STEPS)(
    'in %s is taken up under its id once its lease has run out, and ends as if nothing had been',
    async (step) => {
      let dead: Progress | undefined;
      // A step of a few milliseconds may be over before the signal arrives; then the evening begins once more.
      for (let tries = 0; tries < 5 && (dead?.done[step] ?? CALLS[step]) === CALLS[step]; tries++) {
        await stack?.stop();
        const folder = shop.again();
        stack = await shop.open(folder, NIGHT - 2 * MINUTE);
        await killIn(stack, step);
        stack = await shop.open(folder);
        dead = await stack.progress();
      }
      if (!stack || !dead) throw new Error('no night');
      expect(dead.done[step] ?? 0, 'calls of the step that had ended').toBeLessThan(CALLS[step]);
      for (const earlier of STEPS.slice(0, STEPS.indexOf(step))) expect(dead.done[earlier]).toBe(CALLS[earlier]);
      const { leaseUntil = 0 } = dead.lock ?? {};
      // Half an hour of ticks later the lease still holds: whoever has it might be at work.
      await stack.advance(NIGHT + 30 * MINUTE);
      expect(await stack.progress()).toEqual(dead);

      await stack.advance(Math.max(leaseUntil, NIGHT + 40 * MINUTE) + 2 * MINUTE);
      const after = await stack.progress();
      expect(after.lock).toEqual({ runId: RUN, leaseUntil: 0 });
      expect(after.run).toMatchObject({ status: 'succeeded', exportedAt: expect.any(String) });
      expect(await stack.outcome()).toEqual(undisturbed);
      await stack.stop();
    },
  );
});
