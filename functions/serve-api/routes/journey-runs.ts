import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { personOf } from '../../../shared/events/person.ts';
import { createTallyStore } from '../../../shared/insights/tally-store.ts';
import { createChangeJourney } from '../../../shared/journeys/change-journey.ts';
import { createTell } from '../../../shared/journeys/hint.ts';
import { JOURNEY, journeySchema } from '../../../shared/journeys/journey.ts';
import { JOURNEY_STATUSES, type JourneyState } from '../../../shared/journeys/journey-state.ts';
import { createJourneyStore } from '../../../shared/journeys/journey-store.ts';
import { countInside, journeyReportSchema, readJourneyReport } from '../../../shared/journeys/report.ts';
import type { Run } from '../../../shared/journeys/run.ts';
import { createRunStore } from '../../../shared/journeys/run-store.ts';
import { stepIdSchema } from '../../../shared/journeys/step.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { createCustomerStore } from '../../../shared/profiles/customer-store.ts';
import type { Services } from '../services.ts';

const stateViewSchema = z.object({
  id: z.string(),
  status: z.enum([...JOURNEY_STATUSES, 'draft']),
  /** Version that people enter; null of a draft. */
  running: z.number().int().nullable(),
  startedAt: z.string().nullable(),
  migratesTo: z.number().int().nullable(),
  by: z.string().nullable(),
  /** People who are in it now. */
  inside: z.number().int(),
});

/** Runs that one call replays; the rest by the next. */
const MOST_REPLAYED = 500;
const TOGETHER = 20;

const MOVES = [
  ['stop', 'stopped', 'Nobody enters any more and nobody inside gets anything; cannot be taken back for them'],
  ['pause', 'paused', 'Nobody enters and everybody inside stands still'],
  ['resume', 'running', 'After a pause or a drain: people enter and go on'],
  ['drain', 'draining', 'Nobody enters any more; who is inside goes on to the end'],
] as const;

