import * as z from 'zod';
import { type AudienceDeps, type RecipientCursor, walkAudience } from '../delivery/list-recipients.ts';
import type { Message } from '../delivery/message.ts';
import { messageNameSchema } from '../delivery/message-reads.ts';
import type { MessageStore } from '../delivery/message-store.ts';
import { dateOfEpochDay, epochDay } from '../platform/time.ts';
import { journeyDay } from '../tables/keys.ts';
import { isOnLine, type PeopleLine } from './receipt-people.ts';

interface Wanted {
  readonly line: PeopleLine;
  readonly reason?: string | undefined;
  readonly limit: number;
}

const fits = (row: Message, { line, reason }: Wanted, of: 'campaign' | 'journey'): boolean =>
  isOnLine(line, row, of) && (reason === undefined || row.reason === reason);

/** A page of the rows behind a line of a campaign's receipt. */
export const listCampaignPeople = async (
  deps: AudienceDeps,
  campaignId: string,
  wanted: Wanted,
  cursor?: RecipientCursor,
): Promise<{ rows: Message[]; next?: RecipientCursor }> => {
  const { found, next } = await walkAudience(
    deps,
    campaignId,
    wanted.limit,
    ({ row }) => (row && fits(row, wanted, 'campaign') ? row : undefined),
    cursor,
  );
  return { rows: found, ...(next ? { next } : {}) };
};

/** Where the next page starts: on a day, behind a message of it. */
export const journeyCursorSchema = z.object({ date: z.iso.date(), after: messageNameSchema.optional() });
type JourneyCursor = z.infer<typeof journeyCursorSchema>;

interface JourneySpan {
  readonly journeyId: string;
  /** Dates of the shop, both included. */
  readonly from: string;
  readonly to: string;
}

/** Reads of one page; a rare line may need several calls with empty pages between. */
const READS = 40;
const AT_ONCE = 100;

/** A page of the rows behind a line of a journey's receipt, newest day first. */
export const listJourneyPeople = async (
  messages: Pick<MessageStore, 'ofJourneyDay' | 'named'>,
  { journeyId, from, to }: JourneySpan,
  wanted: Wanted,
  cursor: JourneyCursor = { date: to },
): Promise<{ rows: Message[]; next?: JourneyCursor }> => {
  const rows: Message[] = [];
  let { date, after } = cursor.date > to ? { date: to, after: undefined } : cursor;
  for (let read = 0; read < READS && date >= from; read++) {
    const { names, isMore } = await messages.ofJourneyDay(journeyDay(journeyId, date), AT_ONCE, after);
    for (const row of names.length === 0 ? [] : await messages.named(names)) {
      const { customerId, key } = row;
      if (fits(row, wanted, 'journey')) {
        rows.push(row);
        if (rows.length === wanted.limit) return { rows, next: { date, after: { customerId, key } } };
      }
    }
    after = isMore ? names.at(-1) : undefined;
    if (!isMore) date = dateOfEpochDay(epochDay(date) - 1);
  }
  return date >= from ? { rows, next: { date, after } } : { rows };
};
