import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { createComputedStore } from '../../../shared/computed/computed-store.ts';
import { createEventStore } from '../../../shared/events/event-store.ts';
import { publicId } from '../../../shared/events/person.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { BUCKET_NAMES } from '../../../shared/platform/hash.ts';
import { maskValue } from '../../../shared/platform/mask-values.ts';
import { createRunStore } from '../../../shared/scoring/run-store.ts';
import { explainMember } from '../../../shared/segments/explain-member.ts';
import { createHistoryStore } from '../../../shared/segments/history-store.ts';
import { createMemberStore, type MemberStore } from '../../../shared/segments/member-store.ts';
import { createReportStore } from '../../../shared/segments/report-store.ts';
import { loadNames } from '../../../shared/segments/segment-names.ts';
import { createSegmentStore } from '../../../shared/segments/segment-store.ts';
import { traceNodeSchema } from '../../../shared/segments/trace.ts';
import { keyText } from '../../../shared/tables/keys.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const memberSchema = z.object({ customerId: z.string(), since: z.string(), initial: z.boolean() });
const moveSchema = z.object({ customerId: z.string(), move: z.enum(['entered', 'left']) });
const runSchema = z.object({ runId: z.string(), asOf: z.string() });

const cursorSchema = z.object({ bucket: z.number().int().min(0), after: keyText.optional(), run: runSchema });
type Position = z.infer<typeof cursorSchema>;

const HISTORY_RUNS = 100;

/** Goes from bucket to bucket until a page is full; a page may be short before the end. */
const walk = async <Row>(
  { bucket: from, after: start, run }: Position,
  limit: number,
  page: (bucket: string, limit: number, after?: string) => Promise<{ readonly rows: Row[]; readonly next?: string }>,
) => {
  const data: Row[] = [];
  let [bucket, after] = [from, start];
  while (bucket < BUCKET_NAMES.length && data.length < limit) {
    const found = await page(BUCKET_NAMES[bucket] ?? '', limit - data.length, after);
    data.push(...found.rows);
    after = found.next;
    if (after === undefined) bucket += 1;
  }
  const more = bucket < BUCKET_NAMES.length;
  return { data, nextCursor: more ? toCursor({ bucket, after, run }) : null };
};

