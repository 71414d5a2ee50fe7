import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../../shared/campaigns/change-send.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import { publicId } from '../../../shared/events/person.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { bucketOf } from '../../../shared/platform/hash.ts';
import { linkOf } from '../../../shared/profiles/links.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider, type Fate } from './fake-provider.ts';
import { createShop, EMAIL_AD, type Shop, SMS_AD } from './shop.ts';

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
  id = `c${count}`;
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});

/** So many consenting people of their own addresses, named after the campaign. */
const people = async (size: number, channel: 'email' | 'sms' = 'email'): Promise<string[]> => {
  const ids: string[] = [];
  for (let n = 0; n < size; n++) {
    const customerId = `u:${id}-${n}`;
    const contacts = { email: `${id}-${n}@example.com`, phone: `+82101${String(count * 1000 + n).padStart(7, '0')}` };
    await shop.addCustomer(customerId, { contacts });
    await shop.say(customerId, channel, 'ad', 'granted');
    ids.push(customerId);
  }
  return ids;
};

const list = (ids: readonly string[]) => ({ audience: { list: ids.map((each) => each.slice(2)) } });

const counts = async (): Promise<Record<string, number>> => {
  const { rows } = await shop.ledger(id);
  const result: Record<string, number> = {};
  for (const row of rows) {
    const name = row.reason === undefined ? row.status : `${row.status}:${row.reason}`;
    result[name] = (result[name] ?? 0) + 1;
  }
  return result;
};

