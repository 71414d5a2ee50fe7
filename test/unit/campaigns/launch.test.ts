import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createAudience } from '../../../shared/campaigns/audience.ts';
import { createBucketStore } from '../../../shared/campaigns/bucket-store.ts';
import { cancelCampaign } from '../../../shared/campaigns/change-send.ts';
import { createChunkStore } from '../../../shared/campaigns/chunk-store.ts';
import { createLaunchBucket } from '../../../shared/campaigns/launch-bucket.ts';
import { launchCampaign } from '../../../shared/campaigns/launch-campaign.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { BUCKET_NAMES } from '../../../shared/platform/hash.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import type { Run } from '../../../shared/scoring/run.ts';
import { createMemberStore } from '../../../shared/segments/member-store.ts';
import { SEGMENT_KIND } from '../../../shared/segments/segment.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings/settings.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createMortal } from '../delivery/mortal.ts';
import { createShop, EMAIL_AD, type Shop, SMS_AD } from '../delivery/shop.ts';

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
  id = `l${count}`;
  shop = createShop(test, '2026-11-23T01:00:00.000Z');
});

const FOREVER = Number.POSITIVE_INFINITY;

const run = async (runId: string, segments: Run['segments'] = []): Promise<void> => {
  const made = await shop.runs.create({
    runId,
    status: 'succeeded',
    trigger: 'api',
    asOf: '2026-11-22',
    startedAt: '2026-11-22T18:00:00.000Z',
    shards: 16,
    rules: {
      timezone: 'Asia/Seoul',
      currency: 'KRW',
      exchangeRates: [],
      customerKinds: [],
      kpis: { activeDays: 180 },
      holdout: { share: 0, salt: 'holdout' },
      rfm: DEFAULT_SETTINGS.rfm,
      churn: DEFAULT_SETTINGS.churn,
      model: DEFAULT_SETTINGS.model,
    },
    segments,
  });
  await shop.runs.markLast(made);
};

const enter = (segmentId: string, customerId: string, runId: string) =>
  shop.members.enter({ segmentId, customerId, runId, base: '', since: '2026-11-22', initial: false });

const audienceIds = async (): Promise<string[]> => (await shop.ledger(id)).ids.sort();

const refusals = async (): Promise<string[]> => {
  try {
    await launchCampaign({ ...shop.common, preflight: shop.preflight }, id);
  } catch (error) {
    if (error instanceof DangolError) return error.details.map(({ path }) => path);
    throw error;
  }
  return [];
};

describe('an audience', () => {
  it('is the members of the included segments as of the run, without the excluded', async () => {
    const segment = { id: `in-${id}`, version: 1, initial: false };
    await shop.definitions.save(SEGMENT_KIND, segment.id, { name: 'in', rule: { computed: 'orders', gte: 1 } });
    await run('run-00000001', [segment]);
    const ids = Array.from({ length: 20 }, (_, n) => `u:${id}-${n}`);
    for (const each of ids) {
      await shop.addCustomer(each);
      await enter(segment.id, each, 'run-00000001');
    }
    await enter('rfm:champions', ids[0] ?? '', 'run-00000001');
    await shop.members.leave(segment.id, ids[1] ?? '', 'run-00000001');
    await shop.members.leave(segment.id, ids[2] ?? '', 'run-00000002');
    await shop.addCustomer(`u:${id}-late`);
    await enter(segment.id, `u:${id}-late`, 'run-00000002');
    await shop.addCampaign(id, { audience: { include: [segment.id], exclude: ['rfm:champions'] } });
    await shop.launch(id, '김승인');
    expect((await shop.common.sends.state(id))?.launchedBy).toBe('김승인');
    expect(await audienceIds()).toEqual(ids.slice(2).sort());
    expect(await shop.sends.state(id)).toMatchObject({
      source: 'members',
      runId: 'run-00000001',
      dataUntil: '2026-11-22T15:00:00.000Z',
    });
  });

  it('is asked of all customers where a segment is newer than the run', async () => {
    await run('run-00000003');
    const segmentId = `new-${id}`;
    await shop.definitions.save(SEGMENT_KIND, segmentId, { name: 'new', rule: { trait: 'city', is: id } });
    await shop.addCustomer(`u:${id}-in`, { traits: { city: id } });
    await shop.addCustomer(`u:${id}-out`, { traits: { city: 'Busan' } });
    await shop.addCampaign(id, { audience: { include: [segmentId] } });
    await shop.launch(id);
    expect(await audienceIds()).toEqual([`u:${id}-in`]);
  });

  it('leaves out who has been silent for a year, where it is asked to', async () => {
    await shop.addCustomer(`u:${id}-in`, { lastOrderAt: '2026-10-01T00:00:00.000Z' });
    await shop.addCustomer(`u:${id}-silent`, {
      lastSeenAt: '2025-01-01T00:00:00.000Z',
      lastOrderAt: '2025-01-01T00:00:00.000Z',
    });
    const list = [`${id}-in`, `${id}-silent`];
    await shop.addCampaign(id, { audience: { list, excludeSilent: true } });
    await shop.launch(id);
    expect(await audienceIds()).toEqual([`u:${id}-in`]);
  });

  it('may be a rule alone, or a list without repeats', async () => {
    await shop.addCustomer(`u:${id}-in`, { traits: { city: id } });
    await shop.addCampaign(id, { audience: { rule: { trait: 'city', is: id } } });
    await shop.launch(id);
    expect(await audienceIds()).toEqual([`u:${id}-in`]);
    const list = `${id}-list`;
    await shop.addCampaign(list, { audience: { list: [`${id}-in`, `${id}-in`, 'a:anon'] } });
    await shop.launch(list);
    expect((await shop.ledger(list)).ids.sort()).toEqual(['a:anon', `u:${id}-in`]);
  });

  it('is written once, wherever its workers die', async () => {
    const ids = Array.from({ length: 60 }, (_, n) => `${id}-${n}`);
    await shop.addCampaign(id, { audience: { list: ids }, control: 0.3 });
    await launchCampaign(
      {
        ...shop.common,
        preflight: async () => ({
          ...{ findings: [], audience: { count: 60, exact: true }, cost: 9, currency: 'KRW' },
          snapshot: await snapshotOf(),
        }),
      },
      id,
    );
    const { clock, settings } = shop;
    for (const [index, bucket] of [...BUCKET_NAMES, ...BUCKET_NAMES].entries()) {
      const mortal = createMortal(1 + (index % 9), index % 2 === 0);
      const dynamo = mortal.wrap(test.dynamo);
      const audience = createAudience({
        members: createMemberStore(dynamo, test.tables.members),
        customers: createCustomerStore(dynamo, test.tables.customers),
        history: () => async () => ({ events: [], messages: [] }),
        scoresOf: async ({ scores }) => scores,
      });
      const launch = createLaunchBucket({
        sends: createSendStore(dynamo, test.tables.sends, clock),
        buckets: createBucketStore(dynamo, test.tables.sends, clock),
        chunks: createChunkStore(dynamo, test.tables.sends, clock),
        ...{ audience, settings, clock },
        queues: { launch: async () => {}, chunk: () => Promise.reject(new Error('the queue is down')) },
      });
      await launch(id, bucket, FOREVER).catch(() => undefined);
    }
    shop.launches.push(...BUCKET_NAMES.map((bucket) => ({ campaignId: id, bucket })));
    await shop.writeAudience();
    expect(await audienceIds()).toEqual(ids.map((each) => `u:${each}`).sort());
    const totals = await shop.buckets.totals(id);
    expect(totals).toMatchObject({ complete: true });
    expect(totals.audience + totals.control).toBe(60);
    // Keys that no queue took are found by the tick.
    shop.advance(180_000);
    await shop.tick();
    expect(shop.queued.length).toBeGreaterThanOrEqual(totals.chunks);

    async function snapshotOf() {
      return (await shop.preflight(id)).snapshot;
    }
  });

  it('stops growing when the campaign is cancelled', async () => {
    await shop.addCampaign(id, { audience: { list: [`${id}-1`, `${id}-2`] } });
    await launchCampaign({ ...shop.common, preflight: shop.preflight }, id);
    await cancelCampaign(shop.common, id);
    await shop.writeAudience();
    expect(await shop.sends.state(id)).toMatchObject({ status: 'cancelled' });
    expect(await audienceIds()).toEqual([]);
  });
});

