import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { createCatalogueStore } from '../../../shared/catalogue/catalogue-store.ts';
import { capabilitySchema, readinessOf } from '../../../shared/catalogue/readiness.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { planZone } from '../../../shared/delivery/plan.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { personOf } from '../../../shared/events/person.ts';
import { checkJourney } from '../../../shared/journeys/check-journey.ts';
import type { SeenEvent } from '../../../shared/journeys/enter.ts';
import { JOURNEY, type Journey, journeySchema } from '../../../shared/journeys/journey.ts';
import { createJourneyStore } from '../../../shared/journeys/journey-store.ts';
import { READY_MADE } from '../../../shared/journeys/ready-made.ts';
import { loadSegmentRules, rulesIn } from '../../../shared/journeys/rulebook.ts';
import { endOf, MOST_EVENTS, scripted, scriptOf, simulationSchema, startOf } from '../../../shared/journeys/script.ts';
import { simulate } from '../../../shared/journeys/simulate.ts';
import { DAY, toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { createProductStore } from '../../../shared/products/product-store.ts';
import { createReadRepurchase } from '../../../shared/products/read-repurchase.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import { type Customer, idsOf } from '../../../shared/profiles/profile.ts';
import { receiverZone } from '../../../shared/profiles/receiver-zone.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { definitionRoutes } from '../definition-routes.ts';
import type { Services } from '../services.ts';

const simulationViewSchema = z.object({
  version: z.number().int(),
  trace: z.array(
    z.object({
      at: z.string(),
      run: z.string(),
      step: z.string(),
      what: z.enum(['entered', 'waits', 'did', 'went', 'ended']),
      until: z.string().optional(),
      detail: z.string().optional(),
    }),
  ),
  runs: z.array(
    z.object({
      run: z.string(),
      status: z.string(),
      end: z.string().optional(),
      step: z.string(),
      visits: z.record(z.string(), z.number().int()),
      due: z.string().optional(),
    }),
  ),
});

/** How far back a customer's history is played unless the caller says. */
const HISTORY = 90 * DAY;

export const journeyRoutes = ({ environment, dynamo, clock, definitions, settings }: Services): readonly Route[] => {
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const catalogue = createCatalogueStore(dynamo, environment.INSIGHTS_TABLE);
  const models = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);

  const repurchase = createReadRepurchase(createProductStore(dynamo, environment.INSIGHTS_TABLE));

  const computed = createComputedStore(definitions, clock);

  const journeys = createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, clock);

  const collection = definitionRoutes<Journey>({
    ...{ definitions, kind: JOURNEY, noun: 'journey', path: '/v1/journeys', tag: 'journeys', prefix: 'j' },
    summaries: {
      list: 'Journeys',
      create: 'Write a journey; nobody enters it before it is started',
      read: 'One journey with its steps',
      update: 'Write a new version; people inside finish on theirs',
      archive: 'Archive a journey that nobody is in',
    },
    schema: journeySchema,
    check: async (_id, body) => {
      const names = new Set((await computed.customs()).map(({ name }) => name));
      return checkJourney(body, (await settings.current()).language, names);
    },
    said: ({ description = '', steps }) => [description, ...steps.flatMap(({ name }) => name ?? [])],
    heldBy: async (id) => {
      const state = await journeys.state(id);
      const isOpen = state !== undefined && state.status !== 'stopped';
      return isOpen
        ? `Journey "${id}" is ${state.status}: stop it, or drain it and stop it when nobody is inside`
        : undefined;
    },
  });

  const versionOf = async (id: string, version: number | undefined) => {
    const head = await collection.find(id);
    if (version === undefined || version === head.version) return head;
    const found = await definitions.getVersion(JOURNEY, id, version);
    if (found) return found;
    throw new DangolError('not_found', `The journey "${id}" has no version ${version}; the newest is ${head.version}.`);
  };

  const customerOf = async (id: string): Promise<Customer> => {
    const customer = await customers.get(personOf(id));
    if (customer) return customer;
    throw new DangolError('not_found', `There is no customer ${quote(id)}; play made-up "events" instead.`);
  };

  /** What a customer did, as it came in; what came later in the time is left out where it is too much to play. */
  const historyOf = async (customer: Customer, from: string): Promise<SeenEvent[]> => {
    const found: SeenEvent[] = [];
    for (const id of idsOf(customer)) {
      for await (const event of events.read(id, from)) {
        if (found.length === MOST_EVENTS) break;
        found.push(event);
      }
    }
    return found.sort((left, right) => (left.receivedAt < right.receivedAt ? -1 : 1));
  };

  return [
    ...collection.routes,
    route({
      ...{ method: 'GET', path: '/v1/ready-made-journeys', scope: 'read', tag: 'journeys' },
      summary:
        'Journeys to begin with, each with whether the data that comes in can run it; POST one to /v1/journeys, its segments before',
      answer: z.object({
        data: z.array(capabilitySchema.extend({ journey: z.looseObject({}), segments: z.array(z.looseObject({})) })),
      }),
      handle: async () => {
        const found = await catalogue.read();
        const states = readinessOf(found, { buyers: 0, repeatBuyers: 0 }, READY_MADE);
        const data = states.map((state) => {
          const made = READY_MADE.find(({ id }) => id === state.id);
          return { ...state, journey: made?.journey, segments: made?.segments };
        });
        return { body: { data } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/journeys/{id}/simulate',
      scope: 'personal',
      tag: 'journeys',
      summary: 'Play a customer’s history, or a made-up one, through a journey on a virtual clock; nothing is sent',
      body: simulationSchema,
      answer: simulationViewSchema,
      handle: async ({ params, body }) => {
        const { id, version, body: own } = await versionOf(params.id ?? '', body.version);
        const journey = journeySchema.parse(own);
        const customer = body.customerId === undefined ? undefined : await customerOf(body.customerId);
        const from = toIso(body.from === undefined ? clock() - HISTORY : Date.parse(body.from));
        const played = body.events ? scripted(body.events) : customer ? await historyOf(customer, from) : [];
        const [current, run] = await Promise.all([settings.current(), models.lastSuccessful()]);
        const where = customer ? receiverZone(customer.fold, customer.fold.country, current) : undefined;
        const zone = where ? planZone(where, current.timezone, clock()) : current.timezone;
        const segmentRules = await loadSegmentRules(definitions, rulesIn(journey));
        const until = endOf(body, played, clock());
        const world = { settings: current, model: run?.model, segmentRules, trigger: journey.trigger };
        const span = { from: startOf(body, played, clock()), until };
        const script = scriptOf(body, played, customer, zone, { ...world, ...span, repurchase });
        const { trace, runs } = await simulate(journey, { journeyId: id, version }, script, until);
        const shown = runs.map(({ runId, status, end, step, visits, due }) => ({
          ...{ run: runId, status, end, step, visits, due },
        }));
        return { body: { version, trace, runs: shown } };
      },
    }),
  ];
};
