import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { type ApiClient, createApiClient } from '../../infra/sample/api-client.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import type { Figure } from './figure.ts';

const SECTION = 'DynamoDB: capacity units, counted at the wire';
const BASIS =
  'All functions of the synthesized stack, streams drained; on-demand units as DynamoDB Local answers them, refused conditional writes as one each. How often a person is read depends on how the stream cuts its batches; writes do not. Includes what the minute’s tick reads.';

const PEOPLE = 100;
const MAILS = 200;

const emailOf = (index: number): string => `person${index}@example.com`;

const viewed = (userId: string) => ({
  type: 'track',
  event: 'Product Viewed',
  userId,
  messageId: randomUUID(),
  timestamp: new Date().toISOString(),
  properties: { product_id: '507f1', name: '머그컵', price: 12_000, category: '주방' },
});

const ordered = (userId: string) => ({
  type: 'track',
  event: 'Order Completed',
  userId,
  messageId: randomUUID(),
  timestamp: new Date().toISOString(),
  properties: { order_id: randomUUID(), total: 35_000, currency: 'KRW' },
});

const identified = (index: number) => ({
  type: 'identify',
  userId: `mail-${index}`,
  messageId: randomUUID(),
  timestamp: new Date().toISOString(),
  traits: { email: emailOf(index), name: `사람 ${index}`, 'consent.email.ad': 'Y', bench: 'yes' },
});

const range = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** The plain name of a table: what a function's environment calls it. */
const tableNames = (stack: LocalStack): Map<string, string> =>
  new Map(
    stack.plan.functions.flatMap(({ environment }) =>
      Object.entries(environment)
        .filter(([name]) => name.endsWith('_TABLE'))
        .map(([name, physical]) => [physical, name.slice(0, -'_TABLE'.length).toLowerCase()] as const),
    ),
  );

const inboxSchema = z.array(z.object({ html: z.string().optional() }));
const runSchema = z.object({ runId: z.string() });

/** Absolute links of ours in a mail: `/c/` a click, `/o/` the pixel. */
const linkOf = (html: string, kind: 'c' | 'o'): string | undefined =>
  new RegExp(`https?://[^"'\\s<>]+/${kind}/[A-Za-z0-9_.-]+`).exec(html)?.[0];

const visit = async (url: string | undefined): Promise<void> => {
  if (url === undefined) throw new Error('A mail of the campaign carries no link of ours.');
  const headers = { 'user-agent': 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15' };
  const response = await fetch(url, { redirect: 'manual', headers });
  await response.arrayBuffer();
};

const launch = async (client: ApiClient): Promise<void> => {
  await client.send('POST', '/v1/templates', {
    id: 'bench',
    name: 'Bench',
    channel: 'email',
    purpose: 'ad',
    language: 'ko',
    subject: '{{ customer.traits.name }}님, 새 상품이 들어왔어요',
    html: '<p>{{ customer.traits.name }}님, 안녕하세요.</p><p><a href="https://shop.example.com/new">보러 가기</a></p>',
  });
  await client.send('POST', '/v1/campaigns', {
    id: 'bench',
    name: 'Bench',
    channel: 'email',
    templateId: 'bench',
    audience: { include: ['bench'], exclude: [] },
    goal: { event: 'Order Completed', windowDays: 7 },
    control: 0,
  });
  await client.send('POST', '/v1/campaigns/bench/launch');
};

const story = async (stack: LocalStack, proxy: CountingProxy): Promise<Figure[]> => {
  const client = createApiClient(stack.url);
  const figures: Figure[] = [];
  const phase = async (name: string, per: number, what: string, work: () => Promise<unknown>): Promise<void> => {
    await stack.drain();
    proxy.take();
    await work();
    const { failedInvocations, deadLetters } = await stack.drain();
    if (failedInvocations > 0 || Object.keys(deadLetters).length > 0)
      throw new Error(`The stack did not work cleanly: ${stack.logs().slice(-20).join('\n')}`);
    const { read, write, parts } = proxy.take();
    const add = (kind: string, units: number, split?: Record<string, number>): void => {
      const unit = `${kind} units per ${what}`;
      figures.push({
        section: SECTION,
        name,
        value: units / per,
        unit,
        basis: BASIS,
        ...(split ? { parts: split } : {}),
      });
    };
    add('write', write);
    add(
      'read',
      read,
      Object.fromEntries(
        Object.entries(parts)
          .filter(([, units]) => units > 0)
          .map(([part, units]) => [part, units / per]),
      ),
    );
  };

  // Environments start and remember the key, so that the figures are those of a stack at work.
  await client.events([viewed('warm')]);
  await phase('20 events of one new person in one request', 20, 'event', () =>
    client.events(range(20).map(() => viewed('one'))),
  );
  await phase('20 events of 5 new people in one request', 20, 'event', () =>
    client.events(range(20).map((index) => viewed(`five-${index % 5}`))),
  );
  await phase(`one event each of ${PEOPLE} new people in one request`, PEOPLE, 'event', () =>
    client.events(range(PEOPLE).map((index) => viewed(`many-${index}`))),
  );
  await phase(`one order each of ${PEOPLE} known people in one request`, PEOPLE, 'order', () =>
    client.events(range(PEOPLE).map((index) => ordered(`many-${index}`))),
  );

  await client.events(range(MAILS).map(identified));
  await client.send('POST', '/v1/segments', { id: 'bench', name: 'Bench', rule: { trait: 'bench', is: 'yes' } });
  const people = 7 + PEOPLE + MAILS;
  const recompute = async (): Promise<void> => void runSchema.parse(await client.send('POST', '/v1/recompute', {}));
  await phase('first night: everybody is new to the segments', people, 'profile', recompute);
  await phase('a night in which nothing changes', people, 'profile', recompute);
  await phase(`campaign of ${MAILS} e-mails, to the provider’s receipts`, MAILS, 'message', () => launch(client));

  const mails = inboxSchema.parse(await client.get('/inbox/messages?channel=email'));
  if (mails.length !== MAILS) throw new Error(`The campaign sent ${mails.length} e-mails, expected ${MAILS}.`);
  await phase('an open', MAILS, 'open', async () => {
    for (const mail of mails) await visit(linkOf(mail.html ?? '', 'o'));
  });
  await phase('a click', MAILS, 'click', async () => {
    for (const mail of mails) await visit(linkOf(mail.html ?? '', 'c'));
  });
  await phase('an order of somebody who clicked', MAILS, 'order', () =>
    client.events(range(MAILS).map((index) => ordered(`mail-${index}`))),
  );
  return figures;
};

/** Read and write units of each step of the road, on the synthesized stack. */
export const countUnits = async (): Promise<Figure[]> => {
  const stack = await startStack({});
  let proxy: CountingProxy | undefined;
  try {
    const names = tableNames(stack);
    const target = stack.endpoints.DYNAMODB;
    if (target === undefined) throw new Error('The local stack names no DynamoDB endpoint.');
    proxy = await startCountingProxy(target, (physical) => names.get(physical) ?? physical);
    // Execution environments read their endpoints when they start, and none has started yet.
    Object.assign(stack.endpoints, { DYNAMODB: proxy.endpoint });
    return await story(stack, proxy);
  } finally {
    await stack.stop();
    await proxy?.stop();
  }
};
