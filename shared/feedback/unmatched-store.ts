import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Dynamo } from '../platform/dynamo.ts';
import { UNMATCHED } from '../tables/keys.ts';

/** What is kept of a provider event that fits no message: ids only, no address. */
export interface UnmatchedEvent {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly ref: string | undefined;
  readonly providerId: string | undefined;
  readonly kinds: readonly string[];
}

/** Provider events that belong to no message we know: kept aside in the insights table, for a person to look at. */
export const createUnmatchedStore = (dynamo: Dynamo, table: string) => {
  /** Writes one event; a second delivery overwrites it with itself. */
  const keep = async (event: UnmatchedEvent): Promise<void> => {
    await dynamo.send(
      new PutCommand({
        TableName: table,
        Item: {
          subject: UNMATCHED,
          part: `${event.at}#${event.id}`,
          kinds: event.kinds,
          ...(event.ref === undefined ? {} : { ref: event.ref }),
          ...(event.providerId === undefined ? {} : { providerId: event.providerId }),
        },
      }),
    );
  };

  return { keep };
};

export type UnmatchedStore = ReturnType<typeof createUnmatchedStore>;
