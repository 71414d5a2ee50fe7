import * as z from 'zod';
import { specEvent } from '../events/ecommerce.ts';
import { type Catalogue, type EventEntry, type PropertyEntry, VALUE_TYPES, weekOf } from './catalogue.ts';
import { kindOf, saidIn, shareMissing } from './catalogue-view.ts';
import { meantBy } from './misspelt.ts';

/** One sentence in both languages of the house. */
export const saidSchema = z.object({ ko: z.string(), en: z.string() });
export type Said = z.infer<typeof saidSchema>;

export const warningSchema = z.object({
  kind: z.enum(['misspelt', 'stopped', 'missing', 'unreadable', 'missingMore', 'typeChanged']),
  event: z.string(),
  property: z.string().nullable(),
  says: saidSchema,
  /** What to do about it. */
  advice: saidSchema,
});
export type Warning = z.infer<typeof warningSchema>;

/** Days with events within the fortnight before the last one, from which an event counts as daily. */
const DAILY = { days: 14, least: 10 } as const;
/** Days without a daily event, today included. */
const SILENT_DAYS = 2;
/** Events that a share must be a share of; fewer say nothing. */
const LEAST = { now: 20, before: 50 } as const;
/** A change of a share that is a change. */
const CHANGE = 0.2;
const NEEDED_MISSING = 0.05;
const UNREADABLE = 0.01;
const percent = (share: number): string => `${Math.round(share * 100)}%`;

const stopped = (event: string, { days }: EventEntry, today: number): Warning[] => {
  const last = Math.max(...days.keys());
  const silent = today - last;
  const busy = [...days.keys()].filter((day) => day > last - DAILY.days).length;
  if (days.size === 0 || silent < SILENT_DAYS || silent > 4 * DAILY.days || busy < DAILY.least) return [];
  return [
    {
      ...{ kind: 'stopped', event, property: null },
      says: {
        ko: `매일 들어오던 ‘${event}’ 이벤트가 ${silent}일째 들어오지 않습니다.`,
        en: `“${event}” came daily and has not come for ${silent} days.`,
      },
      advice: {
        ko: '최근 사이트나 앱 배포에서 이 이벤트를 보내는 코드가 빠졌는지 확인해 주세요.',
        en: 'See whether the latest release of the site or app lost the code that sends it.',
      },
    },
  ];
};

const misspelt = (event: string): Warning[] => {
  const meant = meantBy(event);
  if (meant === undefined) return [];
  return [
    {
      ...{ kind: 'misspelt', event, property: null },
      says: {
        ko: `‘${event}’은(는) ‘${meant}’의 오타로 보입니다. 지금은 ‘${meant}’(으)로 세지 않습니다.`,
        en: `“${event}” looks like a misspelt “${meant}”. It is not counted as “${meant}” now.`,
      },
      advice: {
        ko: `이벤트 이름을 띄어쓰기와 대소문자까지 ‘${meant}’(으)로 보내 주세요.`,
        en: `Send it as “${meant}”, with these spaces and capitals.`,
      },
    },
  ];
};

const neededMissing = (event: string, entry: EventEntry): Warning[] => {
  const needs = specEvent(event)?.needs;
  if (!needs) return [];
  // Any one is enough, so no fewer events lack them all than this says; more may, if the names alternate.
  const missing = Math.min(...needs.map((name) => shareMissing(entry, entry.properties.get(name))));
  if (missing < NEEDED_MISSING) return [];
  const names = needs.join(' / ');
  return [
    {
      ...{ kind: 'missing', event, property: needs[0] ?? null },
      says: {
        ko: `‘${event}’ 이벤트의 ${percent(missing)}에 ${names} 값이 없습니다.`,
        en: `${percent(missing)} of “${event}” come without ${names}.`,
      },
      advice: {
        ko: `${names} 값이 없으면 이 이벤트를 제대로 세지 못합니다. 보내는 곳에 값을 넣어 달라고 요청해 주세요.`,
        en: `Without it they cannot be counted as what they are. Ask the sender to fill in ${names}.`,
      },
    },
  ];
};

interface Compared {
  readonly now: readonly number[];
  readonly before: readonly number[];
  readonly events: { readonly now: number; readonly before: number };
}

