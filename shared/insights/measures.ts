import type { ChannelCost } from '../kpis/acquisition.ts';
import { type FlowName, type Flows, flowOf } from '../kpis/flows.ts';
import { STAGES, stageKey } from '../kpis/standing.ts';
import { wilsonInterval } from '../statistics/proportions.ts';
import { add, type Counters, count, countsUnder } from './counters.ts';
import type { Measure, MeasureId, Words } from './measure-schema.ts';
import { MEASURE_WORDS, MISSING } from './measure-words.ts';
import { npsOf } from './nps.ts';
import { csatOf } from './survey-result.ts';

/** Below so many answers or visits a figure would be an anecdote. */
export const ENOUGH = 30;

export interface MeasureInput {
  /** Counters of the span, by channel (tally.ts). */
  readonly byChannel: ReadonlyMap<string, Counters>;
  readonly currency: string;
  /** What the last night saw of everybody (kpis/standing.ts); nothing before the first. */
  readonly standing: Readonly<Record<string, number>> | undefined;
  /** Flows of the days of the span. */
  readonly flows: readonly Flows[string][];
  /** Middle gap between purchase days, and how many gaps. */
  readonly interval: readonly [days: number, gaps: number] | undefined;
  readonly acquisition: Pick<ChannelCost, 'spend' | 'newCustomers' | 'cac'> | undefined;
  /** Seconds of each visit whose length is known. */
  readonly visits: readonly number[];
}

const both = (ko: string, en: string): Words => ({ ko, en });
const side = (value: number, ko: string, en: string): Measure['numerator'] => ({ value, label: both(ko, en) });
const part = (id: string, value: number, ko: string, en: string): Measure['parts'][number] => ({
  id,
  value,
  label: both(ko, en),
});

type Found = Partial<Pick<Measure, 'numerator' | 'denominator' | 'value' | 'interval' | 'parts'>>;

const measure = (id: MeasureId, unit: Measure['unit'], found: Found, missing: Words): Measure => {
  const { numerator = null, denominator = null, value = null, interval = null, parts = [] } = found;
  const known = value !== null;
  const rest = { value, interval: known ? interval : null, missing: known ? null : missing, parts };
  return { id, ...MEASURE_WORDS[id], unit, numerator, denominator, ...rest };
};

/** A share of people with Wilson's interval; none of nobody. */
const shareOf = (numerator: Measure['numerator'], denominator: Measure['numerator']): Found => {
  const [part_, whole] = [numerator?.value ?? 0, denominator?.value ?? 0];
  if (whole <= 0) return { numerator, denominator };
  return { numerator, denominator, value: part_ / whole, interval: wilsonInterval({ n: whole, successes: part_ }) };
};

const ratio = (numerator: Measure['numerator'], denominator: Measure['numerator']): Found => {
  const whole = denominator?.value ?? 0;
  return { numerator, denominator, value: whole === 0 ? null : (numerator?.value ?? 0) / whole };
};

const STAGE_WORDS: Readonly<Record<(typeof STAGES)[number], Words>> = {
  'Product Viewed': both('상품을 봄', 'viewed a product'),
  'Product Added': both('담음', 'added to the cart'),
  'Checkout Started': both('결제를 시작함', 'started a checkout'),
  'Order Completed': both('주문함', 'ordered'),
};

/** People at each stage of the way to an order, and how many went no further. */
export const stagesOf = (standing: MeasureInput['standing']) =>
  STAGES.map((stage, index) => {
    const people = standing?.[stageKey(index)] ?? 0;
    const next = index + 1 < STAGES.length ? (standing?.[stageKey(index + 1)] ?? 0) : null;
    return { stage, name: STAGE_WORDS[stage], people, lost: next === null ? null : people - next };
  });

const lostByStage = (standing: MeasureInput['standing']): Measure => {
  const stages = stagesOf(standing);
  const [first, last] = [stages[0]?.people ?? 0, stages.at(-1)?.people ?? 0];
  return measure(
    'lostByStage',
    'share',
    {
      ...shareOf(
        side(first - last, '주문까지 가지 않은 사람', 'never ordered'),
        side(first, '상품을 본 사람', 'viewed a product'),
      ),
      parts: stages.map(({ stage, name, people }) => ({ id: stage, label: name, value: people })),
    },
    standing ? MISSING.stages : MISSING.night,
  );
};

const optInGrowth = (standing: MeasureInput['standing']): Measure => {
  const over = (what: string): number =>
    ['email', 'sms', 'push', 'kakao'].reduce((sum, channel) => sum + (standing?.[`optIn:${channel}:${what}`] ?? 0), 0);
  const [fresh, gone] = [over('new'), over('gone')];
  const before = over('standing') - fresh + gone;
  return measure(
    'optInGrowth',
    'share',
    {
      ...ratio(
        side(fresh - gone, '새로 동의 − 철회', 'agreed − withdrew'),
        side(before, '30일 전 동의', 'agreed 30 days ago'),
      ),
      parts: [part('new', fresh, '새로 동의', 'agreed'), part('gone', gone, '철회', 'withdrew')],
    },
    standing ? MISSING.optIn : MISSING.night,
  );
};

