import type { Receipt } from '../../shared/events/read-call.ts';

export const NOW = Date.parse('2026-11-23T01:00:00.000Z');

/** A complete, valid track call; fields given replace its own. */
export const trackCall = (fields: Record<string, unknown> = {}): Record<string, unknown> => ({
  type: 'track',
  event: 'Product Viewed',
  userId: 'kim',
  messageId: 'm-1',
  timestamp: '2026-11-22T01:02:03.456Z',
  properties: { product_id: 'P1' },
  ...fields,
});

/** How a request was received: now, over the key of the web shop. */
export const receipt = (fields: Partial<Receipt> = {}): Receipt => ({
  receivedAt: NOW,
  source: 'web',
  imported: false,
  ...fields,
});
