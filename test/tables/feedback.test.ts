import { PutCommand, QueryCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSRecord } from 'aws-lambda';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler as createRecorder } from '../../functions/record-feedback/handler.ts';
import { createHandler as createDoor } from '../../functions/track/handler.ts';
import { consentState } from '../../shared/consent/consent-state.ts';
import { type EngagedMessage, engagedMessageSchema } from '../../shared/feedback/engagement.ts';
import { createFeedbackDeps } from '../../shared/feedback/feedback-deps.ts';
import { type RecordDeps, recordReceipt } from '../../shared/feedback/record-receipt.ts';
import { recordRefusal } from '../../shared/feedback/record-refusal.ts';
import type { TrackMessage } from '../../shared/feedback/track-message.ts';
import { createUnmatchedStore } from '../../shared/feedback/unmatched-store.ts';
import { attributeCustomer } from '../../shared/insights/attribute-customer.ts';
import { createAttributionStore } from '../../shared/insights/attribution-store.ts';
import { countChanges } from '../../shared/insights/count-changes.ts';
import { count } from '../../shared/insights/counters.ts';
import { createTallyStore } from '../../shared/insights/tally-store.ts';
import { deriveKey } from '../../shared/platform/hash.ts';
import { createCustomerStore } from '../../shared/profiles/customer-store.ts';
import { addressGuard, chunkIdsKey, messageKey } from '../../shared/tables/keys.ts';
import { LINK_KEY, sign } from '../../shared/tracking/token.ts';
import { startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { httpEvent, lambdaContext } from '../support/http-event.ts';
import { profileOf } from '../support/profile.ts';
import { EMAIL, PAYLOADS, REF } from '../unit/feedback/provider-fixtures.ts';
import { sentRow } from '../unit/feedback/rows.ts';
import { inboundText, SES_EVENTS, smsEvent } from '../unit/feedback/ses-fixtures.ts';

const SECRET = 'ab'.repeat(32);
const NOW = Date.parse('2026-11-23T01:00:00.000Z');
/** Payloads speak of a moment five seconds after. */
const BEFORE_PAYLOADS = '2026-11-22T00:59:59.000Z';
const BROWSER = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

let database: TestDynamo;
let made: () => Promise<RecordDeps>;
let recorder: ReturnType<typeof createRecorder>;
let worlds = 0;

beforeAll(async () => {
  database = await startDynamo();
  const { dynamo, tables } = database;
  made = createFeedbackDeps({
    dynamo,
    clock: () => NOW,
    signingKey: async () => SECRET,
    tables: { ...tables, chunks: tables.sends },
  });
  recorder = createRecorder({ record: made, unmatched: createUnmatchedStore(dynamo, tables.insights) });
});
afterAll(() => database.stop());

const put = (table: string, item: Record<string, unknown>) =>
  database.dynamo.send(new PutCommand({ TableName: table, Item: item }));

interface World {
  readonly customerId: string;
  readonly campaignId: string;
  readonly ref: string;
  readonly key: string;
  readonly address: string;
  /** The address in clear. */
  readonly contact: string;
  readonly row: () => Promise<EngagedMessage>;
}

/** A person who got one message of a campaign of their own. */
const world = async (change: Partial<EngagedMessage> = {}): Promise<World> => {
  const n = ++worlds;
  const customerId = `u:p${n}`;
  const campaignId = `winback-${n}`;
  const ref = `${campaignId}_03_0_0`;
  const key = messageKey(campaignId);
  const contacts = { email: `p${n}@example.com`, phone: `+8210${String(10_000_000 + n)}` };
  const { suppressions } = await made();
  const channel = change.channel ?? 'email';
  const address = suppressions.hashOf(channel, channel === 'email' ? contacts.email : contacts.phone);
  const { tables } = database;
  await put(tables.sends, { campaignId, part: chunkIdsKey('03', 0), ids: [customerId] });
  await createCustomerStore(database.dynamo, tables.customers).putFold(customerId, 0, {
    text: JSON.stringify(profileOf({ contacts })),
    checkpointed: false,
    outside: [],
    aliases: [],
  });
  await put(tables.messages, { ...sentRow({ customerId, campaignId, key, ref, address, ...change }) });
  await put(tables.messages, { customerId: addressGuard(address), key, owner: customerId, expiresAt: 1_900_000_000 });
  return {
    customerId,
    campaignId,
    ref,
    key,
    address,
    contact: channel === 'email' ? contacts.email : contacts.phone,
    row: async () => {
      const { feedback } = await made();
      return engagedMessageSchema.parse(await feedback.find(customerId, key));
    },
  };
};

const record = (body: unknown, tries = 1): SQSRecord => ({
  messageId: `m${Math.abs(JSON.stringify(body).length)}-${tries}`,
  receiptHandle: 'r',
  body: JSON.stringify(body),
  attributes: {
    ApproximateReceiveCount: String(tries),
    SentTimestamp: String(NOW),
    SenderId: 's',
    ApproximateFirstReceiveTimestamp: String(NOW),
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:ap-northeast-2:000000000000:feedback',
  awsRegion: 'ap-northeast-2',
});

const deliver = (bodies: readonly unknown[], tries = 1) =>
  recorder({ Records: bodies.map((body) => record(body, tries)) }, lambdaContext());

/** A documented event that speaks of this world's message. */
const about = <Event extends { readonly mail: object }>({ ref }: World, event: Event) => ({
  ...event,
  mail: { ...event.mail, tags: { ref: [ref] } },
});

const suppressionOf = async (address: string) => (await made()).suppressions.findHash(address);
const consentOf = async (customerId: string) =>
  consentState(await (await made()).consents.evidenceOf(customerId), NOW + 1_000);

describe('receipts on the ledger', () => {
  it('a refusal that a later try has answered, or will, ends nothing; one of the message itself does', async () => {
    const waiting = await world({ status: 'deferred', reason: 'busy', attempts: 1 });
    const again = await world({ providerId: 'second-try' });
    const taken = await world({ providerId: '010c0-1' });
    for (const each of [waiting, again, taken]) await deliver([about(each, SES_EVENTS.reject)]);
    expect(await waiting.row()).toMatchObject({ status: 'deferred', reason: 'busy' });
    expect(await again.row()).toMatchObject({ status: 'sent' });
    expect(await taken.row()).toMatchObject({ status: 'failed', reason: 'rejected' });
  });

  it('any order, twice, all at once: the same row as in order', async () => {
    const { send, delivery, open, click } = SES_EVENTS;
    const events = [send, delivery, open, click];
    const inOrder = await world({ status: 'claimed' });
    for (const event of events) await deliver([about(inOrder, event)]);
    const expected = await inOrder.row();
    expect(expected).toMatchObject({ status: 'sent', deliveredAt: delivery.delivery.timestamp });
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...events, ...events], { minLength: 8 }), async (shuffled) => {
        const other = await world({ status: 'claimed' });
        const first = await deliver(shuffled.map((event) => about(other, event)));
        expect(first.batchItemFailures).toEqual([]);
        const {
          revision: _a,
          customerId: _b,
          campaignId: _c,
          key: _d,
          ref: _e,
          address: _f,
          ...row
        } = await other.row();
        expect(expected).toMatchObject(row);
      }),
      { numRuns: 8 },
    );
  });

  it('a lost answer is settled by the receipt', async () => {
    const lost = await world({ status: 'unknown', reason: 'noAnswer' });
    await deliver([about(lost, SES_EVENTS.send)]);
    expect(await lost.row()).toMatchObject({ status: 'sent' });
    expect((await lost.row()).reason).toBeUndefined();
  });

  it('a dead address is suppressed for every purpose, under the address that got the message', async () => {
    const dead = await world();
    await deliver([about(dead, SES_EVENTS.bounce)]);
    expect(await dead.row()).toMatchObject({ bounceType: 'Permanent', bounceSubType: 'General' });
    expect((await suppressionOf(dead.address))?.all).toMatchObject({ reason: 'bounce' });
    const full = await world();
    await deliver([about(full, SES_EVENTS.softBounce)]);
    expect(await suppressionOf(full.address)).toBeUndefined();
  });

  it('a complaint suppresses everything and withdraws consent; "not spam" does neither', async () => {
    const angry = await world();
    await deliver([about(angry, SES_EVENTS.complaint)]);
    expect((await suppressionOf(angry.address))?.all).toMatchObject({ reason: 'complaint' });
    expect((await consentOf(angry.customerId)).email?.ad?.state).toBe('withdrawn');
    expect((await angry.row()).complainedAt).toBeDefined();
    const pleased = await world();
    await deliver([about(pleased, SES_EVENTS.notSpam)]);
    expect(await suppressionOf(pleased.address)).toBeUndefined();
    expect((await pleased.row()).complainedAt).toBeUndefined();
  });

  it('a receipt that comes before our record is tried again, then kept aside; a refusal in it counts at once', async () => {
    const { suppressions } = await made();
    const stranger = { ...SES_EVENTS.bounce, mail: { ...SES_EVENTS.bounce.mail, tags: { ref: ['nowhere_00_0_0'] } } };
    expect((await deliver([stranger], 1)).batchItemFailures).toHaveLength(1);
    expect((await deliver([stranger], 3)).batchItemFailures).toHaveLength(0);
    const kept = await database.dynamo.send(
      new QueryCommand({
        TableName: database.tables.insights,
        KeyConditionExpression: 'subject = :s',
        ExpressionAttributeValues: { ':s': 'unmatched' },
      }),
    );
    expect(kept.Items).toMatchObject([{ ref: 'nowhere_00_0_0', kinds: ['bounced'] }]);
    expect((await suppressions.find('email', 'kim@example.com'))?.all).toMatchObject({ reason: 'bounce' });
  });

  it('every documented payload, twice and backwards: the row, the address and the consent that it says', async () => {
    for (const payload of PAYLOADS) {
      const each = await world({ channel: payload.channel, providerId: undefined, handedOverAt: BEFORE_PAYLOADS });
      const body = JSON.parse(JSON.stringify(payload.body).replaceAll(REF, each.ref).replaceAll(EMAIL, each.contact));
      const answer = await deliver([body, body, { ...body }]);
      expect(answer.batchItemFailures).toEqual([]);
      const row: Record<string, unknown> = await each.row();
      for (const [name, value] of Object.entries(payload.row))
        expect([payload.name, row[name]]).toEqual([payload.name, value]);
      expect((await suppressionOf(each.address))?.all?.reason).toBe(payload.silences);
      const consent = (await consentOf(each.customerId))[payload.channel]?.ad?.state;
      expect(consent).toBe(payload.withdraws ? 'withdrawn' : undefined);
    }
  });

  it('payloads with ids of nobody or of another shop are tried again, kept aside, and touch no message', async () => {
    const mine = await world();
    const before = await mine.row();
    const bodies = PAYLOADS.flatMap(({ body }) =>
      ['nowhere_00_0_0', `${mine.campaignId}_03_0_1`, `${mine.campaignId}_99_0_0`, 'u:p1', '../../x', ''].map((ref) =>
        JSON.parse(JSON.stringify(body).replaceAll(REF, ref)),
      ),
    );
    for (const tries of [1, 3]) {
      const { batchItemFailures } = await deliver(bodies, tries);
      expect(batchItemFailures).toHaveLength(tries === 3 ? 0 : bodies.length);
    }
    expect(await mine.row()).toEqual(before);
    expect(await suppressionOf(mine.address)).toBeUndefined();
  });

  it('one unreadable message fails alone', async () => {
    const fine = await world();
    const answer = await deliver([{ what: 'is this' }, about(fine, SES_EVENTS.delivery)]);
    expect(answer.batchItemFailures).toHaveLength(1);
    expect((await fine.row()).deliveredAt).toBeDefined();
  });

  it('a text message carries its price and parts', async () => {
    const text = await world({ channel: 'sms', costCurrency: 'USD' });
    await deliver([{ ...smsEvent('TEXT_DELIVERED'), context: { ref: text.ref } }]);
    expect(await text.row()).toMatchObject({ parts: 2, priceMicroUsd: 80_000, costMilli: 8_000 });
  });
});

