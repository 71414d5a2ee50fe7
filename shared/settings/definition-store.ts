import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { byteLength } from '../platform/digest.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { DangolError } from '../platform/errors.ts';
import { failedConditions } from '../platform/transact.ts';
import { definitionId, definitionVersion, HEAD } from '../tables/keys.ts';

/** What a person defines: segments, templates, campaigns, settings. Every change is a new version; versions never change. */
export interface Definition {
  readonly kind: string;
  readonly id: string;
  readonly version: number;
  readonly body: unknown;
  readonly archived: boolean;
  /** Name of the key that wrote this version; absent for those that no key wrote. */
  readonly by?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

const itemSchema = z.object({
  definitionId: z.string(),
  number: z.number(),
  body: z.string(),
  archived: z.boolean().optional(),
  by: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** Only heads carry `kind`, so the caller says it. */
const fromItem = (kind: string, item: unknown): Definition => {
  const row = itemSchema.parse(item);
  const body: unknown = JSON.parse(row.body);
  return {
    kind,
    id: row.definitionId,
    version: row.number,
    body,
    archived: row.archived ?? false,
    ...(row.by === undefined ? {} : { by: row.by }),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
};

/** A mark that every save moves whose checks look at other definitions, and how often it was moved when they were looked at. */
export interface SeenMark {
  readonly mark: string;
  readonly number: number;
}

interface SaveOptions {
  /** The version the caller read (If-Match); another writer in between makes the save fail with 412. `0`: must not exist. */
  readonly expected?: number;
  readonly archived?: boolean;
  /** Who changes it: the name of the key. */
  readonly by?: string | undefined;
  readonly seen?: SeenMark;
}

const MARK = 'mark';

/** Bytes of a definition's JSON: an item of DynamoDB holds 400 KB, and launched campaigns freeze several in one. */
const MAX_BYTES = 300_000;

const textOf = (kind: string, id: string, body: unknown): string => {
  const text = JSON.stringify(body);
  const bytes = byteLength(text);
  if (bytes <= MAX_BYTES) return text;
  throw new DangolError(
    'too_large',
    `The ${kind} "${id}" is ${bytes} bytes of JSON; at most ${MAX_BYTES} are allowed. Make it smaller.`,
  );
};

export const createDefinitionStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const get = async (kind: string, id: string): Promise<Definition | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { id: definitionId(kind, id), version: HEAD }, ConsistentRead: true }),
    );
    return answer.Item ? fromItem(kind, answer.Item) : undefined;
  };

  const getVersion = async (kind: string, id: string, version: number): Promise<Definition | undefined> => {
    const key = { id: definitionId(kind, id), version: definitionVersion(version) };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return answer.Item ? fromItem(kind, answer.Item) : undefined;
  };

  /** How often definitions were saved with this mark. */
  const mark = async (name: string): Promise<number> => {
    const key = { id: definitionId(MARK, name), version: HEAD };
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return z.object({ number: z.number() }).optional().parse(answer.Item)?.number ?? 0;
  };

  const movedMark = ({ mark: name, number }: SeenMark) => ({
    Put: {
      TableName: table,
      Item: { id: definitionId(MARK, name), version: HEAD, number: number + 1 },
      ConditionExpression: number === 0 ? 'attribute_not_exists(id)' : '#number = :seen',
      ...(number === 0
        ? {}
        : { ExpressionAttributeNames: { '#number': 'number' }, ExpressionAttributeValues: { ':seen': number } }),
    },
  });

  /**
   * Writes the next version and moves the head in one transaction. Throws 409 if it exists (expected 0), 412 if it moved,
   * 503 if the mark that was seen has moved since, or nothing could be written.
   */
  const save = async (kind: string, id: string, body: unknown, options: SaveOptions = {}): Promise<Definition> => {
    const text = textOf(kind, id, body);
    const current = await get(kind, id);
    const base = options.expected ?? current?.version ?? 0;
    const now = toIso(clock());
    const version = base + 1;
    const item = {
      id: definitionId(kind, id),
      kind,
      definitionId: id,
      number: version,
      body: text,
      archived: options.archived ?? false,
      ...(options.by === undefined ? {} : { by: options.by }),
      createdAt: current?.createdAt ?? now,
      updatedAt: now,
    };
    const { kind: _listed, ...unlisted } = item;
    const head = {
      TableName: table,
      Item: { ...item, version: HEAD },
      ...(base === 0
        ? { ConditionExpression: 'attribute_not_exists(id)' }
        : {
            ConditionExpression: '#number = :base',
            ExpressionAttributeNames: { '#number': 'number' },
            ExpressionAttributeValues: { ':base': base },
          }),
    };
    const failed = await failedConditions(dynamo, [
      { Put: head },
      // Only heads carry the index key, so that a listing shows each definition once.
      { Put: { TableName: table, Item: { ...unlisted, kindOfVersion: kind, version: definitionVersion(version) } } },
      ...(options.seen ? [movedMark(options.seen)] : []),
    ]);
    if (failed.includes(0))
      throw base === 0
        ? new DangolError('conflict', `A ${kind} with id "${id}" exists already; choose another id or PUT it.`)
        : new DangolError(
            'precondition_failed',
            `The ${kind} "${id}" has changed since version ${base}; read it again and repeat your change.`,
          );
    if (failed.length > 0) {
      const message = `The ${kind} "${id}" could not be saved because others were saved at the same moment; try again.`;
      throw new DangolError('unavailable', message, { retryAfter: 1 });
    }
    return fromItem(kind, item);
  };

  /** Heads of one kind in id order, a page at a time. */
  const list = async (
    kind: string,
    limit: number,
    after?: string,
  ): Promise<{ definitions: Definition[]; next?: string }> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byKind',
        KeyConditionExpression: 'kind = :kind',
        ExpressionAttributeValues: { ':kind': kind },
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { kind, id: definitionId(kind, after), version: HEAD } }),
      }),
    );
    const definitions = (answer.Items ?? []).map((item) => fromItem(kind, item));
    const last = definitions.at(-1);
    return answer.LastEvaluatedKey && last ? { definitions, next: last.id } : { definitions };
  };

  /** Every head of one kind; meant for kinds a person writes by hand (hundreds, not millions). */
  const listAll = async (kind: string): Promise<Definition[]> => {
    const all: Definition[] = [];
    let after: string | undefined;
    do {
      const page = await list(kind, 200, after);
      all.push(...page.definitions);
      after = page.next;
    } while (after !== undefined);
    return all;
  };

  /** A write-once record that expires, such as an answer kept for an Idempotency-Key. Returns false if the key is taken. */
  const putOnce = async (
    kind: string,
    id: string,
    record: Record<string, unknown>,
    expiresAt: number,
  ): Promise<boolean> => {
    try {
      await dynamo.send(
        new PutCommand({
          TableName: table,
          Item: { ...record, id: definitionId(kind, id), version: HEAD, expiresAt },
          ConditionExpression: 'attribute_not_exists(id) OR expiresAt < :now',
          ExpressionAttributeValues: { ':now': Math.floor(clock() / 1000) },
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
      throw error;
    }
  };

  return { get, getVersion, mark, save, list, listAll, putOnce };
};

export type DefinitionStore = ReturnType<typeof createDefinitionStore>;
