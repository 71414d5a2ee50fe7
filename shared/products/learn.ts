import type { BasketFile } from './baskets.ts';
import type { Interval, Learned, ShopLearned } from './product.ts';

/** Products among which pairs are counted, those in the most orders: 2,000 of them are 8 MB of counters, however many are sold. */
const PAIRED = 2_000;
/** Orders that hold both products, below which a pair may be chance (minimum support). */
const MIN_SUPPORT = 5;
const MOST_TOGETHER = 10;
/** Repeat orders below which their median says nothing. */
const MIN_REPEATS = 10;
/** Spans of days for best sellers, the first with so many orders. */
const SPANS = [30, 90, 365] as const;
const MIN_ORDERS = 50;
const MOST_BEST = 50;
/** Products of which anything is kept where there is no catalogue, those in the most orders. */
const MOST_LEARNED = 20_000;
/** Names that are counted at a time where there is no catalogue: whoever can send events can invent any number of them. */
const MOST_NAMES = 100_000;

interface About {
  /** Day of the run, days since 1970. */
  readonly asOfDay: number;
  /** Category of each product of the catalogue, by id; empty where the shop keeps none. */
  readonly catalogue: ReadonlyMap<string, string | undefined>;
}

const medianOf = (values: readonly number[]): number | undefined => {
  const sorted = [...values].sort((left, right) => left - right);
  const half = sorted.length >> 1;
  const [below, above] = [sorted[half - 1], sorted[half]];
  if (above === undefined) return undefined;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
};

const intervalFrom = (gaps: readonly number[] | undefined, by: Interval['by']): Interval | undefined => {
  const median = gaps && gaps.length >= MIN_REPEATS ? medianOf(gaps) : undefined;
  return median === undefined ? undefined : { days: Math.max(1, Math.round(median)), by, of: gaps?.length ?? 0 };
};

/** Most first, ties by id, so that two nights over the same orders say the same. */
const byCount = ([left, one]: readonly [string, number], [right, other]: readonly [string, number]): number =>
  other - one || (left < right ? -1 : 1);

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

/** How often each of so many things came with each other one. */
const createPairs = (count: number) => {
  const counts = new Uint32Array((count * (count - 1)) / 2);
  const placeOf = (one: number, other: number): number => {
    const [low, high] = one < other ? [one, other] : [other, one];
    return (high * (high - 1)) / 2 + low;
  };
  return {
    add: (one: number, other: number): void => {
      const place = placeOf(one, other);
      counts[place] = (counts[place] ?? 0) + 1;
    },
    of: (one: number, other: number): number => counts[placeOf(one, other)] ?? 0,
  };
};

/** Repeats of one thing that its median is taken of, the first in the sample: more would say the same. */
const MOST_REPEATS = 2_000;

/** Counts days between one time and the next, of things of one person. */
const createGaps = () => {
  const all = new Map<string, number[]>();
  let last = new Map<string, number>();
  return {
    next: (): void => {
      last = new Map();
    },
    see: (name: string, day: number): void => {
      const before = last.get(name);
      if (before !== undefined && day > before) {
        const gaps = all.get(name);
        if (!gaps) all.set(name, [day - before]);
        else if (gaps.length < MOST_REPEATS) gaps.push(day - before);
      }
      last.set(name, day);
    },
    of: (name: string): readonly number[] | undefined => all.get(name),
    forget: (name: string): void => {
      all.delete(name);
    },
  };
};

/** How many orders there were on each day. */
const createDays = () => {
  const counts = new Map<number, number>();
  let all = 0;
  return {
    see: (day: number): void => {
      counts.set(day, (counts.get(day) ?? 0) + 1);
      all += 1;
    },
    all: (): number => all,
    after: (from: number): number => [...counts].reduce((sum, [day, count]) => (day > from ? sum + count : sum), 0),
  };
};

/**
 * First look at the baskets: who was sold how often, and when again. With a catalogue only what is in it counts. Without one, names that
 * came least are forgotten when there are too many (lossy counting, Manku, Motwani 2002), so that invented ones cannot fill the night's memory.
 */
const createCounts = ({ catalogue }: Pick<About, 'catalogue'>, mostNames: number) => {
  const orders = new Map<string, number>();
  const days = createDays();
  const [ofProducts, ofCategories, ofShop] = [createGaps(), createGaps(), createGaps()];
  let people = 0;

  const forgetRare = (): void => {
    for (let rare = 1; orders.size > mostNames; rare++) {
      for (const [id, count] of orders) {
        if (count > rare) continue;
        orders.delete(id);
        ofProducts.forget(id);
      }
    }
  };

  const look = ({ ids, people: baskets }: BasketFile): void => {
    const known = ids.map((id) => catalogue.size === 0 || catalogue.has(id));
    for (const person of baskets) {
      people += 1;
      for (const gaps of [ofProducts, ofCategories, ofShop]) gaps.next();
      for (const [day, places] of person) {
        days.see(day);
        ofShop.see('', day);
        for (const place of places.filter((one) => known[one])) {
          const id = ids[place] ?? '';
          orders.set(id, (orders.get(id) ?? 0) + 1);
          ofProducts.see(id, day);
          const category = catalogue.get(id);
          if (category !== undefined) ofCategories.see(category, day);
        }
      }
      if (orders.size > 2 * mostNames) forgetRare();
    }
    if (orders.size > mostNames) forgetRare();
  };

  const shopInterval = (): Interval | undefined => intervalFrom(ofShop.of(''), 'shop');
  /** Of the product itself, else of its category: what is known of the whole shop stands once, beside them. */
  const intervalOf = (id: string): Interval | undefined =>
    intervalFrom(ofProducts.of(id), 'product') ?? intervalFrom(ofCategories.of(catalogue.get(id) ?? ''), 'category');

  return { look, orders, days, people: () => people, shopInterval, intervalOf };
};