describe('answers to text messages', () => {
  it('STOP silences the number for everything, withdraws, and marks the message', async () => {
    const text = await world({ channel: 'sms' });
    const number = `+8210${String(10_000_000 + worlds)}`;
    const body = { ...inboundText('수신거부 해주세요'), originationNumber: number };
    await deliver([body]);
    await deliver([body]);
    expect((await suppressionOf(text.address))?.all).toMatchObject({ reason: 'stop' });
    expect((await consentOf(text.customerId)).sms?.ad?.state).toBe('withdrawn');
    expect((await text.row()).optedOutAt).toBeDefined();
    const { consents } = await made();
    expect(await consents.evidenceOf(text.customerId)).toHaveLength(1);
  });

  it('STOP from a number that we never wrote to is honoured by number alone', async () => {
    const { suppressions } = await made();
    await deliver([{ ...inboundText('STOP'), originationNumber: '+821099998888' }]);
    expect((await suppressions.find('sms', '+821099998888'))?.all).toMatchObject({ reason: 'stop' });
  });

  it('marks the text, also where the mail that came after it stands for the message', async () => {
    const text = await world({ channel: 'sms' });
    const { ref, at, address } = await text.row();
    const way = { channel: 'sms', ref, status: 'sent', at, attempts: 1, handedOverAt: at, address } as const;
    const mail = { channel: 'email', link: 1, ref: `${ref}_1`, deliveredAt: at, address: 'another' } as const;
    await put(database.tables.messages, { ...(await text.row()), ...mail, links: { 0: way } });
    const originationNumber = `+8210${String(10_000_000 + worlds)}`;
    await deliver([{ ...inboundText('STOP'), originationNumber }]);
    const after = await text.row();
    // Who answers has the text: it stands for the message now.
    expect(after).toMatchObject({ channel: 'sms', optedOutAt: expect.any(String) });
    expect(after.links?.['1']?.optedOutAt).toBeUndefined();
  });

  it('marks the way that went out where two ways have the same number', async () => {
    const text = await world({ channel: 'sms' });
    const { ref, at, address } = await text.row();
    const refused = {
      channel: 'sms',
      ref,
      status: 'failed',
      reason: '3008',
      at,
      attempts: 1,
      handedOverAt: at,
      address,
    };
    await put(database.tables.messages, { ...(await text.row()), link: 1, ref: `${ref}_1`, links: { 0: refused } });
    const originationNumber = `+8210${String(10_000_000 + worlds)}`;
    await deliver([{ ...inboundText('수신거부'), originationNumber }]);
    expect(await text.row()).toMatchObject({ link: 1, optedOutAt: expect.any(String) });
    expect((await consentOf(text.customerId)).sms?.ad?.state).toBe('withdrawn');
  });

  it('a call of the free number that could not be written down whole is completed by the next poll, and undone by no old one', async () => {
    const text = await world({ channel: 'sms' });
    const deps = await made();
    const from = `010${String(10_000_000 + worlds)}`;
    const refusal = { kind: 'refusal', id: `r${worlds}`, from, at: '2026-11-22T02:00:00.000Z' } as const;
    const dying = {
      ...deps,
      feedback: { ...deps.feedback, update: () => Promise.reject(new Error('throttled')) },
    };
    await expect(recordRefusal(dying, refusal)).rejects.toThrow('throttled');
    expect((await text.row()).optedOutAt).toBeUndefined();
    await recordRefusal(deps, refusal);
    expect((await text.row()).optedOutAt).toBe(refusal.at);
    // A message of later, to who has agreed again, is not what was refused.
    await put(database.tables.messages, {
      ...{ ...(await text.row()), key: 'later#0#0', optedOutAt: undefined },
      handedOverAt: '2026-11-22T20:00:00.000Z',
    });
    const guard = { customerId: addressGuard(text.address), owner: text.customerId, expiresAt: 1_900_000_000 };
    await put(database.tables.messages, { ...guard, key: 'later#0#0' });
    await recordRefusal(deps, refusal);
    expect((await deps.feedback.find(text.customerId, 'later#0#0'))?.optedOutAt).toBeUndefined();
  });

  it('other words go onto the timeline once', async () => {
    const text = await world({ channel: 'sms' });
    const number = `+8210${String(10_000_000 + worlds)}`;
    const body = { ...inboundText('영업시간이 어떻게 되나요?'), originationNumber: number };
    await deliver([body]);
    await deliver([body]);
    const { suppressions } = await made();
    const stored = await database.dynamo.send(
      new QueryCommand({
        TableName: database.tables.events,
        KeyConditionExpression: 'person = :p',
        ExpressionAttributeValues: { ':p': text.customerId },
      }),
    );
    expect(stored.Items).toMatchObject([{ name: 'Text Received' }]);
    expect(await suppressions.findHash(text.address)).toBeUndefined();
  });
});

