import * as z from 'zod';
import { goalKind } from '../campaigns/goal.ts';
import { CHANNEL_NAMES } from '../segments/names.ts';
import { CHANNELS } from '../templates/template.ts';
import type { Format } from './receipt-format.ts';
import { type ReceiptLanguage, reasonText, type WORDS } from './receipt-words.ts';
import type { Report } from './report-schema.ts';

/** One line of the slip, its words and figures written out; the console draws it as it stands. */
export interface ReceiptLine {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** Behind the value, smaller, such as an interval. */
  readonly note?: string;
  /** What the figure means and how it is made. */
  readonly explain?: string;
  readonly weight: 'plain' | 'part' | 'total';
  readonly tone?: 'loss' | 'gain';
  /** A rule above the line. */
  readonly rule?: boolean;
}

/** Reasons named one by one; the rest is one line. */
const MOST_REASONS = 5;

const channelSchema = z.enum(CHANNELS);

/** What every line is written from. */
export interface Context {
  readonly report: Report;
  readonly language: ReceiptLanguage;
  readonly words: (typeof WORDS)[ReceiptLanguage];
  readonly format: Format;
  readonly explain: (name: string) => { readonly explain?: string };
}

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, value) => sum + value, 0);

/** Negative by sign, so that the column adds up by eye. */
const minus = (value: number): number => (value === 0 ? 0 : -value);

export const audienceLines = ({ report, language, words, format, explain }: Context): ReceiptLine[] => {
  const skipped = total(report.skipped);
  const reasons = Object.entries(report.skipped).sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const named = reasons.slice(0, MOST_REASONS);
  const rest = reasons.slice(MOST_REASONS).reduce((sum, [, value]) => sum + value, 0);
  const part = (id: string, label: string, value: number): ReceiptLine[] =>
    value === 0 ? [] : [{ id, label, value: format.people(value), weight: 'part' }];
  const state = (id: 'deferred' | 'pending' | 'unknown' | 'failed'): ReceiptLine[] => {
    const value = report[id];
    if (value === 0) return [];
    return [{ id, label: words[id], value: format.people(minus(value)), weight: 'plain', ...explain(id) }];
  };
  return [
    {
      id: 'audience',
      label: words.audience,
      value: format.people(report.audience),
      weight: 'plain',
      ...explain('audience'),
    },
    ...(skipped === 0
      ? []
      : [
          {
            id: 'skipped',
            label: words.notSent,
            value: format.people(minus(skipped)),
            weight: 'plain',
            ...explain('skipped'),
          } as const,
        ]),
    ...named.flatMap(([reason, value]) => part(`skipped.${reason}`, reasonText(reason, language), value)),
    ...part('skipped.others', words.others, rest),
    ...state('failed'),
    ...state('unknown'),
    ...state('deferred'),
    ...state('pending'),
    {
      id: 'sent',
      label: words.sent,
      value: format.people(report.sent),
      weight: 'plain',
      rule: true,
      ...explain('sent'),
    },
    ...wayLines({ report, language, words, format, explain }),
    ...visits('opened', report.opened.human, { report, language, words, format, explain }),
    ...visits('clicked', report.clicked.human, { report, language, words, format, explain }),
  ];
};

/** By which way the message went, and what each cost; people who had two count by both. */
const wayLines = ({ report, language, words, format }: Context): ReceiptLine[] => {
  if (report.ways === null) return [];
  const { links, arrivedTwice } = report.ways;
  const lines = links.map(({ link, channel, sent, delivered, cost }): ReceiptLine => {
    const known = channelSchema.safeParse(channel).data;
    const name = known === undefined ? channel : CHANNEL_NAMES[known][language];
    return {
      id: `way.${link}`,
      label: words.way(link + 1, name),
      value: format.people(sent),
      note: words.wayNote(format.people(delivered), format.money(cost)),
      weight: 'part',
    };
  });
  const twice: ReceiptLine = {
    id: 'arrivedTwice',
    label: words.arrivedTwice,
    value: format.people(arrivedTwice),
    weight: 'part',
  };
  return arrivedTwice === 0 ? lines : [...lines, twice];
};