/** How journeys run: started and halted by people, looked at by their figures. */
export const journeyRunRoutes = ({ environment, dynamo, sqs, clock, definitions }: Services): readonly Route[] => {
  const journeys = createJourneyStore(dynamo, environment.JOURNEYRUNS_TABLE, definitions, clock);
  const runs = createRunStore(dynamo, { runs: environment.JOURNEYRUNS_TABLE, timers: environment.TIMERS_TABLE }, clock);
  const customers = createCustomerStore(dynamo, environment.CUSTOMERS_TABLE);
  const tally = createTallyStore(dynamo, environment.INSIGHTS_TABLE);
  const tell = createTell(sqs, environment.JOURNEY_QUEUE_URL);
  const change = createChangeJourney({ journeys, definitions, clock });

  const stateView = async (id: string, state: JourneyState | undefined): Promise<z.infer<typeof stateViewSchema>> => ({
    ...{ id, status: state?.status ?? 'draft', running: state?.version ?? null },
    ...{ startedAt: state?.startedAt ?? null, migratesTo: state?.migration?.to ?? null, by: state?.by ?? null },
    inside: state ? await countInside(tally, id) : 0,
  });

  const find = async (id: string) => {
    const found = await definitions.get(JOURNEY, id);
    if (found) return found;
    throw new DangolError('not_found', `There is no journey "${id}"; GET /v1/journeys lists those there are.`);
  };

  return [
    route({
      ...{ method: 'GET', path: '/v1/journeys/{id}/state', scope: 'read', tag: 'journeys' },
      summary: 'Whether people enter, and on which version',
      answer: stateViewSchema,
      handle: async ({ params }) => {
        const { id } = await find(params.id ?? '');
        return { body: await stateView(id, await journeys.state(id)) };
      },
    }),
    route({
      ...{ method: 'POST', path: '/v1/journeys/{id}/start', scope: 'approve', tag: 'journeys' },
      summary: 'Let people in with the newest version; 422 where a template, segment or pool is missing',
      answer: stateViewSchema,
      handle: async ({ params, key }) => {
        const found = await find(params.id ?? '');
        return { body: await stateView(found.id, await change.start(found, key?.name)) };
      },
    }),
    ...MOVES.map(([verb, to, summary]) =>
      route({
        ...{ method: 'POST', path: `/v1/journeys/{id}/${verb}`, tag: 'journeys', summary },
        scope: verb === 'pause' ? 'author' : 'approve',
        answer: stateViewSchema,
        handle: async ({ params, key }) => {
          const { id } = await find(params.id ?? '');
          return { body: await stateView(id, await change.move(id, to, key?.name)) };
        },
      }),
    ),
    route({
      ...{ method: 'POST', path: '/v1/journeys/{id}/migrate', scope: 'approve', tag: 'journeys' },
      summary: 'People inside older versions go on with the running one from their next step',
      body: z.strictObject({ steps: z.record(stepIdSchema, stepIdSchema).default({}) }),
      answer: stateViewSchema,
      handle: async ({ params, body, key }) => {
        const { id } = await find(params.id ?? '');
        return { body: await stateView(id, await change.migrate(id, body.steps, key?.name)) };
      },
    }),
    route({
      ...{ method: 'POST', path: '/v1/journeys/{id}/enter', scope: 'approve', tag: 'journeys' },
      summary: 'Let one person in, if the journey’s own rules do; the same key is one entry for good',
      body: z.strictObject({
        customerId: z.string().min(1).max(500),
        key: z.string().min(1).max(200),
        properties: z.record(z.string(), z.unknown()).optional(),
      }),
      answer: z.object({ accepted: z.literal(true) }),
      handle: async ({ params, body: { customerId, key, properties } }) => {
        const { id } = await find(params.id ?? '');
        const state = await journeys.state(id);
        if (state?.status !== 'running')
          throw new DangolError(
            'conflict',
            `The journey "${id}" is ${state?.status ?? 'a draft'}; nobody can enter it.`,
          );
        const customer = await customers.get(personOf(customerId));
        if (!customer) throw new DangolError('not_found', `There is no customer ${quote(customerId)}.`);
        const at = toIso(clock());
        const said = properties === undefined ? {} : { properties };
        await tell([{ kind: 'api', journeyId: id, customerId: customer.customerId, key, at, ...said }]);
        return { status: 202, body: { accepted: true } };
      },
    }),
    route({
      ...{ method: 'POST', path: '/v1/journeys/{id}/replay', scope: 'approve', tag: 'journeys' },
      summary: 'Take up those who were kept aside after repeated errors, at most 500 a call',
      answer: z.object({ replayed: z.number().int() }),
      handle: async ({ params }) => {
        const { id } = await find(params.id ?? '');
        const names = await runs.stuck(id, MOST_REPLAYED);
        let replayed = 0;
        for (let at = 0; at < names.length; at += TOGETHER) {
          const together: Run[] = [];
          for (const name of names.slice(at, at + TOGETHER)) {
            const stored = await runs.find(name);
            if (!stored) continue;
            together.push(stored.run);
            if (stored.run.status !== 'stuck') continue;
            const { reason: _reason, ...rest } = stored.run;
            if ((await runs.save({ ...rest, status: 'running' }, stored, true)) !== undefined) replayed += 1;
          }
          await tell([{ kind: 'runs', runs: names.slice(at, at + TOGETHER) }]);
          // Last: whoever dies before is found again by the next replay.
          for (const run of together) await runs.forgetStuck(run);
        }
        return { body: { replayed } };
      },
    }),
    route({
      ...{ method: 'GET', path: '/v1/journeys/{id}/report', scope: 'read', tag: 'journeys' },
      summary: 'People and results per step of the newest version, and how runs ended',
      answer: journeyReportSchema,
      handle: async ({ params }) => {
        const { id, body } = await find(params.id ?? '');
        return { body: await readJourneyReport(tally, id, journeySchema.parse(body)) };
      },
    }),
  ];
};
