import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PurgeQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { quarantined } from '../../shared/events/quarantine.ts';
import { everythingOf, type Haystack, search, spellingsOf } from '../support/byte-search.ts';
import { namesOf, wordsOf } from '../support/erasure-story.ts';
import { itemOf } from '../support/project-world.ts';
import { NEW_SHAPE, newShapes } from '../support/stored.ts';

const names = namesOf('84613907');
const words = wordsOf(names);
const folder = mkdtempSync(join(tmpdir(), 'dangol-erasure-'));
const START = '2026-11-23T10:00:00+09:00';
let stack: LocalStack;
let admin = 'local-admin';

beforeAll(async () => {
  stack = await startStack({ dataDir: folder, clock: START });
});
afterAll(async () => {
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${stack.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${admin}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  // biome-ignore lint/suspicious/noExplicitAny: a test reads answers field by field
  const parsed: any = text === '' ? undefined : JSON.parse(text);
  return { status: answer.status, body: parsed };
};
const made = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
  const { status, body: answer } = await call(method, path, body, headers);
  expect(status, `${method} ${path}: ${JSON.stringify(answer)}`).toBeLessThan(300);
  return answer;
};

/** An admin who has signed in, and not a key: the erasure is done in somebody's name. */
const signIn = async (): Promise<string> => {
  const { LOGIN_URL = '', USERS_CLIENT_ID = '' } =
    stack.plan.functions.find(({ logicalId }) => logicalId.startsWith('ServeConsole'))?.environment ?? {};
  const redirect_uri = `${stack.url}/`;
  const code_verifier = 'v'.repeat(64);
  const challenge = createHash('sha256').update(code_verifier).digest('base64url');
  const query = new URLSearchParams({
    ...{ response_type: 'code', client_id: USERS_CLIENT_ID, redirect_uri, scope: 'openid', state: 's', user: 'admin' },
    ...{ code_challenge_method: 'S256', code_challenge: challenge },
  });
  const back = await fetch(`${LOGIN_URL}/login?${query}`, { redirect: 'manual' });
  const code = new URL(back.headers.get('location') ?? redirect_uri).searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', client_id: USERS_CLIENT_ID, redirect_uri, code, code_verifier };
  const answer = await fetch(`${LOGIN_URL}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) });
  return (await answer.json()).access_token;
};

/** The shop's file: the person, and others for the night to reckon with. */
const file = () => {
  const { id, twin, devices, email, phone, name } = names;
  const at = (day: number) => `2026-11-${String(day).padStart(2, '0')}T03:00:00.000Z`;
  const consent = {
    email: { ad: { state: 'granted', at: at(1) } },
    sms: { ad: { state: 'granted', at: at(1) } },
    source: 'file',
  };
  const order = (userId: string, day: number, total: number, receiver: object = { name, phone }) => ({
    ...{ type: 'track', event: 'Order Completed', userId, timestamp: at(day), messageId: `o-${userId}-${day}` },
    properties: { order_id: `order-${userId}-${day}`, total, currency: 'KRW', shipping_address: receiver },
  });
  // Few enough that the night's five tiles have everybody at a cut.
  const others = [1, 2, 3, 4].map((index) => order(`other-${index}`, index, 1_000 * index, { name: '이단골' }));
  return [
    {
      type: 'page',
      anonymousId: devices[0],
      messageId: 'p1',
      timestamp: at(1),
      context: { page: { url: `https://shop.example/?u=${email}` } },
    },
    {
      type: 'identify',
      userId: id,
      anonymousId: devices[0],
      messageId: 'i1',
      timestamp: at(2),
      traits: { email, phone, name, consent },
    },
    {
      type: 'identify',
      userId: id,
      anonymousId: devices[1],
      messageId: 'i2',
      timestamp: at(3),
      traits: { name, nick: name, email: email.toUpperCase() },
    },
    { type: 'group', userId: id, groupId: `club-of-${id}`, messageId: 'g1', timestamp: at(3), traits: { owner: name } },
    { type: 'alias', userId: id, previousId: twin, messageId: 'al1', timestamp: at(4) },
    { type: 'identify', userId: twin, messageId: 'i3', timestamp: at(4), traits: { email, name } },
    order(id, 5, 30_000),
    order(id, 9, 20_000),
    {
      type: 'track',
      event: 'Order Refunded',
      userId: id,
      messageId: 'r1',
      timestamp: at(10),
      properties: { order_id: `order-${id}-5`, total: 5_000, currency: 'KRW' },
    },
    {
      type: 'track',
      event: 'Support Asked',
      userId: id,
      messageId: 's1',
      timestamp: at(11),
      properties: { text: `${name} ${phone}` },
    },
    ...others,
  ];
};
const importFile = () => made('POST', '/v1/batch', { batch: file() }, { 'x-dangol-import': '1' });

