import { DeleteCommand, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { QUARANTINE_PARTITIONS } from '../events/quarantine.ts';
import { type Dynamo, getMany, type Item, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import { duplicatesSubject, memberKey } from '../tables/keys.ts';
import type { Targets } from './erasure.ts';

/** One thing to be done away with. Doing it twice, or when it is done already, changes nothing. */
export type Removal = () => Promise<void>;

/** Where a person's data lies, and how all of it is found there. */
export interface Place {
  readonly table: string;
  readonly removals: (targets: Targets) => AsyncGenerator<Removal>;
}

interface Tables {
  readonly events: string;
  readonly customers: string;
  readonly folds: string;
  readonly consents: string;
  readonly identities: string;
  readonly members: string;
  readonly insights: string;
}

/** What is the person's alone: found by the ids and addresses, and deleted. */
export const createBelongingsStore = (
  dynamo: Dynamo,
  tables: Tables,
  segmentIds: () => Promise<readonly string[]>,
): readonly Place[] => {
  const remove =
    (table: string, Key: Item): Removal =>
    async () => {
      await dynamo.send(new DeleteCommand({ TableName: table, Key }));
    };

  /** Everything under a partition key that is the id itself. */
  async function* underId(table: string, partition: string, sort: string, id: string): AsyncGenerator<Removal> {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: '#partition = :id',
      ProjectionExpression: '#sort',
      ExpressionAttributeNames: { '#partition': partition, '#sort': sort },
      ExpressionAttributeValues: { ':id': id },
    })) {
      yield remove(table, { [partition]: id, [sort]: item[sort] });
    }
  }

  async function* events({ ids }: Targets): AsyncGenerator<Removal> {
    for (const id of ids) {
      yield* underId(tables.events, 'person', 'key', id);
      for (const person of QUARANTINE_PARTITIONS) {
        for await (const { key } of queryAll(dynamo, {
          TableName: tables.events,
          ConsistentRead: true,
          KeyConditionExpression: 'person = :person AND begins_with(#key, :prefix)',
          FilterExpression: '#owner = :id',
          ProjectionExpression: '#key',
          ExpressionAttributeNames: { '#key': 'key', '#owner': 'owner' },
          ExpressionAttributeValues: { ':person': person, ':prefix': `${id}#`, ':id': id },
        })) {
          yield remove(tables.events, { person, key });
        }
      }
    }
  }

  async function* customers({ ids }: Targets): AsyncGenerator<Removal> {
    for (const id of ids) yield* underId(tables.customers, 'customerId', 'part', id);
  }

  async function* folds({ ids }: Targets): AsyncGenerator<Removal> {
    for (const id of ids) yield* underId(tables.folds, 'customerId', 'part', id);
  }

  async function* consents({ ids }: Targets): AsyncGenerator<Removal> {
    for (const id of ids) yield* underId(tables.consents, 'customerId', 'key', id);
  }

  const update = async (input: ConstructorParameters<typeof UpdateCommand>[0]): Promise<void> => {
    try {
      await dynamo.send(new UpdateCommand(input));
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  /** Takes the ids out of who has had an address; an entry without anybody goes. */
  const leaveAlias =
    (alias: string, ids: readonly string[]): Removal =>
    async () => {
      await update({
        TableName: tables.identities,
        Key: { alias },
        UpdateExpression: 'DELETE customerIds :ids',
        ConditionExpression: 'attribute_exists(alias)',
        ExpressionAttributeValues: { ':ids': new Set(ids) },
      });
      try {
        await dynamo.send(
          new DeleteCommand({
            TableName: tables.identities,
            Key: { alias },
            ConditionExpression: 'attribute_not_exists(customerIds)',
          }),
        );
      } catch (error) {
        if (!isConditionFailed(error)) throw error;
      }
    };

  const hasAny = (found: unknown, ids: readonly string[]): boolean =>
    found instanceof Set && ids.some((id) => found.has(id));

  async function* identities({ ids, lost, aliases }: Targets): AsyncGenerator<Removal> {
    const own = await getMany(
      dynamo,
      tables.identities,
      ids.map((alias) => ({ alias })),
    );
    for (const { alias } of own) yield remove(tables.identities, { alias });
    for (const alias of aliases) {
      const Key = { alias };
      const { Item } = await dynamo.send(new GetCommand({ TableName: tables.identities, Key, ConsistentRead: true }));
      if (Item && (Item.customerIds === undefined || hasAny(Item.customerIds, ids))) yield leaveAlias(alias, ids);
    }
    const others = await getMany(
      dynamo,
      tables.identities,
      lost.map((alias) => ({ alias })),
    );
    for (const { alias, displaced } of others) {
      if (!hasAny(displaced, ids)) continue;
      yield () =>
        update({
          TableName: tables.identities,
          Key: { alias },
          UpdateExpression: 'DELETE displaced :ids',
          ConditionExpression: 'attribute_exists(alias)',
          ExpressionAttributeValues: { ':ids': new Set(ids) },
        });
    }
  }

  async function* members({ ids, segments }: Targets): AsyncGenerator<Removal> {
    const known = [...new Set([...(await segmentIds()), ...segments])];
    const keys = ids.flatMap((id) => known.map((segment) => memberKey(segment, id)));
    for (const { segmentBucket, customerId } of await getMany(dynamo, tables.members, keys))
      yield remove(tables.members, { segmentBucket, customerId });
  }

  /** Calls that named one of the ids as another person; a suspicion by a shared address names nobody. */
  async function* insights({ ids }: Targets): AsyncGenerator<Removal> {
    for (const subject of BUCKET_NAMES.map(duplicatesSubject)) {
      for (const id of ids) {
        for await (const { part } of queryAll(dynamo, {
          TableName: tables.insights,
          ConsistentRead: true,
          KeyConditionExpression: 'subject = :subject',
          FilterExpression: 'contains(cause.said, :id)',
          ExpressionAttributeValues: { ':subject': subject, ':id': id },
        })) {
          yield remove(tables.insights, { subject, part });
        }
      }
    }
  }

  return [
    { table: 'events', removals: events },
    { table: 'consents', removals: consents },
    { table: 'members', removals: members },
    { table: 'insights', removals: insights },
    { table: 'identities', removals: identities },
    { table: 'folds', removals: folds },
    // Last: as long as the profile stands, a request that was interrupted is found by it.
    { table: 'customers', removals: customers },
  ];
};
