import * as fc from 'fast-check';
import {
  type EventItem,
  eventFromItem,
  eventItem,
  type NewEvent,
  type StoredEvent,
} from '../../../shared/events/event.ts';
import { toIso } from '../../../shared/platform/clock.ts';

const START = Date.parse('2026-11-20T12:00:00.000Z');
const HOUR = 3_600_000;

/** What one event says, without who, when and under which id. */
export type Said = Pick<NewEvent, 'type' | 'body'> & { readonly name?: string };

const answer = fc.constantFrom('Y', 'N', '1', '0', '동의', '거부', true, false, 'maybe', null);
const trait = fc.oneof(
  fc.constantFrom('서울', '👩‍👩‍👧', 'a', null, '', { a: { ['__proto__']: 1 } }, ['x', 'y']),
  fc.integer(),
  fc.constantFrom('x'.repeat(1_100)),
);

const identify: fc.Arbitrary<Said> = fc
  .record(
    {
      email: fc.constantFrom('Kim@Example.com', 'lee@example.com', 'nonsense', null, ''),
      phone: fc.constantFrom('010-1234-5678', 1087654321, '+1 415 555 2671', 'none', null),
      name: fc.constantFrom('김민지', '이준'),
      이름: trait,
      constructor: trait,
      toString: trait,
      score: trait,
      customerKind: fc.constantFrom('staff', 'consumer', 'robot'),
      country: fc.constantFrom('kr', 'US', 'nowhere'),
      'consent.email.ad': answer,
      'consent.sms.ad': answer,
      'consent.sms.ad.night': answer,
      'consent.sms.ad.news': answer,
      'consent.profiling': answer,
      'consent.at': fc.constantFrom('2026-11-20T13:00:00Z', '2026-11-21T09:00:00+09:00', '2026-11-20', 'yesterday'),
      consent: fc.record({ email: fc.record({ info: answer }) }),
    },
    { requiredKeys: [] },
  )
  .map((traits) => ({ type: 'identify' as const, body: { traits } }));

const properties = fc.record(
  {
    order_id: fc.constantFrom('A', 'B', 'C', '__proto__', 7),
    total: fc.constantFrom(1000, 2500.5, '12,000', -300, 0, 1e300),
    revenue: fc.integer({ min: 0, max: 5_000 }),
    currency: fc.constantFrom('KRW', 'usd', 'KRW', 'KRW'),
    products: fc.array(fc.record({ price: fc.integer({ min: 1, max: 99 }), quantity: fc.integer({ min: 1, max: 3 }) })),
    part: fc.constantFrom(1, 2),
    parts: fc.constantFrom(2, 2, 3),
  },
  { requiredKeys: ['order_id'] },
);

const order: fc.Arbitrary<Said> = fc
  .tuple(
    fc.constantFrom('Order Completed', 'Order Completed', 'Order Updated', 'Order Refunded', 'Order Cancelled'),
    properties,
  )
  .map(([name, said]) => ({ type: 'track' as const, name, body: { properties: said } }));

const consent: fc.Arbitrary<Said> = fc
  .record(
    {
      channel: fc.constantFrom('email', 'sms', 'fax'),
      purpose: fc.constantFrom('ad', 'info'),
      state: fc.constantFrom('granted', 'withdrawn'),
      night: fc.boolean(),
      at: fc.constantFrom('2026-11-20T14:00:00Z', '2026-11-22T00:00:00Z'),
      basis: fc.constantFrom('explicit', 'transaction'),
    },
    { requiredKeys: ['channel', 'purpose', 'state'] },
  )
  .map((said) => ({ type: 'track' as const, name: 'Consent Changed', body: { properties: said } }));

const view: fc.Arbitrary<Said> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('Product Viewed', '장바구니', '__proto__', 'constructor'),
      fc.constantFrom('Asia/Seoul', 'America/New_York'),
    )
    .map(([name, timezone]) => ({
      type: 'track' as const,
      name,
      body: { properties: {}, context: { locale: 'ko-KR', timezone } },
    })),
  fc.constant({ type: 'page' as const, name: 'Home', body: {} }),
);

const DEVICES = Array.from({ length: 12 }, (_, index) => `fcm-token-${index}:APA91bH-xyz`);

