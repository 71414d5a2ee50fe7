import { randomUUID } from 'node:crypto';
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import type { Dynamo } from '../platform/dynamo.ts';
import { deriveKey } from '../platform/hash.ts';
import { seal, unseal } from '../platform/seal.ts';
import { accessSubject } from '../tables/keys.ts';

export const ACCESS_ACTIONS = ['view', 'list', 'timeline', 'export'] as const;

const entryFields = {
  at: z.string(),
  /** Name of the key or person. */
  who: z.string(),
  action: z.enum(ACCESS_ACTIONS),
  /** What was seen, such as `contacts`. */
  what: z.array(z.string()),
  /** As given; null for a program with a key of its own. */
  why: z.string().nullable(),
  /** People seen at once. */
  count: z.number().int(),
};
/** One look at personal data: who, when, whose, what, why (개인정보의 안전성 확보조치 기준 제8조). */
export const accessEntrySchema = z.object({ ...entryFields, customerIds: z.array(z.string()) });
export type AccessEntry = z.infer<typeof accessEntrySchema>;

const itemSchema = z.object({ ...entryFields, part: z.string(), whose: z.string() });

/** Ids kept of one list; `count` says how many people it showed. */
const MOST_IDS = 200;

/** Entries of earlier versions hold their reason in the clear. */
const opened = (opener: Buffer, { part: _part, whose, why, ...rest }: z.infer<typeof itemSchema>): AccessEntry => {
  const ids: unknown = JSON.parse(unseal(opener, whose) ?? '[]');
  return {
    ...rest,
    why: why === null ? null : (unseal(opener, why) ?? why),
    customerIds: z.array(z.string()).parse(ids),
  };
};

/** Append-only. Whose data it was, and why somebody looked, is sealed: the record outlives an erasure, and no reader of the table learns it. */
export const createAccessLogStore = (dynamo: Dynamo, table: string, secret: () => Promise<string>, clock: Clock) => {
  const key = async (): Promise<Buffer> => deriveKey(await secret(), 'access log');

  const append = async (entry: Omit<AccessEntry, 'at' | 'count'>): Promise<void> => {
    const at = toIso(clock());
    const { customerIds, why, ...rest } = entry;
    const sealer = await key();
    const whose = seal(sealer, JSON.stringify(customerIds.slice(0, MOST_IDS)));
    // Whoever says why may name the person.
    const reason = why === null ? null : seal(sealer, why);
    const count = customerIds.length;
    const Item = {
      subject: accessSubject(at.slice(0, 10)),
      part: `${at}#${randomUUID()}`,
      ...rest,
      at,
      count,
      whose,
      why: reason,
    };
    await dynamo.send(new PutCommand({ TableName: table, Item }));
  };

  /** A page of one day (UTC, `YYYY-MM-DD`), newest first; `before` is `next` of the page before. */
  const page = async (
    day: string,
    limit: number,
    before?: string,
  ): Promise<{ entries: AccessEntry[]; next?: string }> => {
    const answer = await dynamo.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: 'subject = :subject AND part < :before',
        ExpressionAttributeValues: { ':subject': accessSubject(day), ':before': before ?? '~' },
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    const rows = (answer.Items ?? []).map((item) => itemSchema.parse(item));
    const opener = await key();
    const entries = rows.map((row) => opened(opener, row));
    const last = rows.at(-1);
    return answer.LastEvaluatedKey && last ? { entries, next: last.part } : { entries };
  };

  return { append, page };
};
