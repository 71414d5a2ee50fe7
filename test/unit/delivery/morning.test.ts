import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { CHUNK_SIZE, type ChunkKey } from '../../../shared/campaigns/chunk.ts';
import { launchCampaign } from '../../../shared/campaigns/launch-campaign.ts';
import { allowanceOf } from '../../../shared/delivery/carry-on.ts';
import { createRateStore } from '../../../shared/delivery/rate-store.ts';
import { MINUTE, SECOND, toIso } from '../../../shared/platform/clock.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from './fake-provider.ts';
import { createShop, EMAIL_AD, inOneChunk, type Shop, SMS_AD } from './shop.ts';

let test: TestDynamo;
let shop: Shop;

beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());
beforeEach(() => {
  shop = createShop(test, '2026-11-23T12:30:00.000Z');
});

/** Chunks of full size, texts a second, and workers that the queue feeds at once. */
const CHUNKS = 60;
const RATE = 50;
const WORKERS = 5;
const EIGHT = Date.parse('2026-11-23T23:00:00.000Z');
const NIGHT = 'night';

/** A campaign whose 30,000 people all wait for eight in the morning. */
const deferAll = async (): Promise<void> => {
  await shop.settings.change({ rates: { sms: RATE } });
  await shop.addCustomer('u:one', {});
  await shop.say('u:one', 'sms', 'ad', 'granted');
  await shop.addCampaign(NIGHT, { channel: 'sms', audience: { list: ['one'] } }, SMS_AD);
  await launchCampaign({ ...shop.common, preflight: shop.preflight }, NIGHT);
  await shop.carryOn(NIGHT, await allowanceOf(shop.common));
  let bucket = (await shop.buckets.buckets(NIGHT)).find((each) => each.bucket === '00');
  for (let chunk = 0; chunk < CHUNKS && bucket; chunk++) {
    const ids = Array.from({ length: CHUNK_SIZE }, (_, n) => `u:p${chunk}-${n}`);
    bucket = await shop.buckets.addChunk(bucket, { ids, control: 0, holdout: 0, through: `${chunk}`, isHeld: true });
    const leaseId = `night-${chunk}`;
    const key = { campaignId: NIGHT, bucket: '00', chunk };
    const leased = await shop.chunks.lease(key, leaseId, toIso(shop.clock() + MINUTE), false);
    if (leased) await shop.chunks.release(leased, leaseId, toIso(EIGHT), { firstDone: false, failed: false });
  }
};

describe('eight in the morning', () => {
  it('comes minute by minute: chunks as the rate takes them, never more in a second than the rate, and few requests', async () => {
    await deferAll();
    const most = (await allowanceOf(shop.common)).get('sms') ?? 0;
    expect(most).toBeLessThan(CHUNKS / 2);
    const rates = createRateStore(test.dynamo, test.tables.sends, shop.clock);
    const perSecond = new Map<number, number>();
    const perTick: number[] = [];
    const requests: number[] = [];
    const queue: ChunkKey[] = [];
    const workers: { key: ChunkKey; leaseId: string; left: number }[] = [];
    let sent = 0;

    /** Fills the workers from the queue; a key whose chunk is in work or done falls away. */
    const takeUp = async (): Promise<void> => {
      while (workers.length < WORKERS) {
        const key = queue.shift();
        if (!key) return;
        const leaseId = `${shop.clock()}-${key.chunk}`;
        const chunk = await shop.chunks.lease(key, leaseId, toIso(shop.clock() + MINUTE), false);
        if (chunk) workers.push({ key, leaseId, left: chunk.audience });
      }
    };

    let minute = 0;
    for (; sent < CHUNKS * CHUNK_SIZE && minute < 30; minute++) {
      shop.setClock(toIso(EIGHT + minute * MINUTE));
      const spy = vi.spyOn(test.dynamo, 'send');
      await shop.carryOn(NIGHT, await allowanceOf(shop.common));
      requests.push(spy.mock.calls.length);
      spy.mockRestore();
      const released = shop.queued.splice(0);
      perTick.push(released.length);
      queue.push(...released);
      const end = EIGHT + (minute + 1) * MINUTE;
      while (shop.clock() < end) {
        await takeUp();
        if (workers.length === 0) break;
        let shortest = Number.POSITIVE_INFINITY;
        for (const worker of [...workers]) {
          const lease = await rates.take('sms', Math.min(worker.left, RATE), RATE);
          if ('wait' in lease) {
            shortest = Math.min(shortest, lease.wait);
            continue;
          }
          for (let n = 0; n < lease.count; n++) {
            const second = Math.floor((lease.from + n * lease.every) / SECOND);
            perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
          }
          worker.left -= lease.count;
          sent += lease.count;
          if (worker.left > 0) {
            await shop.chunks.renew(worker.key, worker.leaseId, toIso(shop.clock() + MINUTE));
            continue;
          }
          workers.splice(workers.indexOf(worker), 1);
          await shop.chunks.close({ ...worker.key }, worker.leaseId, [], toIso(shop.clock()));
        }
        if (shortest < Number.POSITIVE_INFINITY) shop.advance(Math.ceil(shortest));
      }
    }

    expect(sent).toBe(CHUNKS * CHUNK_SIZE);
    // All of them at the rate would take ten minutes.
    expect(minute).toBeLessThanOrEqual((CHUNKS * CHUNK_SIZE) / RATE / 60 + 2);
    expect(Math.max(...perTick)).toBeLessThanOrEqual(most);
    expect(Math.max(...perSecond.values())).toBeLessThanOrEqual(RATE + 1);
    // A key whose chunk waits in the queue for longer than two minutes is put there once more.
    expect(perTick.reduce((sum, one) => sum + one, 0)).toBeLessThan(2 * CHUNKS);
    // One for each chunk that is let go; the rest looks after the sixteen buckets of an audience that is still being written.
    expect(Math.max(...requests)).toBeLessThanOrEqual(most + 3 * 16);
  });
});

describe('links of a campaign', () => {
  it('carry its tags through the whole hand-over: the rule of the shop, and what the campaign says itself', async () => {
    await shop.settings.change({ utm: { hosts: ['shop.example.com'] } });
    const ids = inOneChunk('link', 1);
    for (const id of ids) {
      await shop.addCustomer(`u:${id}`, { contacts: { email: `${id}@example.com` } });
      await shop.say(`u:${id}`, 'email', 'ad', 'granted');
    }
    const html =
      '<p><a href="https://shop.example.com/sale?x=1">보기</a> <a href="https://other.example.org/">밖</a></p>';
    const fields = { audience: { list: ids }, utm: { campaign: '가을 {campaign}', medium: 'mail' } };
    await shop.addCampaign('autumn', fields, { ...EMAIL_AD, html });
    await shop.launch('autumn');
    const provider = createFakeProvider('email');
    await shop.sendAll(provider);
    const [mail] = provider.accepted;
    const targets = [...(mail?.html ?? '').matchAll(/\/c\/([\w-]+)\./g)].map(([, payload = '']) =>
      Buffer.from(payload, 'base64url').toString('utf8'),
    );
    const tags = `utm_source=dangol&utm_medium=mail&utm_campaign=${encodeURIComponent('가을 autumn')}`;
    expect(targets.some((target) => target.includes(`https://shop.example.com/sale?x=1&${tags}`))).toBe(true);
    expect(targets.some((target) => target.includes('https://other.example.org/'))).toBe(true);
    expect(targets.filter((target) => target.includes('utm_'))).toHaveLength(1);
  });
});
