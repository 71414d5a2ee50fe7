import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cap, type Contacted, capsOf, contactsIn, nextFree } from '../../../shared/delivery/budget.ts';
import { createContactStore, RESERVED } from '../../../shared/delivery/contact-store.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, EMAIL_AD, type Shop, SMS_AD } from './shop.ts';

const NOW = Date.parse('2026-11-23T01:00:00.000Z');
const row = (daysAgo: number, fields: object = {}) => ({
  key: `c${daysAgo}#0#0`,
  purpose: 'ad' as const,
  status: 'sent' as const,
  handedOverAt: new Date(NOW - daysAgo * DAY).toISOString(),
  ...fields,
});

describe('the budget of a person', () => {
  it('is free at the first hour at which a plain count allows one more', async () => {
    const contact = fc.nat({ max: 30 * 24 }).map((hours): Contacted => ({ key: `${hours}`, at: NOW - hours * HOUR }));
    const cap = fc.record({ messages: fc.integer({ min: 1, max: 4 }), days: fc.integer({ min: 1, max: 14 }) });
    const allows = (contacts: readonly Contacted[], { messages, days }: Cap, at: number): boolean =>
      contacts.filter((one) => one.at > at - days * DAY).length < messages;
    await fc.assert(
      fc.property(fc.array(contact, { maxLength: 12 }), fc.array(cap, { maxLength: 3 }), (contacts, caps) => {
        let plain = NOW;
        // Every contact is whole hours old, so an hour at a time meets the moment exactly.
        while (!caps.every((one) => allows(contacts, one, plain))) plain += HOUR;
        expect(nextFree(contacts, caps, NOW)).toBe(plain);
      }),
    );
  });

  it('counts what may have reached the person, as an ad, under any other message', () => {
    expect(contactsIn([row(1), row(2, { status: 'unknown' }), row(3, { status: 'claimed' })], 'new')).toHaveLength(3);
    const none = [
      row(1, { purpose: 'info' }),
      row(2, { key: 'new' }),
      row(3, { status: 'skipped', handedOverAt: undefined }),
      row(4, { status: 'control' }),
      row(5, { status: 'failed' }),
    ];
    expect(contactsIn(none, 'new')).toEqual([]);
  });

  it('keeps some messages for what matters most, and never lets a setting close it for all others', () => {
    const { caps } = settingsSchema.parse({ caps: [{ messages: 3, days: 7, keptForHigh: 1 }] });
    expect(capsOf(caps, 'normal', undefined)).toEqual([{ messages: 2, days: 7 }]);
    expect(capsOf(caps, 'high', { messages: 1, days: 30 })).toEqual([
      { messages: 3, days: 7 },
      { messages: 1, days: 30 },
    ]);
    const closed = settingsSchema.safeParse({ caps: [{ messages: 1, days: 7, keptForHigh: 1 }] });
    expect(closed.error?.issues[0]).toMatchObject({ path: ['caps', 0, 'keptForHigh'] });
  });
});