describe('unsubscribe link (RFC 8058)', () => {
  const queued: TrackMessage[] = [];
  const door = () =>
    createDoor({
      clock: () => NOW,
      linkKey: async () => deriveKey(SECRET, LINK_KEY),
      shortLinks: { find: async () => undefined },
      landing: async () => undefined,
      survey: async () => undefined,
      record: made,
      report: async (message) => void queued.push(message),
    });
  const call = (where: World, method: string, body?: string | Buffer, type = 'application/x-www-form-urlencoded') => {
    const token = sign(deriveKey(SECRET, LINK_KEY), { kind: 'u', ref: where.ref });
    const headers = { 'user-agent': BROWSER, 'content-type': type };
    const event = httpEvent({
      method,
      path: `/u/${token}`,
      pathParameters: { token },
      headers,
      ...(body === undefined ? {} : { body }),
    });
    return door()(event, lambdaContext());
  };

  it('GET asks and changes nothing', async () => {
    const reader = await world();
    const page = await call(reader, 'GET');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('수신거부');
    expect(page.body).toContain('<form method="post">');
    expect(page.body).not.toContain('<script');
    expect(page.headers?.['content-security-policy']).toContain("default-src 'none'");
    expect(await suppressionOf(reader.address)).toBeUndefined();
    expect(await consentOf(reader.customerId)).toEqual({});
  });

  it.each([
    ['form', 'List-Unsubscribe=One-Click', 'application/x-www-form-urlencoded'],
    [
      'multipart',
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      'multipart/form-data; boundary=b',
    ],
  ])('POST (%s) withdraws at once, answers without redirect, and may be repeated', async (_name, body, type) => {
    const reader = await world();
    const first = await call(reader, 'POST', Buffer.from(body), type);
    expect(first.statusCode).toBe(200);
    expect(first.headers?.location).toBeUndefined();
    expect(first.headers?.['set-cookie']).toBeUndefined();
    expect(first.body).toContain('2026-11-23');
    await call(reader, 'POST', Buffer.from(body), type);
    expect((await suppressionOf(reader.address))?.ad).toMatchObject({ reason: 'unsubscribe' });
    expect((await consentOf(reader.customerId)).email?.ad?.state).toBe('withdrawn');
    expect(await (await made()).consents.evidenceOf(reader.customerId)).toHaveLength(1);
    await deliver([queued.at(-1)]);
    expect((await reader.row()).unsubscribedAt).toBe('2026-11-23T01:00:00.000Z');
  });

  it('the old address is refused too when the person has a new one', async () => {
    const { suppressions } = await made();
    const old = suppressions.hashOf('email', 'old@example.com');
    const reader = await world({ address: old });
    await call(reader, 'POST', 'List-Unsubscribe=One-Click');
    expect((await suppressionOf(old))?.ad).toBeDefined();
    expect((await suppressions.find('email', `p${worlds}@example.com`))?.ad).toBeDefined();
  });

  it('POST with anything else changes nothing', async () => {
    const reader = await world();
    expect((await call(reader, 'POST', 'hello=world')).statusCode).toBe(400);
    expect((await call(reader, 'POST', Buffer.alloc(64 * 1024, 'a'))).statusCode).toBe(400);
    expect(await suppressionOf(reader.address)).toBeUndefined();
  });

  it('a failing table never answers "done"', async () => {
    const reader = await world();
    const broken = createDoor({
      clock: () => NOW,
      linkKey: async () => deriveKey(SECRET, LINK_KEY),
      shortLinks: { find: async () => undefined },
      landing: async () => undefined,
      survey: async () => undefined,
      record: async () => {
        const deps = await made();
        return { ...deps, consents: { ...deps.consents, append: () => Promise.reject(new Error('throttled')) } };
      },
      report: async () => undefined,
    });
    const token = sign(deriveKey(SECRET, LINK_KEY), { kind: 'u', ref: reader.ref });
    const event = httpEvent({
      method: 'POST',
      path: `/u/${token}`,
      pathParameters: { token },
      body: 'List-Unsubscribe=One-Click',
    });
    expect((await broken(event, lambdaContext())).statusCode).toBe(503);
    // The refusal itself was written first, so nothing is sent meanwhile (P5).
    expect((await suppressionOf(reader.address))?.ad).toBeDefined();
  });
});

