import { Cron } from 'croner';

/** When a schedule of EventBridge Scheduler is due. */
export interface ScheduleTimes {
  /** First moment after `after` (ms), or undefined if there is none. */
  next(after: number): number | undefined;
  /** Last moment in (`after`, `until`], or undefined if there is none. */
  last(after: number, until: number): number | undefined;
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

// A start without an end ("0/15") runs to the end of its field.
const fieldEnds = ['59', '23', '31', '12', '7', '2199'];

function toCronerPattern(expression: string): string {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== 6)
    throw new Error(
      `Schedule expression 'cron(${expression})' must have 6 fields: minutes hours day month weekday year.`,
    );
  const translated = fields.map((field, index) => field.replace(/(^|,)(\d+)\/(\d+)/g, `$1$2-${fieldEnds[index]}/$3`));
  return `0 ${translated.join(' ')}`;
}

/**
 * Reads `rate(…)`, `cron(…)` or `at(…)`. A rate counts from the epoch, so that its moments do not depend on when the stack was made.
 * @throws Error naming the expression, for anything else
 */
export function parseSchedule(expression: string, timezone: string): ScheduleTimes {
  const [, kind, body = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression.trim()) ?? [];
  if (kind === 'rate') {
    const [, count, unit = ''] = /^(\d+)\s+(minute|hour|day)s?$/.exec(body) ?? [];
    const period = Number(count) * (unitMs[unit] ?? Number.NaN);
    if (!(period > 0)) throw new Error(`Schedule expression '${expression}': use rate(value minutes|hours|days).`);
    const floor = (moment: number): number => Math.floor(moment / period) * period;
    return {
      next: (after) => floor(after) + period,
      last: (after, until) => (floor(until) > after ? floor(until) : undefined),
    };
  }
  if (kind === 'cron') {
    // AWS counts weekdays from 1 = Sunday, as Quartz does.
    const cron = new Cron(toCronerPattern(body), { timezone, alternativeWeekdays: true, mode: '7-part', paused: true });
    return {
      next: (after) => cron.nextRun(new Date(after))?.getTime(),
      last: (after, until) => {
        const [found] = cron.previousRuns(1, new Date(until + 1000));
        const moment = found?.getTime();
        return moment !== undefined && moment > after && moment <= until ? moment : undefined;
      },
    };
  }
  if (kind === 'at') {
    const once = new Cron(body, { timezone, paused: true }).nextRun(new Date(0))?.getTime();
    return {
      next: (after) => (once !== undefined && once > after ? once : undefined),
      last: (after, until) => (once !== undefined && once > after && once <= until ? once : undefined),
    };
  }
  throw new Error(`Schedule expression '${expression}' is unknown: use rate(…), cron(…) or at(…).`);
}
