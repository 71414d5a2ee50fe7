import { DAY, toIso } from '../platform/clock.ts';
import { toMajor } from '../platform/money.ts';
import type { Customer } from '../profiles/profile.ts';
import { type Model, scoreCustomer } from '../scoring/model.ts';
import { type Finding, warn } from './finding.ts';

const SILENT_DAYS = 365;
/** Below this share the silent are no reason to think again, and below this many people a share says little. */
const SILENT_SHARE = 0.2;
const SILENT_SAMPLE = 20;

/** Nothing came from the person, no order either, for a year before `now` (ms). */
export const isSilent = ({ fold }: Pick<Customer, 'fold'>, now: number): boolean => {
  const from = toIso(now - SILENT_DAYS * DAY);
  return (fold.lastSeenAt ?? '') < from && (fold.lastOrderAt ?? '') < from;
};

export interface SilentLook {
  /** Some people of the audience. */
  readonly people: readonly Customer[];
  /** Size of the audience. */
  readonly count: number;
  /** Price of one message, thousandths of the minor unit; nothing if none could be written. */
  readonly priceMilli: number | undefined;
  readonly currency: string;
  /** Of the last run; without it nobody knows what to expect. */
  readonly model: Model | undefined;
  /** Milliseconds. */
  readonly now: number;
}

/** People who have been silent for long bring complaints rather than orders: how many, what they cost, what to expect. */
export const silentFindings = ({ people, count, priceMilli, currency, model, now }: SilentLook): Finding[] => {
  const silent = people.filter((customer) => isSilent(customer, now));
  if (people.length < SILENT_SAMPLE || silent.length < people.length * SILENT_SHARE) return [];
  const scale = count / people.length;
  const about = Math.round(silent.length * scale);
  const cost = priceMilli === undefined ? undefined : Math.round((priceMilli * about) / 1_000);
  const expected =
    model &&
    Math.round(
      scale * silent.reduce((sum, customer) => sum + (scoreCustomer(customer, model).value?.expectedOrders12m ?? 0), 0),
    );
  const money = (locale: string, minor: number): string =>
    new Intl.NumberFormat(locale, { style: 'currency', currency }).format(toMajor(minor, currency));
  const number = (locale: string, value: number): string => value.toLocaleString(locale);
  const en = [
    ...(cost === undefined ? [] : [money('en', cost)]),
    ...(expected === undefined ? [] : [`expected orders in 12 months ${number('en', expected)}`]),
  ].join(', ');
  const ko = [
    ...(cost === undefined ? [] : [`비용 ${money('ko', cost)}`]),
    ...(expected === undefined ? [] : [`앞으로 12개월 예상 주문 ${number('ko', expected)}건`]),
  ].join(', ');
  return [
    warn(
      'silentPeople',
      `Silent for 12 months: about ${number('en', about)} people${en && `: ${en}`}. Exclude them with audience.excludeSilent, or ask them once whether they want to stay.`,
      `12개월 동안 아무 활동이 없는 사람이 약 ${number('ko', about)}명입니다${ko && `(${ko})`}. 빼거나, 계속 받을지 한 번만 물어보세요.`,
    ),
  ];
};
