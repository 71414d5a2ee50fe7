import type { SQSRecord } from 'aws-lambda';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHandler as createRecorder } from '../../functions/record-feedback/handler.ts';
import { cancelCampaign, pauseCampaign, resumeCampaign } from '../../shared/campaigns/change-send.ts';
import type { ChunkKey } from '../../shared/campaigns/chunk.ts';
import { hasArrived } from '../../shared/delivery/arrival.ts';
import { triedOf } from '../../shared/delivery/chain.ts';
import type { ChannelAdapter } from '../../shared/delivery/channel.ts';
import type { Message } from '../../shared/delivery/message.ts';
import { createFeedbackDeps } from '../../shared/feedback/feedback-deps.ts';
import { parseFeedback } from '../../shared/feedback/parse-feedback.ts';
import { pollSolapi } from '../../shared/feedback/poll-solapi.ts';
import { createSolapiCursorStore } from '../../shared/feedback/solapi-cursor-store.ts';
import { createUnmatchedStore } from '../../shared/feedback/unmatched-store.ts';
import { add, count } from '../../shared/insights/counters.ts';
import { messageContribution } from '../../shared/insights/message-counters.ts';
import { DAY, MINUTE, toIso } from '../../shared/platform/clock.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { createRegistrationStore } from '../../shared/templates/registration-store.ts';
import { syncRegistrations } from '../../shared/templates/sync-registrations.ts';
import { type Channel, TEMPLATE } from '../../shared/templates/template.ts';
import { parseRef } from '../../shared/tracking/ref.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import {
  APPROVED_TALK,
  FAULT_CHAINS,
  FAULT_CHANNELS,
  type FaultChannel,
  SHARES,
  WEB_PUSH,
  waysOf,
} from '../support/fault-channels.ts';
import { addFaultPeople } from '../support/fault-people.ts';
import { startFaultProviders } from '../support/fault-providers.ts';
import { expectNoneTooMany } from '../support/fault-ways.ts';
import { lambdaContext } from '../support/http-event.ts';
import { seeded } from '../support/random.ts';
import { createMortal } from '../unit/delivery/mortal.ts';
import { createShop, SECRET, type Shop } from '../unit/delivery/shop.ts';

/** The campaign under faults of test:faults without the stack around the sender core, so that it can be part of every run. */
const RECIPIENTS = 800;
const KINDS: readonly FaultChannel[] = [...FAULT_CHANNELS, WEB_PUSH, ...FAULT_CHAINS];
const PER_CAMPAIGN = Math.floor(RECIPIENTS / KINDS.length / 2);
/** More than in test:faults, because invocations are few. */
const KILLED = 0.12;
/** Awaits of one invocation are about so many; a death falls somewhere among them. */
const AWAITS = 80;
/** Minutes that the next way waits for word of the one before. */
const AFTER = 5;
/** Shares of receipts that come after the next way has been taken, and that come again. */
const LATE = 0.15;
const DOUBLED = 0.1;
/** An old key of a chunk comes once more, on the queue of the channel whose turn it was then. */
const STALE = 0.05;
/** More than any of them needs. */
const MINUTES = 25;
const random = seeded(20_261_123);
const chance = (share: number): boolean => random() < share;

let database: TestDynamo;
let shop: Shop;
let providers: Awaited<ReturnType<typeof startFaultProviders>>;
let receipts: { readonly body: object; readonly at: number }[] = [];
/** When word of an arrival was first recorded, by message and way. */
const told = new Map<string, string>();
let deaths = 0;
let unanswered = 0;

/** A report as it comes: at once, or after the next way has been taken; some twice. */
const hear = (body: object): void => {
  const at = shop.clock();
  receipts.push({ body, at: chance(LATE) ? at + (AFTER + 3) * MINUTE : at });
  if (chance(DOUBLED)) receipts.push({ body, at: at + 3 * MINUTE });
};

beforeAll(async () => {
  database = await startDynamo();
  shop = createShop(database, '2026-11-23T01:00:00.000Z');
  providers = await startFaultProviders({ clock: shop.clock, random, hear });
});
afterAll(async () => {
  await providers.stop();
  await database.stop();
});

