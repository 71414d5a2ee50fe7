import type { ImpactSum } from './impact-schema.ts';
import type { Receipt } from './receipt.ts';
import { formatOf } from './receipt-format.ts';
import type { ReceiptLine } from './receipt-lines.ts';
import type { ReceiptLanguage } from './receipt-words.ts';

const WORDS = {
  ko: {
    title: '메시지가 남긴 돈',
    campaigns: '캠페인',
    journeys: '여정',
    counted: (count: string) => `${count}개`,
    sent: '보냄',
    extra: '더 팔린 금액',
    kept: (share: string) => `그중 남는 돈(마진 ${share})`,
    channelCost: '메시지 비용',
    platformCost: '클라우드 비용',
    lost: (people: string) => `떠난 사람 ${people}`,
    leaflets: '전단지 비율',
    net: '순이익',
    missing: '데이터 부족',
    unknown: '알 수 없음',
    interval: (low: string, high: string) => `95 % 구간 ${low} ~ ${high}`,
    foot: '대조군이 없거나 모자란 캠페인과 여정이 가져온 금액은 알 수 없어 0으로 두고, 그 비용과 떠난 사람은 뺐습니다.',
  },
  en: {
    title: 'What messages left behind',
    campaigns: 'Campaigns',
    journeys: 'Journeys',
    counted: (count: string) => count,
    sent: 'Sent',
    extra: 'Extra sales',
    kept: (share: string) => `of which stays (margin ${share})`,
    channelCost: 'Cost of messages',
    platformCost: 'Cloud',
    lost: (people: string) => `People lost: ${people}`,
    leaflets: 'Leaflet rate',
    net: 'Net',
    missing: 'not enough data',
    unknown: 'not known',
    interval: (low: string, high: string) => `95 % between ${low} and ${high}`,
    foot: 'What campaigns and journeys without a sufficient control group brought is not known and counts as nothing; their cost and the people they lost are subtracted.',
  },
} as const;

/** What the lines are made of: of several sources together, or of one of them. */
type Told = Pick<ImpactSum, 'sent' | 'extraRevenue' | 'channelCost' | 'platformCost' | 'net'> & {
  readonly peopleLost: Pick<ImpactSum['peopleLost'], 'count' | 'value'>;
  readonly leaflets: Pick<ImpactSum['leaflets'], 'rate'>;
};
type ToldSum = Told & Pick<ImpactSum, 'campaigns' | 'journeys'>;

interface ToldSpan {
  readonly from: string;
  readonly to: string;
  readonly currency: string;
  readonly margin: number;
  readonly total: ToldSum;
  readonly journeys: readonly (Told & { readonly journeyId: string; readonly name: string })[];
}

/** A receipt without a verdict's stamp. */
export type ImpactReceipt = Pick<Receipt, 'title' | 'name' | 'lines' | 'foot'>;

/** Of a span of days, or of what one journey did in it; nothing of a journey that sent nothing then. */
export const impactReceipt = (
  span: ToldSpan,
  journeyId: string | undefined,
  language: ReceiptLanguage,
): ImpactReceipt | undefined => {
  const days = `${span.from} ~ ${span.to}`;
  if (journeyId === undefined) return { ...impactLines(span.total, span, language), name: days };
  const journey = span.journeys.find((each) => each.journeyId === journeyId);
  if (!journey) return undefined;
  const { lines, ...rest } = impactLines({ ...journey, campaigns: 0, journeys: 1 }, span, language);
  const own = lines.filter(({ id }) => id !== 'campaigns' && id !== 'journeys');
  return { ...rest, lines: own, name: `${journey.name}, ${days}` };
};

/** The receipt of a span of time, line by line: for the shared page, the Monday digest, and whoever reads it aloud. */
export const impactLines = (
  sum: ToldSum,
  { currency, margin }: { readonly currency: string; readonly margin: number },
  language: ReceiptLanguage,
): { readonly title: string; readonly lines: readonly ReceiptLine[]; readonly foot: string } => {
  const words = WORDS[language];
  const format = formatOf(language);
  const money = (amount: number): string => format.money({ amount, currency }, true);
  const less = (amount: number): string => money(amount === 0 ? 0 : -amount);
  const { extraRevenue, channelCost, platformCost, peopleLost, leaflets, net } = sum;
  const doubt = (interval: { readonly low: number; readonly high: number } | undefined) =>
    interval ? { note: words.interval(money(interval.low), money(interval.high)) } : {};
  const plain = (id: string, label: string, value: string, more: Partial<ReceiptLine> = {}): ReceiptLine => ({
    ...{ id, label, value, weight: 'plain' },
    ...more,
  });
  return {
    title: words.title,
    foot: words.foot,
    lines: [
      plain('campaigns', words.campaigns, words.counted(format.number(sum.campaigns))),
      ...(sum.journeys === 0 ? [] : [plain('journeys', words.journeys, words.counted(format.number(sum.journeys)))]),
      plain('sent', words.sent, format.people(sum.sent)),
      plain('extra', words.extra, extraRevenue ? money(extraRevenue.amount) : words.missing, {
        rule: true,
        ...doubt(extraRevenue?.interval),
      }),
      ...(extraRevenue
        ? [
            plain('margin', words.kept(format.percent(margin, 0)), money(Math.round(extraRevenue.amount * margin)), {
              weight: 'part',
            }),
          ]
        : []),
      plain('cost', words.channelCost, less(channelCost.amount)),
      plain('platformCost', words.platformCost, less(platformCost.amount)),
      plain(
        'lost',
        words.lost(format.people(peopleLost.count)),
        peopleLost.value ? less(peopleLost.value.amount) : words.unknown,
      ),
      plain('leaflets', words.leaflets, leaflets.rate === null ? words.missing : format.percent(leaflets.rate), {
        weight: 'part',
      }),
      plain('net', words.net, net ? money(net.amount) : words.missing, {
        ...{ weight: 'total', rule: true },
        ...doubt(net?.interval),
        ...(net && net.amount !== 0 ? { tone: net.amount > 0 ? 'gain' : 'loss' } : {}),
      }),
    ],
  };
};
