import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRecordExperiment } from '../../../shared/experiments/record-experiment.ts';
import { experimentSchema } from '../../../shared/imports/experiment-call.ts';
import { countChanges } from '../../../shared/insights/count-changes.ts';
import { isAbout, type Learning, readLearnings } from '../../../shared/insights/read-learnings.ts';
import { createTallyStore } from '../../../shared/insights/tally-store.ts';
import { createReportStore } from '../../../shared/segments/report-store.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createShop } from '../delivery/shop.ts';

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const EXPERIMENT = experimentSchema.parse({
  id: 'spring',
  name: '봄 쿠폰',
  hypothesis: '쿠폰이 주문을 늘린다',
  goal: 'bought',
});

const person = (n: number) => ({
  ...{ userId: `p${n}`, arm: n % 2 === 0 ? '쿠폰' : '그냥', sentAt: '2026-03-01T00:00:00Z' },
  outcomes: { bought: n % 2 === 0 ? n % 3 !== 0 : n % 3 === 0 },
});

it('people of an experiment come in once, whoever was erased does not, and what it showed can be found', async () => {
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  const record = createRecordExperiment({
    ...{ definitions: shop.definitions, messages: shop.messages, settings: shop.settings, clock: shop.clock },
    erased: async () => ({ among: async () => new Set(['u:p7']) }),
  });
  const people = [
    ...Array.from({ length: 400 }, (_, n) => person(n)),
    { userId: 'x', arm: '', sentAt: 'then', outcomes: {} },
  ];
  const first = await record(EXPERIMENT, people, 'kim');
  expect(first.stored).toBe(399);
  expect(first.errors).toEqual([expect.objectContaining({ index: 400, code: 'invalid', path: 'arm' })]);
  expect((await record(EXPERIMENT, people)).stored).toBe(0);
  await expect(record({ ...EXPERIMENT, name: '다른 실험' }, [])).rejects.toThrow(/described in other words/);
  await shop.addCampaign('autumn', { audience: { list: ['x'] } });
  await expect(record({ ...EXPERIMENT, id: 'autumn' }, [])).rejects.toThrow(/a campaign "autumn" already/);

  const tally = createTallyStore(test.dynamo, test.tables.insights);
  const rows = await Promise.all(
    people.slice(0, 400).map(({ userId }) => shop.messages.find(`u:${userId}`, 'spring#0#0')),
  );
  const changes = rows.flatMap((after, index) =>
    after ? [{ table: 'messages' as const, sequence: String(index + 1), before: undefined, after, streamTime: 1 }] : [],
  );
  await countChanges(tally, 'shard', changes, (error) => {
    throw error;
  });

  const deps = {
    ...{ clock: shop.clock, definitions: shop.definitions, settings: shop.settings, sends: shop.sends },
    ...{ buckets: shop.buckets, tally, kpis: createReportStore(test.dynamo, test.tables.insights) },
  };
  // One that cannot be read hides none of the others.
  await shop.addCampaign('long', { audience: { list: ['x'] }, name: '가'.repeat(121), hypothesis: '길다' });
  // The draft has taught nothing yet; behind the campaigns come the experiments.
  const campaigns = await readLearnings(deps, '', 20);
  expect(campaigns).toEqual({ learnings: [], next: { kind: 'experiment' } });
  const { learnings } = await readLearnings(deps, '쿠폰 ahead', 20, campaigns.next);
  expect(learnings).toMatchObject([
    {
      campaignId: 'spring',
      kind: 'experiment',
      hypothesis: '쿠폰이 주문을 늘린다',
      verdict: { kind: 'open', arm: '쿠폰' },
    },
  ]);
  expect((await readLearnings(deps, '겨울', 20, campaigns.next)).learnings).toEqual([]);
});

it('a query finds words in any order, in either language, whatever their case', () => {
  const says = { ko: '‘쿠폰’이 이겼습니다', en: '“Coupon” has won' };
  const verdict = { kind: 'winner', arm: 'b', against: 'a', p: 0.01, interval: null, says } as const;
  const base = { campaignId: 'c', kind: 'campaign', name: 'Spring SALE', channel: 'email', status: 'done' } as const;
  const lift = { absolute: null, interval: null };
  const learning: Learning = { ...base, launchedAt: null, hypothesis: null, verdict, arms: [], lift };
  expect(isAbout(learning, 'sale coupon')).toBe(true);
  expect(isAbout(learning, '이겼습니다')).toBe(true);
  expect(isAbout(learning, 'winter')).toBe(false);
  expect(isAbout(learning, '')).toBe(true);
});
