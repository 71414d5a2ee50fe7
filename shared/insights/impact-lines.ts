import type { ImpactSum } from './impact-schema.ts';
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

/** The receipt of a span of time, line by line: for the shared page, the Monday digest, and whoever reads it aloud. */
export const impactLines = (
  sum: ImpactSum,
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