const device: fc.Arbitrary<Said> = fc
  .record({
    name: fc.constantFrom(
      ...['Device Registered', 'Device Unregistered', 'Application Opened', 'Application Uninstalled', '장바구니'],
    ),
    token: fc.constantFrom(...DEVICES, 'short', 'ab'.repeat(32), null, 'x'.repeat(600)),
    platform: fc.constantFrom('ios', 'Android', 'toaster', undefined),
    notifications: fc.constantFrom('granted', 'denied', undefined, undefined),
    inProperties: fc.boolean(),
  })
  .map(({ name, token, platform, notifications, inProperties }) => {
    const type = platform === undefined ? {} : { type: platform };
    return {
      ...{ type: 'track' as const, name },
      body: {
        properties: {
          ...(notifications === undefined ? {} : { notifications }),
          ...(inProperties ? { token, ...type } : {}),
        },
        ...(inProperties ? {} : { context: { device: { token, ...type } } }),
      },
    };
  });

/** Any content. */
export const said: fc.Arbitrary<Said> = fc.oneof(
  { weight: 4, arbitrary: device },
  { weight: 3, arbitrary: view },
  { weight: 4, arbitrary: order },
  { weight: 3, arbitrary: identify },
  { weight: 2, arbitrary: consent },
);

interface Sent {
  readonly person: number;
  /** Hours after the start; undefined: the event carries no time. */
  readonly hour: number | undefined;
  /** Takes the messageId of an event this many places before. */
  readonly repeats: number;
  /** ms by which the sender's clock was corrected. */
  readonly correction: number;
  /** ms after the receipt before. */
  readonly pause: number;
  readonly said: Said;
  readonly imported: boolean;
}

const sent = (people: number, repeated: number): fc.Arbitrary<Sent> =>
  fc.record({
    person: fc.nat({ max: people - 1 }),
    hour: fc.option(fc.nat({ max: 40 }), { nil: undefined, freq: 5 }),
    repeats: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: repeated }) }),
    correction: fc.constantFrom(0, 0, 0, 1_500),
    pause: fc.constantFrom(0, 1, 60_000),
    said,
    imported: fc.boolean(),
  });

const PEOPLE = ['u:kim', 'u:이', 'a:7f'] as const;

const itemsOf = (history: readonly Sent[]): EventItem[] => {
  let received = START + 41 * HOUR;
  const people: string[] = [];
  const ids: string[] = [];
  return history.map(({ person, hour, repeats, correction, pause, said: { type, name, body }, imported }, index) => {
    received += pause;
    const who = PEOPLE[person] ?? PEOPLE[0];
    // A messageId is only ever repeated by the same person: ids of others are other events.
    const source = people[index - repeats] === who ? ids[index - repeats] : undefined;
    const messageId = source ?? `m${index}`;
    people.push(who);
    ids.push(messageId);
    const time = hour === undefined ? undefined : START + hour * HOUR;
    const event: NewEvent = {
      person: who,
      messageId,
      type,
      ...(name === undefined ? {} : { name }),
      ...(time === undefined ? {} : { time: toIso(time) }),
      at: toIso(time === undefined ? received : time + correction),
      receivedAt: toIso(received),
      body,
      source: 'web',
      imported,
    };
    return eventItem(event);
  });
};

/** First write wins: a second event of the same person and key is never stored. */
export const storedOnce = (items: readonly EventItem[]): EventItem[] => {
  const stored = new Map<string, EventItem>();
  for (const item of items) {
    const key = `${item.person} ${item.key}`;
    if (!stored.has(key)) stored.set(key, item);
  }
  return [...stored.values()];
};

/**
 * Histories of up to three people, in order of receipt: ties of time, undated events, any content, and messageIds sent
 * again under another time, at most `repeated` events later.
 */
export const historyOf = (people: number, maxLength: number, repeated = 6): fc.Arbitrary<EventItem[]> =>
  fc
    .array(sent(people, repeated), { minLength: 1, maxLength, size: 'max' })
    .map((history) => storedOnce(itemsOf(history)));

export const eventsOf = (items: readonly EventItem[]): StoredEvent[] => items.map((item) => eventFromItem(item));
