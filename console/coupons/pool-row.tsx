import { useFormat } from '../parts/shop.tsx';
import { Failure, Skeleton } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { AddCodes } from './add-codes.tsx';
import { type Counts, countsSchema, type Pool } from './pool.ts';
import { COUPON_WORDS } from './words.ts';

const Figures = ({ counts }: { readonly counts: Counts }) => {
  const words = COUPON_WORDS[useLanguage().language];
  const format = useFormat();
  const { free, issued, redeemed, withdrawn } = counts;
  const shown = {
    ...{ free: format.number(free), issued: format.number(issued) },
    ...{ redeemed: format.number(redeemed), withdrawn: format.number(withdrawn) },
  };
  const out = issued + redeemed;
  return (
    <p class="quiet-line">
      {words.counts(shown)}
      {out > 0 ? ` · ${words.used(format.percent(redeemed / out))}` : ''}
    </p>
  );
};

interface PoolProps {
  readonly pool: Pool;
  readonly archive: () => void;
}

/** One coupon: what it gives, how long it is good, and what became of its codes. */
export const PoolRow = ({ pool, archive }: PoolProps) => {
  const words = COUPON_WORDS[useLanguage().language];
  const api = useApi();
  const format = useFormat();
  const [loaded, reload] = useLoad(`coupon ${pool.id}`, async (signal) => {
    const path = `/v1/coupons/${segment(pool.id)}/statistics`;
    return (await api.get(path, countsSchema, signal)).value;
  });
  const counts = loaded.state === 'ready' ? loaded.value : undefined;
  const ends = [
    ...(pool.validDays === undefined ? [] : [words.forDays(pool.validDays)]),
    ...(pool.expiresAt === undefined ? [] : [words.until(format.dateTime(pool.expiresAt))]),
  ];
  return (
    <li class="task">
      <p class="task-head">
        <strong>{pool.name}</strong>
        {counts?.total === 0 ? <Status code="paused" word={words.noCodes} /> : null}
        {counts?.low ? <Status code="failed" word={words.low} /> : null}
      </p>
      <p class="quiet-line">
        {[pool.offer, ends.length === 0 ? words.forEver : ends.join(' · '), pool.id].filter(Boolean).join(' · ')}
      </p>
      {loaded.state === 'loading' ? <Skeleton rows={1} /> : null}
      {loaded.state === 'failed' ? <Failure error={loaded.error} retry={reload} /> : null}
      {counts ? <Figures counts={counts} /> : null}
      <details>
        <summary>{words.add}</summary>
        <AddCodes pool={pool} done={reload} />
      </details>
      <p>
        <button type="button" class="text-button" onClick={archive} aria-label={`${words.archive}: ${pool.name}`}>
          {words.archive}
        </button>
      </p>
    </li>
  );
};