const brand = { name: '단골상점', email: 'hello@shop.example', phone: '02-123-4567', address: '서울' };
const html = '<p>{{ customer.traits.name }}님, <a href="https://shop.example/new">보기</a></p>';

/** What a year with a shop leaves of somebody: a campaign, a single message, a night, a merge, looks, wishes, kept answers. */
const live = async (): Promise<void> => {
  const { id, twin, email, name } = names;
  await made('PUT', '/v1/settings', { brand, rfm: { scoring: 'ntile' } });
  await importFile();
  await stack.drain();
  const pairs = await made('GET', '/v1/duplicates');
  for (const pair of pairs.data) await made('POST', `/v1/duplicates/${pair.id}/confirm`, { survivor: id });
  await made('PUT', `/v1/customers/${id}/consents/email`, {
    purpose: 'ad',
    state: 'granted',
    source: `call with ${name}`,
  });
  await made('PUT', `/v1/customers/${id}/preferences`, { most: { messages: 5, days: 7 }, source: 'desk' });
  await made('POST', '/v1/templates', {
    id: 'hello',
    name: 'hello',
    channel: 'email',
    purpose: 'ad',
    subject: '{{ customer.traits.name }}님',
    html,
  });
  await made('POST', '/v1/templates', {
    id: 'note',
    name: 'note',
    channel: 'email',
    purpose: 'info',
    subject: '{{ data.who }}',
    html: '<p>{{ data.who }}</p>',
  });
  await made('POST', '/v1/campaigns', {
    id: 'hello',
    name: 'hello',
    channel: 'email',
    templateId: 'hello',
    audience: { include: [], list: [id, 'other-1'] },
    control: 0,
  });
  await made('POST', '/v1/campaigns/hello/launch', undefined, { 'idempotency-key': `launch-for-${id}` });
  await made('POST', '/v1/messages', {
    templateId: 'note',
    to: { address: email },
    data: { who: name },
    idempotencyKey: `note-${id}`,
  });
  await stack.drain();
  const sent = await (await fetch(`${stack.url}/inbox/messages?to=${encodeURIComponent(email)}`)).json();
  expect(sent.length).toBeGreaterThanOrEqual(2);
  await made('POST', '/v1/recompute');
  await stack.drain();
  for (const path of [`/v1/customers/${id}`, `/v1/customers?email=${email}`, `/v1/customers/${twin}/timeline`])
    await made(
      'GET',
      `${path}${path.includes('?') ? '&' : '?'}personal=shown&reason=${encodeURIComponent(`${name} asked, ${id}`)}`,
    );
  await made('GET', `/v1/customers/${id}/export`);
  const waiting = itemOf({ person: `u:${id}`, messageId: 'waits', body: { properties: { to: name } } });
  await eventStore().appendToQuarantine(quarantined(waiting));
};

const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const region = 'ap-northeast-2';
const eventStore = () => {
  const client = new DynamoDBClient({ endpoint: stack.endpoints.DYNAMODB ?? '', region, credentials });
  const table = stack.plan.tables.find(({ name }) => name.includes('Events'))?.name ?? '';
  return createEventStore(DynamoDBDocumentClient.from(client), table);
};

const everywhere = () => search(everythingOf(stack, folder), words);

