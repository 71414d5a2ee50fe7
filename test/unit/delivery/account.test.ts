import { afterAll, beforeAll, expect, it } from 'vitest';
import { createAdsPauseStore } from '../../../shared/campaigns/ads-pause-store.ts';
import { countChanges } from '../../../shared/insights/count-changes.ts';
import { impactOf } from '../../../shared/insights/impact.ts';
import { createSendDigest } from '../../../shared/insights/send-digest.ts';
import { createTallyStore } from '../../../shared/insights/tally-store.ts';
import { createWatchAccount, outcomesByDay } from '../../../shared/insights/watch-account.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { sentRow } from '../feedback/rows.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, EMAIL_AD } from './shop.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

it('each ad knows how many before it were left without an answer, and a template may ask', async () => {
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  await shop.addCustomer('u:kim', { contacts: { email: 'kim@example.com' } });
  await shop.say('u:kim', 'email', 'ad', 'granted');
  const provider = createFakeProvider('email');
  const html = '<p>{% if customer.ignoredAds >= 2 %}계속 받으시겠어요?{% else %}신상품이 나왔습니다{% endif %}</p>';
  const send = async (id: string) => {
    await shop.addCampaign(id, { audience: { list: ['kim'] } }, { ...EMAIL_AD, html });
    await shop.launch(id);
    for (const key of shop.queued.splice(0)) await shop.sender(provider.adapter)(key, Number.POSITIVE_INFINITY);
    const [row] = (await shop.ledger(id)).rows;
    shop.advance(DAY);
    return [row?.status, row?.ignored, row?.first];
  };
  expect(await send('one')).toEqual(['sent', 0, true]);
  expect(await send('two')).toEqual(['sent', 1, undefined]);
  expect(await send('three')).toEqual(['sent', 2, undefined]);
  expect(provider.accepted.map(({ text }) => text.includes('계속 받으시겠어요?'))).toEqual([false, false, true]);
});

it('harm that no campaign shows alone pauses all ads of the channel, and whoever resumes has answered for it', async () => {
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  const { clock, settings } = shop;
  const tally = createTallyStore(test.dynamo, test.tables.insights);
  const pauses = createAdsPauseStore(test.dynamo, test.tables.sends, clock);
  const watch = createWatchAccount({ pauses, tally, settings, clock });
  let sequence = 0;
  const happened = async (people: number, dead: number) => {
    const rows = Array.from({ length: people }, (_, n) =>
      sentRow({
        ...{
          customerId: `u:${sequence}-${n}`,
          campaignId: `small-${n % 10}`,
          handedOverAt: new Date(clock()).toISOString(),
        },
        ...(n < dead
          ? { bouncedAt: '2026-11-23T01:00:00.000Z', bounceType: 'Permanent', bounceSubType: 'General' }
          : {}),
      }),
    );
    const change = (row: object) => ({ table: 'messages', before: undefined, after: row, streamTime: 0 }) as const;
    const records = rows.map((row) => ({ ...change(row), sequence: String(++sequence) }));
    expect(await countChanges(tally, 'shard-1', records, () => undefined)).toBeUndefined();
  };
  await happened(200, 14);
  expect(await watch()).toEqual([]);
  shop.advance(DAY);
  await happened(200, 14);
  const trip = { code: 'bounce', count: 28, of: 400, limit: 0.05 };
  expect(await watch()).toEqual([]);
  await happened(100, 20);
  expect(await watch()).toEqual([{ channel: 'email', trip: { ...trip, count: 48, of: 500 } }]);
  expect(await watch()).toEqual([]);
  expect(await pauses.find('email')).toMatchObject({ isPaused: true, by: 'guardrail' });
  expect(await pauses.isPaused('sms')).toBe(false);

  await pauses.resume('email', 'lee', await outcomesByDay({ tally, clock }, 'email', 7));
  expect(await watch()).toEqual([]);
  // A handful since is no ground, however bad.
  await happened(90, 60);
  expect(await watch()).toEqual([]);
  await happened(90, 10);
  expect(await watch()).toEqual([{ channel: 'email', trip: { ...trip, count: 70, of: 180 } }]);
  shop.advance(8 * DAY);
  await pauses.resume('email', 'lee', await outcomesByDay({ tally, clock }, 'email', 7));
  expect(await watch()).toEqual([]);
});

