import { DeleteCommand, GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, type Item, isConditionFailed, queryAll } from '../platform/dynamo.ts';
import { BUCKET_NAMES } from '../platform/hash.ts';
import { ifHeld } from '../platform/transact.ts';
import { productBucket, productKey, SHOP_WARES } from '../tables/keys.ts';
import {
  type Learned,
  learnedSchema,
  type Product,
  productSchema,
  type ShopLearned,
  shopLearnedSchema,
  type Ware,
} from './product.ts';

const rowSchema = z.object({
  part: z.string(),
  product: productSchema.optional(),
  learned: learnedSchema.optional(),
});

export const wareCursorSchema = z.object({ bucket: z.enum(BUCKET_NAMES), part: z.string().max(200) });
type WareCursor = z.infer<typeof wareCursorSchema>;

const wareOf = (item: Item): Ware => {
  const { part, ...rest } = rowSchema.parse(item);
  return { id: part, ...rest };
};

/** The catalogue: one row per product (insights table). `product` is written by the API alone, `learned` by the night. */
export const createProductStore = (dynamo: Dynamo, table: string) => {
  const set = async (id: string, name: 'product' | 'learned', value: Product | Learned): Promise<void> => {
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: productKey(id),
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': value },
      }),
    );
  };

  const put = (id: string, product: Product): Promise<void> => set(id, 'product', product);

  /** Takes a product out of the catalogue; false if it is not in it. */
  const remove = async (id: string): Promise<boolean> => {
    try {
      await dynamo.send(
        new DeleteCommand({
          TableName: table,
          Key: productKey(id),
          ConditionExpression: 'attribute_exists(product)',
        }),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  };

  const learn = (id: string, learned: Learned): Promise<void> => set(id, 'learned', learned);

  /** Forgets what was learned of a product; a row that says nothing else goes. */
  const unlearn = async (id: string): Promise<void> => {
    const Key = productKey(id);
    const TableName = table;
    const isBare = await ifHeld(
      dynamo.send(new DeleteCommand({ TableName, Key, ConditionExpression: 'attribute_not_exists(product)' })),
    );
    if (isBare) return;
    const UpdateExpression = 'REMOVE learned';
    const ConditionExpression = 'attribute_exists(product)';
    await ifHeld(dynamo.send(new UpdateCommand({ TableName, Key, UpdateExpression, ConditionExpression })));
  };

  /** Rows by id, in one call for up to a hundred. */
  const many = async (ids: readonly string[]): Promise<ReadonlyMap<string, Ware>> => {
    const wanted = [...new Set(ids)];
    if (wanted.length === 0) return new Map();
    const rows = await getMany(dynamo, table, wanted.map(productKey));
    return new Map(rows.map(wareOf).map((ware) => [ware.id, ware]));
  };

  const find = async (id: string): Promise<Ware | undefined> => (await many([id])).get(id);

  /** Products of the catalogue, bucket by bucket; what was only ever sold is left out, so a page may be short. */
  const page = async (limit: number, from?: WareCursor) => {
    const found: Ware[] = [];
    for (const bucket of BUCKET_NAMES.filter((name) => from === undefined || name >= from.bucket)) {
      const after = from?.bucket === bucket ? from.part : '';
      const { Items = [], LastEvaluatedKey } = await dynamo.send(
        new QueryCommand({
          TableName: table,
          Limit: limit - found.length,
          KeyConditionExpression: after === '' ? 'subject = :subject' : 'subject = :subject AND #part > :after',
          FilterExpression: 'attribute_exists(product)',
          ...(after === '' ? {} : { ExpressionAttributeNames: { '#part': 'part' } }),
          ExpressionAttributeValues: {
            ':subject': productBucket(bucket),
            ...(after === '' ? {} : { ':after': after }),
          },
        }),
      );
      found.push(...Items.map(wareOf));
      if (LastEvaluatedKey) return { found, next: { bucket, part: String(LastEvaluatedKey.part) } };
      const next = BUCKET_NAMES[BUCKET_NAMES.indexOf(bucket) + 1];
      if (found.length === limit && next !== undefined) return { found, next: { bucket: next, part: '' } };
    }
    return { found, next: undefined };
  };

  /** Every row, the products that were only ever sold among them. */
  async function* all(): AsyncGenerator<Ware> {
    for (const bucket of BUCKET_NAMES) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': productBucket(bucket) },
      }))
        yield wareOf(item);
    }
  }

  const shop = async (): Promise<ShopLearned | undefined> => {
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: SHOP_WARES }));
    return Item && shopLearnedSchema.parse(Item);
  };

  const putShop = async (learned: ShopLearned): Promise<void> => {
    await dynamo.send(new PutCommand({ TableName: table, Item: { ...SHOP_WARES, ...learned } }));
  };

  return { put, remove, learn, unlearn, many, find, page, all, shop, putShop };
};

export type ProductStore = ReturnType<typeof createProductStore>;