describe('a search of bytes', () => {
  it.each(['김84613907단골', 'kim.84613907@example.com', 'member-84613907'])(
    'knows %s in every dress',
    async (word) => {
      const bytes = Buffer.from(word);
      const json = JSON.stringify(word).replace(/[^ -~]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);
      const dresses = [
        ...[word, word.toUpperCase(), json, encodeURIComponent(word), bytes.toString('hex'), bytes.toString('base64')],
        ...['a', 'ab', 'abc'].map((before) => Buffer.from(`${before}${word} and more`).toString('base64url')),
      ];
      async function* hay(): AsyncGenerator<Haystack> {
        for (const [index, text] of dresses.entries())
          yield { place: `dress ${index}`, bytes: Buffer.from(`<${text}>`) };
        yield { place: 'dress of somebody else', bytes: Buffer.from('김84613908단골, member-8461390') };
      }
      const { found } = await search(hay(), [word]);
      expect(found).toHaveLength(dresses.length);
      expect(spellingsOf(word).every((spelling) => spelling.length >= 8)).toBe(true);
    },
  );
});

describe('an erasure on the whole stack', () => {
  it('begins with a person who stands in many tables, and in no queue, file or log', async () => {
    await live();
    expect(await newShapes(stack, 'person'), NEW_SHAPE).toEqual([]);
    const { found, looked } = await everywhere();
    const places = new Set(found.map((line) => line.split(': ')[0]));
    expect([...places].filter((place) => !/^(table |object sql\/)/.test(place ?? ''))).toEqual([]);
    expect(places.size).toBeGreaterThanOrEqual(8);
    expect(looked).toMatchObject({
      table: expect.any(Number),
      object: expect.any(Number),
      file: expect.any(Number),
      log: expect.any(Number),
    });
  });

  it('would be caught by a queue or an object that still named the person', async () => {
    const queue = stack.plan.queues.find(({ name }) => name.includes('FeedbackDeadLetters'))?.url ?? '';
    const Bucket = stack.plan.buckets[0] ?? '';
    const sqs = new SQSClient({ endpoint: stack.endpoints.SQS ?? '', region, credentials });
    const s3 = new S3Client({ endpoint: stack.endpoints.S3 ?? '', region, credentials, forcePathStyle: true });
    await sqs.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: JSON.stringify({ to: names.email }) }));
    await s3.send(new PutObjectCommand({ Bucket, Key: 'planted', Body: Buffer.from(names.name).toString('hex') }));
    const { found } = await everywhere();
    expect(found.filter((line) => /^(queue|object planted)/.test(line))).toEqual([
      `object planted: ${names.name}`,
      expect.stringMatching(/^queue .*FeedbackDeadLetters.*: kim\.84613907@example\.com$/),
    ]);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queue }));
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'planted' }));
    sqs.destroy();
    s3.destroy();
  });

  it('leaves nothing but keyed hashes and stand-ins, at once and a day later', async () => {
    admin = await signIn();
    const { id, email, name } = names;
    const reason = `${name} (${id}, ${email}) asked for it`;
    const proof = await made('DELETE', `/v1/customers/${id}`, { reason }, { 'idempotency-key': `erase-${id}` });
    expect(proof).toMatchObject({ state: 'deleted', requestedBy: 'admin' });
    await stack.drain();
    // Tables for SQL that are written whole forget with the next night.
    const whole = /^object sql\/(customers|orders|messages)\//;
    expect((await everywhere()).found.filter((line) => !whole.test(line))).toEqual([]);
    await stack.advance('2026-11-24T11:00:00+09:00');
    await stack.drain();
    admin = 'local-admin';
    expect(await made('GET', `/v1/erasures/${proof.requestId}`)).toMatchObject({ state: 'final' });
    expect((await everywhere()).found).toEqual([]);
  });

  it('is not undone by the same file, imported by the same person, nor by another night', async () => {
    admin = await signIn();
    await importFile();
    await stack.drain();
    await made('POST', '/v1/recompute');
    await stack.drain();
    expect((await call('GET', `/v1/customers/${names.id}`)).status).toBe(410);
    expect((await everywhere()).found).toEqual([]);
  });
});
