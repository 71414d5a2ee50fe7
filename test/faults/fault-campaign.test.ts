import { expect, it } from 'vitest';
import { surviveFaultCampaign } from '../support/fault-campaign.ts';

it('3,000 messages on a stack full of faults reach nobody twice, and every one is accounted for at every moment', async () => {
  const { sent, unknown, killed, fellBack } = await surviveFaultCampaign({
    ...{ recipients: 3_000, killed: { killInvocations: 0.05 } },
  });
  expect(sent).toBeGreaterThan(1_200);
  expect(unknown).toBeGreaterThan(12);
  expect(killed).toBeGreaterThan(5);
  expect(fellBack).toBeGreaterThan(80);
});

it('1,200 messages do so when only the sender core is killed, but often', async () => {
  const { sent, unknown, killed, fellBack } = await surviveFaultCampaign({
    recipients: 1_200,
    killed: { killInvocations: 0.1, killOnly: ['LaunchCampaign', 'Send'] },
  });
  // Or nothing was tried.
  expect(sent).toBeGreaterThan(300);
  expect(unknown).toBeGreaterThan(0);
  expect(killed).toBeGreaterThan(1);
  expect(fellBack).toBeGreaterThan(25);
});
