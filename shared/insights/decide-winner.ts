import { chooseWinner } from '../campaigns/choose-winner.ts';
import type { SendState } from '../campaigns/send-state.ts';
import type { SendStore } from '../campaigns/send-store.ts';
import type { Clock } from '../platform/clock.ts';
import type { Counters } from './counters.ts';
import { experimentOf } from './experiment.ts';

interface DecideDependencies {
  readonly sends: Pick<SendStore, 'state' | 'snapshot' | 'setWinner'>;
  readonly clock: Clock;
}

/**
 * Takes the winner of a campaign that was told to choose by itself: the moment the verdict names one, which it may be asked every minute because its test holds
 * at every look. Nothing is taken while groups are not as large as they were dealt, or where more people leave because of the first arm (sequential.ts, verdict.ts).
 * Answers the arm, or nothing while it is open.
 */
export const decideWinner = async (
  deps: DecideDependencies,
  { campaignId, winnerBy, winner, throttle }: SendState,
  counters: Counters,
  currency: string,
): Promise<string | undefined> => {
  if (winnerBy !== 'automatic' || winner) return undefined;
  const { arms, control, effect, goal } = (await deps.sends.snapshot(campaignId)).campaign;
  if (!arms || !goal) return undefined;
  const verdict = experimentOf({
    ...{ counters, currency, arms, control, effect },
    // Behind a throttle people held back have their rows before the others: sizes say nothing yet.
    ...{ begun: throttle === undefined, over: false, decided: false },
  })?.verdict;
  if (verdict?.kind !== 'winner' || verdict.arm === null) return undefined;
  await chooseWinner(deps, campaignId, verdict.arm);
  return verdict.arm;
};
