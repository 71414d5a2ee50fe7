import { describe, expect, it } from 'vitest';
import { customerSchema, customerSummarySchema, nameOf } from '../../../console/answers/customer.ts';
import { placesOf, recipientGroups } from '../../../console/answers/report.ts';
import { timelineLine } from '../../../console/answers/timeline.ts';
import { byGroup } from '../../../console/format/rfm-groups.ts';
import { report } from '../../browser/fixture-campaigns.ts';

describe('the name of a customer', () => {
  const name = (traits: Record<string, unknown>, contacts = {}) =>
    nameOf(customerSummarySchema.parse({ id: 'x', traits, contacts }));

  it('is the name trait, else first and last name in the order of their script, else an address', () => {
    expect(name({ name: '김민지' })).toBe('김민지');
    expect(name({ firstName: '민지', lastName: '김' })).toBe('김민지');
    expect(name({ firstName: 'Ada', lastName: 'Lovelace' })).toBe('Ada Lovelace');
    expect(name({ name: { deep: 1 } }, { email: 'a@example.com' })).toBe('a@example.com');
    expect(name({ name: '  ' })).toBeUndefined();
  });
});

describe('answers of the API', () => {
  it('make a customer of whatever fields there are', () => {
    const customer = customerSchema.parse({ id: 'a:1' });
    expect(customer.stats).toEqual({ orders: 0, revenue: [] });
    expect(customer.consent).toEqual({});
  });

  it('keep amounts of several currencies apart', () => {
    const revenue = [
      { amount: 1000, currency: 'KRW' },
      { amount: 250, currency: 'USD' },
    ];
    expect(customerSchema.parse({ id: 'x', stats: { orders: 2, revenue } }).stats.revenue).toEqual(revenue);
    const cells = [
      { segment: 'lost', count: 1, revenue },
      { segment: 'lost', count: 2, revenue: [{ amount: 5, currency: 'USD' }] },
      { segment: 'champions', count: 0, revenue: [] },
    ];
    expect(byGroup(cells)).toEqual([
      {
        segment: 'lost',
        count: 3,
        revenue: [
          { amount: 1000, currency: 'KRW' },
          { amount: 255, currency: 'USD' },
        ],
      },
    ]);
  });

  it('put each person of a campaign into exactly one place', () => {
    const places = placesOf(report);
    expect(places.reduce((sum, [, count]) => sum + count, 0)).toBe(report.audience);
    expect(Object.fromEntries(places)).toMatchObject({ sent: 561, skipped: 149, failed: 2 });
  });

  it('offer each status with its reasons, most people first', () => {
    expect(recipientGroups(report).map(({ status, reason, count }) => [status, reason, count])).toEqual([
      ['sent', undefined, 561],
      ['skipped', undefined, 149],
      ['skipped', 'noConsent', 112],
      ['skipped', 'suppressed', 21],
      ['skipped', 'noAddress', 9],
      ['skipped', 'alreadyConverted', 4],
      ['skipped', 'sameAddress', 3],
      ['failed', undefined, 2],
      ['failed', 'invalid', 2],
      ['control', undefined, 475],
    ]);
  });
});

describe('a line of the timeline', () => {
  const campaigns = new Map([['winback', 'Come back']]);

  it('tells an event by its own name and keeps everything it carried', () => {
    const line = timelineLine(
      {
        type: 'track',
        event: 'Order Completed',
        at: 't',
        properties: { total: 5 },
        source: 'web',
      },
      campaigns,
    );
    expect(line).toMatchObject({ kind: 'event', name: 'Order Completed', campaignId: undefined });
    expect(line.detail).toEqual([
      ['total', 5],
      ['source', 'web'],
    ]);
  });

  it('tells a message with what happened to it, oldest first', () => {
    const line = timelineLine(
      {
        type: 'message',
        at: 't',
        campaignId: 'winback',
        status: 'sent',
        clickedHumanAt: '2026-01-03',
        clickedAt: '2026-01-02',
        openedAt: '2026-01-02',
        deliveredAt: '2026-01-01',
      },
      campaigns,
    );
    expect(line).toMatchObject({ kind: 'message', name: 'Come back', campaignId: 'winback', status: 'sent' });
    expect(line.steps.map((step) => step.what)).toEqual(['delivered', 'fetched', 'clicked']);
  });

  it('tells a message of a journey by the journey', () => {
    const entry = { type: 'message', at: 't', journey: { id: 'cart', step: 'mail' }, status: 'sent' };
    expect(timelineLine(entry, campaigns)).toMatchObject({ name: 'cart', campaignId: undefined, journeyId: 'cart' });
  });
});
