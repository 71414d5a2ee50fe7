import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { createHandler } from '../../../functions/project/handler.ts';
import { startFcm } from '../../../infra/local/fcm/fcm.ts';
import { createPushChannel } from '../../../shared/delivery/push.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { createFcm } from '../../../shared/fcm/client.ts';
import { createFeedbackDeps } from '../../../shared/feedback/feedback-deps.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import { recordReceipt } from '../../../shared/feedback/record-receipt.ts';
import { createTellLostDevices } from '../../../shared/feedback/tell-lost-devices.ts';
import { createTellTaps } from '../../../shared/feedback/tell-taps.ts';
import { createAttributionStore } from '../../../shared/insights/attribution-store.ts';
import { deriveKey } from '../../../shared/platform/hash.ts';
import { projectPerson } from '../../../shared/profiles/project-person.ts';
import { LINK_KEY } from '../../../shared/tracking/token.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { itemOf, projectDeps, SECRET } from '../../support/project-world.ts';
import { streamBatch } from '../../support/stream-batch.ts';
import { surroundings } from '../stand-ins/stand-in-bench.ts';
import { noBrowsers } from './no-browsers.ts';
import { createShop } from './shop.ts';

const PUSH_AD = {
  name: 'Win back',
  channel: 'push',
  purpose: 'ad',
  language: 'ko',
  title: '다시 오세요',
  text: '쿠폰',
};
const token = (name: string): string => `fcm-token-${name}-phone:APA91b`;

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

const world = async () => {
  const shop = createShop(test, '2026-11-23T01:00:00.000Z');
  const { dynamo, tables, clock } = shop;
  const around = surroundings({ clock });
  const firebase = await startFcm(around.options);
  onTestFinished(() => firebase.stop());
  const account = async () => firebase.account;
  const fcm = createFcm({ url: firebase.endpoint, tokenUrl: firebase.tokenUrl, account, clock });
  const events = createEventStore(dynamo, tables.events);
  const told: object[] = [];
  const work = createHandler({
    project: () => projectDeps(dynamo, tables, clock),
    reachGoals: async () => {},
    settleCoupons: async () => {},
    noteAsk: async () => {},
    comeIn: async () => {},
    tellLostDevices: createTellLostDevices({
      customers: shop.customers,
      rows: createAttributionStore(dynamo, tables).rows,
      queue: async (bodies) => void told.push(...bodies),
    }),
    tellTaps: createTellTaps({
      readKeys: async () => [deriveKey('cd'.repeat(32), LINK_KEY), deriveKey(SECRET, LINK_KEY)],
      queue: async (bodies) => void told.push(...bodies),
    }),
  });
  const record = await createFeedbackDeps({
    ...{ dynamo, clock, signingKey: async () => SECRET, tables: { ...tables, chunks: tables.sends } },
  })();

  /** What an app says; afterwards the profile knows it, and the feedback queue is empty. */
  const say = async (person: string, name: string, properties: object, time: string, device?: string) => {
    const context = device === undefined ? {} : { context: { device: { token: device, type: 'android' } } };
    const body = { properties: { ...properties }, ...context };
    const item = itemOf({ person, messageId: `${name}-${time}-${device}`, name, time, body });
    await events.append(item);
    expect(await work(...streamBatch([item]))).toEqual({ batchItemFailures: [] });
    for (const feedback of told.splice(0).map((each) => parseFeedback(JSON.stringify(each))))
      if (feedback.kind === 'receipt') await recordReceipt(record, feedback, time);
  };
  /** The stream of what the sender itself wrote about a person. */
  const follow = async (person: string): Promise<void> => {
    await projectPerson(await projectDeps(dynamo, tables, clock), person, 'everything');
  };
  const devices = async (person: string) =>
    (await shop.customers.get(person))?.fold.devices?.map(({ token: each, offAt }) => [each, offAt !== undefined]);
  return {
    ...shop,
    provider: { adapter: createPushChannel({ fcm, web: noBrowsers, clock }) },
    firebase,
    say,
    follow,
    devices,
    shop,
  };
};