/** Who is in a segment, was in it, came and went, and why. */
export const memberRoutes = (services: Services): readonly Route[] => {
  const { environment, dynamo, clock, definitions, settings } = services;
  const computed = createComputedStore(definitions, clock);
  const segments = createSegmentStore(definitions, computed);
  const members: MemberStore = createMemberStore(dynamo, environment.MEMBERS_TABLE);
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const reports = createReportStore(dynamo, environment.INSIGHTS_TABLE);
  const events = createEventStore(dynamo, environment.EVENTS_TABLE);
  const history = createHistoryStore(dynamo, environment.MESSAGES_TABLE, events);
  const people = createPeople(services);

  /** The run that says who was where: the last one, or the one of a day. */
  const runOf = async (at: string | undefined): Promise<z.infer<typeof runSchema> | undefined> => {
    if (at !== undefined) return runs.ofDay(at);
    const last = await runs.lastSuccessful();
    return last && { runId: last.runId, asOf: last.asOf };
  };

  const succeeded = async (runId: string): Promise<z.infer<typeof runSchema>> => {
    const run = await runs.find(runId);
    if (run?.status === 'succeeded') return { runId, asOf: run.asOf };
    throw new DangolError(
      'not_found',
      `There is no successful run ${quote(runId)}; GET /v1/segments/{id}/history lists those there are.`,
    );
  };

  return [
    route({
      method: 'GET',
      path: '/v1/segments/{id}/members',
      scope: 'read',
      tag: 'segments',
      summary: 'Members as of the last successful run, or of the run of a day; a page may be short before the end',
      query: z.object({ ...pageQuery, at: z.iso.date().optional() }),
      answer: listOf(memberSchema).extend({ run: runSchema.nullable() }),
      handle: async ({ params, query }) => {
        const id = params.id ?? '';
        await segments.get(id);
        // Pages of one listing belong to one run, even if another ends in between.
        const position = query.cursor === undefined ? undefined : fromCursor(cursorSchema, query.cursor);
        const run = position?.run ?? (await runOf(query.at));
        if (!run) return { body: { data: [], nextCursor: null, run: null } };
        const from = position ?? { bucket: 0, run };
        const found = await walk(from, query.limit, (bucket, limit, after) =>
          members.page(id, bucket, run.runId, limit, after),
        );
        const data = found.data.map(({ customerId, since, initial }) => ({
          ...{ customerId: publicId(customerId), since, initial: initial ?? false },
        }));
        return { body: { data, nextCursor: found.nextCursor, run } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/segments/{id}/moves',
      scope: 'read',
      tag: 'segments',
      summary: 'Who came into the segment with a run and who left it; a page may be short before the end',
      query: z.object({ ...pageQuery, run: z.string().max(60) }),
      answer: listOf(moveSchema).extend({ run: runSchema }),
      handle: async ({ params, query }) => {
        const id = params.id ?? '';
        await segments.get(id);
        const run = await succeeded(query.run);
        const from = query.cursor === undefined ? { bucket: 0, run } : fromCursor(cursorSchema, query.cursor);
        const found = await walk(from, query.limit, (bucket, limit, after) =>
          members.moves(id, bucket, run.runId, limit, after),
        );
        const data = found.data.map(({ customerId, move }) => ({ customerId: publicId(customerId), move }));
        return { body: { data, nextCursor: found.nextCursor, run } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/segments/{id}/history',
      scope: 'read',
      tag: 'segments',
      summary: 'Size of the segment after each run, and how many came and went',
      answer: listOf(
        runSchema.extend({
          ...{ at: z.string().optional(), count: z.number().int(), entered: z.number().int(), left: z.number().int() },
        }),
      ),
      handle: async ({ params }) => {
        const id = params.id ?? '';
        await segments.get(id);
        const ended = (await runs.recent(HISTORY_RUNS)).filter(({ status }) => status === 'succeeded');
        const data = await Promise.all(
          ended.map(async ({ runId, asOf, endedAt }) => {
            const report = await reports.getRun(runId);
            const count = report?.members[id] ?? 0;
            return { runId, asOf, at: endedAt, count, entered: report?.joined[id] ?? 0, left: report?.gone[id] ?? 0 };
          }),
        );
        return { body: { data, nextCursor: null } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/segments/{id}/trace',
      scope: 'read',
      tag: 'segments',
      summary: 'Why one person is in the segment now or not: each part of the rule with what was found; values masked',
      query: z.object({ customer: z.string().min(1).max(600) }),
      answer: z.object({
        customerId: z.string(),
        holds: z.boolean(),
        bar: z.enum(['objected', 'notConsumer']).nullable(),
        lastRun: runSchema.extend({ member: z.boolean(), since: z.string().nullable() }).nullable(),
        tree: traceNodeSchema,
      }),
      handle: async ({ params, query }) => {
        const id = params.id ?? '';
        const segment = await segments.get(id);
        const [customer, current, run] = await Promise.all([
          people.get(query.customer),
          settings.current(),
          runs.lastSuccessful(),
        ]);
        const stay = run && (await members.find(id, customer.customerId, run.runId));
        const names = await loadNames({ definitions, computed }, [segment.rule], current.currency);
        const deps = { segments, history, clock, mask: maskValue };
        const { tree, ...outcome } = await explainMember(deps, segment.rule, customer, current, run?.model, names);
        const lastRun = run
          ? { runId: run.runId, asOf: run.asOf, member: stay !== undefined, since: stay?.since ?? null }
          : null;
        return {
          body: { customerId: publicId(customer.customerId), ...outcome, lastRun, tree },
        };
      },
    }),
  ];
};
