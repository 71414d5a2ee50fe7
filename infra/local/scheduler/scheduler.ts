import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { SchedulePlan } from '../plan.ts';
import { parseSchedule, type ScheduleTimes } from './schedule-expression.ts';

/** A schedule and a moment at which it is due. */
export interface DueSchedule {
  readonly name: string;
  readonly at: number;
}

export interface Scheduler {
  /** Runs a schedule's target now, as if it were due at `at`; resolves when the target has answered. */
  fire(due: DueSchedule): Promise<void>;
  /** What is due in (`from`, `to`], in order: each schedule once, at its last moment, or at every moment. */
  dueBetween(from: number, to: number, every: boolean): DueSchedule[];
  /** Targets being called. */
  pending(): number;
  /** Stops firing by itself until `resume`, which goes on from the present; `from` is the moment up to which it has fired. */
  suspend(): { readonly from: number; resume(): void };
  stop(): void;
}

export interface SchedulerOptions {
  readonly plans: readonly SchedulePlan[];
  readonly clock: Clock;
  readonly region: string;
  readonly account: string;
  /** Calls a target with JSON text. @throws when the target failed */
  call(targetArn: string, input: string): Promise<void>;
  failed(error: unknown): void;
}

const pollMs = 200;
const attempts = 3;

/** EventBridge Scheduler on the product's clock. */
export function startScheduler(options: SchedulerOptions): Scheduler {
  const { clock, region, account } = options;
  const entries = options.plans.map((plan) => ({ plan, times: parseSchedule(plan.expression, plan.timezone) }));
  let firedUntil = clock.now();
  let suspended = 0;
  let pending = 0;

  const inputOf = (plan: SchedulePlan, at: number): string => {
    const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
    const arn = `arn:aws:scheduler:${region}:${account}:schedule/default/${plan.name}`;
    if (plan.input === undefined) {
      const event = {
        version: '0',
        id: randomUUID(),
        'detail-type': 'Scheduled Event',
        source: 'aws.scheduler',
        account,
        time,
        region,
        resources: [arn],
        detail: '{}',
      };
      return JSON.stringify(event);
    }
    return plan.input
      .replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.execution-id>', randomUUID())
      .replaceAll('<aws.scheduler.attempt-number>', '1');
  };

  const fire = async ({ name, at }: DueSchedule): Promise<void> => {
    const entry = entries.find(({ plan }) => plan.name === name);
    if (entry === undefined)
      throw new Error(`No schedule '${name}'; known: ${entries.map(({ plan }) => plan.name).join(', ') || 'none'}.`);
    const input = inputOf(entry.plan, at);
    pending += 1;
    try {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await options.call(entry.plan.targetArn, input);
          return;
        } catch (error) {
          if (attempt >= attempts) throw error;
          await delay(100 * attempt);
        }
      }
    } catch (error) {
      options.failed(error);
    } finally {
      pending -= 1;
    }
  };

  const momentsOf = (times: ScheduleTimes, from: number, to: number, every: boolean): number[] => {
    if (!every) return [times.last(from, to)].filter((moment) => moment !== undefined);
    const moments: number[] = [];
    for (let moment = times.next(from); moment !== undefined && moment <= to; moment = times.next(moment))
      moments.push(moment);
    return moments;
  };

  const dueBetween = (from: number, to: number, every: boolean): DueSchedule[] =>
    entries
      .flatMap(({ plan, times }) => momentsOf(times, from, to, every).map((at) => ({ name: plan.name, at })))
      .sort((a, b) => a.at - b.at);

  const timer = setInterval(() => {
    if (suspended > 0) return;
    const now = clock.now();
    const due = dueBetween(firedUntil, now, false);
    firedUntil = now;
    for (const item of due) void fire(item);
  }, pollMs);

  return {
    fire,
    dueBetween,
    pending: () => pending,
    suspend: () => {
      suspended += 1;
      return {
        from: firedUntil,
        resume: () => {
          suspended -= 1;
          firedUntil = clock.now();
        },
      };
    },
    stop: () => clearInterval(timer),
  };
}
