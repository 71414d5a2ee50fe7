import * as z from 'zod';
import { type Dynamo, scanAll } from '../platform/dynamo.ts';
import { customerSchema } from '../profiles/profile.ts';
import { PROFILE } from '../tables/keys.ts';

/** A move between segments that is written down before it is made, so that a killed run can finish or undo it. */
const movesSchema = z.object({
  /** Counts writes of this group; a write is refused if it stands elsewhere. */
  version: z.number().int(),
  runId: z.string(),
  entered: z.array(z.string()),
  left: z.array(z.string()),
});
export type Moves = z.infer<typeof movesSchema>;

const scannedSchema = customerSchema.extend({ moves: movesSchema.optional() });
export type ScannedCustomer = z.infer<typeof scannedSchema>;

/**
 * Customers of one piece of a parallel scan, tombstones and checkpoints left out. Eventually consistent: a profile that
 * changes during the scan is seen before or after its change.
 */
export async function* scanCustomers(
  dynamo: Dynamo,
  table: string,
  shard: number,
  total: number,
): AsyncGenerator<ScannedCustomer> {
  for await (const item of scanAll(dynamo, {
    TableName: table,
    Segment: shard,
    TotalSegments: total,
    FilterExpression: 'part = :profile AND attribute_exists(fold)',
    ExpressionAttributeValues: { ':profile': PROFILE },
  })) {
    yield scannedSchema.parse(item);
  }
}
