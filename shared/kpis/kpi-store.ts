import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { ACQUIRED, KPI_HISTORY, NEXT_ORDERS, RETENTION, RFM_MOVES } from '../tables/keys.ts';
import {
  type AcquiredRow,
  acquiredRowSchema,
  type KpiHistory,
  kpiHistorySchema,
  type MovesRow,
  movesRowSchema,
  type NextOrdersRow,
  nextOrdersRowSchema,
  type RetentionRow,
  retentionRowSchema,
} from './history.ts';

const rowSchema = z.object({ body: z.string() });

/** Figures of the shop in the insights table: one row per kind and day of a run; a later run of that day replaces it. */
export const createKpiStore = (dynamo: Dynamo, table: string) => {
  const put = async (subject: string, value: { readonly asOf: string }): Promise<void> => {
    // One text: thousands of small numbers are cheaper to write and to read than as many typed ones.
    const item = { subject, part: value.asOf, body: JSON.stringify(value) };
    await dynamo.send(new PutCommand({ TableName: table, Item: item }));
  };

  /** The newest row of a day up to and including `until`. */
  const latest = async <Schema extends z.ZodType>(
    subject: string,
    until: string,
    schema: Schema,
  ): Promise<z.infer<Schema> | undefined> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'subject = :subject AND part <= :until',
        ExpressionAttributeValues: { ':subject': subject, ':until': until },
        ScanIndexForward: false,
        Limit: 1,
        ConsistentRead: true,
      }),
    );
    const item = answer.Items?.[0];
    return item && schema.parse(JSON.parse(rowSchema.parse(item).body));
  };

  return {
    putHistory: (history: KpiHistory) => put(KPI_HISTORY, history),
    putRetention: (row: RetentionRow) => put(RETENTION, row),
    putNextOrders: (row: NextOrdersRow) => put(NEXT_ORDERS, row),
    putMoves: (row: MovesRow) => put(RFM_MOVES, row),
    putAcquired: (row: AcquiredRow) => put(ACQUIRED, row),
    history: (until: string) => latest(KPI_HISTORY, until, kpiHistorySchema),
    retention: (until: string) => latest(RETENTION, until, retentionRowSchema),
    nextOrders: (until: string) => latest(NEXT_ORDERS, until, nextOrdersRowSchema),
    moves: (until: string) => latest(RFM_MOVES, until, movesRowSchema),
    acquired: (until: string) => latest(ACQUIRED, until, acquiredRowSchema),
  };
};

export type KpiStore = ReturnType<typeof createKpiStore>;
