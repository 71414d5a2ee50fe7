import { type Clock, toIso } from '../platform/clock.ts';
import { DangolError } from '../platform/errors.ts';
import type { BucketStore } from './bucket-store.ts';
import type { Queues } from './queues.ts';
import type { SendState, SendStatus } from './send-state.ts';
import type { SendStore } from './send-store.ts';
import type { Outcomes } from './trip.ts';

export interface ChangeDependencies {
  readonly sends: SendStore;
  readonly buckets: BucketStore;
  readonly queues: Queues;
  readonly clock: Clock;
}

const refused = async (
  sends: SendStore,
  campaignId: string,
  what: string,
  from: readonly SendStatus[],
): Promise<never> => {
  const state = await sends.state(campaignId);
  const now = state ? state.status : 'draft';
  throw new DangolError(
    'conflict',
    `Campaign "${campaignId}" is ${now}; only one that is ${from.join(', ')} can be ${what}.`,
  );
};

/** Wakes the worker that carries the campaign on; if the queue does not answer, the tick does it within a minute. */
const wake = async (queues: Queues, campaignId: string): Promise<void> => {
  try {
    await queues.launch({ campaignId });
  } catch {
    // Nothing is lost: the state is written, and the tick reads it.
  }
};

/** Nothing more is handed over once a second has passed; what was not handed over stays open. */
export const pauseCampaign = async (
  { sends, clock }: ChangeDependencies,
  campaignId: string,
  name?: string,
): Promise<SendState> => {
  const from: SendStatus[] = ['launching', 'sending'];
  const paused = { by: 'person' as const, at: toIso(clock()), ...(name === undefined ? {} : { name }) };
  return (await sends.move(campaignId, from, 'paused', { paused })) ?? refused(sends, campaignId, 'paused', from);
};

/** What a resume answers for: the harm that a guardrail has shown, and a first stage that was looked at. */
const answeredBy = (
  { status, paused, stage }: SendState,
  known: Outcomes | undefined,
): Partial<Pick<SendState, 'answered' | 'stage'>> => {
  const outcomes = known ?? paused?.outcomes;
  if (status !== 'paused' || paused?.by !== 'guardrail') return {};
  return {
    ...(outcomes ? { answered: outcomes } : {}),
    ...(stage?.phase === 'wait' ? { stage: { ...stage, phase: 'rest' } } : {}),
  };
};

/** Goes on; `known` is what became of the campaign by now, for which whoever resumes it answers. */
export const resumeCampaign = async (
  deps: ChangeDependencies,
  campaignId: string,
  known?: Outcomes,
): Promise<SendState> => {
  const { sends, buckets, queues } = deps;
  const { complete } = await buckets.totals(campaignId);
  const before = await sends.state(campaignId);
  const answered = before ? answeredBy(before, known) : {};
  const state = await sends.move(campaignId, ['paused'], complete ? 'sending' : 'launching', answered);
  if (!state) return refused(sends, campaignId, 'resumed', ['paused']);
  await wake(queues, campaignId);
  return state;
};

/** Everybody not handed over yet is closed as `skipped: cancelled`. One that has not begun is cancelled at once. */
export const cancelCampaign = async (deps: ChangeDependencies, campaignId: string): Promise<SendState> => {
  const { sends, queues, clock } = deps;
  const unbegun = await sends.move(campaignId, ['scheduled'], 'cancelled', { endedAt: toIso(clock()) });
  if (unbegun) return unbegun;
  const from: SendStatus[] = ['launching', 'sending', 'paused'];
  const state = await sends.move(campaignId, from, 'cancelling');
  if (!state) return refused(sends, campaignId, 'cancelled', ['scheduled', ...from]);
  await wake(queues, campaignId);
  return state;
};
