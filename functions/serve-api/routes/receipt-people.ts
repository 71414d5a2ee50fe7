import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { isMasked, personalQuery } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { CAMPAIGN } from '../../../shared/campaigns/campaign.ts';
import { createChunkStore } from '../../../shared/campaigns/chunk-store.ts';
import { createSendStore } from '../../../shared/campaigns/send-store.ts';
import { recipientCursorSchema } from '../../../shared/delivery/list-recipients.ts';
import type { Message } from '../../../shared/delivery/message.ts';
import { createMessageStore } from '../../../shared/delivery/message-store.ts';
import { isStandIn } from '../../../shared/erasure/erasure.ts';
import { publicId } from '../../../shared/events/person.ts';
import { journeyCursorSchema, listCampaignPeople, listJourneyPeople } from '../../../shared/insights/list-people.ts';
import {
  PEOPLE_LINES,
  type ReceiptPerson,
  receiptPersonSchema,
  shareOf,
} from '../../../shared/insights/receipt-people.ts';
import { JOURNEY } from '../../../shared/journeys/journey.ts';
import { createJourneyStore } from '../../../shared/journeys/journey-store.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { maskCustomer } from '../../../shared/platform/mask-values.ts';
import { localDate } from '../../../shared/platform/time.ts';
import type { ApiKey } from '../../../shared/settings/api-key.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const query = z.object({
  ...pageQuery,
  ...personalQuery,
  line: z.enum(PEOPLE_LINES),
  /** Of a line that has reasons, such as `skipped`; `reason` is why somebody looks. */
  because: z.string().max(100).optional(),
});

const SUMMARY =
  'People behind a line of the receipt, each with what they put on it; masked unless the key may see people';

/** A line of a receipt opens into the people it was counted from. */
export const receiptPeopleRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings } = services;
  const sends = createSendStore(dynamo, environment.SENDS_TABLE, clock);
  const chunks = createChunkStore(dynamo, environment.SENDS_TABLE, clock);
  const messages = createMessageStore(dynamo, environment.MESSAGES_TABLE, clock);
  const journeys = createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, clock);
  const people = createPeople(services);

  const shown = async (
    rows: readonly Message[],
    of: 'campaign' | 'journey',
    key: ApiKey | undefined,
    { personal, reason }: { personal?: 'masked' | 'shown' | undefined; reason?: string | undefined },
  ): Promise<ReceiptPerson[]> => {
    const masked = isMasked(key, personal);
    const living = rows.map(({ customerId }) => customerId).filter((id) => !isStandIn(id));
    const found = new Map((await people.customers.getAll(living)).map((one) => [one.customerId, one.fold]));
    // Recorded before the data leaves: a look that cannot be recorded is not had.
    if (!masked && found.size > 0)
      await people.accessLog.append({
        ...{ who: key?.name ?? '', action: 'list', what: ['name', 'contacts'], why: reason ?? null },
        customerIds: [...found.keys()].map(publicId),
      });
    return rows.map((row) => {
      const fold = found.get(row.customerId);
      const { email, phone } = fold?.contacts ?? {};
      const person = {
        traits: { name: fold?.traits.name },
        contacts: { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) },
      };
      const { traits, contacts } = masked ? maskCustomer(person) : person;
      return {
        customerId: isStandIn(row.customerId) ? null : publicId(row.customerId),
        name: typeof traits.name === 'string' ? traits.name : null,
        contacts,
        ...shareOf(row, of),
      };
    });
  };

  return [
    route({
      method: 'GET',
      path: '/v1/campaigns/{id}/people',
      scope: 'read',
      tag: 'campaigns',
      summary: SUMMARY,
      query,
      answer: listOf(receiptPersonSchema),
      handle: async ({ params: { id = '' }, query: { line, because, limit, cursor, ...look }, key }) => {
        if (!(await definitions.get(CAMPAIGN, id))) throw new DangolError('not_found', `There is no campaign "${id}".`);
        const from = cursor === undefined ? undefined : fromCursor(recipientCursorSchema, cursor);
        const wanted = { line, reason: because, limit };
        const { rows, next } = await listCampaignPeople({ sends, chunks, messages }, id, wanted, from);
        const data = await shown(rows, 'campaign', key, look);
        return { body: { data, nextCursor: next ? toCursor(next) : null } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/journeys/{id}/people',
      scope: 'read',
      tag: 'journeys',
      summary: `${SUMMARY}; of messages whose step was come to between two days, newest day first`,
      query: query.extend({ from: z.iso.date().optional(), to: z.iso.date().optional() }),
      answer: listOf(receiptPersonSchema),
      handle: async ({ params: { id = '' }, query: { line, because, limit, cursor, from, to, ...look }, key }) => {
        if (!(await definitions.get(JOURNEY, id))) throw new DangolError('not_found', `There is no journey "${id}".`);
        const state = await journeys.state(id);
        // Nobody has come to a step of a draft.
        if (!state) return { body: { data: [], nextCursor: null } };
        const { timezone } = await settings.current();
        const dateOf = (at: number): string => localDate(at, timezone);
        const [first, last] = [dateOf(Date.parse(state.startedAt)), dateOf(clock())];
        const span = {
          journeyId: id,
          from: from !== undefined && from > first ? from : first,
          to: to !== undefined && to < last ? to : last,
        };
        const start = cursor === undefined ? undefined : fromCursor(journeyCursorSchema, cursor);
        const { rows, next } = await listJourneyPeople(messages, span, { line, reason: because, limit }, start);
        const data = await shown(rows, 'journey', key, look);
        return { body: { data, nextCursor: next ? toCursor(next) : null } };
      },
    }),
  ];
};
