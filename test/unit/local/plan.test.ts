import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../infra/local/plan.ts';
import { planTemplate } from '../../../infra/local/read-template.ts';
import { parseTemplate } from '../../../infra/local/template.ts';

/** A placeholder of Fn::Sub and of definition substitutions. */
const slot = (name: string): string => `\${${name}}`;

function plan(resources: Record<string, unknown>): Plan {
  return planTemplate(parseTemplate({ Resources: resources }), {
    stackName: 'Shop',
    region: 'ap-northeast-2',
    account: '000000000000',
    queueEndpoint: 'http://127.0.0.1:9000',
    apiUrl: 'http://localhost:4000',
    loginEndpoint: 'http://127.0.0.1:9001',
    assetDirectory: (archive) => (archive === 'known.zip' ? '/assets/known' : undefined),
  });
}

const lambda = (extra: object = {}): object => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: 'known.zip' }, Handler: 'index.handler', Runtime: 'nodejs24.x', ...extra },
});

describe('the plan of a template', () => {
  test('a queue URL has the host of the emulator, because the SDK sends to the host it finds there', () => {
    const { queues } = plan({
      Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
      Work: {
        Type: 'AWS::SQS::Queue',
        Properties: {
          VisibilityTimeout: 60,
          RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 3 },
        },
      },
    });
    expect(queues[1]).toEqual({
      name: 'Shop-Work',
      arn: 'arn:aws:sqs:ap-northeast-2:000000000000:Shop-Work',
      url: 'http://127.0.0.1:9000/000000000000/Shop-Work',
      visibilitySeconds: 60,
      attributes: {
        VisibilityTimeout: '60',
        RedrivePolicy:
          '{"deadLetterTargetArn":"arn:aws:sqs:ap-northeast-2:000000000000:Shop-Dead","maxReceiveCount":3}',
      },
    });
  });

  test('a global table loses what does not exist locally and keeps keys, stream and time to live', () => {
    const [table] = plan({
      Notes: {
        Type: 'AWS::DynamoDB::GlobalTable',
        Properties: {
          KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
          Replicas: [
            { Region: 'ap-northeast-2', PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
          ],
          StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        },
      },
    }).tables;
    expect(table).toMatchObject({
      name: 'Shop-Notes',
      keys: ['id'],
      streamView: 'NEW_IMAGE',
      ttlAttribute: 'expiresAt',
    });
    expect(Object.keys(table?.definition ?? {}).sort()).toEqual([
      'AttributeDefinitions',
      'BillingMode',
      'KeySchema',
      'StreamSpecification',
      'TableName',
    ]);
  });

  test('the address of the API is the local front, as attribute and as joined host name', () => {
    const { functions } = plan({
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
      Send: lambda({
        Environment: {
          Variables: {
            ENDPOINT: { 'Fn::GetAtt': ['Api', 'ApiEndpoint'] },
            JOINED: {
              'Fn::Join': [
                '',
                [
                  'https://',
                  { Ref: 'Api' },
                  '.execute-api.',
                  { Ref: 'AWS::Region' },
                  '.',
                  { Ref: 'AWS::URLSuffix' },
                  '/x',
                ],
              ],
            },
            NUMBER: 5,
          },
        },
      }),
    });
    expect(functions[0]?.environment).toEqual({
      ENDPOINT: 'http://localhost:4000',
      JOINED: 'http://localhost:4000/x',
      NUMBER: '5',
    });
  });

  test('a generated secret obeys its alphabet and is the same at every start', () => {
    const secret = {
      Key: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          GenerateSecretString: {
            SecretStringTemplate: '{"kind":"hmac"}',
            GenerateStringKey: 'signingKey',
            PasswordLength: 64,
            ExcludeUppercase: true,
            ExcludePunctuation: true,
            ExcludeCharacters: 'ghijklmnopqrstuvwxyz',
          },
        },
      },
    };
    const [first] = plan(secret).secrets;
    expect(JSON.parse(first?.value ?? '')).toEqual({
      kind: 'hmac',
      signingKey: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(plan(secret).secrets[0]).toEqual(first);
  });

  test('a stream mapping keeps every rule of its retry policy; a disabled mapping or schedule is left out', () => {
    const { streamMappings, schedules } = plan({
      Fn: lambda(),
      Dead: { Type: 'AWS::SQS::Queue', Properties: {} },
      Mapping: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: {
          EventSourceArn: 'arn:aws:dynamodb:ap-northeast-2:000000000000:table/Shop-Notes/stream/local',
          FunctionName: { Ref: 'Fn' },
          StartingPosition: 'TRIM_HORIZON',
          BisectBatchOnFunctionError: true,
          MaximumRetryAttempts: 5,
          MaximumRecordAgeInSeconds: 21600,
          ParallelizationFactor: 4,
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
          DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
        },
      },
      Off: {
        Type: 'AWS::Lambda::EventSourceMapping',
        Properties: { EventSourceArn: 'arn:aws:sqs:x:1:q', FunctionName: 'f', Enabled: false },
      },
      Sleeping: {
        Type: 'AWS::Scheduler::Schedule',
        Properties: {
          State: 'DISABLED',
          ScheduleExpression: 'rate(1 minute)',
          FlexibleTimeWindow: { Mode: 'OFF' },
          Target: { Arn: 'arn:x', RoleArn: 'arn:y' },
        },
      },
    });
    expect(schedules).toEqual([]);
    expect(streamMappings).toEqual([
      {
        id: 'Mapping',
        source: 'arn:aws:dynamodb:ap-northeast-2:000000000000:table/Shop-Notes/stream/local',
        functionArn: 'arn:aws:lambda:ap-northeast-2:000000000000:function:Shop-Fn',
        batchSize: 100,
        windowSeconds: 0,
        patterns: [{ eventName: ['INSERT'] }],
        partialFailures: true,
        lanes: 4,
        bisect: true,
        retries: 5,
        maxAgeSeconds: 21600,
        onFailure: 'arn:aws:sqs:ap-northeast-2:000000000000:Shop-Dead',
      },
    ]);
  });

  test('state machine substitutions are filled in', () => {
    const { stateMachines } = plan({
      Fn: lambda(),
      Machine: {
        Type: 'AWS::StepFunctions::StateMachine',
        Properties: {
          DefinitionString: {
            'Fn::Join': [
              '',
              [
                '{"StartAt":"A","States":{"A":{"Type":"Task","Resource":"',
                { 'Fn::GetAtt': ['Fn', 'Arn'] },
                `","Comment":"${slot('word')}","End":true}}}`,
              ],
            ],
          },
          DefinitionSubstitutions: { word: 'said' },
        },
      },
    });
    expect(stateMachines[0]?.definition).toEqual({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:lambda:ap-northeast-2:000000000000:function:Shop-Fn',
          Comment: 'said',
          End: true,
        },
      },
    });
  });
});