/** The database as a worker meets it: one call in twenty is throttled, and the client tries once more. */
const throttled = (dynamo: Dynamo): Dynamo =>
  new Proxy(dynamo, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'send' || typeof value !== 'function') return value;
      return async (...args: unknown[]) => {
        if (chance(SHARES.throttleDynamo) && chance(SHARES.throttleDynamo))
          throw Object.assign(new Error('throttled'), { name: 'ThrottlingException' });
        return Reflect.apply(value, target, args);
      };
    },
  });

const invoke = async (key: ChunkKey, channel: Channel): Promise<void> => {
  const step = chance(KILLED) ? 1 + Math.floor(random() * AWAITS) : Number.POSITIVE_INFINITY;
  const mortal = createMortal(step, chance(0.5));
  const plain = providers.adapters[channel];
  const adapter: ChannelAdapter = {
    ...plain,
    prepare: async (outgoing) => {
      const call = await plain.prepare(outgoing);
      return () =>
        mortal.live(async () => {
          const answer = await call();
          if (answer.kind === 'unknown') unanswered += 1;
          return answer;
        });
    },
  };
  try {
    await shop.sender(adapter, mortal.wrap(throttled(database.dynamo)))(key, Number.POSITIVE_INFINITY);
  } catch (error) {
    // What went wrong for one person is thrown after all others had their turn; the tick brings the chunk back.
    if (!mortal.isDead() && !(error instanceof Error && error.name === 'ThrottlingException')) throw error;
  }
  if (mortal.isDead()) deaths += 1;
};

/** Records what has come by `until`. */
const createListener = () => {
  const { dynamo, tables } = database;
  const { clock } = shop;
  const record = createFeedbackDeps({
    ...{ dynamo, clock, signingKey: async () => SECRET, tables: { ...tables, chunks: tables.sends } },
  });
  const recorder = createRecorder({ record, unmatched: createUnmatchedStore(dynamo, tables.insights) });
  const cursors = createSolapiCursorStore(dynamo, tables.insights);
  const polled = new Set<string>();
  // Each look goes over the last minutes again.
  const queue = async (bodies: readonly object[]) => {
    for (const body of bodies) {
      const text = JSON.stringify(body);
      if (!polled.has(text)) hear(body);
      polled.add(text);
    }
  };
  return async (until = clock()): Promise<void> => {
    await pollSolapi({ solapi: providers.solapi, cursors, queue, clock }, Number.POSITIVE_INFINITY);
    const due = receipts.filter(({ at }) => at <= until);
    receipts = receipts.filter(({ at }) => at > until);
    const attributes = {
      ...{ ApproximateReceiveCount: '3', SenderId: 's', SentTimestamp: String(clock()) },
      ApproximateFirstReceiveTimestamp: String(clock()),
    };
    const Records = due.map(
      ({ body }, index): SQSRecord => ({
        ...{ messageId: `receipt-${index}`, receiptHandle: 'r', body: JSON.stringify(body), md5OfBody: '' },
        ...{ attributes, messageAttributes: {} },
        ...{ eventSource: 'aws:sqs', awsRegion: 'ap-northeast-2', eventSourceARN: 'arn:aws:sqs:ap-northeast-2:0:f' },
      }),
    );
    for (let at = 0; at < Records.length; at += 10) {
      const batch = Records.slice(at, at + 10);
      for (let times = chance(SHARES.duplicateBatches) ? 2 : 1; times > 0; times--)
        expect(await recorder({ Records: batch }, lambdaContext())).toEqual({ batchItemFailures: [] });
    }
    for (const { body } of Records) {
      const receipt = parseFeedback(body);
      if (receipt.kind !== 'receipt' || receipt.ref === undefined || told.has(receipt.ref)) continue;
      if (receipt.facts.some(({ kind }) => kind === 'delivered')) told.set(receipt.ref, toIso(clock()));
    }
  };
};

const refOf = ({ tags }: { readonly tags?: Readonly<Record<string, string>> | undefined }): string => tags?.ref ?? '';
const isOpen = ({ status }: Pick<Message, 'status'>): boolean => ['claimed', 'sent', 'unknown'].includes(status);

