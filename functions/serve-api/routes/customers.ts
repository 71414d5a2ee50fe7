import * as z from 'zod';
import type { AccessEntry } from '../../../shared/api/access-log-store.ts';
import { maskComputed } from '../../../shared/api/computed-view.ts';
import {
  type CustomerSummary,
  customerSummarySchema,
  customerViewOf,
  customerViewSchema,
  summaryOf,
} from '../../../shared/api/customer-view.ts';
import { figureReason, trustOf } from '../../../shared/api/model-view.ts';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { isMasked, personalQuery } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createTimeline, timelineEntrySchema, timelinePositionSchema } from '../../../shared/api/timeline.ts';
import { createCouponStore } from '../../../shared/coupons/coupon-store.ts';
import { sentOf } from '../../../shared/delivery/budget.ts';
import { preferenceOf } from '../../../shared/delivery/preference.ts';
import type { StoredEvent } from '../../../shared/events/event.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { publicId } from '../../../shared/events/person.ts';
import { type Activity, dwellOf, sessionsOf } from '../../../shared/events/session.ts';
import { createNoticeStore } from '../../../shared/notices/notice-store.ts';
import { noticeViews } from '../../../shared/notices/notice-view.ts';
import { createOnsiteStore } from '../../../shared/onsite/onsite-store.ts';
import { createOrderStore } from '../../../shared/orders/order-store.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { maskConsent, maskCustomer, maskEntry } from '../../../shared/platform/mask-values.ts';
import { type Customer, idsOf } from '../../../shared/profiles/profile.ts';
import { forecastOf } from '../../../shared/scoring/forecast.ts';
import { ignoredInARow } from '../../../shared/segments/ignored.ts';
import type { ApiKey } from '../../../shared/settings/api-key.ts';
import { keyText } from '../../../shared/tables/keys.ts';
import { createTaskStore } from '../../../shared/tasks/task-store.ts';
import { createPeople, searchSchema } from '../people.ts';
import type { Services } from '../services.ts';
import { exportAnswer, forecastAnswer, sessionsAnswer } from './customer-answers.ts';

/** Events in one page of an export; a Lambda's answer holds 6 MB. */
const EXPORT_EVENTS = 2_000;
const EXPORT_BYTES = 5 * 1024 * 1024;

/** Looks at the person in an export; older ones are in GET /v1/audit. */
const EXPORT_LOOKS = 1_000;

/** Last event of a page of an export. */
const exportPositionSchema = z.object({ person: z.string(), after: z.string() });

/** What each kind of look shows. */
const SEEN: Readonly<Record<AccessEntry['action'], string[]>> = {
  view: ['traits', 'contacts', 'consent'],
  list: ['traits', 'contacts'],
  timeline: ['events', 'messages'],
  export: ['everything'],
};

const cursorSchema = z.object({ after: keyText });

/** Events of one id that sessions are cut from; beyond it the older ones are left out, and `complete` is false. */
const SESSION_EVENTS = 2_000;