describe('what the runner does not know stops the start', () => {
  test.each([
    [
      'an unknown type, by logical id and type',
      { Feed: { Type: 'AWS::Kinesis::Stream' } },
      'does not know Feed (AWS::Kinesis::Stream)',
    ],
    [
      'an unknown property of a mapping',
      {
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'a', FunctionName: 'f', Topics: [] },
        },
      },
      'M (AWS::Lambda::EventSourceMapping): the local runner cannot read',
    ],
    [
      'an authorizer',
      {
        R: {
          Type: 'AWS::ApiGatewayV2::Route',
          Properties: { ApiId: 'a', RouteKey: 'GET /', Target: 't', AuthorizationType: 'JWT' },
        },
      },
      'AuthorizationType',
    ],
    ['another runtime', { F: lambda({ Runtime: 'python3.13' }) }, "runtime 'python3.13'"],
    ['a missing asset', { F: lambda({ Code: { S3Key: 'gone.zip' } }) }, "no asset directory for 'gone.zip'"],
    ['layers', { F: lambda({ Layers: ['arn:layer'] }) }, 'Layers'],
    [
      'an unresolved reference',
      { F: lambda({ Environment: { Variables: { T: { Ref: 'Nowhere' } } } }) },
      "F (AWS::Lambda::Function): cannot resolve resource 'Nowhere'",
    ],
    [
      'a mapping to a function of another stack',
      {
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:sqs:x:1:q', FunctionName: 'f' },
        },
      },
      "M: function 'arn:aws:lambda:ap-northeast-2:000000000000:function:f' is not in the template",
    ],
    [
      'an unknown event source',
      {
        M: {
          Type: 'AWS::Lambda::EventSourceMapping',
          Properties: { EventSourceArn: 'arn:aws:kafka:x', FunctionName: 'f' },
        },
      },
      'event source',
    ],
  ])('%s', (_name, resources, message) => {
    expect(() => plan(resources)).toThrow(message);
  });
});
