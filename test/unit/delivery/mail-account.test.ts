import { SESClient } from '@aws-sdk/client-ses';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createInbox } from '../../../infra/local/inbox/inbox.ts';
import { type SesConfiguration, startSes } from '../../../infra/local/ses/ses.ts';
import type { ChunkKey } from '../../../shared/campaigns/chunk.ts';
import { allowanceOf } from '../../../shared/delivery/carry-on.ts';
import type { ChannelAdapter } from '../../../shared/delivery/channel.ts';
import { createEmailChannel } from '../../../shared/delivery/email.ts';
import { createHeldCampaign } from '../../../shared/delivery/held-mail.ts';
import { budgetsOf, heldView, mailRate, rampOf } from '../../../shared/delivery/mail-account.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../shared/platform/clock.ts';
import { mailSettingsSchema } from '../../../shared/settings/mail-settings.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { rateKey } from '../../../shared/tables/keys.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { credentials } from '../stand-ins/stand-in-bench.ts';
import { createShop, EMAIL_AD, inOneChunk, type Shop } from './shop.ts';

const FOREVER = Number.POSITIVE_INFINITY;
const INFO = { ...EMAIL_AD, purpose: 'info' };

let test: TestDynamo;
let shop: Shop;
let inbox: ReturnType<typeof createInbox>;
let ses: Awaited<ReturnType<typeof startSes>>;
let client: SESClient;
let adapter: ChannelAdapter;
/** Calls to SES by their action. */
let asked: Record<string, number> = {};
let count = 0;
let id = '';

beforeAll(async () => {
  test = await startDynamo();
  const clock = () => shop.clock();
  inbox = createInbox({ clock });
  const faults = () => ({ failProvider: 0, loseProviderAnswer: 0, random: () => 0 });
  ses = await startSes({ clock, inbox, faults, sns: async () => undefined });
  client = new SESClient({ endpoint: ses.endpoint, region: 'ap-northeast-2', credentials, maxAttempts: 1 });
  client.middlewareStack.add(
    (next, context) => (args) => {
      const name = String(context.commandName);
      asked[name] = (asked[name] ?? 0) + 1;
      return next(args);
    },
    { step: 'initialize' },
  );
  adapter = createEmailChannel(client, 'campaigns');
});
afterAll(async () => {
  client.destroy();
  await ses.stop();
  inbox.close();
  await test.stop();
});

/** Every case begins days after the one before, so that none finds another's account. */
beforeEach(async () => {
  count += 1;
  id = `m${count}`;
  asked = {};
  shop = createShop(test, new Date(Date.parse('2026-11-23T01:00:00.000Z') + 3 * count * DAY).toISOString());
  account({ sendingEnabled: true, maxSendRate: 100_000, max24HourSend: 50_000_000 });
  await settings({ reserve: 0.1, warmUp: null });
});

const account = (given: SesConfiguration) =>
  ses.configure({ configurationSets: [{ name: 'campaigns', destinations: [] }], ...given });
const settings = (email: object) => shop.settings.change({ email });
const mails = (campaign = id): number =>
  inbox.list({ channel: 'email' }).filter(({ tags }) => tags?.campaign === campaign).length;
const rowsOf = async (campaign = id) =>
  (await shop.ledger(campaign)).rows.map(({ status, reason }) =>
    reason === undefined ? status : `${status}:${reason}`,
  );
const held = async (campaign = id) => heldView(await createHeldCampaign(shop.common)(await shop.sends.state(campaign)));

const launch = async (size: number, template: object = EMAIL_AD, campaign = id): Promise<void> => {
  const ids = inOneChunk(campaign, size);
  for (const each of ids) {
    await shop.addCustomer(`u:${each}`, { contacts: { email: `${each}@example.com` } });
    await shop.say(`u:${each}`, 'email', 'ad', 'granted');
  }
  await shop.addCampaign(campaign, { audience: { list: ids } }, template);
  await shop.launch(campaign);
};
/** What stands in the queue, each key by a worker of its own. */
const work = async (): Promise<void> => {
  for (const key of shop.queued.splice(0)) await shop.sender(adapter)(key, FOREVER);
};
const later = async (ms: number): Promise<void> => {
  shop.advance(ms);
  await shop.tick();
  await work();
};

