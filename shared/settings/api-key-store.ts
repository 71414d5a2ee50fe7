import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, MINUTE, toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { sha256Hex } from '../platform/hash.ts';
import { definitionId, HEAD } from '../tables/keys.ts';

/**
 * `write` sends events; `read` sees reports, and customers with personal data masked; `personal` sees that, too; `admin`
 * does everything.
 */
export const SCOPES = ['write', 'read', 'personal', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export interface ApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Stamped on every event sent with this key, such as `web` or `pos`. */
  readonly source: string;
}

const itemSchema = z.object({
  keyName: z.string(),
  scopes: z.array(z.enum(SCOPES)),
  source: z.string(),
  revoked: z.boolean().optional(),
});

const KIND = 'key';

/** Keys are stored as SHA-256 only: they are long random strings, so a plain hash cannot be searched. */
export const createApiKeyStore = (dynamo: Dynamo, table: string, clock: Clock) => {
  const known = new Map<string, { key: ApiKey | undefined; until: number }>();

  const find = async (secret: string): Promise<ApiKey | undefined> => {
    const hash = sha256Hex(secret);
    const cached = known.get(hash);
    if (cached && clock() < cached.until) return cached.key;
    const answer = await dynamo.send(
      new GetCommand({ TableName: table, Key: { id: definitionId(KIND, hash), version: HEAD } }),
    );
    const row = answer.Item ? itemSchema.parse(answer.Item) : undefined;
    const key = row && !row.revoked ? { name: row.keyName, scopes: row.scopes, source: row.source } : undefined;
    // A flood of made-up keys must not fill the memory.
    if (known.size > 1_000) known.clear();
    known.set(hash, { key, until: clock() + MINUTE });
    return key;
  };

  const create = async (secret: string, key: ApiKey): Promise<void> => {
    await dynamo.send(
      new PutCommand({
        TableName: table,
        Item: {
          id: definitionId(KIND, sha256Hex(secret)),
          version: HEAD,
          kind: KIND,
          definitionId: sha256Hex(secret),
          keyName: key.name,
          scopes: key.scopes,
          source: key.source,
          createdAt: toIso(clock()),
        },
      }),
    );
  };

  return { find, create };
};

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;
