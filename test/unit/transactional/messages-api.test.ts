import { SQSClient } from '@aws-sdk/client-sqs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { messageRoutes } from '../../../functions/serve-api/routes/messages.ts';
import { templateRoutes } from '../../../functions/serve-api/routes/templates.ts';
import { createRequestsPlace } from '../../../shared/erasure/requests-place.ts';
import { templateSchema } from '../../../shared/templates/template.ts';
import { checkData } from '../../../shared/transactional/data.ts';
import { createTestApi } from '../../support/api.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { createFakeProvider } from '../delivery/fake-provider.ts';
import { EMAIL_AD, SECRET } from '../delivery/shop.ts';
import { createDesk, SHIPPED } from './desk.ts';

let test: TestDynamo;
let api: ReturnType<typeof createTestApi>;
let desk: Awaited<ReturnType<typeof createDesk>>;
const NOW = Date.parse('2026-11-23T01:00:00.000Z');

beforeAll(async () => {
  test = await startDynamo();
  desk = await createDesk(test);
  const sqs = new SQSClient({ region: 'ap-northeast-2', credentials: { accessKeyId: 't', secretAccessKey: 't' } });
  sqs.middlewareStack.add(() => async () => ({ output: { $metadata: {} }, response: {} }), {
    step: 'initialize',
    name: 'test',
  });
  // The desk's people are found by hashes under the desk's secret.
  const withQueue: typeof messageRoutes = (services) =>
    messageRoutes({ ...services, sqs, signingKey: async () => SECRET });
  api = createTestApi(test, [withQueue, templateRoutes], () => NOW);
  await api.addKey('admin-key', ['admin']);
  await api.addKey('tool-key', ['send']);
  await api.addKey('approver-key', ['read', 'author', 'approve']);
  await api.addKey('author-key', ['read', 'author']);
  await desk.addPerson('kim');
  const shared = { contacts: { email: 'home@example.com' } };
  await desk.addPerson('mother', shared);
  await desk.addPerson('daughter', shared);
  await desk.definitions.save('template', 'ad', EMAIL_AD);
});
afterAll(() => test.stop());

const order = {
  templateId: 'shipped',
  to: { address: ' KIM@example.com ' },
  data: { order: { number: 'A-1' }, note: '내일 도착합니다' },
  idempotencyKey: 'A-1 shipped',
};
const draft = { ...order, idempotencyKey: 'refused' };
const post = (body: unknown, key = 'tool-key') => api.call('POST', '/v1/messages', { body, key });

describe('POST /v1/messages', () => {
  it('answers 202 with an id that tells what became of it, the same for the same key', async () => {
    const first = await post(order);
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({
      ...{ messageId: expect.stringMatching(/^M[0-9a-f]{32}$/), status: 'pending', reason: null, customerId: 'kim' },
      ...{ channel: 'email', templateId: 'shipped', templateVersion: 1, handedOverAt: null },
    });
    expect((await post(order)).body).toEqual(first.body);
    const { body } = await api.call('GET', `/v1/messages/${first.body.messageId}`, { key: 'tool-key' });
    expect(body).toEqual(first.body);
    expect((await api.call('GET', '/v1/messages/M0')).status).toBe(404);
  });

  it('is for keys that may send, and for nobody’s write key', async () => {
    expect((await post(order, 'approver-key')).status).toBe(403);
    expect((await api.call('POST', '/v1/messages', { body: order, key: null })).status).toBe(401);
  });

  it.each([
    ['an ad', { ...draft, templateId: 'ad' }, 422, 'templateId'],
    ['what is no template', { ...draft, templateId: 'none' }, 404, undefined],
    ['an address of nobody', { ...draft, to: { address: 'nobody@example.com' } }, 404, 'to.address'],
    ['an id of nobody', { ...draft, to: { customerId: 'nobody' } }, 404, undefined],
    ['an address of two people', { ...draft, to: { address: 'home@example.com' } }, 409, undefined],
    ['data that lacks a name', { ...draft, data: { order: {}, note: 'x' } }, 422, 'data.order.number'],
    ['data that is empty where it is read', { ...draft, data: { ...order.data, note: null } }, 422, 'data.note'],
    ['data that nothing reads', { ...draft, data: { ...order.data, coupon: 1 } }, 422, 'data.coupon'],
    ['both kinds of receiver', { ...draft, to: { customerId: 'kim', address: 'kim@example.com' } }, 422, 'to'],
    ['no key', { ...draft, idempotencyKey: '' }, 422, 'idempotencyKey'],
    ['a field that is not known', { ...draft, purpose: 'ad' }, 422, '$'],
  ])('refuses %s and says where', async (_what, body, status, path) => {
    const answer = await post(body);
    const refused = answer.body.error;
    expect([answer.status, refused.code]).toEqual([status, expect.any(String)]);
    if (path !== undefined) expect(refused.details.map((detail: { path: string }) => detail.path)).toContain(path);
  });

  it('refuses a second message under a key, and data above its limit', async () => {
    const other = await post({ ...order, data: { ...order.data, note: '모레' } });
    expect([other.status, other.body.error.code]).toEqual([409, 'conflict']);
    const large = await post({ ...order, idempotencyKey: 'large', data: { ...order.data, note: '가'.repeat(6_000) } });
    expect([large.status, large.body.error.code]).toEqual([413, 'too_large']);
  });

  it('does not let data into a header', async () => {
    const { createFakeProvider } = await import('../delivery/fake-provider.ts');
    const email = createFakeProvider('email');
    const data = { order: { number: 'A\r\nBcc: thief@example.com\r\n\r\n<b>' }, note: '<script>alert(1)</script>' };
    const { messageId } = await desk.accept({ ...order, data, idempotencyKey: 'evil' });
    await desk.sender(email.adapter, createFakeProvider('sms').adapter)(messageId);
    expect(email.accepted[0]?.subject).toBe('김단골님, A Bcc: thief@example.com <b> 주문을 보냈습니다');
  });
});

