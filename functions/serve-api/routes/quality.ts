import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createCatalogueStore } from '../../../shared/catalogue/catalogue-store.ts';
import {
  eventView,
  eventViewSchema,
  propertyViewSchema,
  propertyViews,
} from '../../../shared/catalogue/catalogue-view.ts';
import { capabilitySchema, readinessOf } from '../../../shared/catalogue/readiness.ts';
import { warningSchema, warningsOf } from '../../../shared/catalogue/warnings.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { releaseQuarantine } from '../../../shared/events/release-quarantine.ts';
import { waitingEvents, waitingSchema } from '../../../shared/events/waiting-events.ts';
import { SECOND } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { localDate, localEpochDay } from '../../../shared/platform/time.ts';
import { createReportStore } from '../../../shared/segments/report-store.ts';
import type { Services } from '../services.ts';

const cursorSchema = z.object({ after: z.string() });
const eventSchema = eventViewSchema.extend({ warnings: z.array(warningSchema) });

/** Within the 29 seconds that the door waits for an answer. */
const RELEASE_MS = 15 * SECOND;
/** As many of one id as the schedule moves at a time: each makes its customer be folded again. */
const PER_PERSON = 2_000;

/** What comes in, what looks wrong with it, what works with it, and what waits. */
export const qualityRoutes = ({ environment, dynamo, clock, settings }: Services): readonly Route[] => {
  const store = createCatalogueStore(dynamo, environment.INSIGHTS_TABLE);
  const reports = createReportStore(dynamo, environment.INSIGHTS_TABLE);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);

  const judged = async () => {
    const [catalogue, { timezone }] = await Promise.all([store.read(), settings.current()]);
    return { catalogue, warnings: warningsOf(catalogue, localEpochDay(clock(), timezone)) };
  };

  return [
    route({
      method: 'GET',
      path: '/v1/catalogue',
      scope: 'read',
      tag: 'data quality',
      summary: 'Which events come in: from where, since when, how many a day, and what looks wrong; by name',
      query: z.object(pageQuery),
      answer: listOf(eventSchema),
      handle: async ({ query }) => {
        const after = query.cursor === undefined ? '' : fromCursor(cursorSchema, query.cursor).after;
        const { catalogue, warnings } = await judged();
        const names = [...catalogue.events.keys()].filter((name) => name > after).sort();
        const shown = names.slice(0, query.limit);
        const data = shown.flatMap((name) => {
          const entry = catalogue.events.get(name);
          return entry ? [{ ...eventView(name, entry), warnings: warnings.filter(({ event }) => event === name) }] : [];
        });
        const nextCursor = names.length > shown.length ? toCursor({ after: shown.at(-1) ?? '' }) : null;
        return { body: { data, nextCursor } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/catalogue/{event}',
      scope: 'read',
      tag: 'data quality',
      summary: 'The properties of an event: types, examples without personal data, shares missing and unreadable',
      answer: eventSchema.extend({ data: z.array(propertyViewSchema) }),
      handle: async ({ params }) => {
        const { catalogue, warnings } = await judged();
        const name = params.event ?? '';
        const entry = catalogue.events.get(name);
        if (!entry)
          throw new DangolError(
            'not_found',
            `No event ${quote(name)} has come in; see GET /v1/catalogue for those that have.`,
          );
        const own = warnings.filter(({ event }) => event === name);
        return { body: { ...eventView(name, entry), warnings: own, data: propertyViews(name, entry) } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/readiness',
      scope: 'read',
      tag: 'data quality',
      summary: 'What works with the data that comes in, what is locked, what is missing, and what to ask engineers for',
      answer: z.object({
        capabilities: z.array(capabilitySchema),
        warnings: z.array(warningSchema),
        waiting: waitingSchema,
        /** Events whose name is not listed because too many names came. */
        unlisted: z.number().int(),
      }),
      handle: async () => {
        const { timezone } = await settings.current();
        const [{ catalogue, warnings }, kpi, waiting] = await Promise.all([
          judged(),
          reports.lastKpi(localDate(clock(), timezone)),
          waitingEvents(events),
        ]);
        const buyers = kpi?.buyers ?? 0;
        const figures = { buyers, repeatBuyers: buyers - (kpi?.oneTimeBuyers ?? 0) };
        const capabilities = readinessOf(catalogue, figures);
        return { body: { capabilities, warnings, waiting, unlisted: catalogue.others } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/quarantine',
      scope: 'read',
      tag: 'data quality',
      summary: 'Events that wait because their id sent more than a person can, and why',
      answer: waitingSchema,
      handle: async () => ({ body: await waitingEvents(events) }),
    }),
    route({
      method: 'POST',
      path: '/v1/quarantine/release',
      scope: 'admin',
      tag: 'data quality',
      summary: 'Puts waiting events into place now instead of at the next quarter of an hour; they fold as any other',
      answer: z.object({ moved: z.number().int(), left: z.boolean() }),
      handle: async () => {
        const limits = { perPerson: PER_PERSON, deadline: clock() + RELEASE_MS };
        return { body: await releaseQuarantine(events, limits, clock) };
      },
    }),
  ];
};
