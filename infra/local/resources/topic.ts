import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { flag, nameOfArn, object, readProperties } from './properties.ts';

/** AWS::SNS::Topic. */
export const topic: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account }) => {
    const name = named('TopicName') ?? `${stackName}-${logicalId}`;
    const arn = `arn:aws:sns:${region}:${account}:${name}`;
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
  add: (plan, { identity }) => {
    plan.topics.push({ name: identity.attributes.TopicName ?? '', arn: identity.ref });
  },
};

const schema = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  RawMessageDelivery: flag.default(false),
  FilterPolicy: object.optional(),
  FilterPolicyScope: z.string().optional(),
  RedrivePolicy: object.optional(),
});

/** AWS::SNS::Subscription: queues receive locally; e-mail and SMS subscriptions are people's alarms and reach nobody here. */
export const subscription: ResourceKind = {
  identify: (logicalId, _named, { stackName, region, account }) => {
    const arn = `arn:aws:sns:${region}:${account}:${stackName}:${logicalId}`;
    return { ref: arn, attributes: { Arn: arn } };
  },
  add: (plan, { owner, properties }) => {
    const { TopicArn, Protocol, Endpoint, ...rest } = readProperties(schema, owner, properties);
    if (Protocol === 'email' || Protocol === 'sms' || Protocol === 'https') return;
    if (Protocol !== 'sqs') throw new Error(`${owner}: protocol '${Protocol}' is not delivered locally; use sqs.`);
    const attributes: Record<string, string> = { RawMessageDelivery: String(rest.RawMessageDelivery) };
    if (rest.FilterPolicy !== undefined) attributes.FilterPolicy = JSON.stringify(rest.FilterPolicy);
    if (rest.FilterPolicyScope !== undefined) attributes.FilterPolicyScope = rest.FilterPolicyScope;
    plan.subscriptions.push({ topicName: nameOfArn(TopicArn), queueName: nameOfArn(Endpoint), attributes });
  },
};
