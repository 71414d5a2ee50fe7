import * as z from 'zod';
import { FREE, PRICES } from './prices.ts';

/** One line of the bill of a month in which nothing comes in and nothing goes out. */
export interface IdleItem {
  readonly item: string;
  /** How many, and of what. */
  readonly quantity: string;
  /** USD at list price. */
  readonly list: number;
  /** USD after what every account has free. */
  readonly billed: number;
}

const MINUTES = 43_800;
/** Lambda asks an idle queue by five connections, each of which waits 20 seconds (developer guide, SQS event sources). */
const POLLS_PER_MINUTE = 15;
/** Of a job that finds nothing to do; measured locally at a tenth of that. */
const SECONDS_PER_CALL = 0.2;
/** Platform lines of one invocation in JSON. */
const LOG_BYTES_PER_CALL = 1_500;
/** A night with one shard: each step, twice for a map. */
const TRANSITIONS_PER_NIGHT = 30;
const NIGHTS = 30;

const scheduleSchema = z.object({
  ScheduleExpression: z.string(),
  Target: z.object({ Arn: z.unknown() }),
});
const mappingSchema = z.object({ StartingPosition: z.string().optional() });
const templateSchema = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown().optional() })),
});

/** @throws Error for an expression whose number of starts is not known. */
export const startsPerMonth = (expression: string): number => {
  const [, count = '', unit = ''] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const minutes = { minute: 1, hour: 60, day: 1_440 }[unit];
  if (minutes !== undefined) return MINUTES / (Number(count) * minutes);
  // Once a day: minute and hour fixed.
  if (/^cron\(\d+ \d+ \* \* \? \*\)$/.test(expression)) return NIGHTS;
  throw new Error(`The idle bill cannot tell how often "${expression}" starts; teach startsPerMonth().`);
};

const over = (used: number, free: number): number => Math.max(0, used - free);
const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/**
 * The bill of an idle month, item by item, from a synthesized template.
 * @param readUnitsPerCall DynamoDB read units of one start of a scheduled job that finds nothing, as the cost bench counts them
 */
export const idleBill = (template: unknown, readUnitsPerCall: number): IdleItem[] => {
  const resources = Object.values(templateSchema.parse(template).Resources);
  const of = (type: string) => resources.filter(({ Type }) => Type === type);

  const alarms = of('AWS::CloudWatch::Alarm').length;
  const dashboards = of('AWS::CloudWatch::Dashboard').length;
  const secrets = of('AWS::SecretsManager::Secret').length;
  const keys = of('AWS::KMS::Key').length;
  const webAcls = of('AWS::WAFv2::WebACL').length;
  const queues = of('AWS::Lambda::EventSourceMapping').filter(
    ({ Properties }) => mappingSchema.parse(Properties).StartingPosition === undefined,
  ).length;
  const schedules = of('AWS::Scheduler::Schedule').map(({ Properties }) => scheduleSchema.parse(Properties));
  const starts = schedules.reduce((sum, { ScheduleExpression }) => sum + startsPerMonth(ScheduleExpression), 0);
  const polls = queues * POLLS_PER_MINUTE * MINUTES;
  const gbSeconds = starts * SECONDS_PER_CALL * 0.5;
  const transitions = of('AWS::StepFunctions::StateMachine').length * NIGHTS * TRANSITIONS_PER_NIGHT;
  const logGb = (starts * LOG_BYTES_PER_CALL) / 1e9;

  const line = (item: string, quantity: string, used: number, free: number, price: number): IdleItem => ({
    item,
    quantity,
    list: used * price,
    billed: over(used, free) * price,
  });
  const all = [
    line('CloudWatch alarms', count(alarms), alarms, FREE.alarms, PRICES.alarmMonth),
    line(
      'SQS: Lambda asks empty queues',
      `${queues} queues, ${count(polls)} requests`,
      polls,
      FREE.sqsRequests,
      PRICES.sqsMillion / 1e6,
    ),
    line('Secrets', count(secrets), secrets, 0, PRICES.secretMonth),
    line('Dashboard', count(dashboards), dashboards, FREE.dashboards, PRICES.dashboardMonth),
    line('Traces of scheduled jobs', count(starts), starts, FREE.traces, PRICES.traceMillion / 1e6),
    line(
      'Lambda: scheduled jobs',
      `${count(starts)} calls, ${count(gbSeconds)} GB-s`,
      gbSeconds,
      FREE.lambdaGbSeconds,
      PRICES.lambdaGbSecond,
    ),
    line('Lambda: requests', count(starts), starts, FREE.lambdaRequests, PRICES.lambdaMillion / 1e6),
    line(
      'Scheduler',
      `${schedules.length} schedules, ${count(starts)} starts`,
      starts,
      FREE.schedulerInvocations,
      PRICES.schedulerMillion / 1e6,
    ),
    line(
      'DynamoDB: reads of scheduled jobs',
      `${count(starts * readUnitsPerCall)} units`,
      starts * readUnitsPerCall,
      0,
      PRICES.dynamoReadMillion / 1e6,
    ),
    line(
      'Step Functions: the nights',
      `${count(transitions)} transitions`,
      transitions,
      FREE.stepTransitions,
      PRICES.stepTransitionMillion / 1e6,
    ),
    line('Logs', `${logGb.toFixed(2)} GB`, logGb, FREE.logGb, PRICES.logGb),
    line('Customer-managed keys', count(keys), keys, 0, PRICES.kmsKeyMonth),
    line('Web application firewall', count(webAcls), webAcls, 0, PRICES.webAclMonth),
  ];
  return all.filter(({ list }) => list > 0);
};

const usd = (value: number): string => value.toFixed(2);

/** The bill as a Markdown table with its sum. */
export const idleTable = (items: readonly IdleItem[]): string => {
  const sum = (of: 'list' | 'billed') => items.reduce((total, item) => total + item[of], 0);
  return [
    '| a month in which nothing happens | how many | list price, USD | after AWS’s free allowance, USD |',
    '|---|---|---|---|',
    ...items.map(({ item, quantity, list, billed }) => `| ${item} | ${quantity} | ${usd(list)} | ${usd(billed)} |`),
    `| **sum** | | **${usd(sum('list'))}** | **${usd(sum('billed'))}** |`,
  ].join('\n');
};
