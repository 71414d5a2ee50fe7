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
