import { goalKind } from '../campaigns/goal.ts';
import { formatOf } from './receipt-format.ts';
import { audienceLines, buyersLines, type Context, goalWords, moneyLines, type ReceiptLine } from './receipt-lines.ts';
import { gapText, type ReceiptLanguage, WORDS } from './receipt-words.ts';
import type { Report } from './report-schema.ts';

export type { ReceiptLine } from './receipt-lines.ts';

export interface Receipt {
  readonly title: string;
  readonly name: string;
  readonly lines: readonly ReceiptLine[];
  readonly stamp: { readonly word: string; readonly text: string; readonly tone: 'gain' | 'loss' | 'open' };
  /** The sample shop's planted truth beside the estimate; empty elsewhere. */
  readonly planted: readonly ReceiptLine[];
  readonly plantedTitle: string;
  readonly foot: string;
}

/** What the generator of the sample shop has planted. Money in minor units. */
interface Planted {
  readonly extraOrders: number;
  readonly extraRevenue: number;
  readonly peopleLost: number;
}

interface ReceiptOptions {
  readonly language: ReceiptLanguage;
  readonly planted?: Planted;
}

/** The verdict follows the interval, never the estimate alone. */
const stampOf = ({ report, language, words }: Context): Receipt['stamp'] => {
  const { interval, reason } = report.net;
  if (!interval) {
    const text = reason ? gapText(reason, language, goalKind(report.goalEvent)) : words.verdictText.open;
    return { word: words.missing, text, tone: 'open' };
  }
  const tone = interval.low > 0 ? 'gain' : interval.high < 0 ? 'loss' : 'open';
  return { word: words.verdicts[tone], text: words.verdictText[tone], tone };
};

const plantedLines = ({ report, words, format }: Context, planted: Planted): ReceiptLine[] => {
  const { extra, peopleLost, currency } = report;
  const within = (value: number, interval: { low: number; high: number } | null): string =>
    interval ? (value >= interval.low && value <= interval.high ? words.inside : words.outside) : words.missing;
  const line = (id: string, label: string, value: string, note: string): ReceiptLine => ({
    id: `planted.${id}`,
    label,
    value,
    note,
    weight: 'part',
  });
  const money = format.money({ amount: planted.extraRevenue, currency }, true);
  const same = planted.peopleLost === peopleLost.count;
  return [
    line(
      'people',
      goalWords({ report, words }).extra,
      format.people(planted.extraOrders, true),
      within(planted.extraOrders, extra.peopleInterval),
    ),
    line('revenue', words.extraRevenue, money, within(planted.extraRevenue, extra.revenueInterval)),
    line(
      'lost',
      words.lostShort,
      format.people(planted.peopleLost),
      same ? words.exact : words.estimate(format.people(peopleLost.count)),
    ),
  ];
};

/** The honest receipt of one campaign: what it cost, what it brought, whom it lost, each with its doubt. Pure. */
export const receiptOf = (report: Report, { language, planted }: ReceiptOptions): Receipt => {
  const words = WORDS[language];
  const context: Context = {
    report,
    language,
    words,
    format: formatOf(language),
    explain: (name) => {
      const text = report.definitions[name]?.[language];
      return text === undefined ? {} : { explain: text };
    },
  };
  const held: ReceiptLine[] =
    report.control.size === 0
      ? []
      : [
          {
            id: 'control',
            label: words.control,
            value: context.format.people(report.control.size),
            weight: 'plain',
            ...context.explain('control'),
          },
        ];
  return {
    title: words.title,
    name: report.name,
    lines: [...audienceLines(context), ...held, ...buyersLines(context), ...moneyLines(context)],
    stamp: stampOf(context),
    planted: planted ? plantedLines(context, planted) : [],
    plantedTitle: words.planted,
    foot: words.foot,
  };
};