const visits = (id: 'opened' | 'clicked', value: number, { report, words, format, explain }: Context): ReceiptLine[] =>
  report.delivered === 0
    ? []
    : [
        {
          id,
          label: words[id],
          value: format.people(value),
          note: format.percent(value / report.delivered),
          weight: 'part',
          ...explain(id),
        },
      ];

/** Words for what the campaign asked for: an order, or another event. */
export const goalWords = ({ report, words }: Pick<Context, 'report' | 'words'>) =>
  words.goal[goalKind(report.goalEvent)];

export const buyersLines = ({ report, words, format, explain }: Context): ReceiptLine[] => {
  const { anyway, extra, control, rates } = report;
  const names = goalWords({ report, words });
  const bought: ReceiptLine = {
    id: 'converted',
    label: names.reached,
    value: format.people(report.converted),
    ...(rates.conversion === null ? {} : { note: format.percent(rates.conversion) }),
    weight: 'plain',
    rule: true,
    ...explain('converted'),
  };
  if (extra.people === null || !anyway || !extra.peopleInterval) {
    return [
      bought,
      { id: 'extraPeople', label: names.extra, value: words.missing, weight: 'plain', ...explain('extra') },
    ];
  }
  const { size, converted } = control.eligible;
  return [
    bought,
    {
      id: 'anyway',
      label: names.anyway,
      value: format.people(minus(report.converted - extra.people)),
      note: words.anywayNote(format.people(size), format.percent(converted / size)),
      weight: 'plain',
      ...explain('anyway'),
    },
    {
      id: 'extraPeople',
      label: names.extra,
      value: format.people(extra.people, true),
      note: words.interval(
        format.people(extra.peopleInterval.low, true),
        format.people(extra.peopleInterval.high, true),
      ),
      weight: 'plain',
      ...explain('lift'),
    },
  ];
};

export const moneyLines = ({ report, words, format, explain }: Context): ReceiptLine[] => {
  const { extra, cost, platformCost, peopleLost, net, currency } = report;
  const signed = (amount: number): string => format.money({ amount, currency }, true);
  const sales: ReceiptLine[] =
    extra.revenue && extra.revenueInterval
      ? [
          {
            id: 'extra',
            label: words.extraRevenue,
            value: signed(extra.revenue.amount),
            note: words.interval(signed(extra.revenueInterval.low), signed(extra.revenueInterval.high)),
            weight: 'plain',
            rule: true,
            ...explain('extra'),
          },
          {
            id: 'margin',
            label: words.kept(format.percent(net.margin, 0)),
            value: signed(Math.round(extra.revenue.amount * net.margin)),
            weight: 'part',
          },
        ]
      : [
          {
            id: 'extra',
            label: words.extraRevenue,
            value: words.missing,
            weight: 'plain',
            rule: true,
            ...explain('extra'),
          },
        ];
  return [
    ...sales,
    { id: 'cost', label: words.cost, value: signed(minus(cost.amount)), weight: 'plain', ...explain('cost') },
    {
      id: 'platformCost',
      label: words.platformCost,
      value: signed(minus(platformCost.amount)),
      weight: 'plain',
      ...explain('platformCost'),
    },
    {
      id: 'lost',
      label: words.lost(format.people(peopleLost.count)),
      value: peopleLost.value ? signed(minus(peopleLost.value.amount)) : words.unknownValue,
      ...(peopleLost.value && peopleLost.count > 0
        ? {
            note: words.perPerson(
              format.money({ amount: Math.round(peopleLost.value.amount / peopleLost.count), currency }),
            ),
          }
        : {}),
      weight: 'plain',
      ...(peopleLost.count > 0 ? { tone: 'loss' as const } : {}),
      ...explain('peopleLost'),
    },
    netLine({ report, words, format, explain }),
  ];
};

const netLine = ({ report, words, format, explain }: Omit<Context, 'language'>): ReceiptLine => {
  const { net, currency } = report;
  const base = { id: 'net', label: words.net, weight: 'total', rule: true, ...explain('net') } as const;
  if (net.amount === null || !net.interval) return { ...base, value: words.missing };
  const signed = (amount: number): string => format.money({ amount, currency }, true);
  return {
    ...base,
    value: signed(net.amount),
    note: words.interval(signed(net.interval.low), signed(net.interval.high)),
    ...(net.amount === 0 ? {} : { tone: net.amount > 0 ? 'gain' : 'loss' }),
  };
};