describe('preflight', () => {
  const person = () => shop.addCustomer(`u:${id}-1`);
  const list = () => ({ audience: { list: [`${id}-1`] } });

  it('lets a sound campaign go and warns of what it cannot tell', async () => {
    await person();
    await shop.addCampaign(id, list());
    const { findings, audience } = await shop.preflight(id);
    // Campaigns of the tests before this one start at the same time.
    const own = findings.filter(({ code }) => code !== 'overlap');
    expect(own.map(({ level, code }) => `${level} ${code}`).sort()).toEqual(['warn noControl', 'warn noGoal']);
    expect(audience).toEqual({ count: 1, exact: true });
  });

  it.each<[string, Record<string, unknown>, object]>([
    ['insecureLink', {}, { ...EMAIL_AD, html: '<a href="http://shop.example.com">x</a>' }],
    ['badLink', {}, { ...EMAIL_AD, html: '<a href="/sale">x</a>' }],
    ['wrongChannel', {}, SMS_AD],
    ['template', {}, { ...EMAIL_AD, html: '{{ customer.nmae }}' }],
    ['unknownSegment', { audience: { include: ['nobody-knows'] } }, EMAIL_AD],
    ['renderFailed', {}, { ...EMAIL_AD, html: "{{ customer.traits.name | date: '%Y' }}" }],
  ])('refuses: %s', async (code, fields, template) => {
    await person();
    await shop.addCampaign(id, { ...list(), ...fields }, template);
    expect(await refusals()).toContain(code);
    expect(await shop.sends.state(id)).toBeUndefined();
  });

  it('refuses an ad without a sender and a template that is gone', async () => {
    await person();
    await shop.settings.change({ brand: { phone: '', address: ' ' } });
    await shop.addCampaign(id, list());
    expect(await refusals()).toContain('senderIncomplete');
    await shop.settings.change({ brand: { phone: '02-1234-5678', address: '서울' } });
    await shop.addCampaign(`${id}-b`, { ...list(), templateId: 'gone' });
    id = `${id}-b`;
    expect(await refusals()).toEqual(['noTemplate']);
  });

  it('says who would see a gap', async () => {
    await shop.addCustomer(`u:${id}-1`, { traits: {} });
    await shop.addCampaign(id, list());
    const { findings } = await shop.preflight(id);
    expect(findings.find(({ code }) => code === 'missingTrait')?.message).toContain('"name"');
  });
});

it('cannot be launched twice', async () => {
  await shop.addCustomer(`u:${id}-1`);
  await shop.addCampaign(id, { audience: { list: [`${id}-1`] } });
  await shop.launch(id);
  await expect(shop.launch(id)).rejects.toThrow(/launched once/);
});
