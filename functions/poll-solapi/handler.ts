import type { Context } from 'aws-lambda';
import { type Clock, MINUTE, SECOND } from '../../shared/platform/clock.ts';
import { log } from '../../shared/platform/log.ts';

interface Deps {
  readonly clock: Clock;
  /** Whether the account has a key of Solapi. */
  readonly hasKey: () => Promise<boolean>;
  readonly sync: () => Promise<number>;
  readonly keepPictures: (deadline: number) => Promise<number>;
  readonly poll: (deadline: number) => Promise<{ readonly refusals: number; readonly messages: number }>;
}

/** Left for the last page and its mark. */
const STOP_BEFORE = 20 * SECOND;

/**
 * Every two minutes, where there is a key: whoever calls the 080 number of an ad refuses, whoever carries the next one (art. 50(2)
 * of the Network Act).
 */
export const createHandler =
  ({ clock, hasKey, poll, sync, keepPictures }: Deps) =>
  async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) => {
    if (!(await hasKey())) return { polled: false };
    const left = context.getRemainingTimeInMillis?.() ?? MINUTE;
    const deadline = clock() + left - STOP_BEFORE;
    const found = await poll(deadline);
    if (found.refusals > 0) log.info('refusals by 080', { count: found.refusals });
    const asked = await sync();
    return { polled: true, asked, pictures: await keepPictures(deadline), ...found };
  };
