import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError, quote } from '../platform/errors.ts';
import type { SendState, SendStatus } from './send-state.ts';
import type { SendStore } from './send-store.ts';

export interface ChooseDependencies {
  readonly sends: Pick<SendStore, 'state' | 'snapshot' | 'setWinner'>;
  readonly clock: Clock;
}

const OPEN: readonly SendStatus[] = ['scheduled', 'launching', 'sending', 'paused'];

/**
 * From now on everybody who was not written to yet gets this arm's message and leaves the comparison. Chosen once; choosing the same
 * arm again changes nothing. `by`: nobody if the campaign decides by itself. Throws `invalid_request` for an unknown arm, `conflict`
 * if nothing is left to send or another arm was chosen.
 */
export const chooseWinner = async (
  { sends, clock }: ChooseDependencies,
  campaignId: string,
  arm: string,
  by?: string,
): Promise<SendState> => {
  const state = await sends.state(campaignId);
  if (!state || !OPEN.includes(state.status))
    throw new DangolError(
      'conflict',
      `Campaign "${campaignId}" is ${state?.status ?? 'draft'}: a winner is for people who are still to be written to.`,
    );
  const arms = (await sends.snapshot(campaignId)).campaign.arms ?? [];
  if (!arms.some(({ id }) => id === arm))
    throw new DangolError(
      'invalid_request',
      `Campaign "${campaignId}" has no arm ${quote(arm)}; it has ${arms.map(({ id }) => id).join(', ') || 'one message only'}.`,
    );
  if (state.winner?.arm === arm) return state;
  const chosen = await sends.setWinner(campaignId, { arm, at: toIso(clock()), ...(by === undefined ? {} : { by }) });
  if (chosen) return chosen;
  const other = (await sends.state(campaignId))?.winner?.arm;
  throw new DangolError(
    'conflict',
    `Campaign "${campaignId}" goes on with the arm "${other}"; that was chosen before.`,
  );
};