describe('a campaign', () => {
  it('reaches everybody once, ends as done, and a second delivery of its keys sends nothing', async () => {
    await shop.addCampaign(id, list(await people(8)));
    await shop.launch(id);
    const keys = [...shop.queued];
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    expect(await counts()).toEqual({ sent: 8 });
    expect(provider.accepted[0]?.subject.startsWith('(광고)')).toBe(true);
    expect((await shop.sends.state(id))?.status).toBe('done');
    shop.queued.push(...keys);
    await shop.sendAll(provider);
    expect(provider.accepted).toHaveLength(8);
  });

  it('writes to each person in the person’s language, and the ledger says in which', async () => {
    const ids = await people(1);
    for (const language of ['en', 'fr']) {
      const customerId = `u:${id}-${language}`;
      await shop.addCustomer(customerId, { language, contacts: { email: `${id}-${language}@example.com` } });
      await shop.say(customerId, 'email', 'ad', 'granted');
      ids.push(customerId);
    }
    const en = { subject: 'Come back', html: '<p>Hello</p>' };
    await shop.addCampaign(id, list(ids), { ...EMAIL_AD, languages: { en } });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    const english = provider.accepted.filter(({ subject }) => subject === '(광고) Come back').map(({ to }) => to);
    expect(english).toEqual([`${id}-en@example.com`]);
    const { rows } = await shop.ledger(id);
    expect(Object.fromEntries(rows.map((row) => [row.customerId.split('-')[1], row.language]))).toEqual({
      ...{ 0: 'ko', en: 'en', fr: 'ko' },
    });
  });

  it('keeps a control group outside its audience', async () => {
    await shop.addCampaign(id, { ...list(await people(30)), control: 0.5, goal: { event: 'Order Completed' } });
    await shop.launch(id);
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    const { control = 0, sent = 0 } = await counts();
    const totals = await shop.buckets.totals(id);
    expect(control).toBeGreaterThan(0);
    expect(totals).toMatchObject({ audience: sent, control, complete: true });
    expect(provider.accepted).toHaveLength(sent);
    const { rows } = await shop.ledger(id);
    const held = rows.find(({ status }) => status === 'control');
    expect(held).toMatchObject({ eligible: true, goalDays: 14, handedOverAt: expect.any(String) });
  });

  it('says why it did not write to somebody', async () => {
    const [a = '', b = '', c = '', d = ''] = await people(4);
    await shop.addCustomer('u:nocon', { contacts: { email: 'nocon@example.com' } });
    await shop.addCustomer('u:staff', { kind: 'staff', contacts: { email: 'staff@example.com' } });
    await shop.say('u:staff', 'email', 'ad', 'granted');
    await shop.addCustomer('u:nomail', { contacts: {} });
    await shop.say('u:nomail', 'email', 'ad', 'granted');
    await shop.say(b, 'email', 'ad', 'withdrawn', '2026-02-01T00:00:00.000Z');
    await shop.suppressions.suppress('email', `${id}-2@example.com`, 'all', {
      reason: 'bounce',
      at: '2026-02-01T00:00:00.000Z',
    });
    await shop.addCustomer('u:twin', { contacts: { email: `${id}-3@example.com` } });
    await shop.say('u:twin', 'email', 'ad', 'granted');
    await shop.addCampaign(id, list([a, b, c, d, 'u:nocon', 'u:staff', 'u:nomail', 'u:nobody', 'u:twin']));
    await shop.launch(id);
    await shop.sendAll(createFakeProvider('email'));
    expect(await counts()).toEqual({
      sent: 2,
      'skipped:refused': 1,
      'skipped:suppressed': 1,
      'skipped:noConsent': 1,
      'skipped:notConsumer': 1,
      'skipped:noAddress': 1,
      'skipped:unknownCustomer': 1,
      'skipped:sameAddress': 1,
    });
  });

  it('writes once to a person whose ids were merged after the launch, whichever of them came first', async () => {
    const reached = async (anonymous: string, known: string, first: string): Promise<Record<string, number>> => {
      for (const person of [anonymous, known]) {
        await shop.addCustomer(person, { contacts: { email: `${person.slice(2)}@example.com` } });
        await shop.say(person, 'email', 'ad', 'granted');
      }
      await shop.addCampaign(id, { audience: { list: [anonymous, known].map(publicId) } });
      await shop.launch(id);
      const waiting = shop.queued.splice(0);
      expect(waiting).toHaveLength(2);
      const isFirst = ({ bucket }: { bucket: string }): boolean => bucket === bucketOf(first);
      if (first === anonymous) {
        shop.queued.push(...waiting.filter(isFirst));
        await shop.sendAll(createFakeProvider('email'));
      }
      const proof = { owner: known, at: '2026-11-23T00:00:00.000Z', messageId: 'm' };
      const text = (await shop.customers.readFold(known))?.text ?? '';
      await shop.customers.entomb(anonymous, proof, { forget: async () => undefined });
      const links = new Map([[anonymous, linkOf(proof, 'owned')]]);
      await shop.customers.putFold(known, 1, { text, links, checkpointed: false, outside: [], aliases: [] });
      shop.queued.push(...(first === anonymous ? waiting.filter((key) => !isFirst(key)) : waiting));
      await shop.sendAll(createFakeProvider('email'));
      return counts();
    };
    expect(await reached('a:m1', 'u:m2', 'a:m1')).toEqual({ sent: 1, 'skipped:merged': 1 });
    id = `${id}-b`;
    expect(await reached('a:m3', 'u:m4', 'u:m4')).toEqual({ sent: 1, 'skipped:merged': 1 });
  });

  it('writes once to two people who become one after the gates, at whatever moment, to whichever address', async () => {
    const reached = async (anonymous: string, known: string, slow: string): Promise<Record<string, number>> => {
      for (const person of [anonymous, known]) {
        await shop.addCustomer(person, { contacts: { email: `${person.slice(2)}@example.com` } });
        await shop.say(person, 'email', 'ad', 'granted');
      }
      await shop.addCampaign(id, { audience: { list: [anonymous, known].map(publicId) } });
      await shop.launch(id);
      const waiting = shop.queued.splice(0);
      const isSlow = ({ bucket }: { bucket: string }): boolean => bucket === bucketOf(slow);
      const other = createFakeProvider('email');
      const late = createFakeProvider('email');
      const prepare: ChannelAdapter['prepare'] = async (outgoing) => {
        // The gates of this one are passed: now the two become one, and the other is written to.
        const proof = { owner: known, at: '2026-11-23T00:00:00.000Z', messageId: 'm' };
        const text = (await shop.customers.readFold(known))?.text ?? '';
        await shop.customers.entomb(anonymous, proof, { forget: async () => undefined });
        const links = new Map([[anonymous, linkOf(proof, 'owned')]]);
        await shop.customers.putFold(known, 1, { text, links, checkpointed: false, outside: [], aliases: [] });
        shop.queued.push(...waiting.filter((key) => !isSlow(key)));
        await shop.sendAll(other);
        return late.adapter.prepare(outgoing);
      };
      shop.queued.push(...waiting.filter(isSlow));
      await shop.sendAll({ ...late, adapter: { ...late.adapter, prepare } });
      expect(other.accepted.length + late.accepted.length).toBeLessThanOrEqual(1);
      return counts();
    };
    expect(await reached('a:n1', 'u:n2', 'a:n1')).toEqual({ sent: 1, 'skipped:merged': 1 });
    id = `${id}-b`;
    expect(await reached('a:n3', 'u:n4', 'u:n4')).toEqual({ sent: 1, 'skipped:merged': 1 });
  });

  it('leaves out who has bought since the audience was drawn', async () => {
    const [bought = '', other = ''] = await people(2);
    await shop.addCampaign(id, { ...list([bought, other]), goal: { event: 'Order Completed', windowDays: 7 } });
    await shop.launch(id);
    const fold = await shop.customers.readFold(bought);
    const text = JSON.stringify({ ...fold?.profile, lastOrderAt: '2026-11-23T01:30:00.000Z' });
    await shop.customers.putFold(bought, 1, { text, checkpointed: false, outside: [], aliases: [] });
    shop.advance(HOUR);
    await shop.sendAll(createFakeProvider('email'));
    expect(await counts()).toEqual({ sent: 1, 'skipped:alreadyConverted': 1 });
  });

  it('holds text ads over night and releases them in the morning, once', async () => {
    shop.setClock('2026-11-23T12:30:00.000Z');
    await shop.addCampaign(id, { ...list(await people(3, 'sms')), channel: 'sms' }, SMS_AD);
    await shop.launch(id);
    const provider = createFakeProvider('sms');
    await shop.sendAll(provider);
    expect(await counts()).toEqual({ 'deferred:quietHours': 3 });
    await shop.tick();
    expect(shop.queued).toEqual([]);
    shop.setClock('2026-11-23T23:00:00.000Z');
    await shop.tick();
    await shop.sendAll(provider);
    expect(await counts()).toEqual({ sent: 3 });
    expect(provider.accepted.every(({ text }) => text.startsWith('(광고)단골상점'))).toBe(true);
    expect((await shop.sends.state(id))?.status).toBe('done');
  });

  it('tries again after a throttle and never after a lost answer', async () => {
    await shop.addCampaign(id, list(await people(6)));
    await shop.launch(id);
    const fates: Fate[] = ['throttle', 'lost', 'refuse', 'void'];
    const provider = createFakeProvider('email', () => fates.shift() ?? 'accept');
    await shop.sendAll(provider);
    shop.advance(MINUTE);
    await shop.tick();
    await shop.sendAll(provider);
    expect(await counts()).toEqual({ sent: 3, 'failed:MessageRejected': 1, 'unknown:noAnswer': 2 });
    expect(provider.accepted).toHaveLength(4);
    expect((await shop.sends.state(id))?.status).toBe('done');
    shop.advance(2 * DAY);
    await shop.tick();
    expect(await counts()).toEqual({ sent: 3, 'failed:MessageRejected': 1, 'unknown:noReceipt': 2 });
    await shop.tick();
    expect(await shop.sends.active()).not.toContain(id);
    expect(provider.accepted).toHaveLength(4);
  });

  it('stops when paused, goes on when resumed, and closes the rest when cancelled', async () => {
    await shop.addCampaign(id, list(await people(12)));
    await shop.launch(id);
    await pauseCampaign(shop.common, id);
    const provider = createFakeProvider('email');
    const keys = [...shop.queued];
    await shop.sendAll(provider);
    expect(provider.accepted).toEqual([]);
    await resumeCampaign(shop.common, id);
    // At once: nobody waits for a key that was put aside in the pause.
    await shop.writeAudience();
    expect(shop.queued.length).toBe(keys.length);
    const [first] = shop.queued.splice(0, shop.queued.length);
    if (first) shop.queued.push(first);
    await shop.sendAll(provider);
    const sent = provider.accepted.length;
    expect(sent).toBeGreaterThan(0);
    await cancelCampaign(shop.common, id);
    shop.advance(3 * MINUTE);
    await shop.writeAudience();
    await shop.sendAll(provider);
    expect(provider.accepted).toHaveLength(sent);
    expect(await counts()).toEqual({ sent, 'skipped:cancelled': 12 - sent });
    expect((await shop.sends.state(id))?.status).toBe('cancelled');
  });

  it('cancels what waits for the morning without waiting for it', async () => {
    shop.setClock('2026-11-23T13:00:00.000Z');
    await shop.addCampaign(id, { ...list(await people(2, 'sms')), channel: 'sms' }, SMS_AD);
    await shop.launch(id);
    const provider = createFakeProvider('sms');
    await shop.sendAll(provider);
    await cancelCampaign(shop.common, id);
    shop.advance(3 * MINUTE);
    await shop.writeAudience();
    await shop.sendAll(provider);
    expect(await counts()).toEqual({ 'skipped:cancelled': 2 });
    expect((await shop.sends.state(id))?.status).toBe('cancelled');
  });

  it('starts at its time', async () => {
    await shop.addCampaign(id, { ...list(await people(1)), at: '2026-11-23T12:00:00+09:00' });
    await shop.launch(id);
    expect((await shop.sends.state(id))?.status).toBe('scheduled');
    await shop.tick();
    expect(shop.queued).toEqual([]);
    shop.setClock('2026-11-23T03:00:00.000Z');
    await shop.tick();
    await shop.sendAll(createFakeProvider('email'));
    expect(await counts()).toEqual({ sent: 1 });
  });
});
