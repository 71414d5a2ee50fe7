import { GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Dynamo } from '../platform/dynamo.ts';
import { parseJson } from '../platform/parse.ts';
import { type Brand, brandSchema } from '../settings/brand.ts';
import { SEND_SNAPSHOT } from '../tables/keys.ts';

const itemSchema = z.object({ body: z.string() });
const bodySchema = z.object({ brand: brandSchema });

/** Who sent a campaign, as approved; nothing of a single message, which has no snapshot. A part of it is read, so that who only asks this loads no campaigns. */
export const createFrozenBrandStore = (dynamo: Dynamo, table: string) => ({
  find: async (campaignId: string): Promise<Brand | undefined> => {
    const Key = { campaignId, part: SEND_SNAPSHOT };
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key }));
    return Item && bodySchema.parse(parseJson(itemSchema.parse(Item).body, 'Snapshot')).brand;
  },
});

export type FrozenBrandStore = ReturnType<typeof createFrozenBrandStore>;