/** Everybody of the audience in one of the six states, no address twice by one way, nobody in the log who is not known as handed over. */
const createLook = async (kinds: ReadonlyMap<string, FaultChannel>) => {
  const people = new Map<string, string[]>();
  for (const id of kinds.keys()) people.set(id, (await shop.ledger(id)).ids);
  return async (id: string) => {
    const of = kinds.get(id);
    const ids = people.get(id);
    if (!of || !ids) throw new Error(`There is no campaign ${id}.`);
    const rows = [...(await shop.messages.findMany(ids, `${id}#0#0`)).values()];
    const { audience } = await shop.buckets.totals(id);
    const treated = rows.filter(({ arm }) => arm !== 'control');
    const counters = add(...treated.map(messageContribution));
    const tally = (status: string) => treated.filter((row) => row.status === status).length;
    const [sent, unknown, deferred, skipped, failed] = ['sent', 'unknown', 'deferred', 'skipped', 'failed'].map(tally);
    const pending = audience - treated.length + tally('claimed');
    expect(pending, id).toBeGreaterThanOrEqual(0);
    const states = { pending, deferred, sent, skipped, failed, unknown };
    expect(
      Object.values(states).reduce((sum: number, one = 0) => sum + one, 0),
      id,
    ).toBe(audience);
    const log = [...new Set(waysOf(of).map(({ shownAs }) => shownAs))]
      .flatMap((channel) => providers.inbox.list({ channel }))
      .filter((one) => parseRef(refOf(one)).campaignId === id);
    const got = log.map((one) => `${parseRef(refOf(one)).link ?? 0} ${one.to}`);
    expect(new Set(got).size, `${id}: somebody twice`).toBe(got.length);
    const ways = treated.flatMap((row) => [...triedOf(row).values()]);
    const handedOver = new Set(ways.filter(isOpen).map(({ ref }) => ref));
    expect(
      log.filter((one) => !handedOver.has(refOf(one))),
      id,
    ).toEqual([]);
    // What the receipt of the campaign says: each way that was taken is paid, each person stands in one line.
    const { arrivedTwice } = expectNoneTooMany(id, of, treated, (ref) => told.get(ref));
    expect(count(counters, 'arrivedTwice'), id).toBe(arrivedTwice);
    expect(count(counters, 'status.sent'), id).toBe(sent);
    const paid = ways.filter(({ status }) => status === 'sent').reduce((sum, { costMilli = 0 }) => sum + costMilli, 0);
    expect(count(counters, 'costMilli.KRW'), id).toBe(paid);
    return { states, rows: treated, ways, log, audience, arrivedTwice };
  };
};

