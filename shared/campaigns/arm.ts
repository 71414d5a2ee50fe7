import { fractionOf } from '../platform/hash.ts';

/** `control` gets nothing and shows what would have happened anyway; `a` gets the message. */
export const ARMS = ['a', 'control'] as const;
export type Arm = (typeof ARMS)[number];

/** The same person is in the same arm on every retry; the campaign's id is the salt, so arms of two campaigns are independent. */
export const armOf = (campaignId: string, customerId: string, control: number): Arm =>
  fractionOf('arm', campaignId, customerId) < control ? 'control' : 'a';
