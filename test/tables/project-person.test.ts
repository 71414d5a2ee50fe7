import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/project/handler.ts';
import { addressKey } from '../../shared/consent/address.ts';
import { recordConsent } from '../../shared/consent/record-consent.ts';
import type { EventItem } from '../../shared/events/event.ts';
import { createEventStore } from '../../shared/events/event-store.ts';
import { findByEmail, findByPhone, findByQuery } from '../../shared/profiles/find-customers.ts';
import { type ProjectDeps, projectPerson } from '../../shared/profiles/project-person.ts';
import { createDefinitionStore } from '../../shared/settings/definition-store.ts';
import { createSettingsStore } from '../../shared/settings/settings-store.ts';
import { lambdaContext } from '../support/http-event.ts';
import { itemOf, type ProjectWorld, SECRET, startProjectWorld } from '../support/project-world.ts';

let world: ProjectWorld;
let deps: ProjectDeps;

beforeAll(async () => {
  world = await startProjectWorld();
  deps = world.deps;
});
afterAll(() => world.stop());

let people = 0;
const someone = (): string => {
  people += 1;
  return `u:p${people}`;
};

const arrive = async (items: readonly EventItem[], project: ProjectDeps = deps): Promise<void> => {
  for (const item of items) await world.put(item);
  const person = items[0]?.person ?? '';
  await projectPerson(
    project,
    person,
    items.map(({ key }) => key),
  );
};

const identify = (person: string, traits: Record<string, unknown>, messageId: string, time?: string): EventItem =>
  itemOf({ person, messageId, type: 'identify', body: { traits }, ...(time === undefined ? {} : { time }) });

const recordOf = (person: string, key: string, eventName: 'INSERT' | 'REMOVE', sequence: string): DynamoDBRecord => ({
  eventName,
  eventID: sequence,
  dynamodb: { Keys: { person: { S: person }, key: { S: key } }, SequenceNumber: sequence },
});

const EAGER = { keptOpen: 0, moveAt: 1, outsideAt: 0, remembered: 1_000 };

describe('a messageId that was sent twice under different times', () => {
  const cases = [
    ['received earlier', '2026-11-20T10:00:00.000Z', '2026-11-20T11:00:00.000Z', 'A'],
    [
      'received in the same millisecond, with the smaller key',
      '2026-11-20T11:00:00.000Z',
      '2026-11-20T11:00:00.000Z',
      'A',
    ],
    ['received later', '2026-11-20T12:00:00.000Z', '2026-11-20T11:00:00.000Z', 'B'],
  ] as const;
  for (const [how, first, second, counted] of cases) {
    it(`counts as ${counted} when A turns up after a checkpoint took in B, and A was ${how}`, async () => {
      const person = someone();
      const project = { ...deps, limits: EAGER };
      const order = (messageId: string, name: string, time: string, receivedAt: string): EventItem =>
        itemOf({
          person,
          messageId,
          name: 'Order Completed',
          time,
          at: time,
          receivedAt,
          body: { properties: { order_id: name, total: 10 } },
        });
      await arrive(
        [
          order('m', 'B', '2026-11-20T09:00:00.000Z', second),
          itemOf({ person, messageId: 'x', time: '2026-11-20T09:30:00.000Z' }),
          itemOf({ person, messageId: 'y', time: '2026-11-20T09:40:00.000Z' }),
        ],
        project,
      );
      expect((await deps.customers.readFold(person))?.checkpointed).toBe(true);
      await arrive([order('m', 'A', '2026-11-20T08:00:00.000Z', first)], project);
      const running = await deps.customers.readFold(person);
      expect(running?.profile).toMatchObject({ orders: 1, events: 3 });
      const placed = (await deps.orders.ordersOf(person)).filter(({ placedAt }) => placedAt !== undefined);
      expect(placed.map(({ orderId }) => orderId)).toEqual([counted]);
      await projectPerson(project, person, 'everything');
      expect((await deps.customers.readFold(person))?.text).toBe(running?.text);
    });
  }
});

