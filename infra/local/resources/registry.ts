import type { ResourceKind } from '../plan.ts';
import { eventSourceMapping } from './event-source-mapping.ts';
import { lambdaFunction } from './function.ts';
import { httpApi, integration, route } from './http-api.ts';
import { userPool, userPoolClient, userPoolDomain, userPoolGroup } from './people.ts';
import { queue } from './queue.ts';
import { emailConfigurationSet, emailEvents, smsConfigurationSet } from './sender-events.ts';
import { bucket, secret } from './storage.ts';
import { table } from './table.ts';
import { subscription, topic } from './topic.ts';
import { schedule, stateMachine } from './workflow.ts';

/** A type that has no local effect; others may still refer to it by name or ARN. */
const ignored: ResourceKind = {
  identify: (logicalId, _named, { stackName, region, account }) => ({
    ref: `${stackName}-${logicalId}`,
    attributes: { Arn: `arn:aws:ignored:${region}:${account}:${stackName}/${logicalId}` },
  }),
};

const ignoredTypes = [
  'AWS::ApiGatewayV2::Stage',
  'AWS::Athena::WorkGroup',
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Glue::Database',
  'AWS::Glue::Table',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::LogGroup',
  'AWS::Logs::MetricFilter',
  'AWS::Logs::ResourcePolicy',
  'AWS::S3::BucketPolicy',
  'AWS::SES::EmailIdentity',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
];

/** Every resource type the runner knows; any other type stops the start. */
export const resourceKinds: ReadonlyMap<string, ResourceKind> = new Map([
  ['AWS::ApiGatewayV2::Api', httpApi],
  ['AWS::ApiGatewayV2::Integration', integration],
  ['AWS::ApiGatewayV2::Route', route],
  ['AWS::Cognito::UserPool', userPool],
  ['AWS::Cognito::UserPoolClient', userPoolClient],
  ['AWS::Cognito::UserPoolDomain', userPoolDomain],
  ['AWS::Cognito::UserPoolGroup', userPoolGroup],
  ['AWS::DynamoDB::GlobalTable', table],
  ['AWS::DynamoDB::Table', table],
  ['AWS::Lambda::EventSourceMapping', eventSourceMapping],
  ['AWS::Lambda::Function', lambdaFunction],
  ['AWS::S3::Bucket', bucket],
  ['AWS::SES::ConfigurationSet', emailConfigurationSet],
  ['AWS::SES::ConfigurationSetEventDestination', emailEvents],
  ['AWS::SMSVOICE::ConfigurationSet', smsConfigurationSet],
  ['AWS::SNS::Subscription', subscription],
  ['AWS::SNS::Topic', topic],
  ['AWS::SQS::Queue', queue],
  ['AWS::Scheduler::Schedule', schedule],
  ['AWS::SecretsManager::Secret', secret],
  ['AWS::StepFunctions::StateMachine', stateMachine],
  ...ignoredTypes.map((type) => [type, ignored] as const),
]);
