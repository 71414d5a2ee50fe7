import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { SQL_TABLES } from '../../../shared/tables/sql-tables.ts';
import { TABLES } from '../../../shared/tables/tables.ts';
import { synthesizeTemplate } from '../../support/synthesize.ts';
import { describeAlarms } from './alarms.ts';
import { describeDoor } from './door.ts';
import { describeIdleBill } from './idle-bill.ts';
import { describeLeastPrivilege } from './least-privilege.ts';
import { describeOptions } from './options.ts';

const production = synthesizeTemplate('production');
const trial = synthesizeTemplate('trial');

const all = (type: string) => Object.entries(production.findResources(type));

// One synthesis is read by all: it costs seconds.
describeAlarms(production);
describeLeastPrivilege(production);
describeOptions(production);
describeDoor(production);
describeIdleBill(production);

describe('the synthesized stack', () => {
  it('runs every function on arm64 and Node 24 with JSON logs and traces', () => {
    const functions = all('AWS::Lambda::Function');
    expect(functions.length).toBeGreaterThanOrEqual(18);
    production.allResourcesProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'nodejs24.x',
      LoggingConfig: Match.objectLike({ LogFormat: 'JSON' }),
      TracingConfig: { Mode: 'Active' },
    });
  });

  it('keeps every table and its history in production, and lets another stage go', () => {
    const tables = all('AWS::DynamoDB::GlobalTable');
    expect(tables.length).toBe(Object.keys(TABLES).length);
    for (const [, table] of tables) {
      expect(table.DeletionPolicy).toBe('Retain');
      expect(table.Properties.BillingMode).toBe('PAY_PER_REQUEST');
      expect(table.Properties.Replicas[0].PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled).toBe(true);
      expect(table.Properties.Replicas[0].DeletionProtectionEnabled).toBe(true);
    }
    const thrownAway = trial.findResources('AWS::DynamoDB::GlobalTable');
    expect(Object.values(thrownAway).every((table) => table.DeletionPolicy === 'Delete')).toBe(true);
  });

  it('lets no stream retry for ever, and reports partial failures everywhere', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping').map(([, mapping]) => mapping.Properties);
    const streams = mappings.filter((mapping) => mapping.StartingPosition !== undefined);
    expect(streams.length).toBe(7);
    // A shard of a DynamoDB stream bears two readers; a third is throttled together with them.
    const readers = Map.groupBy(streams, ({ EventSourceArn }) => JSON.stringify(EventSourceArn));
    for (const [stream, mapped] of readers) expect(mapped.length, stream).toBeLessThanOrEqual(2);
    for (const stream of streams) {
      expect(stream.MaximumRetryAttempts).toBeGreaterThan(0);
      expect(stream.MaximumRecordAgeInSeconds).toBeLessThanOrEqual(86_400);
      expect(stream.BisectBatchOnFunctionError).toBe(true);
      expect(stream.DestinationConfig.OnFailure.Destination).toBeDefined();
    }
    expect(mappings.length).toBeGreaterThan(streams.length);
    expect(mappings.every((mapping) => mapping.FunctionResponseTypes[0] === 'ReportBatchItemFailures')).toBe(true);
  });

  it('hides a queue’s message six times as long as its worker may take, and keeps what fails', () => {
    const queues = production.findResources('AWS::SQS::Queue');
    const functions = production.findResources('AWS::Lambda::Function');
    const workers = all('AWS::Lambda::EventSourceMapping')
      .map(([, mapping]) => mapping.Properties)
      .filter((mapping) => mapping.StartingPosition === undefined);
    expect(workers.length).toBe(10);
    for (const worker of workers) {
      const queue = queues[worker.EventSourceArn['Fn::GetAtt'][0]]?.Properties;
      const timeout = functions[worker.FunctionName.Ref]?.Properties.Timeout;
      expect(queue?.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
      expect(queue?.RedrivePolicy.maxReceiveCount).toBeGreaterThanOrEqual(5);
    }
  });

  it('lets nobody sign up, keeps the people in production, and gives tokens a short life', () => {
    const [[, pool] = []] = all('AWS::Cognito::UserPool');
    expect(pool?.DeletionPolicy).toBe('Retain');
    expect(pool?.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      DeletionProtection: 'ACTIVE',
      UsernameConfiguration: { CaseSensitive: false },
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
    });
    expect(pool?.Properties.Policies.PasswordPolicy.MinimumLength).toBeGreaterThanOrEqual(12);
    production.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid'],
      AccessTokenValidity: 15,
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      TokenValidityUnits: Match.objectLike({ AccessToken: 'minutes' }),
    });
    const groups = all('AWS::Cognito::UserPoolGroup').map(([, group]) => group.Properties);
    const byRank = groups.sort((a, b) => a.Precedence - b.Precedence).map(({ GroupName }) => GroupName);
    expect(byRank).toEqual(['admin', 'approver', 'author', 'viewer']);
    const pools = Object.values(trial.findResources('AWS::Cognito::UserPool'));
    expect(pools.map((one) => one.DeletionPolicy)).toEqual(['Delete']);
  });

  it('lets the API alone change people, and nobody delete one or set a password', () => {
    const allowed = all('AWS::IAM::Policy').flatMap(([id, policy]) =>
      policy.Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) =>
        [Action].flat().map((action) => ({ id: id.replace(/ServiceRole.*/, ''), action })),
      ).filter(({ action }: { action: string }) => action.startsWith('cognito-idp:')),
    );
    expect(new Set(allowed.map(({ id }) => id))).toEqual(new Set(['ServeApi']));
    expect(
      allowed.map(({ action }) => action).filter((action) => /Delete|Password|Attributes|\*/.test(action)),
    ).toEqual([]);
  });

  it('lets nobody write the ledger, the consents or the suppressions but those who must', () => {
    const policies = all('AWS::IAM::Policy');
    const writersOf = (table: string): string[] =>
      policies
        .filter(([, policy]) =>
          policy.Properties.PolicyDocument.Statement.some(
            (statement: { Action: string | string[]; Resource: unknown }) =>
              [statement.Action].flat().some((action) => action === 'dynamodb:PutItem') &&
              JSON.stringify(statement.Resource).includes(`"${table}`),
          ),
        )
        .map(([id]) => id.replace(/ServiceRole.*/, ''))
        .sort();
    const senders = ['SendEmail', 'SendKakao', 'SendMessage', 'SendPush', 'SendSms'];
    // ServeApi and Tick erase people from every table.
    // Project marks the goal of a message whose event came in.
    // AdvanceJourneys orders messages with their rows.
    expect(writersOf('Messages')).toEqual([
      'AdvanceJourneys',
      'Attribute',
      'Project',
      'RecordFeedback',
      ...senders,
      'ServeApi',
      'Tick',
      'Track',
    ]);
    expect(writersOf('Suppressions')).toEqual(['Project', 'RecordFeedback', 'SealEvents', 'ServeApi', 'Tick', 'Track']);
    expect(writersOf('Customers')).toEqual(['Project', 'ScoreShard', 'SealEvents', 'ServeApi', 'Tick']);
  });

  it('tries every step of the night again, stops at the first shard that is lost, and names the step that failed', () => {
    const [[, machine] = []] = all('AWS::StepFunctions::StateMachine');
    const pieces: unknown[] = machine?.Properties.DefinitionString['Fn::Join'][1];
    const { States: states } = JSON.parse(pieces.map((piece) => (typeof piece === 'string' ? piece : 'arn')).join(''));
    for (const name of ['Measure', 'Fit', 'Score', 'Summarise', 'Export']) {
      const caught = states[states[name].Catch[0].Next];
      expect(caught, name).toMatchObject({ Type: 'Pass', Result: name.toLowerCase(), Next: 'Record the failure' });
      const task = states[name].ItemProcessor?.States[`${name} one shard`] ?? states[name];
      expect(task.Retry, name).toMatchObject([{ ErrorEquals: ['States.ALL'], MaxAttempts: 4 }]);
      expect(states[name].ToleratedFailurePercentage ?? 0).toBe(0);
    }
    for (const name of ['Measure', 'Score', 'Export'])
      expect(states[name].ItemProcessor.ProcessorConfig).toEqual({ Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' });
  });

  it('declares each table for SQL with its own columns, a folder for each day and a limit to what a query reads', () => {
    const tables = all('AWS::Glue::Table').map(([, table]) => table.Properties.TableInput);
    expect(tables.map(({ Name }) => Name).sort()).toEqual(Object.keys(SQL_TABLES).sort());
    for (const [name, { columns }] of Object.entries(SQL_TABLES)) {
      const table = tables.find(({ Name }) => Name === name);
      const declared = table.StorageDescriptor.Columns.map(({ Name }: { Name: string }) => Name);
      expect(declared).toEqual(Object.keys(columns));
      expect(JSON.stringify(table.Parameters['storage.location.template'])).toContain(`/sql/${name}/day=$`);
    }
    const [[, workgroup] = []] = all('AWS::Athena::WorkGroup');
    expect(workgroup?.Properties.WorkGroupConfiguration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      BytesScannedCutoffPerQuery: 10 * 1024 ** 3,
      ResultConfiguration: { EncryptionConfiguration: { EncryptionOption: 'SSE_S3' } },
    });
  });
});
