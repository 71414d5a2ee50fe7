import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Hear } from '../../shared/journeys/hear.ts';
import { hintSchema } from '../../shared/journeys/hint.ts';
import type { TakeOn } from '../../shared/journeys/take-on.ts';
import { log, metrics } from '../../shared/platform/log.ts';
import { parseJson } from '../../shared/platform/parse.ts';
import { ok, queueWorker } from '../../shared/platform/worker.ts';

/** Deliveries after which a run that fails is kept aside, so that it neither blocks the others nor is lost. */
const KEEP_ASIDE_AFTER = 4;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown error');

interface Engine {
  readonly hear: Hear;
  readonly take: TakeOn;
}

/** `engine` is made on the first message, when the secret has been read. */
export const createHandler = (engine: () => Promise<Engine>) =>
  queueWorker(async (record) => {
    const hint = hintSchema.parse(parseJson(record.body, 'Queue message'));
    const { hear, take } = await engine();
    const errors: unknown[] = [];
    await hear(hint, async (name, error) => {
      if (Number(record.attributes.ApproximateReceiveCount) < KEEP_ASIDE_AFTER) {
        errors.push(error);
        return;
      }
      log.error('run kept aside', { run: name.run, reason: reasonOf(error) });
      metrics.addMetric('Journeys.stuck', MetricUnit.Count, 1);
      await take.keepAside(name, reasonOf(error));
    });
    if (errors.length > 0) throw errors[0];
    return ok;
  });