describe('attribution', () => {
  const store = () => createAttributionStore(database.dynamo, database.tables);
  const personOf = ({ customerId }: { readonly customerId: string }) => ({ customerId, otherIds: [] });
  const money = { currency: 'KRW', exchangeRates: [] };
  const placeOrder = (customerId: string, orderId: string, hours: number, net: number) =>
    put(database.tables.orders, {
      customerId,
      orderId,
      version: 1,
      placedAt: new Date(Date.parse('2026-11-22T01:00:00.000Z') + hours * 3_600_000).toISOString(),
      currency: 'KRW',
      gross: net,
      refunded: 0,
      net,
      entries: '[]',
    });

  it('writes goal and attribution once, follows a refund, and then rests', async () => {
    const buyer = await world();
    await placeOrder(buyer.customerId, 'o1', 5, 30_000);
    expect(await attributeCustomer(store(), personOf(buyer), money)).toBe(2);
    expect(await attributeCustomer(store(), personOf(buyer), money)).toBe(0);
    expect((await buyer.row()).goal).toMatchObject({ orders: 1, revenue: 30_000, currency: 'KRW' });
    const [order] = await store().orders(buyer.customerId);
    expect(order?.attribution).toMatchObject({ campaignId: buyer.campaignId, touch: 'delivered' });
    await database.dynamo.send(
      new UpdateCommand({
        TableName: database.tables.orders,
        Key: { customerId: buyer.customerId, orderId: 'o1' },
        UpdateExpression: 'SET net = :net, refunded = :refunded',
        ExpressionAttributeValues: { ':net': 10_000, ':refunded': 20_000 },
      }),
    );
    expect(await attributeCustomer(store(), personOf(buyer), money)).toBe(1);
    expect((await buyer.row()).goal).toMatchObject({ orders: 1, revenue: 10_000 });
  });

  it('counts what a control person bought, and gives their order to nobody', async () => {
    const control = await world({ status: 'control', arm: 'control', eligible: true });
    await placeOrder(control.customerId, 'o1', 5, 30_000);
    await attributeCustomer(store(), personOf(control), money);
    expect((await control.row()).goal).toMatchObject({ orders: 1, revenue: 30_000 });
    expect((await store().orders(control.customerId))[0]?.attribution).toBeUndefined();
  });

  it('two lanes at once end on the truth', async () => {
    const buyer = await world();
    for (let n = 0; n < 5; n++) {
      await Promise.all([
        placeOrder(buyer.customerId, `o${n}`, n + 1, 1_000),
        attributeCustomer(store(), personOf(buyer), money),
        attributeCustomer(store(), personOf(buyer), money),
      ]);
    }
    await Promise.all([1, 2, 3].map(() => attributeCustomer(store(), personOf(buyer), money)));
    expect((await buyer.row()).goal).toMatchObject({ orders: 5, revenue: 5_000 });
    expect(await attributeCustomer(store(), personOf(buyer), money)).toBe(0);
  });
});

