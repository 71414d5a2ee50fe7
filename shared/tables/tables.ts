/** One table per kind of lifetime. The only place that names tables and their keys; the CDK app creates them from here. */
export interface TableDefinition {
  readonly partitionKey: string;
  readonly sortKey?: string;
  readonly stream?: 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES';
  /** Items carry `expiresAt` (epoch seconds). TTL deletes arrive days late, so reads filter on it too. */
  readonly expires?: true;
  readonly index?: {
    readonly name: string;
    readonly partitionKey: string;
    readonly sortKey: string;
    /** Only names rows; whoever wants more reads the row. */
    readonly keysOnly?: true;
  };
}

export const TABLES = {
  events: { partitionKey: 'person', sortKey: 'key', stream: 'NEW_IMAGE', expires: true },
  customers: { partitionKey: 'customerId', sortKey: 'part' },
  folds: { partitionKey: 'customerId', sortKey: 'part' },
  orders: { partitionKey: 'customerId', sortKey: 'orderId', stream: 'NEW_AND_OLD_IMAGES' },
  identities: { partitionKey: 'alias' },
  consents: { partitionKey: 'customerId', sortKey: 'key' },
  suppressions: { partitionKey: 'address' },
  messages: {
    partitionKey: 'customerId',
    sortKey: 'key',
    stream: 'NEW_AND_OLD_IMAGES',
    expires: true,
    // A journey has no frozen audience: this lists its people. No other row is in it.
    index: { name: 'byJourneyDay', partitionKey: 'journeyDay', sortKey: 'customerId', keysOnly: true },
  },
  sends: { partitionKey: 'campaignId', sortKey: 'part', expires: true },
  runs: { partitionKey: 'customerId', sortKey: 'run', stream: 'NEW_AND_OLD_IMAGES', expires: true },
  timers: { partitionKey: 'shard', sortKey: 'due' },
  members: { partitionKey: 'segmentBucket', sortKey: 'customerId' },
  definitions: {
    partitionKey: 'id',
    sortKey: 'version',
    expires: true,
    index: { name: 'byKind', partitionKey: 'kind', sortKey: 'id' },
  },
  insights: { partitionKey: 'subject', sortKey: 'part' },
  coupons: { partitionKey: 'subject', sortKey: 'part' },
  effects: {
    partitionKey: 'subject',
    sortKey: 'part',
    expires: true,
    index: { name: 'byList', partitionKey: 'list', sortKey: 'due' },
  },
} as const satisfies Record<string, TableDefinition>;

export type TableName = keyof typeof TABLES;
