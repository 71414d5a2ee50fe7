import { describe, expect, it, vi } from 'vitest';
import { createHandler } from '../../../functions/tick/handler.ts';
import type { RunSeries } from '../../../shared/campaigns/run-series.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import type { Hold } from '../../../shared/delivery/mail-account.ts';
import { createDynamo } from '../../../shared/platform/dynamo.ts';
import { log, metrics } from '../../../shared/platform/log.ts';

const tick = (runSeries: RunSeries, held?: Hold) => {
  const done: string[] = [];
  const sends = { ...createSendStore(createDynamo(), 'none', () => 0), active: async () => ['one'] };
  const handler = createHandler({
    sends,
    runSeries,
    carryOn: async (campaignId) => void done.push(campaignId),
    watch: async () => undefined,
    watchAccount: async () => [],
    sendDigest: async () => 0,
    clock: () => 0,
    allowance: async () => new Map(),
    mailHeld: async () => held,
    restartRun: async () => undefined,
    carryOnErasures: async () => {
      done.push('erasures');
      return 0;
    },
    carryOnMessages: async () => void done.push('messages'),
    sweepJourneys: async () => 0,
    tellNight: async () => undefined,
    carryOnNotices: async () => {
      done.push('notices');
      return 0;
    },
  });
  return { done, handler };
};

describe('the tick', () => {
  it('carries everything else on when the series cannot be looked for', async () => {
    const { done, handler } = tick(() => Promise.reject(new Error('throttled')));
    expect(await handler()).toEqual({ campaigns: 1, failed: 1, restarted: undefined });
    expect(done).toEqual(['one', 'messages', 'notices', 'erasures']);
  });

  it('counts the series that failed, and those that were stopped, whose reason stands in the log', async () => {
    const counted = vi.spyOn(metrics, 'addMetric');
    const logged = vi.spyOn(log, 'warn');
    const { handler } = tick(async ({ failed, stopped }) => {
      failed('broken', new Error('throttled'));
      stopped('weekly', 'Its template does not exist any more.');
      return 1;
    });
    expect(await handler()).toMatchObject({ failed: 1 });
    expect(counted.mock.calls).toContainEqual(['Series.stopped', 'Count', 1]);
    const problem = 'Its template does not exist any more.';
    expect(logged.mock.calls).toEqual([['series stopped', { seriesId: 'weekly', problem }]]);
    vi.restoreAllMocks();
  });

  it('raises the alarm of a mail account that waits for a person, not of a quota that frees itself', async () => {
    const until = '2026-11-23T01:15:00.000Z';
    const counted = vi.spyOn(metrics, 'addMetric');
    vi.spyOn(log, 'warn').mockImplementation(() => undefined);
    const heldBy = async (held?: Hold): Promise<unknown> => {
      counted.mockClear();
      await tick(async () => 0, held).handler();
      return counted.mock.calls.find(([name]) => name === 'Provider.held')?.[2];
    };
    expect(await heldBy()).toBeUndefined();
    expect(await heldBy({ by: 'quota', until })).toBeUndefined();
    expect(await heldBy({ by: 'disabled', until })).toBe(1);
    expect(await heldBy({ by: 'refused', until, code: 'AccountSendingPausedException' })).toBe(1);
    vi.restoreAllMocks();
  });
});
