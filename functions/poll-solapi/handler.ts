import type { Context } from 'aws-lambda';
import { type Clock, MINUTE, SECOND } from '../../shared/platform/clock.ts';
import { log } from '../../shared/platform/log.ts';
import type { Settings } from '../../shared/settings/settings.ts';

interface Deps {
  readonly clock: Clock;
  readonly settings: () => Promise<Pick<Settings, 'sms'>>;
  readonly sync: () => Promise<number>;
  readonly poll: (deadline: number) => Promise<{ readonly refusals: number; readonly messages: number }>;
}

/** Left for the last page and its mark. */
const STOP_BEFORE = 20 * SECOND;

/** Every two minutes, where settings name Solapi at all. */
export const createHandler =
  ({ clock, settings, poll, sync }: Deps) =>
  async (_event: unknown, context: Pick<Context, 'getRemainingTimeInMillis'>) => {
    const { sms } = await settings();
    if (!Object.values(sms.provider).includes('solapi')) return { polled: false };
    const left = context.getRemainingTimeInMillis?.() ?? MINUTE;
    const found = await poll(clock() + left - STOP_BEFORE);
    if (found.refusals > 0) log.info('refusals by 080', { count: found.refusals });
    const asked = await sync();
    return { polled: true, asked, ...found };
  };
