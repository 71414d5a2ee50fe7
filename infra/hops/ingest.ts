import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { ScheduleExpression } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { Environment as IngestEnvironment } from '../../functions/ingest/environment.ts';
import type { Environment as ReleaseEnvironment } from '../../functions/release-quarantine/environment.ts';
import { HouseFunction } from '../house/house-function.ts';
import { ScheduledJob, START_AGE } from '../house/scheduled-job.ts';
import type { Tables } from './tables.ts';
import type { Users } from './users.ts';

/** How often what was quarantined is moved on. */
const QUARTER = Duration.minutes(15);

/** HTTP → events. The answer is 2xx only after the events are in the table (P1). */
export const createIngest = (
  scope: Construct,
  tables: Tables,
  users: Users,
  secret: ISecret,
): HouseFunction<IngestEnvironment> => {
  const ingest = new HouseFunction<IngestEnvironment>(scope, 'Ingest', {
    verb: 'ingest',
    purpose: 'Takes in Segment calls and stores each event once.',
    impact: 'Customer events are refused; senders retry, and after their own limit events are lost.',
    memorySize: 1024,
    environment: {
      EVENTS_TABLE: tables.events.tableName,
      DEFINITIONS_TABLE: tables.definitions.tableName,
      SECRET_ARN: secret.secretArn,
      USERS_ISSUER: users.pool.userPoolProviderUrl,
      USERS_CLIENT_ID: users.clientId,
    },
    reads: [tables.definitions],
    writes: [tables.events],
  });
  secret.grantRead(ingest);
  // It notes the day of a key's last use and its rate; what a key may do is beyond its reach.
  ingest.addToRolePolicy(
    new PolicyStatement({
      actions: ['dynamodb:UpdateItem'],
      resources: [tables.definitions.tableArn],
      conditions: {
        'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['key#*', 'keyRate#*'] },
        'ForAllValues:StringEquals': {
          'dynamodb:Attributes': ['id', 'version', 'lastUsedOn', 'nextFree', 'expiresAt'],
        },
        StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'] },
      },
    }),
  );

  const release = new HouseFunction<ReleaseEnvironment>(scope, 'ReleaseQuarantine', {
    verb: 'release-quarantine',
    purpose: 'Moves events that came in a flood into their place, at a rate that the fold can bear.',
    impact: 'Events of people with unusual traffic stay in quarantine; their profiles are behind.',
    timeout: Duration.minutes(5),
    startsEvery: QUARTER,
    environment: { EVENTS_TABLE: tables.events.tableName },
    writes: [tables.events],
  });
  new ScheduledJob(scope, 'ReleaseQuarantineSchedule', {
    purpose: 'Every 15 minutes.',
    impact: 'Quarantined events are not released.',
    schedule: ScheduleExpression.rate(QUARTER),
    target: (deadLetterQueue) =>
      new LambdaInvoke(release, { deadLetterQueue, maxEventAge: START_AGE, retryAttempts: 2 }),
  });
  return ingest;
};
