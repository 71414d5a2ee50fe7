import { expect, it } from 'vitest';
import { surviveFaultCampaign } from '../support/fault-campaign.ts';

it('20,000 messages on a stack full of faults reach nobody twice, and every one is accounted for at every moment', async () => {
  const { sent, unknown, killed, fellBack } = await surviveFaultCampaign({
    ...{ recipients: 20_000, killed: { killInvocations: 0.05 } },
  });
  expect(sent).toBeGreaterThan(8_000);
  expect(unknown).toBeGreaterThan(100);
  expect(killed).toBeGreaterThan(20);
  expect(fellBack).toBeGreaterThan(500);
});

it('2,000 messages do so when only the sender core is killed, but often', async () => {
  const { sent, unknown, killed, fellBack } = await surviveFaultCampaign({
    recipients: 2_000,
    killed: { killInvocations: 0.1, killOnly: ['LaunchCampaign', 'Send'] },
  });
  // Or nothing was tried.
  expect(sent).toBeGreaterThan(500);
  expect(unknown).toBeGreaterThan(0);
  expect(killed).toBeGreaterThan(3);
  expect(fellBack).toBeGreaterThan(50);
});