/** Counts by type of the event's newest week with enough events, and of those before it. */
const compared = (entry: EventEntry, property: PropertyEntry, today: number): Compared | undefined => {
  const weeks = [...entry.weeks.keys()].sort((left, right) => right - left);
  const newest = weeks.find((week) => (entry.weeks.get(week) ?? 0) >= LEAST.now);
  if (newest === undefined || newest < weekOf(today) - 1) return undefined;
  const [now, before] = [
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
  ];
  const events = { now: entry.weeks.get(newest) ?? 0, before: 0 };
  for (const week of weeks.filter((one) => one <= newest)) {
    if (week !== newest) events.before += entry.weeks.get(week) ?? 0;
    const [, ...types] = property.weeks.get(week) ?? [0, 0, 0, 0, 0, 0];
    const into = week === newest ? now : before;
    for (const [index, number] of types.entries()) into[index] = (into[index] ?? 0) + number;
  }
  return events.before < LEAST.before ? undefined : { now, before, events };
};

const total = (counts: readonly number[]): number => counts.reduce((sum, one) => sum + one, 0);

const drifted = (
  event: string,
  entry: EventEntry,
  property: string,
  values: PropertyEntry,
  today: number,
): Warning[] => {
  const found = compared(entry, values, today);
  if (!found) return [];
  const { now, before, events } = found;
  const missingNow = Math.max(0, 1 - total(now) / events.now);
  const missingBefore = Math.max(0, 1 - total(before) / events.before);
  const warnings: Warning[] = [];
  if (missingNow - missingBefore >= CHANGE)
    warnings.push({
      ...{ kind: 'missingMore', event, property },
      says: {
        ko: `‘${event}’에서 ${property} 값이 없는 비율이 ${percent(missingBefore)}에서 ${percent(missingNow)}(으)로 늘었습니다.`,
        en: `In “${event}”, ${property} is missing in ${percent(missingNow)}, up from ${percent(missingBefore)}.`,
      },
      advice: {
        ko: '최근 배포에서 이 값을 보내지 않게 되었는지 확인해 주세요.',
        en: 'See whether the latest release stopped sending it.',
      },
    });
  const [saidNow, saidBefore] = [total(now), total(before)];
  const usual = before.indexOf(Math.max(...before));
  const share = (counts: readonly number[], sum: number): number => (sum === 0 ? 1 : (counts[usual] ?? 0) / sum);
  const changed = share(before, saidBefore) - share(now, saidNow);
  if (saidBefore >= LEAST.before && saidNow >= LEAST.now && changed >= CHANGE) {
    const other = VALUE_TYPES[now.indexOf(Math.max(...now.filter((_, index) => index !== usual)))] ?? '';
    warnings.push({
      ...{ kind: 'typeChanged', event, property },
      says: {
        ko: `‘${event}’의 ${property} 값이 ${VALUE_TYPES[usual]}에서 ${other}(으)로 바뀌었습니다.`,
        en: `In “${event}”, ${property} has changed from ${VALUE_TYPES[usual]} to ${other}.`,
      },
      advice: {
        ko: '이 값을 쓰는 세그먼트와 템플릿이 그대로 맞는지 확인하고, 아니라면 전처럼 보내 달라고 요청해 주세요.',
        en: 'Check the segments and templates that use it, or ask for the type it had before.',
      },
    });
  }
  return warnings;
};

const unreadable = (event: string, property: string, values: PropertyEntry): Warning[] => {
  let [wrong, said] = [0, 0];
  for (const week of values.weeks.values()) {
    wrong += week[0];
    said += saidIn(week);
  }
  if (said === 0 || wrong / said < UNREADABLE) return [];
  const kind = kindOf(event, property) ?? kindOf('Product Viewed', property.replace('products[].', '')) ?? '';
  return [
    {
      ...{ kind: 'unreadable', event, property },
      says: {
        ko: `‘${event}’의 ${property} 값 가운데 ${percent(wrong / said)}를 ${kind}(으)로 읽을 수 없습니다.`,
        en: `${percent(wrong / said)} of ${property} in “${event}” cannot be read as ${kind}.`,
      },
      advice: {
        ko: `${kind} 형식으로 보내 달라고 요청해 주세요. 금액은 통화 기호 없는 숫자여야 합니다.`,
        en: `Ask for ${kind}; money is a plain number without a currency sign.`,
      },
    },
  ];
};

/** What of the data that comes in looks wrong on the day `today` (days since 1970-01-01 in the shop's zone). Pure. */
export const warningsOf = (catalogue: Catalogue, today: number): Warning[] =>
  [...catalogue.events]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .flatMap(([event, entry]) => [
      ...misspelt(event),
      ...stopped(event, entry, today),
      ...neededMissing(event, entry),
      ...[...entry.properties].flatMap(([property, values]) => [
        ...unreadable(event, property, values),
        ...drifted(event, entry, property, values, today),
      ]),
    ]);