describe('campaigns that reach one person at once', () => {
  let test: TestDynamo;
  let shop: Shop;
  beforeAll(async () => {
    test = await startDynamo();
    shop = createShop(test, '2026-11-23T01:00:00.000Z');
  });
  afterAll(() => test.stop());

  it('never take more places together than there are, and a place without a claim comes back', async () => {
    let people = 0;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 6 }), async (messages, rivals) => {
        people += 1;
        let now = NOW;
        const store = createContactStore(test.dynamo, test.tables.messages, () => now);
        const ask = (key: string) => {
          const caps = [{ messages, days: 7 }];
          return store.reserve({ customerId: `u:${people}`, key, caps, contacts: [], alone: false });
        };
        const keys = Array.from({ length: rivals }, (_, index) => `c${index}#0#0`);
        const answers = await Promise.all(keys.map(ask));
        const placed = keys.filter((_, index) => answers[index]?.kind === 'reserved');
        expect(placed).toHaveLength(Math.min(messages, rivals));
        expect(answers.filter(({ kind }) => kind === 'full')).toEqual(
          Array.from({ length: rivals - placed.length }, () => ({ kind: 'full', until: NOW + RESERVED })),
        );
        for (const key of placed) expect(await ask(key)).toEqual({ kind: 'reserved' });
        now += RESERVED;
        expect(await ask('late#0#0')).toEqual({ kind: 'reserved' });
      }),
      { numRuns: 25 },
    );
  });

  const send = async (ids: readonly string[]): Promise<void> => {
    const work = {
      email: shop.sender(createFakeProvider('email').adapter),
      sms: shop.sender(createFakeProvider('sms').adapter),
    };
    const keys = shop.queued.splice(0);
    await Promise.all(keys.map((key) => work[key.campaignId.startsWith('sms') ? 'sms' : 'email'](key, Infinity)));
    expect(ids.length).toBeGreaterThan(0);
  };
  const standingOf = async (ids: readonly string[], customerId: string) =>
    Promise.all(
      ids.map(async (id) => {
        const found = await shop.messages.find(customerId, `${id}#0#0`);
        return found?.reason ?? found?.status;
      }),
    );

  it('write once where one is allowed; who waits gets it when there is room, or is skipped when that is too late', async () => {
    await shop.settings.change({ caps: [{ messages: 1, days: 2 }], capWaitDays: 3 });
    await shop.addCustomer('u:both');
    for (const channel of ['email', 'sms'] as const) await shop.say('u:both', channel, 'ad', 'granted');
    const ids = ['mail-1', 'sms-1', 'mail-2'];
    for (const id of ids) {
      const sms = id.startsWith('sms');
      await shop.addCampaign(
        id,
        { audience: { list: ['both'] }, ...(sms ? { channel: 'sms' } : {}) },
        sms ? SMS_AD : EMAIL_AD,
      );
      await shop.launch(id);
    }
    await send(ids);
    const first = await standingOf(ids, 'u:both');
    expect(first.filter((one) => one === 'sent')).toHaveLength(1);
    expect(first.filter((one) => one === 'tooOften')).toHaveLength(2);

    shop.advance(RESERVED + MINUTE);
    await shop.tick();
    await send(ids);
    expect((await standingOf(ids, 'u:both')).filter((one) => one === 'sent')).toHaveLength(1);
    const waits = await Promise.all(ids.map((id) => shop.messages.find('u:both', `${id}#0#0`)));
    // Two days after the first for one of them; four would be later than the three days that a campaign waits.
    expect(waits.filter((one) => one?.status === 'deferred').length).toBe(2);

    shop.advance(2 * DAY);
    await shop.tick();
    await send(ids);
    shop.advance(RESERVED + MINUTE);
    await shop.tick();
    await send(ids);
    const last = await Promise.all(ids.map((id) => shop.messages.find('u:both', `${id}#0#0`)));
    expect(last.map((one) => one?.status).sort()).toEqual(['sent', 'sent', 'skipped']);
  });

  it('see each other when each wants to be the only one', async () => {
    await shop.settings.change({ caps: [] });
    await shop.addCustomer('u:rest', { contacts: { email: 'rest@example.com' } });
    await shop.say('u:rest', 'email', 'ad', 'granted');
    const ids = ['calm-1', 'calm-2'];
    for (const id of ids) {
      await shop.addCampaign(id, { audience: { list: ['rest'], notMessagedInDays: 7 } });
      await shop.launch(id);
    }
    await send(ids);
    expect((await standingOf(ids, 'u:rest')).sort()).toEqual(['sent', 'tooOften']);
    shop.advance(RESERVED + MINUTE);
    await shop.tick();
    await send(ids);
    expect((await standingOf(ids, 'u:rest')).sort()).toEqual(['recentlyMessaged', 'sent']);
  });
});