const upsell = (flows: MeasureInput['flows']): Measure => {
  const over = (name: FlowName): number => flows.reduce((sum, row) => sum + flowOf(row, name), 0);
  const [orders, net] = [over('firstValued'), over('firstNet')];
  const [later, laterNet] = [over('valued') - orders, over('net') - net];
  const first = orders === 0 ? 0 : net / orders;
  const known = later > 0 && first > 0;
  return measure(
    'upsellRate',
    'times',
    {
      numerator: side(later === 0 ? 0 : Math.round(laterNet / later), '재주문 평균 금액', 'average later order'),
      denominator: side(Math.round(first), '첫 주문 평균 금액', 'average first order'),
      value: known ? laterNet / later / first : null,
    },
    MISSING.upsell,
  );
};

const churn = (standing: MeasureInput['standing'], all: Counters, currency: string): Measure => {
  const flags = Object.entries(standing ?? {}).filter(([key]) => key.startsWith('flag:'));
  const buyers = flags.reduce((sum, [, value]) => sum + value, 0);
  return measure(
    'churn',
    'share',
    {
      ...shareOf(side(standing?.['flag:churned'] ?? 0, '이탈', 'churned'), side(buyers, '구매자', 'buyers')),
      parts: [
        part('lostByMessages', count(all, 'ad.lost'), '메시지로 떠난 사람', 'people lost by messages'),
        part(
          'lostValue',
          count(all, `ad.lost.value.${currency}`),
          '그 가치(추정값이 있는 사람)',
          'their value (with an estimate)',
        ),
      ],
    },
    standing ? MISSING.buyers : MISSING.night,
  );
};

const satisfaction = (all: Counters): Measure => {
  const { answers, promoters, detractors, value, interval } = npsOf(countsUnder(all, 'nps.'));
  const enough = answers >= ENOUGH;
  const csat = csatOf(countsUnder(all, 'csat.'));
  return measure(
    'satisfaction',
    'score',
    {
      numerator: side(promoters - detractors, '9·10점 − 0–6점', '9 and 10 − 0 to 6'),
      denominator: side(answers, '응답', 'answers'),
      value: enough ? value : null,
      interval,
      parts: [
        part('csatAnswers', csat.answers, '5점 만족도 응답', 'answers of 1 to 5'),
        part('csatSatisfied', csat.satisfied, '4·5점', '4 and 5'),
      ],
    },
    MISSING.survey,
  );
};

const dwell = (visits: readonly number[]): Measure =>
  measure(
    'dwellTime',
    'seconds',
    {
      numerator: side(
        visits.reduce((sum, seconds) => sum + seconds, 0),
        '초',
        'seconds',
      ),
      denominator: side(visits.length, '길이를 아는 방문', 'visits of known length'),
      value: visits.length < ENOUGH ? null : visits.reduce((sum, seconds) => sum + seconds, 0) / visits.length,
    },
    MISSING.dwell,
  );

/** The thirteen measures of the shop, each with what it is made of or what is missing (P10). Pure. */
export const measuresOf = (input: MeasureInput): Measure[] => {
  const { byChannel, currency, standing, flows, interval, acquisition, visits } = input;
  const all = add(...byChannel.values());
  const email = byChannel.get('email') ?? new Map<string, bigint>();
  const of = (name: string): number => count(all, `ad.${name}`);
  const people = standing?.['clv:people'] ?? 0;
  const delivered = side(of('delivered'), '도착', 'delivered');
  const first = side(of('first'), '첫 메시지를 받은 사람', 'people with a first message');
  return [
    measure(
      'openRate',
      'share',
      shareOf(
        side(count(email, 'ad.openedHuman'), '연 사람', 'opened'),
        side(count(email, 'ad.delivered'), '도착', 'delivered'),
      ),
      MISSING.delivered,
    ),
    measure(
      'clickRate',
      'share',
      shareOf(side(of('clickedHuman'), '누른 사람', 'clicked'), delivered),
      MISSING.delivered,
    ),
    measure(
      'conversionRate',
      'share',
      shareOf(
        side(of('converted'), '목표에 이른 사람', 'reached the goal'),
        side(of('aimed'), '목표가 있는 광고', 'ads with a goal'),
      ),
      MISSING.aimed,
    ),
    measure(
      'firstContactResponse',
      'share',
      shareOf(side(of('firstAnswered'), '반응', 'answered'), first),
      MISSING.first,
    ),
    measure(
      'clv',
      'money',
      ratio(
        side(standing?.['clv:sum'] ?? 0, '예상 가치의 합', 'sum of values'),
        side(people, '추정값이 있는 고객', 'customers with an estimate'),
      ),
      standing ? MISSING.clv : MISSING.night,
    ),
    measure(
      'purchaseInterval',
      'days',
      { denominator: side(interval?.[1] ?? 0, '구매 간격', 'gaps'), value: interval?.[0] ?? null },
      standing ? MISSING.interval : MISSING.night,
    ),
    dwell(visits),
    satisfaction(all),
    lostByStage(standing),
    optInGrowth(standing),
    upsell(flows),
    churn(standing, all, currency),
    measure(
      'acquisitionCost',
      'money',
      ratio(
        side(acquisition?.spend ?? 0, '획득 비용', 'spend'),
        side(acquisition?.spend ? acquisition.newCustomers : 0, '새 구매 고객', 'new customers'),
      ),
      MISSING.spend,
    ),
  ];
};