describe('a messageId that meant two things', () => {
  it('keeps neither the order nor the consent of the one that was received second', async () => {
    const person = someone();
    const second = { person, messageId: 'm', receivedAt: '2026-11-20T11:00:00.000Z' };
    const order = itemOf({
      ...second,
      name: 'Order Completed',
      time: '2026-11-20T09:00:00.000Z',
      body: { properties: { order_id: '1' } },
    });
    await arrive([order]);
    expect((await deps.customers.get(person))?.fold.orders).toBe(1);
    await arrive([itemOf({ person, messageId: 'm', time: '2026-11-20T08:00:00.000Z' })]);
    expect((await deps.customers.get(person))?.fold).toMatchObject({ orders: 0, events: 1 });

    const other = someone();
    const traits = { 'consent.email.ad': 'Y' };
    await arrive([
      itemOf({ ...second, person: other, type: 'identify', time: '2026-11-20T09:00:00.000Z', body: { traits } }),
    ]);
    expect(await deps.consents.evidenceOf(other)).toHaveLength(1);
    await arrive([itemOf({ person: other, messageId: 'm', time: '2026-11-20T08:00:00.000Z' })]);
    expect(await deps.consents.evidenceOf(other)).toEqual([]);
  });
});

describe('what a projection writes', () => {
  it('leaves the groups of other writers alone', async () => {
    const person = someone();
    await arrive([itemOf({ person, messageId: '1' })]);
    const scores = {
      runId: 'r1',
      asOf: '2026-11-20',
      rfm: null,
      churn: { flag: 'new', reason: { code: 'one_time', values: {} } },
    } as const;
    const segments = [{ id: 'rfm:champions', since: '2026-11-20' }];
    const moves = { version: 1, entered: [], left: [], runId: 'r1' };
    expect(await deps.customers.putScores(person, scores, segments, moves)).toBe(true);
    await arrive([itemOf({ person, messageId: '2' })]);
    expect(await deps.customers.get(person)).toMatchObject({ version: 2, scores, segments, fold: { events: 2 } });
    expect(await deps.customers.putScores('u:nobody', scores, segments, moves)).toBe(false);
  });

  it('writes nothing when an announcement is repeated', async () => {
    const person = someone();
    const items = [
      itemOf({ person, messageId: '1', name: 'Order Completed', body: { properties: { order_id: '1' } } }),
    ];
    await arrive(items);
    await arrive(items);
    expect((await deps.customers.get(person))?.version).toBe(1);
    expect((await deps.orders.ordersOf(person)).map(({ version }) => version)).toEqual([1]);
  });

  it('folds anew when the shop’s zone changes: days are cut again', async () => {
    const person = someone();
    const order = itemOf({
      person,
      messageId: '1',
      name: 'Order Completed',
      time: '2026-11-20T16:00:00.000Z',
      body: { properties: { order_id: '1', total: 500 } },
    });
    await arrive([order]);
    const days = async () => (await deps.customers.get(person))?.fold.days;
    const inSeoul = await days();
    const clock = () => Date.parse('2026-11-22T05:00:00.000Z');
    const settings = createSettingsStore(createDefinitionStore(world.database.dynamo, 'definitions', clock), clock);
    await settings.change({ timezone: 'UTC' });
    world.advance(11_000);
    await arrive([itemOf({ person, messageId: '2' })]);
    expect([inSeoul, await days()]).toEqual([{ KRW: '20778,1,500' }, { KRW: '20777,1,500' }]);
    await settings.change({ timezone: 'Asia/Seoul' });
    world.advance(11_000);
  });

  it('keeps the attribution of an order that is folded again', async () => {
    const person = someone();
    const placed = itemOf({
      person,
      messageId: '1',
      name: 'Order Completed',
      body: { properties: { order_id: '1', total: 500 } },
    });
    const refund = itemOf({
      person,
      messageId: '2',
      name: 'Order Refunded',
      body: { properties: { order_id: '1', total: 100 } },
    });
    await arrive([placed]);
    const attribution = { campaignId: 'c', messageKey: 'c#0#0', touch: 'click', touchedAt: '2026-11-20T02:00:00.000Z' };
    await world.database.dynamo.send(
      new UpdateCommand({
        TableName: 'orders',
        Key: { customerId: person, orderId: '1' },
        UpdateExpression: 'SET attribution = :attribution',
        ExpressionAttributeValues: { ':attribution': attribution },
      }),
    );
    await arrive([refund]);
    expect(await deps.orders.ordersOf(person)).toMatchObject([{ gross: 500, refunded: 100, net: 400, attribution }]);
  });
});

