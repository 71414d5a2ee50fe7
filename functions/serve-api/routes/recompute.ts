import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { modelViewOf, modelViewSchema } from '../../../shared/api/model-view.ts';
import { listOf } from '../../../shared/api/page.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { countItems } from '../../../shared/platform/dynamo.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { localDate } from '../../../shared/platform/time.ts';
import { planRun } from '../../../shared/scoring/plan-run.ts';
import { RUN_STATUSES, type Run, runCountsSchema } from '../../../shared/scoring/run.ts';
import { claimantOf, createRunStore, START_LEASE } from '../../../shared/scoring/run-store.ts';
import { stepSchema } from '../../../shared/scoring/step.ts';
import { createStepStore } from '../../../shared/scoring/step-store.ts';
import type { Services } from '../services.ts';

const runViewSchema = z.object({
  runId: z.string(),
  status: z.enum(RUN_STATUSES),
  trigger: z.string(),
  asOf: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  tookMs: z.number().int().nullable(),
  counts: runCountsSchema.nullable(),
  model: modelViewSchema.nullable(),
  /** Rows of the tables for SQL, once they are whole. */
  exported: z.record(z.string(), z.number().int()).nullable(),
  error: z.string().nullable(),
});

export const runView = (run: Run): z.infer<typeof runViewSchema> => ({
  runId: run.runId,
  status: run.status,
  trigger: run.trigger,
  asOf: run.asOf,
  startedAt: run.startedAt,
  finishedAt: run.endedAt ?? null,
  tookMs: run.tookMs ?? null,
  counts: run.counts ?? null,
  model: run.model ? modelViewOf(run.model) : null,
  exported: run.exported ?? null,
  error: run.error ?? null,
});

export const recomputeRoutes = ({
  environment,
  dynamo,
  clock,
  definitions,
  settings,
  sfn,
}: Services): readonly Route[] => {
  const runs = createRunStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const steps = createStepStore(dynamo, environment.INSIGHTS_TABLE, clock);
  const tableSize = () => countItems(dynamo, environment.CUSTOMERS_TABLE);

  /** A run that could not be handed to the state machine must not hold the lock. */
  const start = async ({ runId, asOf }: Run): Promise<void> => {
    try {
      await sfn.send(
        new StartExecutionCommand({
          stateMachineArn: environment.RECOMPUTE_STATE_MACHINE_ARN,
          name: runId,
          input: JSON.stringify({ runId, asOf, trigger: 'api' }),
        }),
      );
    } catch (cause) {
      await runs.fail(runId, 'The state machine could not be started.');
      throw new DangolError('unavailable', 'The recompute could not be started; nothing has changed, try again.', {
        cause,
      });
    }
  };

  return [
    route({
      method: 'POST',
      path: '/v1/recompute',
      scope: 'admin',
      tag: 'recompute',
      summary: 'Recompute scores and segments as of a local date (today unless given)',
      body: z.strictObject({ asOf: z.iso.date().optional() }).optional(),
      answer: z.object({ runId: z.string() }),
      handle: async ({ body, requestId, now }) => {
        const today = localDate(now, (await settings.current()).timezone);
        if (body?.asOf !== undefined && body.asOf > today) {
          // Everybody would have slipped away by then, and the segments would say so until the next night.
          const message = `asOf ${quote(body.asOf)} lies ahead; today is ${today} in the shop's zone. Give that day or an earlier one.`;
          throw new DangolError('invalid', message, { details: [{ path: 'asOf', message }] });
        }
        const plan = await planRun(
          { runs, settings, definitions, tableSize, clock },
          { claimant: claimantOf('api', requestId), trigger: 'api', asOf: body?.asOf, lease: START_LEASE },
        );
        if (plan.status === 'refused') {
          throw new DangolError(
            'conflict',
            `Run ${plan.runId} is under way; wait until GET /v1/recompute/${plan.runId} says that it has ended.`,
          );
        }
        await start(plan.run);
        return { status: 202, body: { runId: plan.run.runId } };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/recompute',
      scope: 'read',
      tag: 'recompute',
      summary: 'The last 50 runs, newest first',
      answer: listOf(runViewSchema),
      handle: async () => ({ body: { data: (await runs.recent(50)).map(runView), nextCursor: null } }),
    }),
    route({
      method: 'GET',
      path: '/v1/recompute/{runId}',
      scope: 'read',
      tag: 'recompute',
      summary: 'State, figures and duration of one run, and what each of its steps used so far',
      answer: runViewSchema.extend({ steps: z.array(stepSchema) }),
      handle: async ({ params }) => {
        const run = await runs.get(params.runId ?? '');
        return { body: { ...runView(run), steps: await steps.all(run.runId) } };
      },
    }),
  ];
};
