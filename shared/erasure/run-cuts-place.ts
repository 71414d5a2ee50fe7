import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { thresholdsSchema } from '../scoring/rfm.ts';
import { RUNS } from '../tables/keys.ts';
import type { Place } from './belongings-store.ts';

const rowSchema = z.object({ part: z.string(), model: z.object({ thresholds: thresholdsSchema }).optional() });

/** The beginning of an id, too short to be it: people tied with it may change sides until the next night, nobody else. */
const shortened = (id: string): string => id.slice(0, 2 + Math.floor((id.length - 2) / 2));

/** Runs with `scoring: ntile` cut ties by id, and so name whoever stands at a cut. */
export const createRunCutsPlace = (dynamo: Dynamo, table: string): Place => ({
  table: 'insights',
  async *removals({ ids }) {
    for await (const item of queryAll(dynamo, {
      TableName: table,
      ConsistentRead: true,
      KeyConditionExpression: 'subject = :runs',
      ProjectionExpression: 'part, #model.thresholds',
      ExpressionAttributeNames: { '#model': 'model' },
      ExpressionAttributeValues: { ':runs': RUNS },
    })) {
      const { part, model } = rowSchema.parse(item);
      for (const [dimension, cuts] of Object.entries(model?.thresholds ?? {})) {
        if (cuts.kind !== 'from') continue;
        for (const [index, row] of cuts.rows.entries()) {
          if (!row || !ids.includes(row.id)) continue;
          yield async () => {
            const path = `#model.thresholds.#dimension.#rows[${index}].id`;
            try {
              await dynamo.send(
                new UpdateCommand({
                  TableName: table,
                  Key: { subject: RUNS, part },
                  UpdateExpression: `SET ${path} = :short`,
                  ConditionExpression: `${path} = :id`,
                  ExpressionAttributeNames: { '#model': 'model', '#dimension': dimension, '#rows': 'rows' },
                  ExpressionAttributeValues: { ':id': row.id, ':short': shortened(row.id) },
                }),
              );
            } catch (error) {
              if (!isConditionFailed(error)) throw error;
            }
          };
        }
      }
    }
  },
});