describe('finding people by address', () => {
  const finding = () => ({
    customers: deps.customers,
    aliases: deps.aliases,
    addressKey: addressKey(SECRET),
    country: 'KR',
  });
  const idsOf = (customers: readonly { customerId: string }[]) => customers.map(({ customerId }) => customerId);

  it('finds everybody with the address or number, in any notation, and nobody who has left it', async () => {
    const [kim, lee] = [someone(), someone()];
    await arrive([
      identify(kim, { email: 'Kim@Example.com', phone: '010-7777-0001' }, '1', '2026-11-20T01:00:00.000Z'),
    ]);
    await arrive([identify(lee, { email: 'kim@example.com', phone: 1077770001 }, '1')]);
    expect(idsOf(await findByEmail(finding(), ' KIM@example.com'))).toEqual([kim, lee]);
    expect(idsOf(await findByPhone(finding(), '+82 10 7777 0001'))).toEqual([kim, lee]);
    await arrive([identify(kim, { email: 'new@example.com' }, '2', '2026-11-21T01:00:00.000Z')]);
    expect(idsOf(await findByEmail(finding(), 'kim@example.com'))).toEqual([lee]);
    await arrive([identify(kim, { email: 'kim@example.com' }, '3', '2026-11-22T01:00:00.000Z')]);
    expect(idsOf(await findByQuery(finding(), 'kim@example.com'))).toEqual([kim, lee]);
    expect(idsOf(await findByQuery(finding(), kim.slice(2)))).toEqual([kim]);
    expect(await findByQuery(finding(), 'nobody')).toEqual([]);
  });
});

describe('consent that comes with events', () => {
  it('becomes evidence, and a refusal suppresses the address of that moment', async () => {
    const person = someone();
    await arrive([
      identify(
        person,
        { email: 'r@example.com', phone: '010-7777-0002', 'consent.email.ad': 'N', 'consent.sms.ad': '동의' },
        '1',
      ),
    ]);
    const evidence = await deps.consents.evidenceOf(person);
    expect(evidence.map(({ channel, purpose, state }) => [channel, purpose, state])).toEqual([
      ['email', 'ad', 'withdrawn'],
      ['sms', 'ad', 'granted'],
    ]);
    expect(await deps.suppressions.find('email', 'r@example.com')).toMatchObject({ ad: { reason: 'withdrawal' } });
    expect(await deps.suppressions.find('sms', '+821077770002')).toBeUndefined();
  });

  it('is written once by a change made here, with the address of the request, and reaches the profile', async () => {
    const person = someone();
    await arrive([identify(person, { email: 'w@example.com' }, '1')]);
    const events = createEventStore(world.database.dynamo, 'events');
    let now = Date.parse('2026-11-21T00:00:00.000Z');
    const recording = { ...deps, events, clock: () => now };
    const change = {
      customerId: person,
      channel: 'email',
      purpose: 'ad',
      state: 'withdrawn',
      source: 'unsubscribe link',
      evidenceId: 'token-1',
      ip: '192.0.2.7',
    } as const;
    const contacts = { email: 'w@example.com' };
    await recordConsent(recording, contacts, change);
    now += 60_000;
    await recordConsent(recording, contacts, { ...change, state: 'granted', evidenceId: 'form-2' });
    now += 60_000;
    // The mailbox provider repeats the one-click request: it must not undo the newer consent.
    await recordConsent(recording, contacts, change);
    for await (const event of events.read(person)) await projectPerson(deps, person, [event.key]);

    const evidence = await deps.consents.evidenceOf(person);
    expect(evidence.map(({ id, state, ip }) => [id, state, ip])).toEqual([
      ['token-1:email:ad', 'withdrawn', '192.0.2.7'],
      ['form-2:email:ad', 'granted', '192.0.2.7'],
    ]);
    const profile = (await deps.customers.get(person))?.fold;
    expect(profile?.consent).toEqual({ email: { ad: { state: 'granted', at: '2026-11-21T00:01:00.000Z' } } });
    expect(profile?.eventCounts).toEqual({ 'Consent Changed': 2 });
    expect(await deps.suppressions.find('email', 'w@example.com')).toMatchObject({
      ad: { reason: 'withdrawal', at: '2026-11-21T00:00:00.000Z' },
    });
  });
});

