import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createTell } from '../../../shared/journeys/hint.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { moneySchema } from '../../../shared/platform/money-schema.ts';
import { parse } from '../../../shared/platform/parse.ts';
import { inParallel } from '../../../shared/platform/worker.ts';
import { createAskedStore } from '../../../shared/products/asked-store.ts';
import {
  isAvailable,
  type ListedProduct,
  listedProductSchema,
  productIdSchema,
  productSchema,
  REPURCHASE_SOURCES,
  repurchaseOf,
  type ShopLearned,
  type Ware,
} from '../../../shared/products/product.ts';
import { createProductStore, wareCursorSchema } from '../../../shared/products/product-store.ts';
import { MAX_CSV, MAX_PRODUCTS, readProducts } from '../../../shared/products/read-products.ts';
import type { Services } from '../services.ts';

const viewSchema = z.object({
  id: z.string(),
  name: z.string(),
  url: z.string().nullable(),
  imageUrl: z.string().nullable(),
  price: moneySchema.nullable(),
  category: z.string().nullable(),
  stock: z.number().nullable(),
  available: z.boolean(),
  /** As the shop says; `repurchase` is what counts. */
  repurchaseDays: z.number().nullable(),
  /** Days after which it is bought again, by whom that is known, and the repeat orders that say so. */
  repurchase: z.object({ days: z.number(), by: z.enum(REPURCHASE_SOURCES), of: z.number().nullable() }).nullable(),
  /** Sampled orders of the last night that hold it. */
  orders: z.number(),
  /** Most often bought in the same order, best first. */
  together: z.array(z.object({ id: z.string(), confidence: z.number(), lift: z.number() })),
});

const viewOf = (ware: Ware, shop: ShopLearned | undefined) => {
  const { id, product, learned } = ware;
  return {
    ...{ id, name: product?.name ?? '', url: product?.url ?? null, imageUrl: product?.imageUrl ?? null },
    ...{ price: product?.price ?? null, category: product?.category ?? null, stock: product?.stock ?? null },
    ...{ available: isAvailable(product ?? {}), repurchaseDays: product?.repurchaseDays ?? null },
    repurchase: repurchaseOf(ware, shop) ?? null,
    orders: learned?.orders ?? 0,
    together: learned?.together ?? [],
  };
};

const importSchema = z
  .strictObject({
    products: z.array(listedProductSchema).min(1).max(MAX_PRODUCTS).optional(),
    /** A file with a header line; prices as people write them. */
    csv: z.string().min(1).max(MAX_CSV).optional(),
  })
  .refine(({ products, csv }) => (products === undefined) !== (csv === undefined), {
    error: 'give either "products" or "csv"',
  });

const bestSchema = z.object({
  asOf: z.string().nullable(),
  people: z.number(),
  orders: z.number(),
  bestOfDays: z.number().nullable(),
  data: z.array(viewSchema),
});

/** Writes side by side; a file of a thousand takes a few seconds. */
const LANES = 16;

/** The catalogue of products. */
export const productRoutes = ({ dynamo, environment, settings, sqs, clock }: Services): readonly Route[] => {
  const store = createProductStore(dynamo, environment.INSIGHTS_TABLE);
  const asked = createAskedStore(dynamo, environment.EFFECTS_TABLE);
  const tell = createTell(sqs, environment.JOURNEY_QUEUE_URL);
  const idOf = (params: Readonly<Record<string, string>>): string =>
    parse(productIdSchema, params.id ?? '', 'id', 'invalid_request');

  /** Who asked hears of it with any word that it is there: a call that died in between is made up for by the next. */
  const save = async ({ id, ...product }: ListedProduct): Promise<void> => {
    await store.put(id, product);
    if (!isAvailable(product) || (await asked.askers(id, 1)).length === 0) return;
    await tell([{ kind: 'restocked', productId: id, at: toIso(clock()) }]);
  };

  const unknown = (id: string): DangolError =>
    new DangolError('not_found', `The catalogue has no product ${quote(id)}; PUT /v1/products/{id} adds it.`);

  return [
    route({
      method: 'GET',
      path: '/v1/products',
      scope: 'read',
      tag: 'products',
      summary: 'Products of the catalogue with what the last night learned of them; a page may be short',
      query: z.object(pageQuery),
      answer: listOf(viewSchema),
      handle: async ({ query }) => {
        const from = query.cursor === undefined ? undefined : fromCursor(wareCursorSchema, query.cursor);
        const [{ found, next }, shop] = await Promise.all([store.page(query.limit, from), store.shop()]);
        return { body: { data: found.map((ware) => viewOf(ware, shop)), nextCursor: next ? toCursor(next) : null } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/best-sellers',
      scope: 'read',
      tag: 'products',
      summary: 'What sold most often up to the last night, as templates show it',
      answer: bestSchema,
      handle: async () => {
        const shop = await store.shop();
        const wares = await store.many((shop?.best ?? []).map(({ id }) => id));
        const known = (shop?.best ?? []).flatMap(({ id }) => wares.get(id) ?? []);
        return {
          body: {
            ...{ asOf: shop?.asOf ?? null, people: shop?.people ?? 0, orders: shop?.orders ?? 0 },
            bestOfDays: shop?.bestOfDays ?? null,
            data: known.filter(({ product }) => product !== undefined).map((ware) => viewOf(ware, shop)),
          },
        };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/products/import',
      scope: 'author',
      tag: 'products',
      summary: `Adds or replaces up to ${MAX_PRODUCTS} products, from a list or a CSV file; a repeat changes nothing`,
      body: importSchema,
      answer: z.object({ saved: z.number() }),
      handle: async ({ body }) => {
        const { currency } = await settings.current();
        const products = body.products ?? readProducts(body.csv ?? '', currency);
        if (products.length > MAX_PRODUCTS)
          throw new DangolError(
            'invalid',
            `The file has ${products.length} products; send at most ${MAX_PRODUCTS} in one call.`,
          );
        const twice = products.find(({ id }, index) => products.findIndex((one) => one.id === id) !== index);
        if (twice)
          throw new DangolError('invalid', `The product ${quote(twice.id)} comes twice; nothing was imported.`);
        await inParallel(products, LANES, save);
        return { body: { saved: products.length } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/products/{id}',
      scope: 'read',
      tag: 'products',
      summary: 'One product, by the id that events name it by',
      answer: viewSchema,
      handle: async ({ params }) => {
        const id = idOf(params);
        const [ware, shop] = await Promise.all([store.find(id), store.shop()]);
        if (!ware?.product) throw unknown(id);
        return { body: viewOf(ware, shop) };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/products/{id}',
      scope: 'author',
      tag: 'products',
      summary: 'Adds or replaces a product; who asked for one that is there again hears of it',
      body: productSchema,
      answer: viewSchema,
      handle: async ({ params, body }) => {
        const id = idOf(params);
        await save({ id, ...body });
        const [ware, shop] = await Promise.all([store.find(id), store.shop()]);
        return { body: viewOf(ware ?? { id, product: body }, shop) };
      },
    }),
    route({
      method: 'DELETE',
      path: '/v1/products/{id}',
      scope: 'author',
      tag: 'products',
      summary: 'Takes a product out of the catalogue',
      handle: async ({ params }) => {
        const id = idOf(params);
        if (!(await store.remove(id))) throw unknown(id);
        return { status: 204 };
      },
    }),
  ];
};