it(`${RECIPIENTS} messages by every channel and chain, with faults of every kind, reach nobody twice and are all accounted for`, async () => {
  const { definitions, clock } = shop;
  await shop.settings.change({
    sms: { provider: { KR: 'solapi' }, kakaoChannel: 'local-channel' },
    rates: { email: 2_000, sms: 2_000, kakao: 2_000, push: 2_000 },
  });
  const registrations = createRegistrationStore(database.dynamo, database.tables.insights);
  await registrations.listed(toIso(clock()));
  await registrations.want(APPROVED_TALK.templateId);
  await syncRegistrations({ solapi: providers.solapi, registrations, definitions, clock });
  const people = new Map<string, string[]>();
  for (const { to } of KINDS)
    if (!people.has(to))
      people.set(to, await addFaultPeople({ ...shop, openBrowser: providers.openBrowser }, to, 2 * PER_CAMPAIGN));
  const campaigns = new Map<string, FaultChannel>();
  const isCancelled = (id: string): boolean => id.endsWith('-cancelled');
  for (const of of KINDS) {
    const { name, channel, purpose } = of;
    const about = { name, purpose, language: 'ko' };
    const further = (of.fallback ?? []).map(({ channel: by, on }, index) => ({
      ...{ channel: by, templateId: `${name}-way-${index}`, afterMinutes: AFTER },
      ...(on ? { on } : {}),
    }));
    for (const [index, way] of (of.fallback ?? []).entries())
      await definitions.save(TEMPLATE, `${name}-way-${index}`, { ...about, channel: way.channel, ...way.template });
    for (const [half, end] of ['done', 'cancelled'].entries()) {
      const id = `${name}-${end}`;
      const list = people.get(of.to)?.slice(half * PER_CAMPAIGN, (half + 1) * PER_CAMPAIGN);
      const fields = { channel, audience: { list }, control: 0.05, goal: { event: 'Order Completed' } };
      await shop.addCampaign(
        id,
        { ...fields, ...(further.length > 0 ? { fallback: further } : {}) },
        { ...about, channel, ...of.template },
      );
      await shop.launch(id);
      campaigns.set(id, of);
    }
  }
  const ids = [...campaigns.keys()];
  const look = await createLook(campaigns);
  const listen = createListener();
  const known: { readonly key: ChunkKey; readonly channel: Channel }[] = [];
  const work = async (most = Number.POSITIVE_INFINITY): Promise<void> => {
    for (const key of shop.queued.splice(0, Math.min(most, shop.queued.length))) {
      const channel = shop.turns.get(`${key.campaignId}/${key.bucket}/${key.chunk}`) ?? 'email';
      known.push({ key, channel });
      // At least once: now and then two workers get one key.
      const times = chance(SHARES.duplicateBatches) ? 2 : 1;
      await Promise.all(Array.from({ length: times }, () => invoke(key, channel)));
      const old = chance(STALE) ? known[Math.floor(random() * known.length)] : undefined;
      if (old) await invoke(old.key, old.channel);
    }
  };

  // Chunks of all campaigns in turn, so that each is met in its middle.
  shop.queued.sort((left, right) => left.bucket.localeCompare(right.bucket));
  await work(Math.floor(shop.queued.length / 2));
  for (const id of ids) await (isCancelled(id) ? cancelCampaign : pauseCampaign)(shop.common, id);
  await work();
  await listen();
  for (const id of ids) {
    const { states } = await look(id);
    if (isCancelled(id)) continue;
    expect(states.pending, id).toBeGreaterThan(0);
    await resumeCampaign(shop.common, id);
  }
  const areOver = async (): Promise<boolean> => {
    const states = await Promise.all(ids.map((id) => shop.sends.state(id)));
    return states.every((state) => state?.status === 'done' || state?.status === 'cancelled');
  };
  for (let minute = 0; minute < MINUTES && !(await areOver()); minute++) {
    shop.advance(MINUTE);
    await shop.tick();
    await work();
    await listen();
    if (minute === AFTER + 1) for (const id of ids) await look(id);
  }
  await listen(Number.POSITIVE_INFINITY);

  const total = { sent: 0, fellBack: 0, arrivedTwice: 0, goneDevices: 0 };
  for (const id of ids) {
    const { states, rows, ways, log, audience, arrivedTwice } = await look(id);
    expect(rows.length, id).toBe(audience);
    expect(states, id).toMatchObject({ pending: 0, deferred: 0 });
    expect((await shop.sends.state(id))?.status, id).toBe(isCancelled(id) ? 'cancelled' : 'done');
    // Whatever the stand-ins have accepted is known as sent, by its answer or by its receipt. Push has no receipt.
    const accepted = new Set(log.map(refOf));
    const sent = ways.filter(({ status }) => status === 'sent').map(({ ref }) => ref);
    const silent = ways.filter((way) => way.channel === 'push' && way.status === 'unknown' && accepted.has(way.ref));
    expect([...sent, ...silent.map(({ ref }) => ref)].sort(), id).toEqual([...accepted].sort());
    total.sent += states.sent ?? 0;
    total.fellBack += rows.filter((row) => row.status === 'sent' && (row.link ?? 0) > 0 && hasArrived(row)).length;
    total.arrivedTwice += arrivedTwice;
    total.goneDevices += ways.filter(({ reason }) => reason === 'UNREGISTERED' || reason === 'HTTP 410').length;
  }
  // Or nothing was tried.
  expect(total.sent).toBeGreaterThan(RECIPIENTS / 3);
  expect(total.fellBack).toBeGreaterThan(20);
  expect(total.arrivedTwice).toBeGreaterThan(2);
  expect(total.goneDevices).toBeGreaterThan(10);
  expect(unanswered).toBeGreaterThan(5);
  expect(deaths).toBeGreaterThan(3);

  shop.advance(4 * DAY);
  await shop.tick();
  for (const id of ids) {
    const { rows } = await look(id);
    const open = rows.filter(({ status }) => status === 'unknown');
    expect(new Set(open.map(({ reason }) => reason)), id).toEqual(new Set(open.length === 0 ? [] : ['noReceipt']));
  }
});
