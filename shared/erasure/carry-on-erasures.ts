import { toIso } from '../platform/clock.ts';
import { carryOnErasure, type EraseDeps } from './erase-person.ts';

/** Answers how many of the erasures that are due failed; each is told, and tried again by the next call. */
export type CarryOnErasures = (failed: (requestId: string, error: unknown) => void) => Promise<number>;

/** Finishes what a request left undone, and looks after each erasure again a day later. */
export const createCarryOnErasures =
  (makeDeps: () => Promise<EraseDeps>): CarryOnErasures =>
  async (failed) => {
    const deps = await makeDeps();
    let failures = 0;
    for (const open of await deps.erasures.due(toIso(deps.clock()))) {
      try {
        await carryOnErasure(deps, open);
      } catch (error) {
        failures += 1;
        failed(open.requestId, error);
      }
    }
    return failures;
  };
