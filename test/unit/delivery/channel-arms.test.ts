import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelCampaign } from '../../../shared/campaigns/change-send.ts';
import { chooseWinner } from '../../../shared/campaigns/choose-winner.ts';
import { add } from '../../../shared/insights/counters.ts';
import { messageContribution } from '../../../shared/insights/message-counters.ts';
import { createWatchCampaign } from '../../../shared/insights/watch-campaign.ts';
import { MINUTE } from '../../../shared/platform/clock.ts';
import { TEMPLATE } from '../../../shared/templates/template.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, EMAIL_AD, inOneChunk, type Shop, SMS_AD } from './shop.ts';

let test: TestDynamo;
let shop: Shop;
let count = 0;
let id = '';

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());
beforeEach(() => {
  count += 1;
  id = `by${count}`;
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});

const AD = { state: 'granted', at: '2026-01-01T00:00:00.000Z' } as const;

/** People of one chunk who may be sent ads by both channels, and one by e-mail only. */
const people = async (size: number): Promise<string[]> => {
  const ids = inOneChunk(id, size + 1);
  for (const [index, name] of ids.entries()) {
    const contacts = { email: `${name}@example.com`, phone: `+8210${String(10_000_000 * count + index)}` };
    const both = index < size;
    await shop.addCustomer(`u:${name}`, {
      contacts: both ? contacts : { email: contacts.email },
      consent: { email: { ad: AD }, ...(both ? { sms: { ad: AD } } : {}) },
    });
    await shop.say(`u:${name}`, 'email', 'ad', 'granted');
    if (both) await shop.say(`u:${name}`, 'sms', 'ad', 'granted');
  }
  return ids;
};

const GOAL = { event: 'Order Completed', windowDays: 14 };
const draft = async (list: readonly string[], fields: object = {}): Promise<void> => {
  await shop.definitions.save(TEMPLATE, `text-${id}`, SMS_AD);
  const arms = [{ id: 'mail' }, { id: 'text', channel: 'sms', templateId: `text-${id}` }];
  await shop.addCampaign(id, { audience: { list }, goal: GOAL, control: 0.2, arms, ...fields }, EMAIL_AD);
};

const providers = () => ({ email: createFakeProvider('email'), sms: createFakeProvider('sms') });

/** One minute: the tick, and each channel's workers at their own queue. */
const minute = async ({ email, sms }: ReturnType<typeof providers>): Promise<void> => {
  const senders = { email: shop.sender(email.adapter), sms: shop.sender(sms.adapter) };
  const sum = async () => add(...(await shop.ledger(id)).rows.map(messageContribution));
  await createWatchCampaign({ ...shop.common, tally: { sum } })(id);
  await shop.tick();
  for (let key = shop.queued.shift(); key; key = shop.queued.shift()) {
    const channel = shop.turns.get(`${key.campaignId}/${key.bucket}/${key.chunk}`);
    if (channel === 'email' || channel === 'sms') await senders[channel](key, Number.POSITIVE_INFINITY);
  }
  shop.advance(MINUTE);
};

const untilDone = async (by: ReturnType<typeof providers>): Promise<void> => {
  for (let n = 0; n < 30 && (await shop.sends.state(id))?.status !== 'done'; n++) await minute(by);
};

describe('channels that compete', () => {
  it('each person gets one message by the channel of their arm, and only who can be reached by both', async () => {
    const ids = await people(30);
    await draft(ids);
    await shop.launch(id);
    const by = providers();
    await untilDone(by);
    expect((await shop.sends.state(id))?.status).toBe('done');
    const { rows } = await shop.ledger(id);
    const of = (arm: string) => rows.filter((row) => row.arm === arm && row.status === 'sent');
    expect(of('mail').length).toBeGreaterThan(5);
    expect(of('text').length).toBeGreaterThan(5);
    expect(of('mail').every(({ channel }) => channel === 'email')).toBe(true);
    expect(of('text').every(({ channel }) => channel === 'sms')).toBe(true);
    expect([by.email.accepted.length, by.sms.accepted.length]).toEqual([of('mail').length, of('text').length]);
    // People held back were judged by the channel that they would have got.
    const held = rows.filter(({ arm }) => arm === 'control');
    expect(new Set(held.filter(({ eligible }) => eligible).map(({ channel }) => channel))).toEqual(
      new Set(['email', 'sms']),
    );
    expect(rows.map(({ customerId }) => customerId)).not.toContain(`u:${ids.at(-1)}`);
    const { audience, control } = await shop.buckets.totals(id);
    expect(rows.filter(({ status }) => status !== 'control')).toHaveLength(audience);
    expect(audience + control).toBe(30);
  });

  it('waits of one channel do not keep the other waiting, and nobody gets two', async () => {
    // 21:30 in Seoul: ads by text wait for the morning, mails do not.
    shop.setClock('2026-11-23T12:30:00.000Z');
    await draft(await people(20), { control: 0 });
    await shop.launch(id);
    const by = providers();
    for (let n = 0; n < 4; n++) await minute(by);
    expect(by.email.accepted.length).toBeGreaterThan(3);
    expect(by.sms.accepted).toHaveLength(0);
    shop.setClock('2026-11-23T23:01:00.000Z');
    await untilDone(by);
    expect(by.email.accepted.length + by.sms.accepted.length).toBe(20);
    expect(new Set([...by.email.accepted, ...by.sms.accepted].map(({ ref }) => ref)).size).toBe(20);
  });

  it('the rest gets the winner by the winner’s channel; a cancelled rest gets none', async () => {
    await draft(await people(20), { control: 0, stages: { first: 4, waitMinutes: 5 } });
    await shop.launch(id);
    const by = providers();
    for (let n = 0; n < 4; n++) await minute(by);
    expect(by.email.accepted.length + by.sms.accepted.length).toBe(4);
    const [mails] = [by.email.accepted.length];
    await chooseWinner(shop.common, id, 'text', '김담당');
    await untilDone(by);
    expect([by.email.accepted.length, by.sms.accepted.length]).toEqual([mails, 20 - mails]);

    id = `${id}-cancelled`;
    await draft(await people(10), { control: 0 });
    await shop.launch(id);
    await cancelCampaign(shop.common, id);
    const none = providers();
    for (let n = 0; n < 6; n++) await minute(none);
    expect((await shop.sends.state(id))?.status).toBe('cancelled');
    expect(none.email.accepted.length + none.sms.accepted.length).toBe(0);
  });

  it('a template of another channel than its arm, and information, are refused before anything is sent', async () => {
    const codes = async () => (await shop.preflight(id)).findings.map(({ code }) => code);
    await draft(await people(1), { arms: [{}, { channel: 'sms' }] });
    expect(await codes()).toContain('wrongChannel');
    const info = { ...EMAIL_AD, purpose: 'info' };
    await shop.definitions.save(TEMPLATE, `t-${id}`, info);
    expect(await codes()).toContain('channelsWithoutAd');
  });
});