describe('a template that reads data', () => {
  it('is no ad, and no campaign sends it', async () => {
    const ad = await api.call('POST', '/v1/templates', { body: { ...SHIPPED, id: 'shipped-ad', purpose: 'ad' } });
    expect([ad.status, ad.body.error.details[0].path]).toEqual([422, 'subject']);
    await desk.addCampaign('wrong', { audience: { list: ['kim'] } }, SHIPPED);
    const { findings } = await desk.preflight('wrong');
    expect(findings.map(({ code, level }) => `${level} ${code}`)).toContain('block needsData');
  });

  it('takes any JSON that has what it reads, and refuses everything else without failing', () => {
    const template = templateSchema.parse(SHIPPED);
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 })), fc.boolean(), (wild, full) => {
        const data = full ? { order: { ...wild, number: 'A' }, note: 'n' } : wild;
        try {
          expect(JSON.parse(checkData(template, data))).toEqual(JSON.parse(JSON.stringify(data)));
        } catch (error) {
          if (!(error instanceof Error) || !('code' in error)) throw error;
          expect(['invalid', 'too_large']).toContain(error.code);
          if (full) expect(Object.keys(wild)).toContain('__proto__');
        }
      }),
    );
  });
});

it('an erased person’s messages keep their keys and nothing of what was sent along', async () => {
  await desk.addPerson('lee');
  const { messageId } = await desk.accept({ ...order, to: { customerId: 'lee' }, idempotencyKey: 'of lee' });
  const place = createRequestsPlace(test.dynamo, test.tables, Buffer.alloc(32));
  const targets = { ids: ['u:lee'], lost: [], aliases: [], addresses: [], segments: [] };
  for await (const removal of place.removals(targets)) await removal();
  for await (const removal of place.removals(targets)) await removal();
  const request = await desk.requests.find(messageId);
  expect(request?.customerId).toMatch(/^erased:/);
  expect(request?.data).toBeUndefined();
});

describe('POST /v1/campaigns/{id}/test', () => {
  const trial = (body: unknown, key = 'approver-key') => api.call('POST', '/v1/campaigns/autumn/test', { body, key });

  it('sends the marked message to named people through the gates, and names whom nobody knows', async () => {
    await desk.settings.change({ brand: { phone: '02-1234-5678', address: '서울' } });
    await desk.addCampaign('autumn', { audience: { list: ['nobody'] } });
    await desk.addPerson('staff', { kind: 'staff' });
    await desk.addPerson('quiet', { kind: 'staff' });
    await desk.say('u:staff', 'email', 'ad', 'granted');
    const { status, body } = await trial({ to: ['staff', 'quiet', 'staff', 'ghost'] });
    expect(status).toBe(202);
    expect(body.data).toMatchObject([
      { customerId: 'staff', status: 'pending', templateId: 't-autumn' },
      { customerId: 'quiet', status: 'pending' },
      { customerId: 'ghost', error: expect.stringContaining('There is no customer "ghost"') },
    ]);
    const [staff, quiet] = z.array(z.looseObject({ messageId: z.string().optional() })).parse(body.data);
    const email = createFakeProvider('email');
    const send = desk.sender(email.adapter, createFakeProvider('sms').adapter);
    for (const one of [staff, quiet]) await send(one?.messageId ?? '');
    expect(email.accepted.map(({ to, subject }) => [to, subject])).toEqual([
      ['staff@example.com', '(광고) [테스트] 김단골님, 다시 오세요'],
    ]);
    expect(await desk.view(quiet?.messageId ?? '')).toMatchObject({ status: 'skipped', reason: 'noConsent' });
    const row = await desk.messages.find('u:staff', `${staff?.messageId}#0#0`);
    expect(row).toMatchObject({ campaignId: 'Trial-autumn', purpose: 'ad', status: 'sent' });
  });

  it('asks whom it is for where nobody is named', async () => {
    expect((await trial({})).body.error).toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('testGroup'),
    });
    await desk.settings.change({ testGroup: ['staff'] });
    expect((await trial({})).body.data).toHaveLength(1);
    expect((await trial({}, 'tool-key')).status).toBe(403);
    // An author tries things out on the test group, not on customers.
    expect((await trial({}, 'author-key')).status).toBe(202);
    expect((await trial({ to: ['quiet'] }, 'author-key')).body.error).toMatchObject({ code: 'forbidden' });
  });
});
