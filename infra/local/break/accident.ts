import type { FaultSettings } from '../faults.ts';

/** What can be done to a campaign on purpose. */
export const ACCIDENTS = ['killed', 'doubled', 'lost', 'throttled', 'refused'] as const;
export type Accident = (typeof ACCIDENTS)[number];

export const isAccident = (name: string): name is Accident => ACCIDENTS.some((accident) => accident === name);

const faults: Record<Accident, FaultSettings> = {
  killed: { killInvocations: 0.4, killOnly: ['LaunchCampaign', 'Send'] },
  doubled: { duplicateBatches: 0.8 },
  lost: { loseProviderAnswer: 0.3 },
  throttled: { throttleDynamo: 0.15 },
  // Nothing fails: people change their mind between the launch and the hand-over.
  refused: {},
};

/** The faults of the accident, another run of them for every number. */
export const faultsOf = (accident: Accident, seed: number): FaultSettings => ({ ...faults[accident], seed });
