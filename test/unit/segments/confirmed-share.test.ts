import { expect, it } from 'vitest';
import type { Evidence } from '../../../shared/consent/evidence.ts';
import { createConfirmedShare } from '../../../shared/segments/confirmed-share.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { customerOf } from '../../support/profile.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const granted = (customerId: string, receivedAt: string, confirmed: boolean): Evidence => ({
  ...{ customerId, id: `${customerId}${receivedAt}`, channel: 'email', purpose: 'ad', state: 'granted' },
  ...{ basis: 'explicit', at: receivedAt, receivedAt, eventKey: 'k', source: 'web' },
  ...(confirmed ? { confirmed: true as const } : {}),
});
const rows = [
  granted('u:before', '2026-10-01T00:00:00.000Z', false),
  granted('u:confirmed', '2026-11-10T00:00:00.000Z', true),
  granted('u:waits', '2026-11-10T00:00:00.000Z', false),
  granted('u:waits-too', '2026-11-11T00:00:00.000Z', false),
];

const shareUnder = async (email: string | null) => {
  let reads = 0;
  const consents = {
    evidenceOf: async (ids: string | readonly string[]) => {
      reads += 1;
      return rows.filter(({ customerId }) => ids.includes(customerId));
    },
  };
  const confirmed = createConfirmedShare(consents, settingsSchema.parse({ doubleOptIn: { email } }), NOW);
  for (const { customerId } of rows) {
    await confirmed.look(customerOf(customerId.slice(2)), 'email');
    await confirmed.look(customerOf(customerId.slice(2)), 'sms');
  }
  return { email: confirmed.share('email'), sms: confirmed.share('sms'), reads };
};

it('of the reachable those count who have confirmed, where a channel asks for it; nothing is read where it does not', async () => {
  expect(await shareUnder('2026-11-01T00:00:00.000Z')).toEqual({ email: 0.5, sms: 1, reads: 4 });
  expect(await shareUnder(null)).toEqual({ email: 1, sms: 1, reads: 0 });
});
