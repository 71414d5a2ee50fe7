import { AttributeType, ProjectionType, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { TABLES, type TableDefinition, type TableName } from '../../shared/tables/tables.ts';
import { houseOf } from '../house/house.ts';

export type Tables = Readonly<Record<TableName, TableV2>>;

const STREAMS = {
  NEW_IMAGE: StreamViewType.NEW_IMAGE,
  NEW_AND_OLD_IMAGES: StreamViewType.NEW_AND_OLD_IMAGES,
} as const;

const text = (name: string) => ({ name, type: AttributeType.STRING });

const createTable = (scope: Construct, name: string, definition: TableDefinition): TableV2 => {
  const house = houseOf(scope);
  return new TableV2(scope, `${name.charAt(0).toUpperCase()}${name.slice(1)}`, {
    partitionKey: text(definition.partitionKey),
    ...(definition.sortKey ? { sortKey: text(definition.sortKey) } : {}),
    ...(definition.stream ? { dynamoStream: STREAMS[definition.stream] } : {}),
    ...(definition.expires ? { timeToLiveAttribute: 'expiresAt' } : {}),
    ...(definition.index
      ? {
          globalSecondaryIndexes: [
            {
              indexName: definition.index.name,
              partitionKey: text(definition.index.partitionKey),
              sortKey: text(definition.index.sortKey),
              ...(definition.index.keysOnly ? { projectionType: ProjectionType.KEYS_ONLY } : {}),
            },
          ],
        }
      : {}),
    encryption: house.key ? TableEncryptionV2.customerManagedKey(house.key) : TableEncryptionV2.awsManagedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: house.stage === 'production',
    removalPolicy: house.stateful,
  });
};

/** Every table of the house, created from the definitions that the stores use. */
export const createTables = (scope: Construct): Tables => ({
  events: createTable(scope, 'events', TABLES.events),
  customers: createTable(scope, 'customers', TABLES.customers),
  folds: createTable(scope, 'folds', TABLES.folds),
  orders: createTable(scope, 'orders', TABLES.orders),
  identities: createTable(scope, 'identities', TABLES.identities),
  consents: createTable(scope, 'consents', TABLES.consents),
  suppressions: createTable(scope, 'suppressions', TABLES.suppressions),
  messages: createTable(scope, 'messages', TABLES.messages),
  sends: createTable(scope, 'sends', TABLES.sends),
  runs: createTable(scope, 'journeyRuns', TABLES.runs),
  timers: createTable(scope, 'timers', TABLES.timers),
  members: createTable(scope, 'members', TABLES.members),
  definitions: createTable(scope, 'definitions', TABLES.definitions),
  insights: createTable(scope, 'insights', TABLES.insights),
  coupons: createTable(scope, 'coupons', TABLES.coupons),
  effects: createTable(scope, 'effects', TABLES.effects),
});
