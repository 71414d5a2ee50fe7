import { GetCommand, PutCommand, QueryCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type Clock, DAY, MINUTE, toEpochSeconds, toIso } from '../platform/clock.ts';
import { type Dynamo, isConditionFailed } from '../platform/dynamo.ts';
import { DangolError, quote } from '../platform/errors.ts';
import { sha256Hex } from '../platform/hash.ts';
import { log } from '../platform/log.ts';
import { transact } from '../platform/transact.ts';
import { definitionId, HEAD } from '../tables/keys.ts';
import { type ApiKey, isLive, type KeyRow, keyIdOf, keyOf, keyRowSchema, type NewKey, stateOf } from './api-key.ts';

const KIND = 'key';
/** A running copy of a function believes for so long what it read of a key: a revocation reaches all of them by then. */
export const KEY_CACHE_MS = MINUTE;
/** A key that opens nothing any more is listed for this long. */
const REMEMBERED = 90 * DAY;

interface Known {
  readonly row: KeyRow | undefined;
  readonly until: number;
  /** The day whose use this copy has noted, or seen noted. */
  day: string;
}

const rowKey = (hash: string) => ({ id: definitionId(KIND, hash), version: HEAD });

const itemOf = (hash: string, key: NewKey, now: number) => ({
  ...rowKey(hash),
  kind: KIND,
  definitionId: hash,
  keyName: key.name,
  scopes: key.scopes,
  source: key.source,
  createdAt: toIso(now),
  ...(key.eventsPerSecond === undefined ? {} : { eventsPerSecond: key.eventsPerSecond }),
  ...(key.createdBy === undefined ? {} : { createdBy: key.createdBy }),
});

/**
 * Keys by the SHA-256 of their secret. A secret is compared by its hash alone, so how long a look-up takes says nothing of it.
 */
