import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Measured, Used } from '../../infra/cost/measured.ts';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { createApiClient } from '../../infra/sample/api-client.ts';
import { HOUR, MINUTE } from '../../shared/platform/clock.ts';
import { type CountingProxy, startCountingProxy } from './counting-proxy.ts';
import { countNight } from './night-units.ts';
import { sized } from './sizes.ts';

const PEOPLE = sized(200, 20);
const IDLE_CALLS = 10;
/** A morning in Seoul: an ad by text would wait through the night. */
const MORNING = '2026-11-24T01:00:00.000Z';

const viewed = (userId: string, at: string) => ({
  type: 'track',
  event: 'Product Viewed',
  userId,
  messageId: randomUUID(),
  timestamp: at,
  properties: { product_id: '507f1', name: '머그컵', price: 12_000, category: '주방' },
});

const identified = (index: number, at: string) => ({
  type: 'identify',
  userId: `person-${index}`,
  messageId: randomUUID(),
  timestamp: at,
  traits: {
    name: `사람 ${index}`,
    email: `person${index}@example.com`,
    phone: `+8210${String(20_000_000 + index)}`,
    bench: 'yes',
    'consent.email.ad': 'Y',
    'consent.sms.ad': 'Y',
  },
});

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;
const range = (length: number): number[] => Array.from({ length }, (_, index) => index);
const runSchema = z.object({ runId: z.string() });

const campaign = (channel: 'email' | 'sms') => ({
  template: {
    id: `cost-${channel}`,
    name: 'Cost',
    channel,
    purpose: 'ad',
    language: 'ko',
    ...(channel === 'email'
      ? {
          subject: '{{ customer.traits.name }}님, 새 상품이 들어왔습니다',
          html: '<p>{{ customer.traits.name }}님, 안녕하세요.</p><p><a href="https://shop.example.com/new">보러 가기</a></p>',
        }
      : { text: '{{ customer.traits.name }}님, 새 상품이 들어왔습니다 https://shop.example.com/new' }),
  },
  campaign: {
    id: `cost-${channel}`,
    name: 'Cost',
    channel,
    templateId: `cost-${channel}`,
    audience: { include: ['cost'], exclude: [] },
    goal: { event: 'Order Completed', windowDays: 7 },
    control: 0,
  },
});

const BRANCH_RULE = { trait: 'bench', is: 'yes' };
const JOURNEY = {
  ...{ id: 'cost', name: 'Cost', trigger: { on: 'event', event: 'Cost Counted' }, entry: { rule: 'once' } },
  steps: [
    { id: 'soon', type: 'wait', for: { hours: 1 } },
    { id: 'which', type: 'branch', branches: [{ if: BRANCH_RULE, to: 'mark' }] },
    { id: 'mark', type: 'updateTrait', trait: 'marked', value: 'yes' },
    { id: 'later', type: 'wait', for: { hours: 1 } },
    { id: 'reached', type: 'goal' },
  ],
};

