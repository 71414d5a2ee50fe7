import * as z from 'zod';
import type { ResourceKind } from '../plan.ts';
import { flag, object, readProperties } from './properties.ts';

const schema = z.looseObject({
  KeySchema: z.array(z.looseObject({ AttributeName: z.string() })),
  AttributeDefinitions: z.array(object),
  GlobalSecondaryIndexes: z
    .array(z.looseObject({ IndexName: z.string(), KeySchema: z.unknown(), Projection: z.unknown() }))
    .optional(),
  LocalSecondaryIndexes: z.array(object).optional(),
  StreamSpecification: z.looseObject({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.looseObject({ AttributeName: z.string().optional(), Enabled: flag }).optional(),
});

/** AWS::DynamoDB::GlobalTable (CDK's TableV2) and AWS::DynamoDB::Table; throughput, encryption and backups do not exist locally. */
export const table: ResourceKind = {
  identify: (logicalId, named, { stackName, region, account }) => {
    const name = named('TableName') ?? `${stackName}-${logicalId}`;
    const arn = `arn:aws:dynamodb:${region}:${account}:table/${name}`;
    return { ref: name, attributes: { Arn: arn, StreamArn: `${arn}/stream/local`, TableId: name } };
  },
  add: (plan, { owner, identity, properties }) => {
    const table = readProperties(schema, owner, properties);
    const streamView = table.StreamSpecification?.StreamViewType;
    const ttl = table.TimeToLiveSpecification;
    plan.tables.push({
      name: identity.ref,
      streamArn: identity.attributes.StreamArn ?? '',
      ...(streamView === undefined ? {} : { streamView }),
      ...(ttl?.Enabled && ttl.AttributeName !== undefined ? { ttlAttribute: ttl.AttributeName } : {}),
      keys: table.KeySchema.map((key) => key.AttributeName),
      definition: {
        TableName: identity.ref,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: table.KeySchema,
        AttributeDefinitions: table.AttributeDefinitions,
        ...(table.LocalSecondaryIndexes === undefined ? {} : { LocalSecondaryIndexes: table.LocalSecondaryIndexes }),
        ...(table.GlobalSecondaryIndexes === undefined
          ? {}
          : {
              GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map(({ IndexName, KeySchema, Projection }) => ({
                IndexName,
                KeySchema,
                Projection,
              })),
            }),
        ...(streamView === undefined
          ? {}
          : { StreamSpecification: { StreamEnabled: true, StreamViewType: streamView } }),
      },
    });
  },
};
