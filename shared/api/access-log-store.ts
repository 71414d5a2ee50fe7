import { randomUUID } from 'node:crypto';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, toIso } from '../platform/clock.ts';
import { type Dynamo, putMany, queryAll } from '../platform/dynamo.ts';
import { deriveKey, hmac } from '../platform/hash.ts';
import { seal, unseal } from '../platform/seal.ts';
import { accessOfSubject, accessSubject } from '../tables/keys.ts';

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

/** One look at one person, as that person is told of it (GDPR article 15). */
const lookSchema = accessEntrySchema.pick({ at: true, who: true, action: true, what: true, why: true });
type Look = z.infer<typeof lookSchema>;

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

  const subjectOf = async (customerId: string): Promise<string> =>
    accessOfSubject(hmac(deriveKey(await secret(), 'access log by person'), customerId).toString('hex'));

  /** Written once by day and once for each person who was seen. */
  const append = async (entry: Omit<AccessEntry, 'at' | 'count'>): Promise<void> => {
    const at = toIso(clock());
    const { customerIds, why, ...rest } = entry;
    const sealer = await key();
    const seen = [...new Set(customerIds)].slice(0, MOST_IDS);
    // Whoever says why may name the person.
    const look = { ...rest, at, why: why === null ? null : seal(sealer, why), part: `${at}#${randomUUID()}` };
    const whose = seal(sealer, JSON.stringify(seen));
    const byPerson = await Promise.all(seen.map(async (id) => ({ ...look, subject: await subjectOf(id) })));
    const byDay = { ...look, subject: accessSubject(at.slice(0, 10)), count: customerIds.length, whose };
    await putMany(dynamo, table, [byDay, ...byPerson]);
  };

  /** Looks at a person under any of the ids, newest first, and whether there are more than `most`. */
  const of = async (customerIds: readonly string[], most: number): Promise<{ looks: Look[]; complete: boolean }> => {
    const opener = await key();
    const found: Look[] = [];
    for (const id of customerIds) {
      let read = 0;
      for await (const item of queryAll(dynamo, {
        TableName: table,
        KeyConditionExpression: 'subject = :subject',
        ExpressionAttributeValues: { ':subject': await subjectOf(id) },
        ScanIndexForward: false,
      })) {
        const { at, who, action, what, why } = lookSchema.parse(item);
        found.push({ at, who, action, what, why: why === null ? null : (unseal(opener, why) ?? why) });
        read += 1;
        if (read > most) break;
      }
    }
    found.sort((left, right) => (left.at < right.at ? 1 : -1));
    return { looks: found.slice(0, most), complete: found.length <= most };
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

  return { append, page, of };
};
