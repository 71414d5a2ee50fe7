import type { Liquid } from 'liquidjs';
import { josa } from '../platform/josa.ts';
import { addDays, dateText, formatDate, money, relativeDay, won } from './korean.ts';
import type { Language } from './template.ts';

/** Key of the scope under which date filters find the moment that "now" means. */
export const NOW = 'now';

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

const amountOf = (filter: string, value: unknown): number => {
  const amount = Number(value);
  if (Number.isFinite(amount)) return amount;
  throw new Error(`${filter} needs a number, not ${JSON.stringify(value)}`);
};

/** Filters of the house: particles, money and dates as people write them. An empty value stays empty. */
export const registerHouseFilters = (liquid: Liquid, language: Language, zone: string): void => {
  liquid.registerFilter('won', (value: unknown) => (isEmpty(value) ? '' : won(amountOf('won', value))));

  liquid.registerFilter('money', (value: unknown, currency: unknown) => {
    if (isEmpty(value)) return '';
    if (typeof currency !== 'string' || !/^[A-Z]{3}$/.test(currency))
      throw new Error(`money needs a currency such as 'USD', not ${JSON.stringify(currency)}`);
    return money(amountOf('money', value), currency, language);
  });

  liquid.registerFilter('josa', (value: unknown, pair: unknown) => {
    if (typeof pair !== 'string' || !/^[가-힣]{1,3}\/[가-힣]{1,3}$/.test(pair))
      throw new Error(`josa needs a pair such as '은/는', not ${JSON.stringify(pair)}`);
    const word = String(value ?? '');
    return word === '' ? '' : josa(word, pair);
  });

  /** A date filter: `write` gets the ISO date or time, and the moment that "now" means. */
  const dated = (name: string, write: (iso: string, now: string, argument: unknown) => string | undefined): void => {
    liquid.registerFilter(name, function (value: unknown, argument: unknown) {
      if (isEmpty(value)) return '';
      const asked = value instanceof Date ? value.toISOString() : String(value);
      const now = String(this.context.getSync([NOW]));
      const text = write(asked === 'now' || asked === 'today' ? now : asked, now, argument);
      if (text !== undefined) return text;
      throw new Error(`${name} needs an ISO 8601 date or time, not ${JSON.stringify(value)}`);
    });
  };
  dated('date', (iso, _now, format) =>
    typeof format === 'string' ? formatDate(iso, format, zone) : dateText(iso, language, zone),
  );
  dated('relative', (iso, now) => relativeDay(iso, now, language, zone));
  dated('add_days', (iso, _now, days) => {
    const count = amountOf('add_days', days);
    if (!Number.isInteger(count) || Math.abs(count) > 36_600)
      throw new Error(`add_days needs a whole number of days up to 36600, not ${JSON.stringify(days)}`);
    return addDays(iso, count, zone);
  });
};