it('a phone is registered, written to, tapped on and found gone, and the ledger tells each of it', async () => {
  const { shop, provider, firebase, say, follow, devices } = await world();
  const ids = ['kim', 'lee', 'park', 'choi'];
  await say('u:kim', 'Device Registered', {}, '2026-11-22T01:00:00.000Z', token('kim'));
  await say('u:kim', 'Product Viewed', {}, '2026-11-22T02:00:00.000Z', token('kim-gone'));
  await say('u:lee', 'Device Registered', {}, '2026-11-22T01:00:00.000Z', token('lee-gone'));
  await say('u:park', 'Application Opened', { notifications: 'denied' }, '2026-11-22T01:00:00.000Z', token('park'));
  // A phone that Choi sold to Kim: its last user has it.
  await say('u:choi', 'Device Registered', {}, '2026-11-20T01:00:00.000Z', token('kim'));
  for (const id of ids) await shop.say(`u:${id}`, 'push', 'ad', 'granted');

  await shop.addCampaign('autumn', { channel: 'push', audience: { list: ids } }, PUSH_AD);
  await shop.launch('autumn');
  await shop.sendAll(provider);

  const stands = async () =>
    Object.fromEntries(
      (await shop.ledger('autumn')).rows.map((row) => [row.customerId.slice(2), row.reason ?? row.status]),
    );
  expect(await stands()).toEqual({ kim: 'sent', lee: 'UNREGISTERED', park: 'noAddress', choi: 'noAddress' });
  const [card, ...more] = firebase.sent();
  expect(more).toEqual([]);
  expect(card).toMatchObject({ token: token('kim'), notification: { title: '(광고)단골상점 다시 오세요' } });

  for (const id of ['u:kim', 'u:lee']) await follow(id);
  expect(await devices('u:kim')).toEqual([
    [token('kim-gone'), true],
    [token('kim'), false],
  ]);
  expect(await devices('u:lee')).toEqual([[token('lee-gone'), true]]);

  const name = card?.data.dangol ?? '';
  for (const [time, dangol] of [
    ['2026-11-23T01:00:30.000Z', name],
    ['2026-11-23T01:00:30.000Z', name],
    ['2026-11-23T01:00:10.000Z', `${name.slice(0, -2)}AA`],
    ['2026-11-23T01:00:20.000Z', 'autumn_00_0_0'],
  ] as const)
    await say('u:kim', 'Push Notification Tapped', { dangol }, time);
  const row = (await shop.ledger('autumn')).rows.find(({ customerId }) => customerId === 'u:kim');
  expect(row).toMatchObject({
    ...{ deliveredAt: '2026-11-23T01:00:00.000Z', openedHumanAt: '2026-11-23T01:00:30.000Z' },
    ...{ clickedHumanAt: '2026-11-23T01:00:30.000Z', costMilli: 0 },
  });

  await shop.addCampaign('winter', { channel: 'push', audience: { list: ids } }, PUSH_AD);
  await shop.launch('winter');
  await shop.sendAll(provider);
  expect((await shop.ledger('winter')).rows.map(({ customerId, reason }) => [customerId, reason]).sort()).toEqual([
    ['u:choi', 'noAddress'],
    ['u:kim', undefined],
    ['u:lee', 'noAddress'],
    ['u:park', 'noAddress'],
  ]);

  // Who throws the app away says so about the notification before, once.
  for (const time of ['2026-11-23T02:00:00.000Z', '2026-11-23T03:00:00.000Z'])
    await say('u:kim', 'Application Uninstalled', {}, time, token('kim'));
  const rows = [...(await shop.ledger('autumn')).rows, ...(await shop.ledger('winter')).rows];
  expect(rows.flatMap(({ uninstalledAt }) => uninstalledAt ?? [])).toEqual(['2026-11-23T02:00:00.000Z']);
});
