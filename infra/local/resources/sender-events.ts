import * as z from 'zod';
import type { ConfigurationSetPlan, ResourceKind } from '../plan.ts';
import { flag, readProperties } from './properties.ts';

function setNamed(sets: ConfigurationSetPlan[], name: string): ConfigurationSetPlan {
  const found = sets.find((set) => set.name === name);
  if (found !== undefined) return found;
  const created = { name, destinations: [] };
  sets.push(created);
  return created;
}

/** AWS::SES::ConfigurationSet. */
export const emailConfigurationSet: ResourceKind = {
  identify: (logicalId, named, { stackName }) => {
    const name = named('Name') ?? `${stackName}-${logicalId}`;
    return { ref: name, attributes: { Name: name } };
  },
  add: (plan, { identity }) => {
    setNamed(plan.emailSets, identity.ref);
  },
};

const emailSchema = z.strictObject({
  ConfigurationSetName: z.string(),
  EventDestination: z.looseObject({
    Enabled: flag.default(false),
    MatchingEventTypes: z.array(z.string()),
    SnsDestination: z.strictObject({ TopicARN: z.string() }).optional(),
  }),
});

/** AWS::SES::ConfigurationSetEventDestination to a topic; destinations in CloudWatch and Firehose do not exist locally. */
export const emailEvents: ResourceKind = {
  identify: (logicalId) => ({ ref: logicalId, attributes: { Id: logicalId } }),
  add: (plan, { owner, properties }) => {
    const { ConfigurationSetName, EventDestination } = readProperties(emailSchema, owner, properties);
    const topicArn = EventDestination.SnsDestination?.TopicARN;
    if (topicArn === undefined || !EventDestination.Enabled) return;
    setNamed(plan.emailSets, ConfigurationSetName).destinations.push({
      topicArn,
      eventTypes: EventDestination.MatchingEventTypes,
    });
  },
};

const smsSchema = z.looseObject({
  EventDestinations: z
    .array(
      z.looseObject({
        Enabled: flag.default(true),
        MatchingEventTypes: z.array(z.string()),
        SnsDestination: z.strictObject({ TopicArn: z.string() }).optional(),
      }),
    )
    .default([]),
});

/** AWS::SMSVOICE::ConfigurationSet with its event destinations. */
export const smsConfigurationSet: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account }) => {
    const name = named('ConfigurationSetName') ?? `${stackName}-${logicalId}`;
    return { ref: name, attributes: { Arn: `arn:aws:sms-voice:${region}:${account}:configuration-set/${name}` } };
  },
  add: (plan, { owner, identity, properties }) => {
    const set = setNamed(plan.smsSets, identity.ref);
    for (const destination of readProperties(smsSchema, owner, properties).EventDestinations) {
      const topicArn = destination.SnsDestination?.TopicArn;
      if (topicArn !== undefined && destination.Enabled)
        set.destinations.push({ topicArn, eventTypes: destination.MatchingEventTypes });
    }
  },
};
