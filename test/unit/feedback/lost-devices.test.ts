import { describe, expect, it } from 'vitest';
import { lostDeviceIn } from '../../../functions/project/lost-devices-in.ts';
import { withFact } from '../../../shared/feedback/engagement.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import { createTellLostDevices } from '../../../shared/feedback/tell-lost-devices.ts';
import { count } from '../../../shared/insights/counters.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import type { Customer } from '../../../shared/profiles/profile.ts';
import { customerOf } from '../../support/profile.ts';
import { itemOf } from '../../support/project-world.ts';
import { streamBatch } from '../../support/stream-batch.ts';
import { sentRow } from './rows.ts';

const AT = '2026-11-23T01:00:00.000Z';
const TOKEN = 'fcm-token-of-a-phone:APA91b';
const REF = (name: string): string => `${name}_00_0_0`;

const lostIn = (name: string, properties: object, context: Record<string, unknown> = { device: { token: TOKEN } }) => {
  const body = { context, properties: { ...properties } };
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
    expect(lostIn(name, properties)).toEqual(
      lost ? { person: 'u:kim', token: TOKEN, at: AT, by: undefined } : undefined,
    );
  });

  it('is named by its token: a claim that was not proven has lost it, and is none', () => {
    expect(lostIn('Device Unregistered', { reason: 'gone' }, {})).toBeUndefined();
    expect(lostIn('Application Uninstalled', {}, { device: { type: 'ios' } })).toBeUndefined();
    expect(lostIn('Device Unregistered', { reason: 'gone', token: TOKEN }, {})?.token).toBe(TOKEN);
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
  const customerWith = (offAt: string | undefined, token = TOKEN): Customer =>
    customerOf('kim', {
      devices: [{ token, platform: 'ios', at: '2026-11-01T00:00:00.000Z', ...(offAt === undefined ? {} : { offAt }) }],
    });
  let looked = 0;
  const told = async (
    by?: string,
    at = AT,
    ledger = rows,
    before = customerWith(undefined),
    after = customerWith(at),
  ) => {
    const queued: object[] = [];
    let now = before;
    looked = 0;
    const tell = createTellLostDevices({
      customers: { get: async () => now },
      rows: async () => {
        looked += 1;
        return [...ledger];
      },
      queue: async (bodies) => void queued.push(...bodies),
    });
    const afterwards = await tell([{ person: 'u:kim', token: TOKEN, at, by }]);
    now = after;
    await afterwards();
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

  it('took messages until then: what says so once more, or of a device that nobody knows, asks no ledger', async () => {
    const earlier = '2026-11-22T01:00:00.000Z';
    expect(await told(undefined, AT, rows, customerWith(earlier))).toEqual([]);
    expect(await told(undefined, AT, rows, customerWith(undefined, `${TOKEN}2`))).toEqual([]);
    // Its word came late: the device was shown to be on, or said to be off, after it.
    expect(await told(undefined, AT, rows, customerWith(undefined), customerWith(undefined))).toEqual([]);
    expect(looked).toBe(0);
    // Folded by a worker that died before it told.
    expect(await told(undefined, AT, rows, customerWith(AT))).toHaveLength(1);
    expect(looked).toBe(1);
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