/** Second look: what stood in one order with what, and what sold of late. */
const createPairing = (ranks: ReadonlyMap<string, number>, isKnown: (id: string) => boolean, since: number) => {
  const pairs = createPairs(ranks.size);
  const recent = new Map<string, number>();
  const look = ({ ids, people }: BasketFile): void => {
    const rankOf = ids.map((id) => ranks.get(id));
    const known = ids.map(isKnown);
    for (const [day, places] of people.flat()) {
      for (const place of places) {
        const id = ids[place] ?? '';
        if (day > since && known[place]) recent.set(id, (recent.get(id) ?? 0) + 1);
      }
      const found = places.flatMap((place) => rankOf[place] ?? []);
      for (const [index, one] of found.entries()) for (const other of found.slice(index + 1)) pairs.add(one, other);
    }
  };
  return { look, of: pairs.of, recent };
};

/**
 * What baskets say of products. Bought together: confidence, the part of the orders with A that hold B (Agrawal, Imieliński, Swami 1993,
 * "Mining association rules between sets of items in large databases"), of pairs in five orders or more whose lift, confidence over the
 * part of all orders with B, is above 1 (Brin, Motwani, Ullman, Tsur 1997, "Dynamic itemset counting"). Interval: median of the days between
 * one person's orders with the product; below ten such repeats those with anything of its category; the shop's, of any two orders in a row,
 * stands in `shop` alone. It is the interval of who did buy again; it says nothing of who did not. Reads the files twice, one at a time.
 */
export const learn = async (
  files: () => Iterable<BasketFile> | AsyncIterable<BasketFile>,
  { asOfDay, catalogue }: About,
  mostNames = MOST_NAMES,
): Promise<{ readonly shop: Omit<ShopLearned, 'asOf'>; readonly learned: ReadonlyMap<string, Learned> }> => {
  const counts = createCounts({ catalogue }, mostNames);
  for await (const file of files()) counts.look(file);
  const { orders, days } = counts;

  const ranked = [...orders].sort(byCount);
  const top = ranked.filter(([, count]) => count >= MIN_SUPPORT).slice(0, PAIRED);
  const ranks = new Map(top.map(([id], rank) => [id, rank]));
  const span = SPANS.find((length) => days.after(asOfDay - length) >= MIN_ORDERS);
  const since = span === undefined ? Number.NEGATIVE_INFINITY : asOfDay - span;
  const pairs = createPairing(ranks, (id) => orders.has(id), since);
  for await (const file of files()) pairs.look(file);

  const togetherWith = (id: string, count: number): Learned['together'] => {
    const rank = ranks.get(id);
    if (rank === undefined) return [];
    return top
      .flatMap(([other, others], place) => {
        const both = place === rank ? 0 : pairs.of(rank, place);
        const lift = (both * days.all()) / (count * others);
        return both >= MIN_SUPPORT && lift > 1 ? [{ id: other, confidence: both / count, lift }] : [];
      })
      .sort(
        (left, right) => right.confidence - left.confidence || right.lift - left.lift || (left.id < right.id ? -1 : 1),
      )
      .slice(0, MOST_TOGETHER)
      .map(({ id: other, confidence, lift }) => ({
        ...{ id: other, confidence: rounded(confidence, 2), lift: rounded(lift, 1) },
      }));
  };

  const learned = new Map<string, Learned>();
  const about = catalogue.size > 0 ? catalogue.keys() : ranked.slice(0, MOST_LEARNED).map(([id]) => id);
  for (const id of about) {
    const count = orders.get(id) ?? 0;
    const interval = counts.intervalOf(id);
    if (count > 0 || interval)
      learned.set(id, { orders: count, ...(interval ? { interval } : {}), together: togetherWith(id, count) });
  }
  const shopInterval = counts.shopInterval();
  return {
    shop: {
      ...{ people: counts.people(), orders: days.all() },
      ...(span === undefined ? {} : { bestOfDays: span }),
      best: [...pairs.recent]
        .sort(byCount)
        .slice(0, MOST_BEST)
        .map(([id, count]) => ({ id, orders: count })),
      paired: [...learned.values()].filter(({ together }) => together.length > 0).length,
      ...(shopInterval ? { interval: shopInterval } : {}),
    },
    learned,
  };
};