it('while all ads stand still none is handed over, information is, and what waited goes on afterwards', async () => {
  const shop = createShop(test, '2026-12-07T01:00:00.000Z');
  const pauses = createAdsPauseStore(test.dynamo, test.tables.sends, shop.clock);
  await shop.addCustomer('u:park', { contacts: { email: 'park@example.com' } });
  await shop.say('u:park', 'email', 'ad', 'granted');
  expect(await pauses.pause('email', { by: 'person', name: 'lee', note: '주소록 점검' })).toBe(true);
  expect(await pauses.pause('email', { by: 'guardrail' })).toBe(false);
  const provider = createFakeProvider('email');
  const work = async () => {
    for (const key of shop.queued.splice(0)) await shop.sender(provider.adapter)(key, Number.POSITIVE_INFINITY);
  };
  await shop.addCampaign('held-ad', { audience: { list: ['park'] } });
  await shop.addCampaign('held-info', { audience: { list: ['park'] } }, { ...EMAIL_AD, purpose: 'info' });
  await shop.launch('held-ad');
  await shop.launch('held-info');
  await work();
  expect(provider.accepted).toHaveLength(1);
  expect((await shop.ledger('held-ad')).rows).toEqual([]);
  expect(await pauses.resume('email', 'lee', {})).toBe(true);
  expect(await pauses.resume('email', 'lee', {})).toBe(false);
  shop.advance(20 * MINUTE);
  await shop.tick();
  await work();
  expect((await shop.ledger('held-ad')).rows.map(({ status }) => status)).toEqual(['sent']);
});

it('tells of the week once on Monday morning, to each who is known, and the same to all', async () => {
  // Monday, 07:59 in Seoul.
  const shop = createShop(test, '2026-12-13T22:59:00.000Z');
  const { definitions, settings, clock } = shop;
  await settings.change({ digest: { to: ['owner', 'gone'], webhooks: ['bi'] } });
  const said: { readonly to: string; readonly data: unknown; readonly key: string }[] = [];
  let dies = true;
  let reads = 0;
  const digest = () =>
    createSendDigest({
      ...{ definitions, settings, clock },
      readImpact: async ({ from, to }) => {
        reads += 1;
        const zone = 'Asia/Seoul';
        return impactOf([], {
          from,
          to,
          granularity: 'week',
          zone,
          currency: 'KRW',
          margin: 0.3,
          platformMilli: 0,
          revenuePerPerson: null,
        });
      },
      accept: async ({ to, data, idempotencyKey }) => {
        const name = 'customerId' in to ? to.customerId : '';
        if (name === 'gone') throw new DangolError('not_found', 'Nobody.');
        said.push({ to: name, data, key: idempotencyKey });
      },
      call: async ({ webhookId, data, effectId }) => {
        if (dies) throw new Error('power cut');
        said.push({ to: webhookId, data, key: effectId });
      },
    });
  const unknown: string[] = [];
  const tick = digest();
  expect(await tick((who) => unknown.push(who))).toBe(0);
  expect(said).toEqual([]);
  shop.advance(61 * MINUTE);
  await expect(tick((who) => unknown.push(who))).rejects.toThrow('power cut');
  dies = false;
  expect(await digest()((who) => unknown.push(who))).toBe(1);
  expect(reads).toBe(1);
  const again = digest();
  expect(await again(() => undefined)).toBe(0);
  expect(await again(() => undefined)).toBe(0);
  // Who was told before the power cut is told again under the same key: one message for good.
  expect(new Set(said.map(({ to, key }) => `${to}: ${key}`))).toEqual(
    new Set(['owner: digest 2026-12-14 owner', 'bi: digest 2026-12-14 bi']),
  );
  expect(new Set(said.map(({ data }) => JSON.stringify(data))).size).toBe(1);
  expect(said[0]?.data).toMatchObject({ from: '2026-12-07', to: '2026-12-13', title: '메시지가 남긴 돈' });
  expect(unknown).toEqual(['gone', 'gone']);
  // Whoever turns it on later in the week hears of it on the next Monday.
  shop.advance(3 * DAY + HOUR);
  await settings.change({ digest: { to: ['late'], webhooks: [] } });
  expect(await digest()(() => undefined)).toBe(0);
  expect(said.some(({ to }) => to === 'late')).toBe(false);
});
