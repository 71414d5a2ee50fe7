/**
 * List prices of AWS in ap-northeast-2 (Seoul), USD, November 2026, for the cost bench and the idle bill; never for invoices.
 * DynamoDB as the price list of 2026-06 has it; the others from the services' price pages. Look again before you promise anything.
 */
export const PRICES = {
  region: 'ap-northeast-2',
  dynamoWriteMillion: 0.68,
  dynamoReadMillion: 0.1355,
  dynamoGbMonth: 0.27075,
  /** Point-in-time recovery, per GB of table. */
  backupGbMonth: 0.228,
  /** arm64. */
  lambdaGbSecond: 0.0000133334,
  lambdaMillion: 0.2,
  httpApiMillion: 1.23,
  sqsMillion: 0.4,
  schedulerMillion: 1,
  stepTransitionMillion: 27.1,
  alarmMonth: 0.1,
  dashboardMonth: 3,
  customMetricMonth: 0.3,
  secretMonth: 0.4,
  kmsKeyMonth: 1,
  webAclMonth: 5,
  webRuleMonth: 1,
  traceMillion: 5,
  logGb: 0.76,
  /** SES à la carte; accounts that were opened since 2026-07-21 start on the Essentials plan at 0.16. */
  mailThousand: 0.1,
} as const;

/** What AWS gives every account each month for good, shared by everything in the account. */
export const FREE = {
  alarms: 10,
  dashboards: 3,
  sqsRequests: 1_000_000,
  lambdaRequests: 1_000_000,
  lambdaGbSeconds: 400_000,
  schedulerInvocations: 14_000_000,
  stepTransitions: 4_000,
  traces: 100_000,
  logGb: 5,
} as const;
