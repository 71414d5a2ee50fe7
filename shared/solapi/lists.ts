import * as z from 'zod';
import type { Solapi, SolapiAnswer } from './client.ts';

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

/** One message as the API lists it; what else stands there, its words among it, is left where it is. */
export const reportSchema = z.object({
  messageId: z.string(),
  type: text,
  to: text,
  statusCode: text,
  /** What we sent along. */
  customFields: z
    .record(z.string(), z.string())
    .nullish()
    .transform((fields) => fields ?? {}),
  dateUpdated: text,
  dateReported: text,
  dateReceived: text,
});
export type SolapiReport = z.infer<typeof reportSchema>;

/** Somebody called a sender's 080 number; numbers in digits as dialled in Korea. */
export const refusalSchema = z.object({
  handleKey: z.string().min(1),
  senderNumber: z.string(),
  recipientNumber: z.string(),
  dateCreated: z.string(),
});
export type SolapiRefusal = z.infer<typeof refusalSchema>;

const nextKey = z
  .string()
  .nullish()
  .transform((key) => key ?? undefined);
/** The list of messages is keyed by their ids. */
const messagesSchema = z.object({ nextKey, messageList: z.record(z.string(), reportSchema) });
const blacksSchema = z.object({ nextKey, blackList: z.array(refusalSchema) });

/** The most that one page may hold. */
const LIMIT = '500';

export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | undefined;
}

const bodyOf = ({ status, body }: SolapiAnswer, what: string): unknown => {
  if (status >= 200 && status < 300) return body;
  const code = z.object({ errorCode: z.string() }).safeParse(body).data?.errorCode ?? '';
  throw new Error(`Solapi answered ${status} ${code.slice(0, 60)} to a list of ${what}.`);
};

type Query = Readonly<Record<string, string | undefined>>;

/** `GET /messages/v4/list` and `/groups/{id}/messages`; throws when the API refuses. */
const messagesAt = async (solapi: Solapi, path: string, query: Query): Promise<Page<SolapiReport>> => {
  const answer = await solapi.call('GET', path, { query: { limit: LIMIT, ...query } });
  const page = messagesSchema.parse(bodyOf(answer, 'messages'));
  return { items: Object.values(page.messageList), next: page.nextKey };
};

/** Messages whose state has changed since `from` (ISO). */
export const updatedMessages = (solapi: Solapi, from: string, to: string, startKey?: string) =>
  messagesAt(solapi, '/messages/v4/list', { dateType: 'UPDATED', startDate: from, endDate: to, startKey });

export const messagesByIds = (solapi: Solapi, ids: readonly string[]) =>
  messagesAt(solapi, '/messages/v4/list', Object.fromEntries(ids.map((id, index) => [`messageIds[${index}]`, id])));

export const messagesOfGroup = (solapi: Solapi, groupId: string, startKey?: string) =>
  messagesAt(solapi, `/messages/v4/groups/${encodeURIComponent(groupId)}/messages`, { startKey });

/** 080 refusals since `from` (`GET /iam/v1/black`, operators as in the overview of the documentation). */
export const refusalsSince = async (solapi: Solapi, from: string, startKey?: string): Promise<Page<SolapiRefusal>> => {
  const query = { type: 'DENIAL', limit: LIMIT, startKey, 'dateCreated[gte]': from };
  const page = blacksSchema.parse(bodyOf(await solapi.call('GET', '/iam/v1/black', { query }), 'refusals'));
  return { items: page.blackList, next: page.nextKey };
};
