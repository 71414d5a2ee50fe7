import fc from 'fast-check';

/** What can happen in a shop, drawn at random. Persons are two, each with two ids that may turn out to be one. */
export const IDS = ['u:kim', 'a:kim-phone', 'u:lee', 'a:lee-laptop'] as const;
const EMAILS = ['kim@naver.co.kr', 'kim@example.com', 'lee@example.org'] as const;
const PHONES = [
  '+821012345678',
  '+821098765432',
  '+14155552671',
  '+16135550123',
  '+819012345678',
  '+61412345678',
  '+80012345678',
] as const;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Mostly one person, so that much happens to somebody. */
const id = fc.constantFrom('u:kim' as const, 'u:kim' as const, 'u:kim' as const, ...IDS);
const channel = fc.constantFrom('email' as const, 'sms' as const, 'sms' as const);
const topic = fc.option(fc.constantFrom('sale', 'news'), { nil: undefined, freq: 3 });

/** Either a while, or until a clock somewhere shows a time at which something begins or ends. */
const gap = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'while' as const, ms: 0 }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('while' as const),
      ms: fc.constantFrom(
        1,
        SECOND,
        4 * MINUTE,
        HOUR,
        5 * HOUR,
        DAY,
        20 * DAY,
        100 * DAY,
        181 * DAY,
        183 * DAY,
        731 * DAY,
      ),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('until' as const),
      zone: fc.constantFrom('Asia/Seoul', 'Asia/Seoul', 'America/New_York', 'Pacific/Honolulu', 'Australia/Sydney'),
      time: fc.constantFrom(
        ...['20:54:59.999', '20:55:00.000', '20:59:00.000', '20:59:59.999', '21:00:00.000', '00:00:00.000'],
        ...['02:30:00.000', '07:59:59.999', '08:00:00.000', '12:00:00.000', '14:00:00.000'],
      ),
    }),
  },
);

const saying = {
  kind: fc.constant('say' as const),
  id,
  channel,
  /** An internal tool with a key; the same, vouched for; an event of a browser; a flag among traits. */
  via: fc.constantFrom('key' as const, 'verified' as const, 'browser' as const, 'traits' as const),
  purpose: fc.constantFrom('ad' as const, 'ad' as const, 'ad' as const, 'night' as const, 'info' as const),
  topic,
  state: fc.constantFrom('granted' as const, 'granted' as const, 'granted' as const, 'withdrawn' as const),
  basis: fc.constantFrom('explicit' as const, 'explicit' as const, 'transaction' as const),
  /** How long ago it is claimed to have been said; nothing: it carries no time. */
  ago: fc.option(fc.constantFrom(0, SECOND, HOUR, 40 * DAY, -HOUR), { nil: undefined, freq: 4 }),
};
const said = fc.record(saying);
/** What people begin with, so that there is something to take back. */
const yes = fc.record({
  ...saying,
  state: fc.constant('granted' as const),
  basis: fc.constantFrom('explicit' as const, 'explicit' as const, 'explicit' as const, 'transaction' as const),
  topic: fc.constant(undefined),
});

const moved = fc.record(
  {
    kind: fc.constant('move' as const),
    id,
    email: fc.constantFrom(...EMAILS),
    phone: fc.constantFrom(...PHONES),
    country: fc.constantFrom('KR', 'US', 'CA', 'JP'),
    timezone: fc.constantFrom('America/New_York', 'Pacific/Honolulu', 'Asia/Seoul', 'Asia/Tokyo'),
    locale: fc.constantFrom('ko-KR', 'en-US', 'en-CA'),
  },
  { requiredKeys: ['kind', 'id'] },
);

const REFUSALS = ['STOP', 'stop.', 'Stop texting me', '수신거부', '그만 보내세요', 'unsubscribe'] as const;
const OTHER_TEXTS = ['감사합니다', 'Thanks a lot', '내일 갈게요'] as const;
export const isPlainRefusal = (text: string): boolean => REFUSALS.some((word) => word === text);

const sending = {
  kind: fc.constant('send' as const),
  id,
  channel,
  purpose: fc.constantFrom('ad' as const, 'ad' as const, 'ad' as const, 'ad' as const, 'info' as const),
  topic,
  /** Between the gates and the permission to hand over, and between claim and provider. */
  queue: fc.constantFrom(0, 0, 0, SECOND, 40 * SECOND, 4 * MINUTE, 20 * MINUTE),
  wire: fc.constantFrom(0, 0, SECOND, 14 * SECOND),
  fate: fc.constantFrom('accept' as const, 'accept' as const, 'accept' as const, 'lost' as const, 'throttle' as const),
};
const send = fc.record(sending);

/** One person on one channel, over and over: what takes several words in one order would else hardly come up. */
const plain = {
  id: fc.constant('u:kim' as const),
  channel: fc.constant('sms' as const),
  topic: fc.constant(undefined),
};
const plainSaid = fc.record({
  ...saying,
  ...plain,
  via: fc.constantFrom('key' as const, 'verified' as const),
  purpose: fc.constantFrom('ad' as const, 'ad' as const, 'night' as const),
  state: fc.constantFrom('granted' as const, 'withdrawn' as const),
  basis: fc.constant('explicit' as const),
  ago: fc.constant(undefined),
});
const plainSend = fc.record({
  ...sending,
  ...plain,
  purpose: fc.constant('ad' as const),
  queue: fc.constantFrom(0, 4 * MINUTE, 20 * MINUTE),
});

const step = fc.oneof(
  { weight: 4, arbitrary: said },
  { weight: 4, arbitrary: plainSaid },
  { weight: 9, arbitrary: send },
  { weight: 6, arbitrary: plainSend },
  { weight: 2, arbitrary: moved },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('confirm' as const), id, channel }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      phone: fc.constantFrom(...PHONES.slice(0, 3)),
      text: fc.constantFrom(...REFUSALS, ...OTHER_TEXTS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constantFrom('complain' as const, 'bounce' as const, 'erase' as const),
      id,
      channel,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unsubscribe' as const), nth: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('buy' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('join' as const), person: fc.constantFrom(0, 2) }) },
);
export type Step = typeof step extends fc.Arbitrary<infer Drawn> ? Drawn : never;
export type Gap = typeof gap extends fc.Arbitrary<infer Drawn> ? Drawn : never;

/** Days on which clocks change, ends of months, and a plain one. */
const start = fc.constantFrom(
  '2026-03-07T18:00:00.000Z',
  '2026-10-31T18:00:00.000Z',
  '2026-04-04T10:00:00.000Z',
  '2026-08-30T15:20:00.000Z',
  '2028-02-29T03:00:00.000Z',
  '2026-11-22T11:00:00.000Z',
);

export const history = fc.record({
  start,
  defaultCountry: fc.constantFrom('KR', 'KR', 'US', null),
  /** Hours after the start from which grants must be confirmed. */
  doubleOptIn: fc.option(fc.constantFrom(-24, 24), { nil: undefined, freq: 3 }),
  homes: fc.tuple(moved, moved),
  agreed: fc.array(fc.oneof({ weight: 3, arbitrary: yes }, { weight: 1, arbitrary: plainSaid }), {
    minLength: 2,
    maxLength: 5,
  }),
  steps: fc.array(fc.record({ gap, step }), { minLength: 6, maxLength: 16 }),
});
export type History = typeof history extends fc.Arbitrary<infer Drawn> ? Drawn : never;
