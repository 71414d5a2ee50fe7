import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createHandler as createHear } from '../../../functions/hear-solapi/handler.ts';
import { createHandler as createPoll } from '../../../functions/poll-solapi/handler.ts';
import { startSolapi } from '../../../infra/local/solapi/solapi.ts';
import { createFeedbackDeps } from '../../../shared/feedback/feedback-deps.ts';
import { parseFeedback } from '../../../shared/feedback/parse-feedback.ts';
import { pollSolapi } from '../../../shared/feedback/poll-solapi.ts';
import { recordReceipt } from '../../../shared/feedback/record-receipt.ts';
import { recordRefusal } from '../../../shared/feedback/record-refusal.ts';
import { createSolapiCursorStore } from '../../../shared/feedback/solapi-cursor-store.ts';
import { DAY, HOUR, MINUTE } from '../../../shared/platform/clock.ts';
import { createSolapi } from '../../../shared/solapi/client.ts';
import { startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { httpEvent, lambdaContext } from '../../support/http-event.ts';
import { createFakeProvider } from '../delivery/fake-provider.ts';
import { createShop, SECRET, SMS_AD } from '../delivery/shop.ts';
import { surroundings } from '../stand-ins/stand-in-bench.ts';

const START = '2026-11-23T03:00:00.000Z';
const WORD = 'w'.repeat(40);

let test: TestDynamo;
beforeAll(async () => {
  test = await startDynamo();
});
afterAll(() => test.stop());

/** A shop with Solapi's stand-in, its poll and its webhook, and what they queued. */
const bench = async () => {
  const shop = createShop(test, START);
  const standIn = await startSolapi(surroundings({ clock: shop.clock }).options);
  onTestFinished(() => standIn.stop());
  const secret = async () => ({ apiKey: 'local', apiSecret: 'local-secret', webhookSecret: WORD });
  const solapi = createSolapi({ url: standIn.endpoint, secret, clock: shop.clock });
  const queued: object[] = [];
  const queue = async (bodies: readonly object[]) => void queued.push(...bodies);
  const cursors = createSolapiCursorStore(test.dynamo, test.tables.insights);
  await cursors.write('refusals', { since: '1970-01-01T00:00:00.000Z' });
  await cursors.write('messages', { since: '2026-11-20T03:00:00.000Z' });
  const poll = () => pollSolapi({ solapi, cursors, queue, clock: shop.clock }, Number.POSITIVE_INFINITY);
  const hear = createHear({ secret, solapi, queue });
  const report = (body: unknown, word = createHash('sha1').update(WORD).digest('hex')) =>
    hear(
      httpEvent({
        method: 'POST',
        path: '/h/solapi',
        headers: { 'x-solapi-secret': word, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
      lambdaContext(),
    );
  const send = async (to: string, ref = 'winback_03_0_17') => {
    const message = { to, from: '021234567', text: '안녕', type: 'SMS', customFields: { ref } };
    const { body } = await solapi.call('POST', '/messages/v4/send', { body: { message } });
    return standIn.accepted().at(-1)?.messageId ?? JSON.stringify(body);
  };
  return { shop, standIn, queued, poll, report, send };
};

const read = (body: object) => parseFeedback(JSON.stringify(body));

describe('what became of a Korean text', () => {
  it.each([
    ['01012345678', [{ kind: 'delivered' }], []],
    ['01000000000', [{ kind: 'accepted' }], []],
    ['01000000001', [{ kind: 'bounced', type: 'Permanent', subType: '3032', deadAddress: true }], ['+821000000001']],
    ['01000000002', [{ kind: 'bounced', type: 'Permanent', deadAddress: false }], []],
    ['01000000003', [{ kind: 'bounced', type: 'Transient', deadAddress: false }], []],
  ])('is read for %s by the webhook and by the poll alike', async (to, facts, addresses) => {
    const { report, poll, queued, send } = await bench();
    const messageId = await send(to);
    expect((await report([{ messageId, statusCode: '4000', customFields: { ref: 'forged' } }])).statusCode).toBe(200);
    await poll();
    expect(queued).toHaveLength(2);
    expect(queued[1]).toEqual(queued[0]);
    expect(read(queued[0] ?? {})).toMatchObject({
      ...{ kind: 'receipt', channel: 'sms', ref: 'winback_03_0_17', providerId: messageId, addresses },
      facts,
    });
    expect(JSON.stringify(queued)).not.toContain('안녕');
  });

  it('is read for every message of a reported group', async () => {
    const { report, queued, standIn, send } = await bench();
    await send('01012345678');
    const groupId = standIn.accepted()[0]?.groupId;
    await report([{ data: { groupId } }]);
    expect(queued).toHaveLength(1);
  });

  it('is believed of nobody without the word, and of no message that Solapi does not know', async () => {
    const { report, queued, send } = await bench();
    const messageId = await send('01012345678');
    for (const word of ['', WORD, 'f'.repeat(40), createHash('sha1').update('other').digest('hex').toUpperCase()])
      expect((await report([{ messageId }], word)).statusCode).toBe(401);
    expect((await report([{ messageId: 'M4VMADEUP00000000' }])).statusCode).toBe(200);
    expect((await report({ nonsense: true })).statusCode).toBe(200);
    expect(queued).toEqual([]);
  });

  it('settles a message whose answer was lost', async () => {
    const { shop, poll, queued, send } = await bench();
    await shop.addCustomer('u:lost', { contacts: { phone: '+821055550001' } });
    await shop.say('u:lost', 'sms', 'ad', 'granted');
    await shop.addCampaign('lost-text', { audience: { list: ['lost'] }, channel: 'sms' }, SMS_AD);
    await shop.launch('lost-text');
    const provider = createFakeProvider('sms', () => 'lost');
    for (const key of shop.queued.splice(0)) await shop.sender(provider.adapter)(key, Number.POSITIVE_INFINITY);
    expect((await shop.ledger('lost-text')).rows).toMatchObject([{ status: 'unknown' }]);
    await send('01055550001', provider.accepted[0]?.ref);
    await poll();
    const receipt = read(queued.at(-1) ?? {});
    if (receipt.kind !== 'receipt') throw new Error('no receipt');
    const deps = await depsOf(shop)();
    expect(await recordReceipt(deps, receipt, START)).toBe('recorded');
    expect((await shop.ledger('lost-text')).rows).toMatchObject([{ status: 'sent' }]);
  });
});

const depsOf = ({ dynamo, tables, clock }: ReturnType<typeof createShop>) =>
  createFeedbackDeps({ dynamo, clock, signingKey: async () => SECRET, tables: { ...tables, chunks: tables.sends } });

describe('a call to the 080 number', () => {
  it('ends ads within one poll, with evidence, and hearing of it again changes nothing', async () => {
    const { shop, standIn, poll, queued } = await bench();
    const campaign = async (id: string) => {
      await shop.addCampaign(id, { audience: { list: ['free'] }, channel: 'sms' }, SMS_AD);
      await shop.launch(id);
      for (const key of shop.queued.splice(0))
        await shop.sender(createFakeProvider('sms').adapter)(key, Number.POSITIVE_INFINITY);
      return (await shop.ledger(id)).rows[0];
    };
    await shop.addCustomer('u:free', { contacts: { phone: '+821055550002' } });
    await shop.say('u:free', 'sms', 'ad', 'granted');
    expect(await campaign('before-080')).toMatchObject({ status: 'sent' });
    shop.advance(HOUR);
    standIn.refuse('01055550002', '021234567');
    shop.advance(2 * MINUTE);
    queued.length = 0;
    await poll();
    await poll();
    const refusals = queued.map(read).filter(({ kind }) => kind === 'refusal');
    expect(refusals).toHaveLength(2);
    const deps = await depsOf(shop)();
    for (const refusal of refusals) {
      if (refusal.kind === 'refusal') await recordRefusal(deps, refusal);
      expect(await shop.suppressions.find('sms', '+821055550002')).toMatchObject({
        ad: { reason: 'unsubscribe', at: expect.stringMatching(/^2026-11-23T04:02:/) },
      });
      shop.advance(HOUR);
    }
    const evidence = await shop.consents.evidenceOf('u:free');
    expect(evidence.filter(({ source }) => source === '080')).toMatchObject([{ state: 'withdrawn', purpose: 'ad' }]);
    expect((await shop.ledger('before-080')).rows).toMatchObject([
      { optedOutAt: expect.stringMatching(/^2026-11-23T04:00:/) },
    ]);
    expect(await campaign('after-080')).toMatchObject({ status: 'skipped' });
  });

  it('is read page by page from where the last look ended, and again for ten minutes before', async () => {
    const { shop, standIn, poll, queued } = await bench();
    await poll();
    queued.length = 0;
    for (let n = 0; n < 1_200; n += 1) standIn.refuse(`0105${String(n).padStart(7, '0')}`, '021234567');
    expect(await poll()).toMatchObject({ refusals: 1_200 });
    shop.advance(DAY);
    await poll();
    queued.length = 0;
    await poll();
    expect(queued.filter((body) => 'refusal' in body)).toEqual([]);
  });
});

it('the poll asks nothing without a key, and goes on when another carries the texts', async () => {
  let polled = 0;
  const poll = async () => {
    polled += 1;
    return { refusals: 0, messages: 0 };
  };
  const call = (hasKey: boolean) =>
    createPoll({ clock: () => 0, hasKey: async () => hasKey, poll, sync: async () => 0, keepPictures: async () => 0 })(
      {},
      { getRemainingTimeInMillis: () => 120_000 },
    );
  expect(await call(false)).toEqual({ polled: false });
  expect(polled).toBe(0);
  expect(await call(true)).toMatchObject({ polled: true });
});
