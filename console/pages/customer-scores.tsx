import { churnSchema } from '../../shared/profiles/profile.ts';
import { churnSentence } from '../../shared/scoring/churn-words.ts';
import type { Customer, Rfm } from '../answers/customer.ts';
import { shareOfScore } from '../format/rfm.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { RfmGrid } from '../parts/rfm-grid.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat, useShop } from '../parts/shop.tsx';
import { Status } from '../parts/status.tsx';
import { useLanguage, useWords } from '../words/language.tsx';

const Why = ({ rfm, stats }: { readonly rfm: Rfm; readonly stats: Customer['stats'] }) => {
  const words = useWords();
  const { format, settings } = useShop();
  const share = (score: number): string => {
    if (settings?.rfm.scoring === 'breaks') return words.customer.shareAll;
    const { from, to } = shareOfScore(score);
    return words.customer.share(from, to);
  };
  const days = stats.lastOrderAt && rfm.asOf ? format.daysUntil(stats.lastOrderAt, rfm.asOf) : undefined;
  const since = days === undefined ? '—' : words.customer.daysBefore(Math.max(0, days));
  return (
    <ul class="why">
      <li>{words.customer.recency(rfm.r, since, share(rfm.r))}</li>
      <li>{words.customer.frequency(rfm.f, stats.orders, share(rfm.f))}</li>
      <li>{words.customer.monetary(rfm.m, format.monies(stats.revenue), share(rfm.m))}</li>
    </ul>
  );
};

export const RfmCard = ({ customer }: { readonly customer: Customer }) => {
  const words = useWords();
  const format = useFormat();
  const names = useNames();
  const { rfm, stats, objectedAt } = customer;
  const aside = rfm?.asOf ? <small class="quiet-line">{words.customer.rfmAsOf(format.date(rfm.asOf))}</small> : null;
  if (!rfm)
    return (
      <Card title={words.customer.rfm}>
        <p class="quiet-line">
          {objectedAt
            ? words.customer.objected(format.date(objectedAt))
            : stats.orders === 0
              ? words.customer.prospect
              : words.customer.notScored}
        </p>
      </Card>
    );
  return (
    <Card title={words.customer.rfm} aside={aside}>
      <div class="scored">
        <RfmGrid label={words.customer.gridLabel} marked={rfm} />
        <div>
          <p class="group-name">{names.rfm(rfm.segment)}</p>
          <Why rfm={rfm} stats={stats} />
        </div>
      </div>
    </Card>
  );
};

/** The sentence comes from the same words as the terminal's, if the answer carries the rule and its numbers. */
const useChurnReason = () => {
  const { language, words } = useLanguage();
  return (churn: Customer['churn']): string | undefined => {
    const reason = churn?.reason;
    if (!reason) return undefined;
    if (typeof reason === 'string') return reason;
    if (reason.code === 'not_computed') return words.customer.notScored;
    const known = churnSchema.safeParse(churn);
    return known.success ? churnSentence(known.data, language) : (reason.text ?? reason.code);
  };
};

export const ChurnCard = ({ customer }: { readonly customer: Customer }) => {
  const words = useWords();
  const format = useFormat();
  const names = useNames();
  const reasonOf = useChurnReason();
  const { churn, value } = customer;
  if (!churn) return null;
  const reason = reasonOf(churn);
  const money = value?.clv12m ? format.money(value.clv12m) : words.customer.noModel;
  return (
    <Card title={words.customer.churn} aside={<Status code={churn.flag} word={names.churn(churn.flag)} />}>
      {reason ? <p class="reason">{reason}</p> : null}
      <Facts>
        {typeof churn.pAlive === 'number' ? (
          <Fact name={words.customer.pAlive}>{format.percent(churn.pAlive, 0)}</Fact>
        ) : null}
        {churn.expectedNextOrderAt ? (
          <Fact name={words.customer.expectedNext}>{format.date(churn.expectedNextOrderAt)}</Fact>
        ) : null}
        {value ? <Fact name={words.customer.value}>{money}</Fact> : null}
      </Facts>
    </Card>
  );
};
