import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AttributeValue, BatchWriteItemCommand, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { LocalStack } from '../../infra/local/stack.ts';
import { TABLES, type TableDefinition, type TableName } from '../../shared/tables/tables.ts';
import type { TestDynamo } from './dynamo.ts';

/** Rows as versions of the code stored them, one folder a version: what a shop has in its tables is never changed here. */
const FOLDER = join(import.meta.dirname, '../fixtures/stored');
/** The version that a run writes instead of comparing. */
export const WRITTEN = process.env.DANGOL_STORED;

type Item = Record<string, AttributeValue>;
type Rows = ReadonlyMap<TableName, readonly Item[]>;

/** What one story left in the tables, and when. */
export interface Stored {
  readonly at: string;
  readonly rows: Rows;
}

const isTable = (name: string): name is TableName => name in TABLES;
const tableNames = (): TableName[] => Object.keys(TABLES).filter(isTable);

/** Bytes are written in base64, told apart by their name. */
const BYTES = '$bytes';
const bytesSchema = z.strictObject({ [BYTES]: z.string() });
const written = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { [BYTES]: Buffer.from(value).toString('base64') } : value;
const read = (_key: string, value: unknown): unknown => {
  const bytes = bytesSchema.safeParse(value);
  return bytes.success ? new Uint8Array(Buffer.from(bytes.data[BYTES] ?? '', 'base64')) : value;
};

const fileOf = (version: string, name: string): string => join(FOLDER, version, `${name}.json`);

export const writeKept = (version: string, name: string, text: string): void => {
  mkdirSync(join(FOLDER, version), { recursive: true });
  writeFileSync(fileOf(version, name), `${text}\n`);
};

export const readKept = (version: string, name: string): unknown =>
  JSON.parse(readFileSync(fileOf(version, name), 'utf8'), read);

export const versions = (): string[] => (existsSync(FOLDER) ? readdirSync(FOLDER).sort() : []);

/** Stories of which a version kept the rows. */
export const storiesOf = (version: string): string[] =>
  readdirSync(join(FOLDER, version))
    .flatMap((file) => /^(\w+)\.json$/.exec(file)?.[1] ?? [])
    .sort();

/** One line a row, so that a difference shows the row. */
const textOf = ({ at, rows }: Stored): string => {
  const tables = [...rows].map(([name, items]) => {
    const lines = items.map((item) => `\n  ${JSON.stringify(item, written)}`);
    return `\n "${name}": [${lines.join(',')}]`;
  });
  return `{"at": "${at}", "rows": {${tables.join(',')}\n}}`;
};

const keptSchema = z.object({
  at: z.string(),
  rows: z.record(z.string(), z.array(z.record(z.string(), z.custom<AttributeValue>()))),
});

export const readStored = (version: string, story: string): Stored => {
  const { at, rows } = keptSchema.parse(readKept(version, story));
  return {
    at,
    rows: new Map(
      Object.entries(rows).map(([name, items]) => {
        if (!isTable(name)) throw new Error(`Version ${version} stored rows in "${name}", which is no table any more.`);
        return [name, items] as const;
      }),
    ),
  };
};

const keysOf = (table: TableName, item: Item): Item => {
  const { partitionKey, sortKey }: TableDefinition = TABLES[table];
  return Object.fromEntries(Object.entries(item).filter(([name]) => name === partitionKey || name === sortKey));
};

/** Every row that there is, in the order of its key. */
const rowsOf = async (client: DynamoDBClient, nameOf: (table: TableName) => string): Promise<Rows> => {
  const rows = new Map<TableName, Item[]>();
  for (const table of tableNames()) {
    const TableName = nameOf(table);
    const items: Item[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName })) items.push(...Items);
    const sorted = items.map((item) => [JSON.stringify(keysOf(table, item)), item] as const);
    rows.set(
      table,
      sorted.sort(([left], [right]) => (left < right ? -1 : 1)).map(([, item]) => item),
    );
  }
  return rows;
};

