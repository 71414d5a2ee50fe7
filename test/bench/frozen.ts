import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { chunkKeySchema } from '../../shared/campaigns/chunk.ts';
import { templateSchema } from '../../shared/templates/template.ts';

const attribute = z.custom<AttributeValue>((value) => typeof value === 'object' && value !== null);
/** An item as DynamoDB writes it on the wire. */
export const itemSchema = z.record(z.string(), attribute);

/** What tables held at one moment, by name. */
export const frozenSchema = z.record(
  z.string(),
  z.object({ partitionKey: z.string(), sortKey: z.string().optional(), items: z.array(itemSchema) }),
);

/** A campaign of one chunk whose worker has not started. */
export const campaignFileSchema = z.object({
  template: templateSchema,
  /** Customer ids. */
  people: z.array(z.string()),
  key: chunkKeySchema,
  tables: z.object({
    ...{ consents: z.string(), customers: z.string(), definitions: z.string(), events: z.string() },
    ...{ coupons: z.string(), insights: z.string(), messages: z.string(), sends: z.string(), suppressions: z.string() },
  }),
});
