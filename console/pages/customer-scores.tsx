import type { Customer, Rfm } from '../answers/customer.ts';
import { shareOfScore } from '../format/rfm.ts';
import { Card } from '../parts/page.tsx';
import { RfmGrid } from '../parts/rfm-grid.tsx';
import { useNames } from '../parts/segment-name.ts';
import { useFormat, useShop } from '../parts/shop.tsx';
import { useWords } from '../words/language.tsx';

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