describe('the account at SES', () => {
  it('is asked once an hour, however many workers there are', async () => {
    await launch(3);
    const key: ChunkKey[] = shop.queued.splice(0);
    for (let n = 0; n < 4; n++) await Promise.all(key.map((each) => shop.sender(adapter)(each, FOREVER)));
    expect(asked).toEqual({ SendRawEmailCommand: 3, GetSendQuotaCommand: 1, GetAccountSendingEnabledCommand: 1 });
    await launch(1, EMAIL_AD, `${id}-b`);
    await later(59 * MINUTE);
    expect(asked.GetSendQuotaCommand).toBe(1);
    await launch(1, EMAIL_AD, `${id}-c`);
    await later(2 * MINUTE);
    expect(asked.GetSendQuotaCommand).toBe(2);
  });

  it('sets the pace where it allows less than the settings do, single messages included', () => {
    const of = (perSecond: number) => ({ perSecond });
    expect(mailRate(200, undefined)).toBe(200);
    expect(mailRate(200, of(1_000))).toBe(200);
    expect(mailRate(200, of(14)) * 1.1).toBeCloseTo(14, 9);
  });

  it('is handed no more in a second than it takes', async () => {
    const quota = async () => ({ most: null, perSecond: 5, sent: 0, isEnabled: true });
    await launch(24);
    const begun = shop.clock();
    for (const key of shop.queued.splice(0)) await shop.sender({ ...adapter, quota })(key, FOREVER);
    expect(mails()).toBe(24);
    const Key = { campaignId: rateKey('email'), part: 'lease' };
    const { Item } = await test.dynamo.send(new GetCommand({ TableName: test.tables.sends, Key }));
    expect(Item?.nextFree - begun).toBeGreaterThanOrEqual((24 / 5) * SECOND);
  });

  it('that cannot be asked leaves the settings in force', async () => {
    const quota = () => Promise.reject(new Error('AccessDenied'));
    await launch(2);
    for (const key of shop.queued.splice(0)) await shop.sender({ ...adapter, quota })(key, FOREVER);
    expect(mails()).toBe(2);
  });
});

describe('the quota of 24 hours', () => {
  it('holds campaigns back at their part of it, fails nobody, and lets them go on as it frees up', async () => {
    account({ max24HourSend: 10 });
    await settings({ reserve: 0.2 });
    await launch(12);
    await work();
    expect(mails()).toBe(8);
    expect(await rowsOf()).toEqual(Array.from({ length: 8 }, () => 'sent'));
    expect(await held()).toMatchObject({ by: 'quota', says: { ko: expect.stringContaining('24시간') } });
    expect((await allowanceOf(shop.common)).get('email')).toBe(0);
    for (let hour = 0; hour < 3; hour++) await later(HOUR);
    expect(mails()).toBe(8);
    await later(DAY - 3 * HOUR + MINUTE);
    await later(6 * MINUTE);
    expect(mails()).toBe(12);
    expect((await shop.sends.state(id))?.status).toBe('done');
    expect(await held()).toBe(null);
  });

  it('never hands over more than campaigns may, for any quota, reserve and number already sent', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.double({ min: 0, max: 0.9, noNaN: true }),
        fc.nat(200_000),
        (most, reserve, sent) => {
          const email = mailSettingsSchema.parse({ reserve });
          const known = { most, sent, perSecond: 1, isEnabled: true, readAt: '2026-11-23T01:00:00.000Z' };
          const [budget] = budgetsOf(known, { ...DEFAULT_SETTINGS, email }, 'info', Date.parse(known.readAt));
          expect(budget?.allowed).toBeGreaterThanOrEqual(0);
          expect((budget?.allowed ?? 0) + Math.min(sent, most * (1 - reserve))).toBeLessThanOrEqual(
            most * (1 - reserve) + 1e-6,
          );
        },
      ),
    );
  });
});

