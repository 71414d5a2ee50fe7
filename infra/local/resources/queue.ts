import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { flag, numeric, object, readProperties } from './properties.ts';

const schema = z.looseObject({
  VisibilityTimeout: numeric.default(30),
  DelaySeconds: numeric.optional(),
  MaximumMessageSize: numeric.optional(),
  MessageRetentionPeriod: numeric.optional(),
  ReceiveMessageWaitTimeSeconds: numeric.optional(),
  FifoQueue: flag.optional(),
  ContentBasedDeduplication: flag.optional(),
  RedrivePolicy: object.optional(),
});

const copied = [
  'VisibilityTimeout',
  'DelaySeconds',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'ReceiveMessageWaitTimeSeconds',
  'FifoQueue',
  'ContentBasedDeduplication',
] as const;

/** AWS::SQS::Queue. */
export const queue: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account, queueEndpoint }) => {
    const name = named('QueueName') ?? `${stackName}-${logicalId}`.slice(0, 80);
    // The host must be the emulator's own address: the SDK sends to the host it finds in the queue URL.
    const url = `${queueEndpoint}/${account}/${name}`;
    return {
      ref: url,
      attributes: { Arn: `arn:aws:sqs:${region}:${account}:${name}`, QueueName: name, QueueUrl: url },
    };
  },
  add: (plan, { owner, identity, properties }) => {
    const queue = readProperties(schema, owner, properties);
    const attributes: Record<string, string> = {};
    for (const name of copied) {
      const value = queue[name];
      if (value !== undefined) attributes[name] = String(value);
    }
    if (queue.RedrivePolicy !== undefined) attributes.RedrivePolicy = JSON.stringify(queue.RedrivePolicy);
    plan.queues.push({
      name: identity.attributes.QueueName ?? '',
      arn: identity.attributes.Arn ?? '',
      url: identity.ref,
      visibilitySeconds: queue.VisibilityTimeout,
      attributes,
    });
  },
};