/** Puts rows into tables as if an older version had written them, or takes them out again. */
export const moveRows = async (way: 'in' | 'out', { rows }: Stored, { client, tables }: TestDynamo): Promise<void> => {
  for (const [table, items] of rows) {
    for (let at = 0; at < items.length; at += 25) {
      const requests = items
        .slice(at, at + 25)
        .map((Item) => (way === 'in' ? { PutRequest: { Item } } : { DeleteRequest: { Key: keysOf(table, Item) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [tables[table]]: requests } }));
    }
  }
};

/** What kind a row is: its table, and what its keys begin with where that is a name of the code and no data. */
const kindOf = (table: TableName, item: Record<string, unknown>): string => {
  const { partitionKey, sortKey }: TableDefinition = TABLES[table];
  const beginning = (key: string | undefined): string =>
    /^[a-zA-Z]+(?=$|[#:])/.exec(String(key === undefined ? '' : item[key]))?.[0] ?? '*';
  const isNamed = ['definitions', 'insights', 'timers', 'coupons', 'effects', 'sends'].includes(table);
  const isParted = ['customers', 'folds'].includes(table);
  return [table, isNamed ? beginning(partitionKey) : '*', isParted ? beginning(sortKey) : '*'].join(' ');
};

/** Names of fields in a text that holds JSON, one level deep: names as they stand, ids and dates as `*`. */
const insideOf = (text: string): string[] => {
  if (!text.startsWith('{')) return [];
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).map((name) => (/^[a-z][A-Za-z]*$/.test(name) ? name : '*'));
};

const typeOf = (value: unknown): string =>
  Array.isArray(value) ? 'list' : value instanceof Uint8Array ? 'bytes' : value === null ? 'null' : typeof value;

/** `table, kind: attribute: type` of everything that is stored. */
const shapesOf = (rows: Rows): Set<string> => {
  const shapes = new Set<string>();
  for (const [table, items] of rows) {
    for (const item of items) {
      const plain = unmarshall(item);
      const kind = kindOf(table, plain);
      for (const [name, value] of Object.entries(plain)) {
        shapes.add(`${kind}: ${name}: ${typeOf(value)}`);
        // What a body says is the sender's or the marketer's.
        if (typeof value === 'string' && name !== 'body' && name !== 'data')
          for (const inside of insideOf(value)) shapes.add(`${kind}: ${name}.${inside}`);
      }
    }
  }
  return shapes;
};

export const NEW_SHAPE =
  'Rows are stored in a new shape. Is what shops have in their tables still read (test/tables/stored)? Then keep it: docs/data-model.md, “How it changes”';

/** What the rows of a story hold that no version has stored before; or, when a version is to be written, keeps it all. */
const compare = (story: string, at: number, rows: Rows): string[] => {
  if (WRITTEN !== undefined) writeKept(WRITTEN, story, textOf({ at: new Date(at).toISOString(), rows }));
  const known = new Set(
    versions().flatMap((version) =>
      storiesOf(version).flatMap((kept) => [...shapesOf(readStored(version, kept).rows)]),
    ),
  );
  return [...shapesOf(rows)].filter((shape) => !known.has(shape)).sort();
};

/** New shapes of what a story left in the tables of a running stack. */
export const newShapes = async ({ endpoints, plan, clock }: LocalStack, story: string): Promise<string[]> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint: endpoints.DYNAMODB ?? '', region: 'ap-northeast-2', credentials });
  const nameOf = (table: TableName): string => {
    const found = plan.tables.find(({ name }) => name.toLowerCase().includes(table));
    if (found === undefined) throw new Error(`The stack has no table for "${table}".`);
    return found.name;
  };
  try {
    return compare(story, clock.now(), await rowsOf(client, nameOf));
  } finally {
    client.destroy();
  }
};

/** New shapes of what a story left in the tables of a test. */
export const newShapesIn = async ({ client, tables }: TestDynamo, story: string, at: number): Promise<string[]> =>
  compare(story, at, await rowsOf(client, (table) => tables[table]));
