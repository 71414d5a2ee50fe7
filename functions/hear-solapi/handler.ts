import { createHash, timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import type { QueueFeedback } from '../../shared/feedback/queue.ts';
import type { SolapiEvent } from '../../shared/feedback/solapi-event.ts';
import { DangolError } from '../../shared/platform/errors.ts';
import { httpHandler, json } from '../../shared/platform/http.ts';
import { parseJson } from '../../shared/platform/parse.ts';
import type { Solapi } from '../../shared/solapi/client.ts';
import type { SolapiSecret } from '../../shared/solapi/credentials.ts';
import { messagesByIds, messagesOfGroup, type SolapiReport } from '../../shared/solapi/lists.ts';

interface Deps {
  readonly secret: () => Promise<SolapiSecret>;
  readonly solapi: Solapi;
  readonly queue: QueueFeedback;
}

const id = z.string().regex(/^[0-9A-Za-z]{10,60}$/);
/** Reports name messages one by one, or the group that they were sent in. */
const reportsSchema = z
  .array(
    z.union([
      z.object({ messageId: id }),
      z.object({ groupId: id }),
      z.object({ data: z.object({ groupId: id }) }).transform(({ data }) => data),
    ]),
  )
  .max(1_000);

/** Ids of one look-up; they stand in its address. */
const IDS = 50;
/** Pages of one group that are read while the provider waits; the poll reads what is left. */
const GROUP_PAGES = 4;

const sameWord = (given: string, webhookSecret: string): boolean => {
  // The word goes over the wire as its SHA-1, so that is what is compared.
  const expected = createHash('sha1').update(webhookSecret).digest();
  const got = Buffer.from(/^[0-9a-f]{40}$/i.test(given) ? given : '', 'hex');
  return got.length === expected.length && timingSafeEqual(got, expected);
};

const readGroup = async (solapi: Solapi, groupId: string): Promise<SolapiReport[]> => {
  const found: SolapiReport[] = [];
  let startKey: string | undefined;
  for (let page = 0; page < GROUP_PAGES; page += 1) {
    const { items, next } = await messagesOfGroup(solapi, groupId, startKey);
    found.push(...items);
    if (next === undefined) break;
    startKey = next;
  }
  return found;
};

/**
 * `POST /h/solapi`: reports of Solapi. They carry a shared word and no signature, so nothing in them is believed but which messages to look
 * at: those are read from the API, and what it says goes on the feedback queue. An error lets Solapi call again; the poll finds what is missed.
 */
export const createHandler = ({ secret, solapi, queue }: Deps) =>
  httpHandler(async (request) => {
    const { webhookSecret } = await secret();
    if (!sameWord(request.headers['x-solapi-secret'] ?? '', webhookSecret))
      throw new DangolError('unauthenticated', 'The header X-Solapi-Secret is not the SHA-1 of the webhook secret.');
    const body = parseJson(request.body, 'Report');
    const reports = reportsSchema.safeParse(Array.isArray(body) ? body : [body]).data ?? [];
    const ids = [...new Set(reports.flatMap((report) => ('messageId' in report ? [report.messageId] : [])))];
    const groups = [...new Set(reports.flatMap((report) => ('groupId' in report ? [report.groupId] : [])))];
    const found: SolapiReport[] = [];
    for (let at = 0; at < ids.length; at += IDS)
      found.push(...(await messagesByIds(solapi, ids.slice(at, at + IDS))).items);
    for (const groupId of groups) found.push(...(await readGroup(solapi, groupId)));
    await queue(found.map((message): SolapiEvent => ({ source: 'solapi', message })));
    return json(200, {});
  });
