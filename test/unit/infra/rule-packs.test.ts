import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { type Finding, findingsOf } from '../../support/synthesize.ts';

/** Every finding that stays, with why. An explanation that explains nothing any more fails the test. */
const EXPLAINED: readonly { readonly rule: RegExp; readonly construct: RegExp; readonly reason: string }[] = [
  {
    rule: /^AwsSolutions-SMG4$/,
    construct: /Secret/,
    reason:
      'npm run rotate changes the signing key and keeps the old ones for links that are out; keys of providers are changed where they are made.',
  },
  {
    rule: /^AwsSolutions-APIG4$/,
    construct: /Api/,
    reason: 'Keys with scopes are checked in the functions; links carry signed tokens; the console page holds no data.',
  },
  {
    rule: /^AwsSolutions-IAM4/,
    construct: /ServiceRole/,
    reason: 'AWSLambdaBasicExecutionRole: write access to log groups only.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    construct: /DefaultPolicy/,
    reason: 'X-Ray, the SES quota and the delivery of Step Functions logs know no resource.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<(Definitions|Effects|Messages)\w+\.Arn>\/index\/\*\]$/,
    construct: /DefaultPolicy/,
    reason: 'All indexes of one table, as the grant of the table writes it.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<\w+\.Arn>:\*\]$/,
    construct: /DefaultPolicy/,
    reason: 'All versions of one function, as the grant of the function writes it.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<(Runs|Exports|Images)\w+\.Arn>\/\*\]$/,
    construct: /DefaultPolicy/,
    reason: 'All objects of a bucket that holds nothing but runs, the tables for SQL, or pictures of messages.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Action::s3:/,
    construct: /DefaultPolicy/,
    reason: 'Read and put actions of one bucket, as its grants write them.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:ses:.*:identity\/\*\]$/,
    construct: /SendEmail|SendMessage/,
    reason: 'Sender identities are verified outside the stack and may change.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:sms-voice:/,
    construct: /SendSms|SendMessage/,
    reason: 'Sender numbers are registered outside the stack and may change.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:<AWS::Partition>:states:.*:execution:/,
    construct: /ServeApi|DistributedMapPolicy/,
    reason: 'Executions of one state machine, named when they start: by the API, or one for each shard.',
  },
  {
    rule: /^AwsSolutions-COG2$/,
    construct: /Users/,
    reason:
      'A second factor is each person’s choice until the shop turns it on for all; the password policy is strict.',
  },
  {
    rule: /^AwsSolutions-COG8$/,
    construct: /Users/,
    reason: 'The Plus plan costs per person and month; a handful of invited people do not need its threat protection.',
  },
  {
    rule: /^AwsSolutions-SQS3$|^Serverless-SQSRedrivePolicy$/,
    construct: /NotStarted|NotRead|DeadLetters/,
    reason: 'This queue is itself the place for dead letters.',
  },
  {
    rule: /^AwsSolutions-S1$/,
    construct: /Runs|Exports|Images/,
    reason:
      'Runs: intermediate files; what names people is emptied with the run, all of it gone after 30 days. Exports: queries are logged by Athena and CloudTrail. Images: public pictures; the door logs who asks.',
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    construct: /.*/,
    reason:
      'No function is invoked asynchronously: queues, streams and schedules have dead letter queues of their own.',
  },
  {
    rule: /^Serverless-LambdaEventSourceMappingDestination$/,
    construct: /SqsEventSource/,
    reason: 'Queue workers: the queue’s own redrive keeps what fails; destinations exist for streams.',
  },
];

const packs = (app: ConstructorParameters<typeof AwsSolutionsChecks>[0]) => [
  new AwsSolutionsChecks(app),
  new ServerlessChecks(app),
];

const explains = (finding: Finding) =>
  EXPLAINED.filter((entry) => entry.rule.test(finding.rule) && entry.construct.test(finding.construct));

describe('the rule packs of AWS', () => {
  it('find nothing that is not explained, and every explanation is still needed', () => {
    const findings = findingsOf(packs);
    expect(findings.length).toBeGreaterThan(50);
    expect(findings.filter((finding) => explains(finding).length === 0)).toEqual([]);
    const needed = new Set(findings.flatMap(explains));
    expect(EXPLAINED.filter((entry) => !needed.has(entry)).map((entry) => entry.rule.source)).toEqual([]);
  });

  it('do see a bad resource', () => {
    const findings = findingsOf(packs, (stack) => new Bucket(stack, 'Careless'));
    const unexplained = findings.filter((finding) => explains(finding).length === 0);
    expect(unexplained.map((finding) => finding.rule)).toContain('AwsSolutions-S10');
  });
});
