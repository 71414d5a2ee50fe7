import { createRandom } from '../local/random.ts';
import { FAMILY_NAMES, GIVEN_NAMES, PRODUCTS } from './names.ts';

/** One Segment call of the sample shop's past. */
export interface SampleCall {
  readonly type: 'identify' | 'track';
  readonly userId: string;
  readonly messageId: string;
  readonly timestamp: string;
  readonly event?: string;
  readonly traits?: Record<string, unknown>;
  readonly properties?: Record<string, unknown>;
}

/**
 * What a one-time buyer will do in the week of the campaign, decided before it starts: with and without the message.
 * The difference over the people reached is the planted truth, which no real shop can know.
 */
export interface Destiny {
  readonly userId: string;
  /** Won spent within the window without a message; 0 for no order. */
  readonly spendAlone: number;
  /** Won spent within the window after the message; 0 for no order. */
  readonly spendAfterMessage: number;
  readonly opens: boolean;
  readonly clicks: boolean;
  readonly unsubscribes: boolean;
  /** Hours after the hand-over at which the order is placed. */
  readonly orderAfterHours: number;
}

export interface SampleShop {
  readonly calls: readonly SampleCall[];
  readonly destinies: ReadonlyMap<string, Destiny>;
}

interface SampleOptions {
  readonly seed?: number;
  readonly customers?: number;
  /** The moment at which the shop's past ends, ms. */
  readonly now: number;
}

const DAY = 86_400_000;
const MONTHS = 18;

/** Planted rates of the campaign week. */
export const PLANTED = {
  convertsAlone: 0.11,
  convertsAfterMessage: 0.21,
  unsubscribes: 0.03,
  opens: 0.46,
  clicks: 0.17,
} as const;

type Random = () => number;

const pick = <T>(random: Random, list: readonly T[]): T => {
  const value = list[Math.floor(random() * list.length)];
  if (value === undefined) throw new Error('Cannot pick from an empty list.');
  return value;
};

/** Exponential waiting time with the given mean. */
const exponential = (random: Random, mean: number): number => -Math.log(1 - random()) * mean;

const iso = (ms: number): string => new Date(Math.floor(ms)).toISOString();

const customerTraits = (random: Random, index: number, signedUpAt: number): Record<string, unknown> => {
  const [family, familyLatin] = pick(random, FAMILY_NAMES);
  const [given, givenLatin] = pick(random, GIVEN_NAMES);
  const number = String(index).padStart(4, '0');
  // Reserved example domains (RFC 2606); a few addresses of the SES mailbox simulator bounce or complain.
  const draw = random();
  const email =
    draw < 0.006
      ? `bounce+${number}@simulator.amazonses.com`
      : draw < 0.01
        ? `complaint+${number}@simulator.amazonses.com`
        : `${givenLatin}.${familyLatin}.${number}@example.com`;
  const agreesEmail = random() < 0.84;
  const agreesSms = random() < 0.6;
  return {
    name: `${family}${given}`,
    firstName: given,
    email,
    ...(random() < 0.93 ? { phone: `010-${1000 + ((index * 37) % 9000)}-${number}` } : {}),
    birthday: `${1955 + Math.floor(random() * 50)}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-${String(1 + Math.floor(random() * 28)).padStart(2, '0')}`,
    city: pick(random, ['서울', '부산', '인천', '대구', '대전', '광주', '수원', '제주']),
    'consent.email.ad': agreesEmail ? 'Y' : 'N',
    'consent.sms.ad': agreesSms ? 'Y' : 'N',
    ...(agreesSms && random() < 0.15 ? { 'consent.sms.ad.night': 'Y' } : {}),
    'consent.source': '회원가입 양식 v3',
    'consent.at': iso(signedUpAt),
  };
};

