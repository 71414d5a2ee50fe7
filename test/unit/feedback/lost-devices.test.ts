import { describe, expect, it } from 'vitest';
import { lostDeviceIn } from '../../../functions/project/lost-devices-in.ts';
import { withFact } from '../../../shared/feedback/engagement.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import { createTellLostDevices } from '../../../shared/feedback/tell-lost-devices.ts';
import { count } from '../../../shared/insights/counters.ts';
import { messageContribution } from '../../../shared/insights/tally.ts';
import { itemOf } from '../../support/project-world.ts';
import { streamBatch } from '../../support/stream-batch.ts';
import { sentRow } from './rows.ts';

const AT = '2026-11-23T01:00:00.000Z';
const REF = (name: string): string => `${name}_00_0_0`;

const lostIn = (name: string, properties: object) => {
  const body = { properties: { ...properties } };
  const [{ Records }] = streamBatch([itemOf({ person: 'u:kim', messageId: 'm', name, time: AT, body })]);
  return Records[0] && lostDeviceIn(Records[0], 'u:kim');
};

describe('a device that is lost', () => {
  it.each([
    ['Application Uninstalled', {}, true],
    ['Device Unregistered', { reason: 'UNREGISTERED' }, true],
    ['Device Unregistered', { reason: 'HTTP 410' }, true],
    ['Device Unregistered', { reason: 'HTTP 404' }, true],
    ['Device Unregistered', { reason: 'denied' }, true],
    ['Device Unregistered', { reason: 'unsubscribed' }, true],
    ['Application Opened', { notifications: 'denied' }, true],
    ['Device Registered', { notifications: 'denied' }, true],
    ['Device Unregistered', {}, false],
    ['Device Unregistered', { reason: 'replaced' }, false],
    ['Device Unregistered', { reason: 'SENDER_ID_MISMATCH' }, false],
    ['Device Unregistered', { reason: 'made for another key' }, false],
    ['Device Registered', { notifications: 'granted' }, false],
    ['Application Opened', {}, false],
    ['Order Completed', { notifications: 'denied' }, false],
  ])('%s %j: %s', (name, properties, lost) => {
    expect(lostIn(name, properties)).toEqual(lost ? { person: 'u:kim', at: AT, by: undefined } : undefined);
  });

  it('names the message that found it out', () => {
    expect(lostIn('Device Unregistered', { reason: 'UNREGISTERED', message: REF('winter') })?.by).toBe(REF('winter'));
  });

  const rows = [
    sentRow({ ref: REF('summer'), channel: 'push', handedOverAt: '2026-10-01T00:00:00.000Z' }),
    sentRow({ ref: REF('autumn'), channel: 'push', handedOverAt: '2026-11-20T00:00:00.000Z' }),
    sentRow({ ref: REF('mail'), channel: 'email', handedOverAt: '2026-11-21T00:00:00.000Z' }),
    sentRow({ ref: REF('failed'), channel: 'push', status: 'failed', handedOverAt: '2026-11-22T00:00:00.000Z' }),
    sentRow({ ref: REF('later'), channel: 'push', handedOverAt: '2026-11-24T00:00:00.000Z' }),
  ];
  const told = async (by?: string, at = AT, ledger = rows) => {
    const queued: object[] = [];
    const tell = createTellLostDevices({
      customers: { get: async () => undefined },
      rows: async () => [...ledger],
      queue: async (bodies) => void queued.push(...bodies),
    });
    await tell([{ person: 'u:kim', at, by }]);
    return queued.map((body) => parseFeedback(JSON.stringify(body)));
  };

  it('is the doing of the last notification that was sent before it, of the last 30 days', async () => {
    expect(await told()).toMatchObject([
      { kind: 'receipt', channel: 'push', ref: REF('autumn'), facts: [{ kind: 'uninstalled', at: AT }] },
    ]);
    expect(await told(REF('autumn'))).toEqual([]);
    expect(await told(undefined, '2026-12-30T00:00:00.000Z')).toEqual([]);
    expect(await told(undefined, AT, [])).toEqual([]);
  });

  it('counts once against its campaign, whenever and however often it is told', () => {
    const [, row] = rows;
    if (!row) throw new Error('no row');
    const fact = (at: string) => ({ kind: 'uninstalled', at }) as const;
    const milli = () => undefined;
    const once = withFact(row, fact(AT), milli);
    const again = withFact(withFact(row, fact('2026-11-25T00:00:00.000Z'), milli), fact(AT), milli);
    expect(again).toEqual(once);
    expect(once.uninstalledAt).toBe(AT);
    expect(count(messageContribution(once), `arm.${row.arm}.uninstalled`)).toBe(1);
    expect(count(messageContribution(row), `arm.${row.arm}.uninstalled`)).toBe(0);
  });
});
