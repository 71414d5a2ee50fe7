import type { EngagedMessage } from '../../../shared/feedback/engagement.ts';

/** A message that was handed over at 10:00 and not heard of since. */
export const sentRow = (change: Partial<EngagedMessage> = {}): EngagedMessage => ({
  customerId: 'u:kim',
  key: 'winback#0#0',
  campaignId: 'winback',
  channel: 'email',
  purpose: 'ad',
  arm: 'a',
  ref: 'winback_03_0_7',
  status: 'sent',
  at: '2026-11-22T01:00:00.000Z',
  attempts: 1,
  handedOverAt: '2026-11-22T01:00:00.000Z',
  goalDays: 14,
  providerId: 'ses-1',
  address: 'ab12',
  costMilli: 150,
  costCurrency: 'KRW',
  expiresAt: 1_900_000_000,
  ...change,
});
