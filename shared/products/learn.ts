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
/** Products of which anything is kept, those in the most orders. */
const MOST_LEARNED = 20_000;

interface About {
  /** Day of the run, days since 1970. */
  readonly asOfDay: number;
  readonly categoryOf: (id: string) => string | undefined;
  /** Products of the catalogue, whether sold or not. */
  readonly catalogue: Iterable<string>;
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
        if (gaps) gaps.push(day - before);
        else all.set(name, [day - before]);
      }
      last.set(name, day);
    },
    of: (name: string): readonly number[] | undefined => all.get(name),
  };
};

/**
 * What baskets say of products. Bought together: confidence, the part of the orders with A that hold B (Agrawal, Imieliński, Swami 1993,
 * "Mining association rules between sets of items in large databases"), of pairs in five orders or more whose lift, confidence over the
 * part of all orders with B, is above 1 (Brin, Motwani, Ullman, Tsur 1997, "Dynamic itemset counting"). Interval: median of the days between
 * one person's orders with the product; below ten such repeats those with anything of its category, then any order at all. It is the
 * interval of who did buy again; it says nothing of who did not.
 */
export const learn = (
  files: readonly BasketFile[],
  { asOfDay, categoryOf, catalogue }: About,
): { readonly shop: Omit<ShopLearned, 'asOf'>; readonly learned: ReadonlyMap<string, Learned> } => {
  const orders = new Map<string, number>();
  const daysOfOrders: number[] = [];
  const [ofProducts, ofCategories, ofShop] = [createGaps(), createGaps(), createGaps()];
  let people = 0;
  for (const { ids, people: baskets } of files) {
    for (const person of baskets) {
      people += 1;
      for (const gaps of [ofProducts, ofCategories, ofShop]) gaps.next();
      for (const [day, places] of person) {
        daysOfOrders.push(day);
        ofShop.see('', day);
        for (const place of places) {
          const id = ids[place] ?? '';
          orders.set(id, (orders.get(id) ?? 0) + 1);
          ofProducts.see(id, day);
          const category = categoryOf(id);
          if (category !== undefined) ofCategories.see(category, day);
        }
      }
    }
  }

  const ranked = [...orders].sort(byCount);
  const top = ranked.filter(([, count]) => count >= MIN_SUPPORT).slice(0, PAIRED);
  const ranks = new Map(top.map(([id], rank) => [id, rank]));
  const pairs = createPairs(top.length);
  const span = SPANS.find((days) => daysOfOrders.filter((day) => day > asOfDay - days).length >= MIN_ORDERS);
  const recent = new Map<string, number>();
  for (const { ids, people: baskets } of files) {
    const rankOf = ids.map((id) => ranks.get(id));
    for (const [day, places] of baskets.flat()) {
      const isRecent = span === undefined || day > asOfDay - span;
      if (isRecent) for (const place of places) recent.set(ids[place] ?? '', (recent.get(ids[place] ?? '') ?? 0) + 1);
      const found = places.flatMap((place) => rankOf[place] ?? []);
      for (const [index, one] of found.entries()) for (const other of found.slice(index + 1)) pairs.add(one, other);
    }
  }

  const togetherWith = (id: string, count: number): Learned['together'] => {
    const rank = ranks.get(id);
    if (rank === undefined) return [];
    return top
      .flatMap(([other, others], place) => {
        const both = place === rank ? 0 : pairs.of(rank, place);
        const lift = (both * daysOfOrders.length) / (count * others);
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
  const shopInterval = intervalFrom(ofShop.of(''), 'shop');
  const intervalOf = (id: string): Interval | undefined =>
    intervalFrom(ofProducts.of(id), 'product') ??
    intervalFrom(ofCategories.of(categoryOf(id) ?? ''), 'category') ??
    shopInterval;

  const learned = new Map<string, Learned>();
  for (const id of new Set([...ranked.slice(0, MOST_LEARNED).map(([name]) => name), ...catalogue])) {
    const count = orders.get(id) ?? 0;
    const interval = intervalOf(id);
    learned.set(id, { orders: count, ...(interval ? { interval } : {}), together: togetherWith(id, count) });
  }
  return {
    shop: {
      ...{ people, orders: daysOfOrders.length },
      ...(span === undefined ? {} : { bestOfDays: span }),
      best: [...recent]
        .sort(byCount)
        .slice(0, MOST_BEST)
        .map(([id, count]) => ({ id, orders: count })),
      paired: [...learned.values()].filter(({ together }) => together.length > 0).length,
      ...(shopInterval ? { interval: shopInterval } : {}),
    },
    learned,
  };
};
