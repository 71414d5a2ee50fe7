import type { DryRun, Reason } from '../../shared/imports/dry-run.ts';
import { Fact, Facts } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { reasonText } from './reason-text.ts';
import { useImportWords } from './words.ts';

const Reasons = ({ title, reasons }: { readonly title: string; readonly reasons: readonly Reason[] }) => {
  const imports = useImportWords();
  const format = useFormat();
  if (reasons.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class="findings">
        {reasons.slice(0, 10).map(({ reason, count, firstLine }) => (
          <li key={reason}>
            <p>{reasonText(reason, imports)}</p>
            <small>{imports.reasonCount(format.number(count), format.number(firstLine))}</small>
          </li>
        ))}
      </ul>
    </>
  );
};

/** What the import would do, before anything is sent. */
export const Summary = ({ run, currency }: { readonly run: DryRun; readonly currency: string }) => {
  const imports = useImportWords();
  const format = useFormat();
  const monies = (sums: Readonly<Record<string, number>>): string =>
    format.monies(Object.entries(sums).map(([code, amount]) => ({ amount, currency: code || currency })));
  return (
    <>
      <Facts>
        <Fact name={imports.rows}>{format.number(run.rows)}</Fact>
        <Fact name={imports.people}>{format.number(run.people)}</Fact>
        {run.orders > 0 ? (
          <Fact name={imports.orders}>
            {format.number(run.orders)} · {monies(run.revenue)}
          </Fact>
        ) : null}
        {run.refunds > 0 ? (
          <Fact name={imports.refunds}>
            {format.number(run.refunds)} · {monies(run.refunded)}
          </Fact>
        ) : null}
        {run.from && run.to ? (
          <Fact name={imports.period}>
            {format.date(run.from)} – {format.date(run.to)}
          </Fact>
        ) : null}
        <Fact name={imports.rejected}>{format.number(run.rejected)}</Fact>
      </Facts>
      <Reasons title={imports.leftOut} reasons={run.skipped} />
      <Reasons title={imports.rejectedWhy} reasons={run.rejects} />
    </>
  );
};