describe('the function behind the stream', () => {
  it('projects each person of a batch, and passes over the quarantine and what has expired', async () => {
    const [one, two, gone] = [someone(), someone(), someone()];
    const items = [one, two, gone].map((person) => itemOf({ person, messageId: '1' }));
    for (const item of items) await world.put(item);
    const event: DynamoDBStreamEvent = {
      Records: [
        recordOf(one, items[0]?.key ?? '', 'INSERT', '1'),
        recordOf(two, items[1]?.key ?? '', 'INSERT', '2'),
        recordOf(gone, items[2]?.key ?? '', 'REMOVE', '3'),
        recordOf('quarantine#3', `${one}#x`, 'INSERT', '4'),
      ],
    };
    const answer = await createHandler({
      project: async () => deps,
      reachGoals: async () => undefined,
      tellTaps: async () => undefined,
      tellLostDevices: async () => async () => undefined,
      settleCoupons: async () => undefined,
      noteAsk: async () => undefined,
      comeIn: async () => undefined,
    })(event, lambdaContext());
    expect(answer).toEqual({ batchItemFailures: [] });
    expect([await deps.customers.get(one), await deps.customers.get(two)]).toMatchObject([
      { version: 1 },
      { version: 1 },
    ]);
    expect(await deps.customers.get(gone)).toBeUndefined();
    expect(await deps.customers.get('quarantine#3')).toBeUndefined();
  });
});

describe('listing customers', () => {
  it('pages through all, and a parallel scan sees each once', async () => {
    for (let index = 0; index < 12; index++) {
      const person = someone();
      const items = Array.from({ length: 3 }, (_, n) =>
        itemOf({ person, messageId: `${n}`, time: `2026-11-20T0${n}:00:00.000Z` }),
      );
      await arrive(items, { ...deps, limits: EAGER });
    }
    const scanned: string[] = [];
    for (const segment of [0, 1, 2]) {
      for await (const { customerId } of deps.customers.scanProfiles(segment, 3)) scanned.push(customerId);
    }
    const listed: string[] = [];
    let after: string | undefined;
    do {
      const page = await deps.customers.list(5, after);
      expect(page.customers.length).toBeLessThanOrEqual(5);
      listed.push(...page.customers.map(({ customerId }) => customerId));
      after = page.next;
    } while (after !== undefined);
    expect(new Set(listed).size).toBe(listed.length);
    expect(listed.sort()).toEqual(scanned.sort());
    expect(listed.length).toBeGreaterThan(12);
  });
});

describe('what somebody did before they were known', () => {
  it('is looked at as a goal once it could be, whatever fails in between', async () => {
    const guest = itemOf({ person: 'a:guest9', messageId: 'g9', name: 'Signed Up' });
    await world.put(guest);
    await projectPerson(deps, 'a:guest9', [guest.key]);
    const known = itemOf({
      ...{
        person: 'u:known9',
        messageId: 'i9',
        type: 'identify',
        body: { traits: {}, anonymousId: 'guest9' },
        anonymousId: 'guest9',
      },
    });
    await world.put(known);
    const looked: string[] = [];
    let failing = true;
    const handler = createHandler({
      project: async () => deps,
      tellLostDevices: async () => async () => undefined,
      tellTaps: async () => undefined,
      settleCoupons: async () => undefined,
      noteAsk: async () => undefined,
      comeIn: async () => undefined,
      reachGoals: async (customerId) => {
        if (failing) throw new Error('throttled');
        looked.push(customerId);
      },
    });
    const told = () => handler({ Records: [recordOf(known.person, known.key, 'INSERT', '9')] }, lambdaContext());
    expect((await told()).batchItemFailures).toHaveLength(1);
    failing = false;
    expect((await told()).batchItemFailures).toEqual([]);
    expect(looked).toEqual(['u:known9']);
    await told();
    expect(looked).toEqual(['u:known9']);
  });
});
