import type { Report } from '../../shared/insights/report-schema.ts';

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

/** The six places in which each person of the audience is, exactly one at a time (P4). */
export const placesOf = (report: Report) =>
  [
    ['sent', report.sent],
    ['pending', report.pending],
    ['deferred', report.deferred],
    ['skipped', sum(report.skipped)],
    ['failed', report.failed],
    ['unknown', report.unknown],
  ] as const;

interface RecipientGroup {
  readonly status: string;
  readonly reason?: string;
  readonly count: number;
}

const byCount = (counts: Readonly<Record<string, number>>): [string, number][] =>
  Object.entries(counts).sort(([, left], [, right]) => right - left);

/** What the recipients of a campaign can be filtered by: each status that has people, with its reasons below it. */
export const recipientGroups = (report: Report): RecipientGroup[] => {
  const reasons: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    skipped: report.skipped,
    deferred: report.reasons.deferred,
    failed: report.reasons.failed,
    unknown: report.reasons.unknown,
    control: report.control.ineligible,
  };
  return [...placesOf(report), ['control', report.control.size] as const]
    .filter(([, count]) => count > 0)
    .flatMap(([status, count]) => [
      { status, count },
      ...byCount(reasons[status] ?? {}).map(([reason, people]) => ({ status, reason, count: people })),
    ]);
};
