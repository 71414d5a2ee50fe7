import type { Experiment, Pair } from '../../shared/insights/experiment-schema.ts';
import { useNames } from '../parts/segment-name.ts';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import { IntervalBar } from './interval-bar.tsx';
import { EXPERIMENT_WORDS } from './words.ts';

interface EvidenceProps {
  readonly experiment: Experiment;
  readonly nameOf: (arm: string) => string;
  readonly currency: string;
}

/** From here on a difference is called more than chance. */
const LEVEL = 0.05;

/** Largest distance from nought of some intervals. */
const reachOf = (intervals: readonly { readonly low: number; readonly high: number }[]): number =>
  Math.max(0, ...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]));

const useWriting = () => {
  const { language } = useLanguage();
  const words = EXPERIMENT_WORDS[language];
  const format = useFormat();
  const signed = new Intl.NumberFormat(language === 'ko' ? 'ko-KR' : 'en-GB', {
    ...{ maximumFractionDigits: 1, minimumFractionDigits: 1, signDisplay: 'exceptZero' },
  });
  /** A share as people of a hundred. */
  const points = (share: number): string => signed.format(share * 100);
  const p = (value: number): string => (value < 0.001 ? '< 0.001' : value.toFixed(3));
  return { words, format, points, p };
};

interface PairProps {
  readonly pair: Pair;
  readonly title: string;
  readonly reach: number;
  readonly currency: string;
  /** Says what the two spans mean; once is enough. */
  readonly explained: boolean;
}

const PairEvidence = ({ pair, title, reach, currency, explained }: PairProps) => {
  const { words, format, points, p } = useWriting();
  const span = ({ low, high }: { readonly low: number; readonly high: number }): string =>
    words.interval(points(low), points(high));
  const money = (amount: number): string => format.money({ amount: Math.round(amount), currency }, { sign: true });
  const { anytime, revenue, adjusted, lost } = pair;
  return (
    <section class="evidence">
      <h3>{title}</h3>
      <dl class="facts">
        <div class="fact">
          <dt>{words.difference}</dt>
          <dd>
            {words.points(points(pair.absolute))}. {words.chance(format.percent(pair.chanceToBeat))}
          </dd>
        </div>
        {anytime.interval ? (
          <div class="fact">
            <dt>{words.anytime}</dt>
            <dd>
              <IntervalBar
                value={pair.absolute}
                interval={anytime.interval}
                reach={reach}
                label={span(anytime.interval)}
              />
              <span>{span(anytime.interval)}</span> <small>p {p(anytime.p)}</small>
              {explained ? <small class="below">{words.anytimeHint}</small> : null}
            </dd>
          </div>
        ) : null}
        <div class="fact">
          <dt>{words.once}</dt>
          <dd>
            <IntervalBar value={pair.absolute} interval={pair.interval} reach={reach} label={span(pair.interval)} />
            <span>{span(pair.interval)}</span> <small>p {p(pair.p)}</small>
          </dd>
        </div>
        {revenue ? (
          <div class="fact">
            <dt>{words.money}</dt>
            <dd>
              {money(revenue.difference)}{' '}
              <small>{words.interval(money(revenue.interval.low), money(revenue.interval.high))}</small>
            </dd>
          </div>
        ) : null}
        {adjusted ? (
          <div class="fact">
            <dt>{words.adjusted}</dt>
            <dd>
              {money(adjusted.difference)}{' '}
              <small>{words.interval(money(adjusted.interval.low), money(adjusted.interval.high))}</small>
            </dd>
          </div>
        ) : null}
        {lost ? (
          <div class={lost.alarm ? 'fact negative' : 'fact'}>
            <dt>{words.lost}</dt>
            <dd>
              {words.points(points(lost.difference))} <small>{span(lost.interval)}</small>
              <small class="below">{lost.alarm ? words.lostAlarm : words.lostCalm}</small>
            </dd>
          </div>
        ) : null}
      </dl>
    </section>
  );
};

/** Intervals, the sample ratio, what earlier spending foretells, people lost, and the lift by group of customers. */
export const Evidence = ({ experiment, nameOf, currency }: EvidenceProps) => {
  const { words, format, points, p } = useWriting();
  const names = useNames();
  const { pairs, sampleRatio, subgroups, outcomes } = experiment;
  const reach = reachOf(
    pairs.flatMap(({ interval, anytime }) => [interval, ...(anytime.interval ? [anytime.interval] : [])]),
  );
  const groupReach = reachOf(subgroups.map(({ interval }) => interval));
  return (
    <div class="evidence-stack">
      {sampleRatio ? (
        <p class={sampleRatio.alarm ? 'status bad' : 'status good'} role={sampleRatio.alarm ? 'alert' : undefined}>
          {sampleRatio.alarm ? words.mismatch(p(sampleRatio.p)) : words.match(p(sampleRatio.p))}
        </p>
      ) : null}
      {pairs.map((pair, index) => (
        <PairEvidence
          key={`${pair.arm} ${pair.against}`}
          pair={pair}
          title={words.pair(nameOf(pair.arm), nameOf(pair.against))}
          reach={reach}
          currency={currency}
          explained={index === 0}
        />
      ))}
      {subgroups.length > 0 ? (
        <section class="evidence">
          <h3>{words.subgroups}</h3>
          <p class="quiet-line">{words.subgroupsHint}</p>
          <table class="list">
            <thead>
              <tr>
                <th scope="col">{words.group}</th>
                <th scope="col">{words.difference}</th>
                <th scope="col" class="figure">
                  p
                </th>
              </tr>
            </thead>
            <tbody>
              {subgroups.map((one) => (
                <tr key={one.group} class={one.pAdjusted < LEVEL ? '' : 'by-chance'}>
                  <th scope="row">
                    {names.rfm(one.group)}
                    <small class="below">
                      {format.number(one.people.sent)} / {format.number(one.people.control)}
                    </small>
                  </th>
                  <td>
                    <IntervalBar
                      value={one.absolute}
                      interval={one.interval}
                      reach={groupReach}
                      label={words.interval(points(one.interval.low), points(one.interval.high))}
                    />
                    <span>{points(one.absolute)}</span>
                  </td>
                  <td class="figure">{p(one.pAdjusted)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : null}
      {outcomes.length > 0 ? (
        <section class="evidence">
          <h3>{words.outcomes}</h3>
          <ul>
            {outcomes.flatMap(({ name, kind, pairs: of }) =>
              of.map((pair) => {
                const write = (value: number): string => (kind === 'share' ? points(value) : value.toFixed(2));
                return (
                  <li key={`${name} ${pair.arm} ${pair.against}`}>
                    {name}, {words.pair(nameOf(pair.arm), nameOf(pair.against))}: {write(pair.absolute)}{' '}
                    <small>{words.interval(write(pair.interval.low), write(pair.interval.high))}</small>
                  </li>
                );
              }),
            )}
          </ul>
        </section>
      ) : null}
    </div>
  );
};