export const createApiKeyStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const known = new Map<string, Known>();

  const read = async (hash: string): Promise<Known> => {
    const cached = known.get(hash);
    if (cached && clock() < cached.until) return cached;
    const answer = await dynamo.send(new GetCommand({ TableName: table, Key: rowKey(hash) }));
    const row = answer.Item ? keyRowSchema.parse(answer.Item) : undefined;
    const before = cached?.day ?? '';
    const seen = row?.lastUsedOn ?? '';
    const fresh = { row, until: clock() + KEY_CACHE_MS, day: before > seen ? before : seen };
    // A flood of made-up keys must not fill the memory.
    if (known.size > 1_000) known.clear();
    known.set(hash, fresh);
    return fresh;
  };

  /** One try a day and copy, of which one writes. A day that could not be noted must not cost the call. */
  const noteUse = async (hash: string, entry: Known): Promise<void> => {
    const day = toIso(clock()).slice(0, 10);
    if (entry.day >= day) return;
    entry.day = day;
    try {
      await dynamo.send(
        new UpdateCommand({
          TableName: table,
          Key: rowKey(hash),
          UpdateExpression: 'SET lastUsedOn = :day',
          ConditionExpression: 'attribute_exists(id) AND (attribute_not_exists(lastUsedOn) OR lastUsedOn < :day)',
          ExpressionAttributeValues: { ':day': day },
        }),
      );
    } catch (error) {
      if (!isConditionFailed(error)) log.warn('use of a key not noted', { key: keyIdOf(hash) });
    }
  };

  /** The live key of a secret. */
  const find = async (secret: string): Promise<ApiKey | undefined> => {
    const hash = sha256Hex(secret);
    const entry = await read(hash);
    if (!entry.row || !isLive(entry.row, clock())) return undefined;
    await noteUse(hash, entry);
    return keyOf(entry.row);
  };

  const create = async (secret: string, key: NewKey): Promise<KeyRow> => {
    const item = itemOf(sha256Hex(secret), key, clock());
    await dynamo.send(new PutCommand({ TableName: table, Item: item }));
    return keyRowSchema.parse(item);
  };

  /** Rows in order of id, a page at a time; `after` is a whole hash. */
  const list = async (limit: number, after?: string): Promise<{ rows: KeyRow[]; next?: string }> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byKind',
        KeyConditionExpression: 'kind = :kind',
        ExpressionAttributeValues: { ':kind': KIND },
        Limit: limit,
        ...(after === undefined ? {} : { ExclusiveStartKey: { kind: KIND, ...rowKey(after) } }),
      }),
    );
    const all = (answer.Items ?? []).map((item) => keyRowSchema.parse(item));
    // TTL deletes late.
    const rows = all.filter(({ expiresAt }) => expiresAt === undefined || expiresAt > toEpochSeconds(clock()));
    const last = all.at(-1);
    return answer.LastEvaluatedKey && last ? { rows, next: last.definitionId } : { rows };
  };

  /** Throws 409 if a live key has the name: `by` must say who it was. Two at the very same moment may both pass. */
  const checkName = async (name: string): Promise<void> => {
    let after: string | undefined;
    do {
      const page = await list(200, after);
      if (page.rows.some((row) => row.keyName === name && isLive(row, clock()))) {
        throw new DangolError('conflict', `A key is named ${quote(name)} already; choose another name or rotate it.`);
      }
      after = page.next;
    } while (after !== undefined);
  };

  /** The row of an id. Throws 404. */
  const get = async (id: string): Promise<KeyRow> => {
    const absent = new DangolError('not_found', `There is no key ${quote(id)}; GET /v1/keys lists them.`);
    // A shorter beginning could be that of two keys.
    if (!/^[0-9a-f]{16}$/.test(id)) throw absent;
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'byKind',
        KeyConditionExpression: 'kind = :kind AND begins_with(id, :id)',
        ExpressionAttributeValues: { ':kind': KIND, ':id': definitionId(KIND, id) },
      }),
    );
    const item = answer.Items?.[0];
    if (!item) throw absent;
    return keyRowSchema.parse(item);
  };

  /** A second key that may do the same; the old one stays valid for `graceMs`. Throws 404, 409 if it was replaced or is over. */
  const rotate = async (
    id: string,
    secret: string,
    graceMs: number,
    by: string,
  ): Promise<{ old: KeyRow; row: KeyRow }> => {
    const before = await get(id);
    const now = clock();
    if (stateOf(before, now) !== 'active') {
      const why = before.replacedBy === undefined ? 'was revoked' : `was replaced by ${before.replacedBy}`;
      throw new DangolError('conflict', `The key ${id} ${why}; only a key in use can be rotated.`);
    }
    const hash = sha256Hex(secret);
    const { name, scopes, source, eventsPerSecond } = keyOf(before);
    const item = itemOf(hash, { name, scopes, source, eventsPerSecond, createdBy: by }, now);
    const change = {
      validUntil: toIso(now + graceMs),
      replacedBy: keyIdOf(hash),
      expiresAt: toEpochSeconds(now + graceMs + REMEMBERED),
    };
    const written = await transact(dynamo, [
      { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(id)' } },
      {
        Update: {
          TableName: table,
          Key: rowKey(before.definitionId),
          UpdateExpression: 'SET validUntil = :until, replacedBy = :successor, expiresAt = :expires',
          ConditionExpression:
            'attribute_exists(id) AND attribute_not_exists(replacedBy) AND attribute_not_exists(revoked)',
          ExpressionAttributeValues: {
            ':until': change.validUntil,
            ':successor': change.replacedBy,
            ':expires': change.expiresAt,
          },
        },
      },
    ]);
    if (!written)
      throw new DangolError('conflict', `The key ${id} was changed by somebody else just now; look at it again.`);
    known.delete(before.definitionId);
    return { old: { ...before, ...change }, row: keyRowSchema.parse(item) };
  };

  /** Ends a key; doing it again changes nothing. Throws 404. */
  const revoke = async (id: string): Promise<void> => {
    const row = await get(id);
    if (row.revoked) return;
    await dynamo.send(
      new UpdateCommand({
        TableName: table,
        Key: rowKey(row.definitionId),
        UpdateExpression: 'SET revoked = :yes, expiresAt = :expires',
        ConditionExpression: 'attribute_exists(id)',
        ExpressionAttributeValues: { ':yes': true, ':expires': toEpochSeconds(clock() + REMEMBERED) },
      }),
    );
    known.delete(row.definitionId);
  };

  return { find, create, list, checkName, get, rotate, revoke };
};

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;