describe('the warm-up of a new domain', () => {
  const today = () => new Date(shop.clock() + 9 * HOUR).toISOString().slice(0, 10);

  it('grows day by day until it is over, and is not asked for information', () => {
    const email = mailSettingsSchema.parse({ warmUp: { from: '2026-11-24', days: 3, start: 100, growth: 1.5 } });
    const on = (date: string, purpose: 'ad' | 'info' = 'ad') =>
      budgetsOf(undefined, { email, timezone: 'Asia/Seoul' }, purpose, Date.parse(`${date}T03:00:00.000Z`)).map(
        ({ allowed, begins, until }) => [allowed, new Date(begins).toISOString(), (until - begins) / HOUR],
      );
    expect(on('2026-11-20')).toEqual([[100, '2026-11-19T15:00:00.000Z', 24]]);
    expect(on('2026-11-24')).toEqual([[100, '2026-11-23T15:00:00.000Z', 24]]);
    expect(on('2026-11-26')).toEqual([[225, '2026-11-25T15:00:00.000Z', 24]]);
    expect(on('2026-11-27')).toEqual([]);
    expect(on('2026-11-24', 'info')).toEqual([]);
    expect(rampOf({ from: '', days: 9, start: 3, growth: 1 }, 8)).toBe(3);
  });

  it('lets the rest of an ad wait for the next day, and information pass', async () => {
    await settings({ warmUp: { from: today(), days: 10, start: 4, growth: 1.5 } });
    await launch(9);
    await work();
    expect(mails()).toBe(4);
    expect(await held()).toMatchObject({ by: 'warmUp' });
    await launch(3, INFO, `${id}-info`);
    await work();
    expect(mails(`${id}-info`)).toBe(3);
    await later(13 * HOUR);
    expect(mails()).toBe(4);
    await later(DAY - 12 * HOUR);
    expect(mails()).toBe(9);
    expect(await rowsOf()).toEqual(Array.from({ length: 9 }, () => 'sent'));
  });

  it('goes on within a quarter of an hour when it is allowed more', async () => {
    await settings({ warmUp: { from: today(), days: 10, start: 2, growth: 1 } });
    await launch(5);
    await work();
    expect(mails()).toBe(2);
    await settings({ warmUp: null });
    expect(await held()).toBe(null);
    await later(16 * MINUTE);
    expect(mails()).toBe(5);
  });
});

describe('a pause of the account', () => {
  it('keeps everybody waiting, fails nobody, is looked at again, and is over by itself', async () => {
    account({ sendingEnabled: false });
    await launch(12);
    await work();
    expect(mails()).toBe(0);
    expect(asked.SendRawEmailCommand).toBeUndefined();
    expect(await rowsOf()).toEqual([]);
    expect(await held()).toMatchObject({ by: 'disabled', code: null, says: { en: expect.stringContaining('SES') } });
    expect((await allowanceOf(shop.common)).get('email')).toBe(0);
    await later(6 * MINUTE);
    expect(asked).toEqual({ GetSendQuotaCommand: 2, GetAccountSendingEnabledCommand: 2 });
    account({ sendingEnabled: true });
    await later(6 * MINUTE);
    expect(mails()).toBe(12);
    expect((await shop.sends.state(id))?.status).toBe('done');
  });

  it('in the middle of a campaign stops all workers at the first refusal', async () => {
    await launch(1, EMAIL_AD, `${id}-before`);
    await work();
    account({ sendingEnabled: false });
    await launch(40);
    await work();
    // Those whose hand-over was under way when the first was refused.
    const tried = asked.SendRawEmailCommand ?? 0;
    expect(tried).toBeLessThanOrEqual(1 + 16);
    expect(new Set(await rowsOf())).toEqual(new Set(['deferred:paused']));
    expect(await held()).toMatchObject({ by: 'refused', code: 'AccountSendingPausedException' });
    for (let look = 0; look < 10; look++) await later(6 * HOUR);
    expect(asked.SendRawEmailCommand).toBeLessThan(tried + 80);
    expect(new Set(await rowsOf())).toEqual(new Set(['deferred:paused']));
    account({ sendingEnabled: true });
    for (let look = 0; look < 4; look++) await later(10 * MINUTE);
    expect(mails()).toBe(40);
    expect((await shop.sends.state(id))?.status).toBe('done');
  });
});
