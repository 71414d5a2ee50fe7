import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteMessageCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { DeleteCommand, DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { type ApiClient, createApiClient } from '../../infra/sample/api-client.ts';

const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);
const region = 'ap-northeast-2';
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const inboxSchema = z.array(z.object({ headers: z.record(z.string(), z.string()) }));
const keptSchema = z.object({ fold: z.string() });

/** The runbooks of docs/operations.md, each played: something is spoilt, the page is followed, and all is as it was. */
describe('the runbooks', { timeout: 900_000 }, () => {
  let stack: LocalStack;
  let api: ApiClient;
  let sqs: SQSClient;
  let dynamo: DynamoDBDocumentClient;

  const tableOf = (name: string): string =>
    stack.plan.functions.find(({ environment }) => environment[name] !== undefined)?.environment[name] ?? '';
  const queueOf = (name: string): string => stack.plan.queues.find((queue) => queue.name.includes(name))?.url ?? '';
  const mails = async () => inboxSchema.parse(await api.get('/inbox/messages?channel=email&to=kim@example.com'));
  const order = async (number: number): Promise<unknown> =>
    api.send('POST', '/v1/messages', {
      ...{ templateId: 'shipped', to: { customerId: 'kim' }, idempotencyKey: `order-${number}` },
      data: { order: String(number) },
    });
  const advertise = async (id: string): Promise<void> => {
    const to = { audience: { include: [], list: ['kim'] }, control: 0 };
    await api.send('POST', '/v1/campaigns', { id, name: id, channel: 'email', templateId: 'news', ...to });
    await api.send('POST', `/v1/campaigns/${id}/launch`);
    await stack.drain();
  };
  /** Ways out of the ads that were sent, the newest first. */
  const waysOut = async (): Promise<string[]> =>
    (await mails()).flatMap(({ headers }) => /<(https?:[^>]+)>/.exec(headers['list-unsubscribe'] ?? '')?.[1] ?? []);

  beforeAll(async () => {
    stack = await startStack({ clock: '2026-11-23T10:00:00+09:00' });
    api = createApiClient(stack.url);
    sqs = new SQSClient({ endpoint: stack.endpoints.SQS ?? '', region, credentials });
    dynamo = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: stack.endpoints.DYNAMODB ?? '', region, credentials }),
    );
    const brand = { name: '머그하우스', email: 'hello@mug.example', address: '서울', optOutNumber: '080-123-4567' };
    await api.send('PUT', '/v1/settings', { brand });
    await api.events([
      { type: 'identify', userId: 'kim', traits: { email: 'kim@example.com', 'consent.email.ad': 'Y' } },
      { type: 'track', userId: 'kim', event: 'Order Completed', properties: { order_id: 'A-1', total: 35_000 } },
    ]);
    const html = '<p>{{ data.order }}</p>';
    const words = { subject: '{{ data.order }}', html };
    await api.send('POST', '/v1/templates', {
      id: 'shipped',
      name: '배송',
      channel: 'email',
      purpose: 'info',
      ...words,
    });
    const ad = '<p><a href="https://mug.example/new">새 머그</a></p>';
    const news = { id: 'news', name: '소식', channel: 'email', purpose: 'ad', subject: '새 머그', html: ad };
    await api.send('POST', '/v1/templates', news);
    await stack.drain();
    await order(1);
    await advertise('first');
  }, 600_000);

  afterAll(async () => {
    sqs?.destroy();
    dynamo?.destroy();
    await stack?.stop();
  });

  it('dead letters: a refusal that its worker could not record is kept, rings, and holds after a redrive', async () => {
    await stack.faults({ seed: 1, killInvocations: 1, killOnly: ['RecordFeedback'] });
    const [link = ''] = await waysOut();
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
    expect((await fetch(link, { method: 'POST', body })).status).toBe(200);
    const { deadLetters } = await stack.drain();
    expect(Object.entries(deadLetters)).toEqual([[expect.stringContaining('FeedbackDeadLetters'), 1]]);
    await stack.faults({});
    // As start-message-move-task does; the emulator has no such call.
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: queueOf('FeedbackDeadLetters') }));
    expect(Messages.length).toBe(1);
    for (const { Body, ReceiptHandle } of Messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: queueOf('FeedbackQueue'), MessageBody: Body }));
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queueOf('FeedbackDeadLetters'), ReceiptHandle }));
    }
    expect((await stack.drain()).deadLetters).toEqual({});
    expect(await api.get('/v1/customers/kim')).toMatchObject({ consent: { email: { ad: { state: 'withdrawn' } } } });
  });

  it('a poisoned message: what no worker can read lies dead, and what came beside it is done', async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueOf('FeedbackQueue'), MessageBody: '{"poison":' }));
    await order(2);
    const { deadLetters } = await stack.drain();
    expect(Object.values(deadLetters)).toEqual([1]);
    await sqs.send(new PurgeQueueCommand({ QueueUrl: queueOf('FeedbackDeadLetters') }));
    expect((await mails()).length).toBeGreaterThan(1);
  });

  it('rebuild: a profile that was lost or spoilt is the same again, byte for byte', async () => {
    const Key = { customerId: 'u:kim', part: 'profile' };
    const TableName = tableOf('CUSTOMERS_TABLE');
    const read = async () => keptSchema.parse((await dynamo.send(new GetCommand({ TableName, Key }))).Item).fold;
    const before = await read();
    await dynamo.send(new DeleteCommand({ TableName, Key }));
    await run(process.execPath, ['infra/tools/rebuild.ts', '--customer', 'kim', '--local', stack.url], { cwd: ROOT });
    expect(await read()).toBe(before);
  });

  it('restore: rows that are missing are written back beside what came since, never over it', async () => {
    const TableName = tableOf('CONSENTS_TABLE');
    const query = new QueryCommand({
      ...{ TableName, KeyConditionExpression: 'customerId = :id', ExpressionAttributeValues: { ':id': 'u:kim' } },
    });
    const { Items: restored = [] } = await dynamo.send(query);
    expect(restored.length).toBeGreaterThan(0);
    const [lost] = restored;
    await dynamo.send(new DeleteCommand({ TableName, Key: { customerId: lost?.customerId, key: lost?.key } }));
    let kept = 0;
    for (const Item of restored) {
      const ConditionExpression = 'attribute_not_exists(customerId)';
      await dynamo.send(new PutCommand({ TableName, Item, ConditionExpression })).catch(() => {
        kept += 1;
      });
    }
    expect(kept).toBe(restored.length - 1);
    expect((await dynamo.send(query)).Items).toEqual(restored);
  });

  it('rotate: new mails are signed with another key, and the ways out of those that are sent stay good', async () => {
    await api.send('PUT', '/v1/customers/kim/consents/email', {
      ...{ purpose: 'ad', state: 'granted', source: 'desk', wording: '이메일 광고 수신에 동의합니다' },
    });
    await stack.drain();
    await advertise('before');
    const before = await waysOut();
    const secret = stack.plan.functions.find(({ environment }) => environment.SECRET_ARN)?.environment.SECRET_ARN ?? '';
    await run(process.execPath, ['infra/tools/rotate.ts', '--secret', secret], {
      cwd: ROOT,
      env: {
        ...process.env,
        ...{ AWS_ENDPOINT_URL_SECRETS_MANAGER: stack.endpoints.SECRETS_MANAGER, AWS_REGION: region },
        ...{ AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' },
      },
    });
    await stack.advance('2026-11-23T10:30:00+09:00');
    await advertise('after');
    const after = await waysOut();
    expect(after.length).toBe(before.length + 1);
    for (const link of after) expect((await fetch(link)).status).toBe(200);
  });

  it('a stuck night: the run whose steps die fails with their name, and the next one succeeds', async () => {
    const runSchema = z.object({ runId: z.string() });
    await stack.faults({ seed: 1, killInvocations: 1, killOnly: ['ScoreShard'] });
    const { runId } = runSchema.parse(await api.send('POST', '/v1/recompute', {}));
    await stack.drain();
    expect(await api.get(`/v1/recompute/${runId}`)).toMatchObject({
      status: 'failed',
      error: expect.stringMatching(/^score/),
    });
    await stack.faults({});
    const next = runSchema.parse(await api.send('POST', '/v1/recompute', {}));
    await stack.drain();
    expect(await api.get(`/v1/recompute/${next.runId}`)).toMatchObject({ status: 'succeeded' });
  });

  it('a campaign that must stop: what is not handed over waits, and is closed by a cancel', async () => {
    await api.send('POST', '/v1/pauses/email', { note: 'reputation' });
    await advertise('stopped');
    const sent = (await mails()).length;
    await api.send('POST', '/v1/campaigns/stopped/pause');
    await api.send('POST', '/v1/pauses/email/resume');
    await stack.advance('2026-11-23T11:00:00+09:00');
    await stack.drain();
    expect((await mails()).length).toBe(sent);
    await api.send('POST', '/v1/campaigns/stopped/cancel');
    await stack.advance('2026-11-23T11:05:00+09:00');
    await stack.drain();
    expect(await api.get('/v1/campaigns/stopped/report')).toMatchObject({
      ...{ pending: 0, deferred: 0, sent: 0, audience: 1 },
    });
    expect((await mails()).length).toBe(sent);
  });

  it('ads that were stopped for the reputation of the account: information goes on, and ads do after a resume', async () => {
    await api.send('POST', '/v1/pauses/email', { note: 'reputation' });
    const before = (await mails()).length;
    await advertise('later');
    await order(5);
    await stack.drain();
    expect((await mails()).length).toBe(before + 1);
    await api.send('POST', '/v1/pauses/email/resume');
    await stack.advance('2026-11-23T11:30:00+09:00');
    await stack.drain();
    expect((await mails()).length).toBe(before + 2);
  });

  it('a paused account: mails wait and nobody fails, and they go once it sends again', async () => {
    await stack.faults({ seed: 1, failProvider: 1 });
    await order(4);
    await stack.drain();
    const waiting = (await mails()).length;
    await stack.faults({});
    await stack.advance('2026-11-23T12:00:00+09:00');
    await stack.drain();
    expect((await mails()).length).toBe(waiting + 1);
  });
});