const order = (random: Random, userId: string, at: number, n: number): SampleCall => {
  const lines = 1 + Math.floor(random() * 3);
  const products = Array.from({ length: lines }, () => {
    const product = pick(random, PRODUCTS);
    return {
      product_id: product.id,
      name: product.name,
      category: product.category,
      price: product.price,
      quantity: 1 + Math.floor(random() * 2),
    };
  });
  const total = products.reduce((sum, line) => sum + line.price * line.quantity, 0);
  return {
    type: 'track',
    event: 'Order Completed',
    userId,
    messageId: `sample-order-${userId}-${n}`,
    timestamp: iso(at),
    properties: { order_id: `D${userId.slice(1)}-${n}`, total, currency: 'KRW', products },
  };
};

const refund = (placed: SampleCall, at: number): SampleCall => ({
  type: 'track',
  event: 'Order Refunded',
  userId: placed.userId,
  messageId: `${placed.messageId}-refund`,
  timestamp: iso(at),
  properties: { order_id: placed.properties?.order_id, total: placed.properties?.total, currency: 'KRW' },
});

/** Days on which a customer buys: waiting times of the person's own pace, until the person is lost. */
const purchaseTimes = (random: Random, firstAt: number, now: number): number[] => {
  const times = [firstAt];
  // Most never come back; the others have a pace of their own between three weeks and four months.
  if (random() < 0.6) return times;
  const pace = (21 + exponential(random, 40)) * DAY;
  const lossPerPurchase = 0.08 + random() * 0.25;
  for (let at = firstAt + exponential(random, pace); at < now - DAY; at += exponential(random, pace)) {
    times.push(at);
    if (random() < lossPerPurchase || times.length >= 16) break;
  }
  return times;
};

/** Deterministic: the same seed and moment give the same shop, call by call. */
export const createSampleShop = (options: SampleOptions): SampleShop => {
  const { now, seed = 20261123, customers = 2_000 } = options;
  const calls: SampleCall[] = [];
  const destinies = new Map<string, Destiny>();
  const begin = now - MONTHS * 30.4 * DAY;

  for (let index = 1; index <= customers; index++) {
    const random = createRandom(`${seed}:${index}`);
    const userId = `c${String(index).padStart(4, '0')}`;
    const signedUpAt = begin + random() * (now - begin - 2 * DAY);
    calls.push({
      type: 'identify',
      userId,
      messageId: `sample-signup-${userId}`,
      timestamp: iso(signedUpAt),
      traits: customerTraits(random, index, signedUpAt),
    });

    const buys = random() < 0.86;
    const firstAt = signedUpAt + exponential(random, 6 * DAY);
    if (!buys || firstAt > now - DAY) {
      const product = pick(random, PRODUCTS);
      calls.push({
        type: 'track',
        event: 'Product Viewed',
        userId,
        messageId: `sample-view-${userId}`,
        timestamp: iso(signedUpAt + 60_000),
        properties: {
          product_id: product.id,
          name: product.name,
          category: product.category,
          price: product.price,
          currency: 'KRW',
        },
      });
      continue;
    }

    const times = purchaseTimes(random, firstAt, now);
    times.forEach((at, n) => {
      const placed = order(random, userId, at, n + 1);
      calls.push(placed);
      if (random() < 0.03) calls.push(refund(placed, Math.min(at + exponential(random, 4 * DAY), now - 60_000)));
    });

    if (times.length === 1) {
      const spend = 25_000 + Math.round(exponential(random, 30_000) / 100) * 100;
      const u = random();
      destinies.set(userId, {
        userId,
        // The same draw decides both worlds, so nobody is kept from buying by the message.
        spendAlone: u < PLANTED.convertsAlone ? spend : 0,
        spendAfterMessage: u < PLANTED.convertsAfterMessage ? spend : 0,
        opens: random() < PLANTED.opens || u < PLANTED.convertsAfterMessage,
        clicks: random() < PLANTED.clicks || u < PLANTED.convertsAfterMessage * 0.7,
        unsubscribes: random() < PLANTED.unsubscribes && u >= PLANTED.convertsAfterMessage,
        // Before the night of the first day, so that the story needs no second nightly run.
        orderAfterHours: 3 + random() * 12,
      });
    }
  }
  return { calls, destinies };
};
