import { expect, it } from 'vitest';
import { FAULT_CHANNELS, surviveFaultCampaign } from '../support/fault-campaign.ts';

it('2,000 messages on a stack full of faults reach nobody twice, and every one is accounted for at every moment', async () => {
  const { sent, unknown, killed } = await surviveFaultCampaign({
    ...{ recipients: 2_000, channels: FAULT_CHANNELS },
    // The sender core; every function is killed in the long run (test:faults).
    killed: { killInvocations: 0.1, killOnly: ['LaunchCampaign', 'Send'] },
  });
  // Or nothing was tried.
  expect(sent).toBeGreaterThan(500);
  expect(unknown).toBeGreaterThan(0);
  expect(killed).toBeGreaterThan(3);
}, 600_000);