const story = async (
  stack: LocalStack,
  proxy: CountingProxy,
): Promise<Omit<Measured, 'on' | 'firstNight' | 'quietNight'>> => {
  const client = createApiClient(stack.url);
  const now = (): string => new Date(stack.clock.now()).toISOString();

  const phase = async (of: number, work: () => Promise<unknown>): Promise<Used> => {
    const before = await stack.drain();
    proxy.take();
    await work();
    const after = await stack.drain();
    if (after.failedInvocations > before.failedInvocations || Object.keys(after.deadLetters).length > 0)
      throw new Error(`The stack did not work cleanly: ${stack.logs().slice(-20).join('\n')}`);
    const { read, write } = proxy.take();
    const each = (total: number): number => rounded(total / of);
    return { read: each(read), write: each(write), invocations: each(after.invocations - before.invocations) };
  };

  // Environments start and remember the key, so that the figures are those of a stack at work.
  await client.events([viewed('warm', now())]);
  await stack.invoke('Tick', {});
  // Ten minutes: some of what a tick looks at, it looks at every tenth time.
  const idleCall = await phase(IDLE_CALLS, async () => {
    for (const _ of range(IDLE_CALLS)) await stack.advance(new Date(stack.clock.now() + MINUTE).toISOString());
  });
  const eventAlone = await phase(PEOPLE, async () => {
    for (const index of range(PEOPLE)) await client.events([viewed(`alone-${index}`, now())]);
  });
  const eventInBatch = await phase(PEOPLE, async () => {
    for (const index of range(PEOPLE / 20)) await client.events(range(20).map(() => viewed(`batch-${index}`, now())));
  });

  await client.events(range(PEOPLE).map((index) => identified(index, now())));
  await client.send('POST', '/v1/segments', { id: 'cost', name: 'Cost', rule: { trait: 'bench', is: 'yes' } });
  await stack.drain();
  runSchema.parse(await client.send('POST', '/v1/recompute', {}));
  await stack.drain();
  const sent = async (channel: 'email' | 'sms'): Promise<Used> => {
    const { template, campaign: body } = campaign(channel);
    await client.send('POST', '/v1/templates', template);
    await client.send('POST', '/v1/campaigns', body);
    const used = await phase(PEOPLE, () => client.send('POST', `/v1/campaigns/${body.id}/launch`));
    const messages = z.array(z.unknown()).parse(await client.get(`/inbox/messages?channel=${channel}`));
    if (messages.length !== PEOPLE)
      throw new Error(`${channel}: ${messages.length} messages left, expected ${PEOPLE}.`);
    return used;
  };
  const email = await sent('email');
  const text = await sent('sms');

  await client.send('POST', '/v1/journeys', JOURNEY);
  await client.send('POST', `/v1/journeys/${JOURNEY.id}/start`);
  const journey = await phase(PEOPLE * JOURNEY.steps.length, async () => {
    const entering = range(PEOPLE).map((index) => ({
      ...viewed(`person-${index}`, now()),
      event: 'Cost Counted',
    }));
    for (let first = 0; first < PEOPLE; first += 20) await client.events(entering.slice(first, first + 20));
    await stack.drain();
    for (const hours of [1, 2]) {
      await stack.advance(new Date(Date.parse(now()) + hours * HOUR + MINUTE).toISOString());
      await stack.drain();
    }
  });
  const { reached } = z.object({ reached: z.number() }).parse(await client.get(`/v1/journeys/${JOURNEY.id}/report`));
  if (reached !== PEOPLE) throw new Error(`The journey: ${reached} people got to its end, expected ${PEOPLE}.`);
  const perStep = 1 / JOURNEY.steps.length;
  const journeyStep = {
    read: rounded(journey.read - perStep * eventInBatch.read),
    write: rounded(journey.write - perStep * eventInBatch.write),
    invocations: rounded(journey.invocations - perStep * eventInBatch.invocations),
  };
  return { eventAlone, eventInBatch, email, text, journeyStep, idleCall };
};

const physicalNames =
  (stack: LocalStack) =>
  (physical: string): string => {
    for (const { environment } of stack.plan.functions) {
      const name = Object.entries(environment).find(([, value]) => value === physical)?.[0];
      if (name !== undefined) return name;
    }
    return physical;
  };

/** Counts on the synthesized stack: read and write units as DynamoDB Local reports them, invocations as the runner makes them. */
export const countCost = async (): Promise<Measured> => {
  const stack = await startStack({ clock: MORNING });
  let proxy: CountingProxy | undefined;
  let counted: Awaited<ReturnType<typeof story>>;
  try {
    const target = stack.endpoints.DYNAMODB;
    if (target === undefined) throw new Error('The local stack names no DynamoDB endpoint.');
    proxy = await startCountingProxy(target, physicalNames(stack));
    // Execution environments read their endpoints when they start, and none has started yet.
    Object.assign(stack.endpoints, { DYNAMODB: proxy.endpoint });
    counted = await story(stack, proxy);
  } finally {
    await stack.stop();
    await proxy?.stop();
  }
  const night = await countNight();
  const unitsOf = (name: string): Used => {
    const value = (unit: string): number => {
      const figure = night.find((each) => each.name === name && each.unit.startsWith(unit));
      return Math.round((figure?.value ?? Number.NaN) * 1_000) / 1_000;
    };
    // Four shards and a dozen steps for everybody: of one customer nothing is left of it.
    return { read: value('read'), write: value('write'), invocations: 0 };
  };
  return {
    on: new Date().toISOString().slice(0, 10),
    ...counted,
    firstNight: unitsOf('first night'),
    quietNight: unitsOf('quiet night'),
  };
};
