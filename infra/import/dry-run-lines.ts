import type { DryRun, Reason } from '../../shared/imports/dry-run.ts';
import { minorDigits, toMajor } from '../../shared/platform/money.ts';

const number = (value: number): string => value.toLocaleString('en-US');

const money = (sums: Readonly<Record<string, number>>): string =>
  Object.entries(sums)
    .map(([currency, minor]) => {
      const digits = minorDigits(currency);
      const amount = toMajor(minor, currency).toLocaleString('en-US', {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      });
      return currency === '' ? `${amount} in the shop's currency` : `${amount} ${currency}`;
    })
    .join(' and ');

const reasonLine = ({ reason, count, firstLine }: Reason): string =>
  `  ${number(count)} × ${reason} (first on line ${number(firstLine)})`;

/** What an import would do, in sentences. */
export const dryRunLines = (file: string, run: DryRun): string[] => [
  `${file}: ${number(run.rows)} rows read, nothing sent.`,
  `Would send ${number(run.calls)} calls about ${number(run.people)} people${run.from && run.to ? `, from ${run.from} to ${run.to}` : ''}.`,
  ...(run.orders + run.refunds > 0
    ? [
        `Orders: ${number(run.orders)}, together ${money(run.revenue) || '0'}.`,
        `Refunds: ${number(run.refunds)}${run.refunds > 0 ? `, together ${money(run.refunded)}` : ''}.`,
      ]
    : []),
  ...(run.skipped.length > 0 ? ['Left out by the map:', ...run.skipped.map(reasonLine)] : []),
  ...(run.rejected > 0 ? [`Rejected lines: ${number(run.rejected)}`, ...run.rejects.map(reasonLine)] : []),
];