describe('counters in the table', () => {
  const change = (sequence: string, after: unknown, streamTime: number, before?: unknown) => ({
    table: 'messages' as const,
    sequence,
    before,
    after,
    streamTime,
  });

  it('survive replays, large squares and the folding of closed shards', async () => {
    const store = createTallyStore(database.dynamo, database.tables.insights);
    const never = () => {
      throw new Error('nothing may fail here');
    };
    const goal = { orders: 1, revenue: 2_000_000_001, currency: 'KRW' };
    const row = (customerId: string) => sentRow({ customerId, campaignId: 'folded', goal });
    const old = [change('99', row('u:a'), 1_000), change('100', row('u:b'), 1_001)];
    await countChanges(store, 'shard-1', old, never);
    await countChanges(store, 'shard-1', old, never);
    const later = 1_000 + 3 * 86_400;
    await countChanges(store, 'shard-2', [change('101', row('u:c'), later)], never);
    const parts = await database.dynamo.send(
      new ScanCommand({
        TableName: database.tables.insights,
        FilterExpression: 'subject = :s',
        ExpressionAttributeValues: { ':s': 'campaign#folded' },
      }),
    );
    expect((parts.Items ?? []).map((item) => String(item.part)).sort()).toEqual(['base', 'shard#messages#shard-2']);
    const sum = await store.sum('campaign#folded');
    expect(count(sum, 'status.sent')).toBe(3);
    expect(sum.get('arm.a.squares.KRW')).toBe(3n * 2_000_000_001n ** 2n);
  });

  it('two invocations of one shard at once count once', async () => {
    const store = createTallyStore(database.dynamo, database.tables.insights);
    const changes = Array.from({ length: 20 }, (_, n) =>
      change(String(500 + n), sentRow({ customerId: `u:x${n}`, campaignId: 'twice' }), 1_000),
    );
    await Promise.all([1, 2, 3].map(() => countChanges(store, 'shard-1', changes, () => undefined)));
    expect(count(await store.sum('campaign#twice'), 'status.sent')).toBe(20);
  });
});

it('who is lost is valued once, by what the model expected when it became known', async () => {
  const here = await world();
  const deps = await made();
  let asked = 0;
  const worthOf = async () => ({ amount: 12_000 + ++asked, currency: 'KRW' });
  const receipt = { kind: 'receipt', channel: 'email', ref: here.ref, providerId: undefined, addresses: [] } as const;
  const said = (kind: 'unsubscribed' | 'delivered', at: string) =>
    recordReceipt({ ...deps, worthOf }, { ...receipt, facts: [{ kind, at }] }, at);
  await said('delivered', '2026-11-22T01:00:05.000Z');
  expect((await here.row()).lostValue).toBeUndefined();
  await said('unsubscribed', '2026-11-22T02:00:00.000Z');
  await said('unsubscribed', '2026-11-22T01:30:00.000Z');
  expect(await here.row()).toMatchObject({
    unsubscribedAt: '2026-11-22T01:30:00.000Z',
    lostValue: { amount: 12_001, currency: 'KRW' },
  });
});