export const customerRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock } = services;
  const people = createPeople(services);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const notices = createNoticeStore(dynamo, environment.CONSENTS_TABLE);
  const orders = createOrderStore(dynamo, environment.ORDERS_TABLE);
  const coupons = createCouponStore(dynamo, environment.COUPONS_TABLE);
  const tasks = createTaskStore(dynamo, environment.EFFECTS_TABLE);
  const onsite = createOnsiteStore(dynamo, environment.EFFECTS_TABLE);
  const timeline = createTimeline(dynamo, {
    events: environment.EVENTS_TABLE,
    messages: environment.MESSAGES_TABLE,
  });

  /** Events of all ids in stored order, from behind a position on. */
  const exportEvents = async (ids: readonly string[], from?: z.infer<typeof exportPositionSchema>) => {
    const kept: StoredEvent[] = [];
    let bytes = 0;
    let last = from;
    const page = (next: string | null) => ({ events: kept, truncated: next !== null, nextCursor: next });
    for (const id of ids.slice(Math.max(0, ids.indexOf(from?.person ?? '')))) {
      for await (const event of events.read(id, id === from?.person ? from.after : undefined)) {
        bytes += JSON.stringify(event).length;
        if (last && (kept.length === EXPORT_EVENTS || (kept.length > 0 && bytes > EXPORT_BYTES)))
          return page(toCursor(last));
        kept.push(event);
        last = { person: id, after: event.key };
      }
    }
    return page(null);
  };

  /** Recorded before the data leaves: a look that cannot be recorded is not had. */
  const note = (key: ApiKey | undefined, action: AccessEntry['action'], customerIds: string[], why?: string) =>
    people.accessLog.append({ who: key?.name ?? '', action, what: SEEN[action], why: why ?? null, customerIds });

  return [
    route({
      method: 'GET',
      path: '/v1/customers',
      scope: 'read',
      tag: 'customers',
      summary: 'Find customers by email, phone or id, or list all in a stable order',
      query: searchSchema,
      answer: listOf(customerSummarySchema),
      handle: async ({ query, key }) => {
        const masked = isMasked(key, query.personal);
        const context = await people.viewContext();
        const shown = async (found: readonly Customer[]): Promise<CustomerSummary[]> => {
          const seen = found.map((customer) => summaryOf(customer, context));
          if (masked) return seen.map(maskCustomer);
          const customerIds = seen.map(({ id }) => id);
          if (seen.length > 0) await note(key, 'list', customerIds, query.reason);
          return seen;
        };
        if ([query.email, query.phone, query.query].some((term) => term !== undefined && term !== '')) {
          const found = await people.search(query);
          return { body: { data: await shown(found.slice(0, query.limit)), nextCursor: null } };
        }
        const after = query.cursor === undefined ? undefined : fromCursor(cursorSchema, query.cursor).after;
        const page = await people.customers.list(query.limit, after);
        return {
          body: {
            data: await shown(page.customers),
            nextCursor: page.next === undefined ? null : toCursor({ after: page.next }),
          },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}',
      scope: 'read',
      tag: 'customers',
      summary: 'One customer: traits, consents, figures, scores and why, segments',
      query: z.object(personalQuery),
      answer: customerViewSchema,
      handle: async ({ params, query, key }) => {
        const masked = isMasked(key, query.personal);
        const customer = await people.get(params.id ?? '');
        const consent = await people.consentOf(idsOf(customer), customer.fold);
        const [context, computed, messages] = await Promise.all([
          people.viewContext(),
          people.computedOf(customer),
          timeline.messagesOf(idsOf(customer)),
        ]);
        const sent = messages.flatMap((message) => sentOf(message) ?? []);
        const view = customerViewOf(customer, consent, context, computed, {
          ignoredAds: ignoredInARow(sent, customer.fold.lastOrderAt).length,
          preferredChannel: preferenceOf(messages, customer.fold),
        });
        const { version } = customer;
        if (masked)
          return {
            body: { ...maskCustomer(view), consent: maskConsent(consent), computed: maskComputed(computed) },
            version,
          };
        await note(key, 'view', [view.id], query.reason);
        return { body: view, version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/timeline',
      scope: 'read',
      tag: 'customers',
      summary: 'Events and messages, newest first',
      query: z.object({ ...pageQuery, ...personalQuery }),
      answer: listOf(timelineEntrySchema),
      handle: async ({ params, query, key }) => {
        const masked = isMasked(key, query.personal);
        const customer = await people.get(params.id ?? '');
        const from = query.cursor === undefined ? undefined : fromCursor(timelinePositionSchema, query.cursor);
        const { entries, next } = await timeline.page(idsOf(customer), query.limit, from);
        if (!masked) await note(key, 'timeline', [publicId(customer.customerId)], query.reason);
        const data = masked ? entries.map(maskEntry) : entries;
        return { body: { data, nextCursor: next ? toCursor(next) : null } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/sessions',
      scope: 'read',
      tag: 'customers',
      summary: 'Visits of the last days, newest first, and how long the person stays; with too little data it says so',
      query: z.object({ days: z.coerce.number().int().min(1).max(400).default(30) }),
      answer: sessionsAnswer,
      handle: async ({ params, query }) => {
        const customer = await people.get(params.id ?? '');
        const since = toIso(clock() - query.days * DAY);
        const seen: Activity[] = [];
        let complete = true;
        for (const id of idsOf(customer)) {
          const found = await events.newest(id, since, SESSION_EVENTS);
          complete = complete && found.length < SESSION_EVENTS;
          seen.push(...found);
        }
        const data = sessionsOf(seen).reverse();
        return { body: { since, complete, dwell: dwellOf(data), data } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/forecast',
      scope: 'read',
      tag: 'customers',
      summary:
        'Purchase days expected in the weeks after the last run, with a predictive interval; without a model it says why',
      query: z.object({ weeks: z.coerce.number().int().min(1).max(520).default(39) }),
      answer: forecastAnswer,
      handle: async ({ params, query }) => {
        const customer = await people.get(params.id ?? '');
        const { model, language } = await people.viewContext();
        const found = forecastOf(customer, model, query.weeks * 7);
        const flaw = model?.estimates?.bgNbd?.flaw;
        if (typeof found === 'string') {
          const body = { weeks: query.weeks, expectedOrders: null, interval: null, model: null };
          return { body: { ...body, asOf: model?.asOf ?? null, reason: figureReason(found, language) } };
        }
        return {
          body: {
            weeks: query.weeks,
            asOf: model?.asOf ?? null,
            ...found,
            model: { name: 'bgNbd', source: model?.estimates?.bgNbd?.source ?? 'fitted', flaw: flaw ?? null },
            backtest: trustOf(model),
            reason: flaw === undefined ? null : figureReason(flaw, language),
          },
        };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/export',
      scope: 'admin',
      tag: 'customers',
      summary: 'Everything held about one customer',
      query: z.object({ reason: personalQuery.reason, cursor: pageQuery.cursor }),
      answer: exportAnswer,
      handle: async ({ params, query, key }) => {
        const customer = await people.get(params.id ?? '');
        const { customerId } = customer;
        await note(key, 'export', [publicId(customerId)], query.reason);
        const ids = idsOf(customer);
        const from = query.cursor === undefined ? undefined : fromCursor(exportPositionSchema, query.cursor);
        const page = await exportEvents(ids, from);
        const exportedAt = toIso(clock());
        // The further pages hold what the first had no room for.
        if (from) return { body: { exportedAt, ...page } };
        const { evidence, preferences } = await people.consents.saidBy(ids);
        const { looks, complete } = await people.accessLog.of(ids.map(publicId), EXPORT_LOOKS);
        return {
          body: {
            exportedAt,
            customer: { ...customer, id: publicId(customerId) },
            orders: await orders.ordersOf(customerId),
            consents: evidence,
            notices: noticeViews(await notices.of(ids)),
            preferences,
            links: await people.links.read(customer.linkedIds ?? []),
            messages: await timeline.messagesOf(ids),
            coupons: await coupons.ofPerson(ids),
            tasks: await tasks.ofPerson(ids),
            onsite: await onsite.ofPerson(ids),
            looks,
            looksComplete: complete,
            ...page,
          },
        };
      },
    }),
  ];
};
