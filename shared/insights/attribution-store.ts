import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type * as z from 'zod';
import { createEventStore } from '../events/event-store.ts';
import { findNamed, type Happened } from '../events/find-named.ts';
import { type EngagedMessage, engagedMessageSchema } from '../feedback/engagement.ts';
import { wholeOf } from '../feedback/link-view.ts';
import { orderSchema } from '../orders/order.ts';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import type { Attribution, Goal } from './attribution.ts';

/** What attribution reads of a ledger row. */
export type TouchRow = Pick<
  EngagedMessage,
  | ('customerId' | 'campaignId' | 'key' | 'status' | 'handedOverAt' | 'goalDays' | 'goalEvent' | 'personClicks')
  | ('bounceType' | 'goal' | 'imported' | 'journeyDay' | 'purpose' | 'arm' | 'eligible' | 'lead')
>;

const orderRowSchema = orderSchema.pick({
  orderId: true,
  placedAt: true,
  currency: true,
  net: true,
  attribution: true,
});
export type OrderRow = z.infer<typeof orderRowSchema>;

/** What became of a message's person; what is undefined is taken away. */
interface Outcomes {
  readonly goal: Goal | undefined;
  readonly lead: Goal | undefined;
}

/** Reads and the attributes that `attribute` owns: `goal` and `lead` of a ledger row, `attribution` of an order. */
export const createAttributionStore = (
  dynamo: Dynamo,
  tables: { readonly messages: string; readonly orders: string; readonly events: string },
) => {
  const events = createEventStore(dynamo, tables.events);

  const all = async <Schema extends z.ZodType>(table: string, schema: Schema, customerId: string) => {
    const rows: z.infer<Schema>[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :id',
      ExpressionAttributeValues: { ':id': customerId },
    })) {
      rows.push(schema.parse(item));
    }
    return rows;
  };

  /** Sets or removes attributes of an item that exists; an item that is gone (erased, expired) stays gone. */
  const write = async (table: string, key: Record<string, string>, values: object): Promise<void> => {
    const entries = Object.entries(values).map(([name, value], at) => ({ name, value, at }));
    const kept = entries.filter(({ value }) => value !== undefined);
    const gone = entries.filter(({ value }) => value === undefined);
    const parts = [
      ...(kept.length === 0 ? [] : [`SET ${kept.map(({ at }) => `#n${at} = :v${at}`).join(', ')}`]),
      ...(gone.length === 0 ? [] : [`REMOVE ${gone.map(({ at }) => `#n${at}`).join(', ')}`]),
    ];
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: key,
          UpdateExpression: parts.join(' '),
          ConditionExpression: 'attribute_exists(customerId)',
          ExpressionAttributeNames: Object.fromEntries(entries.map(({ name, at }) => [`#n${at}`, name])),
          ...(kept.length === 0
            ? {}
            : { ExpressionAttributeValues: Object.fromEntries(kept.map(({ value, at }) => [`:v${at}`, value])) }),
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) throw error;
    }
  };

  return {
    /** A person's ledger rows, strongly read. */
    rows: async (customerId: string): Promise<(TouchRow & Pick<EngagedMessage, 'channel' | 'ref'>)[]> =>
      (await all(tables.messages, engagedMessageSchema, customerId)).map(wholeOf),
    orders: (customerId: string): Promise<OrderRow[]> => all(tables.orders, orderRowSchema, customerId),
    happened: (ids: readonly string[], names: ReadonlySet<string>, from: string, to: string): Promise<Happened[]> =>
      findNamed(events, ids, names, from, to),
    setGoal: (customerId: string, key: string, { goal, lead }: Outcomes): Promise<void> =>
      write(tables.messages, { customerId, key }, { goal, lead }),
    setAttribution: (customerId: string, orderId: string, attribution: Attribution | undefined): Promise<void> =>
      write(tables.orders, { customerId, orderId }, { attribution }),
  };
};

export type AttributionStore = ReturnType<typeof createAttributionStore>;
