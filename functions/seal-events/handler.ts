import type { Clock } from '../../shared/platform/clock.ts';
import { parseJson } from '../../shared/platform/parse.ts';
import { ok, queueWorker } from '../../shared/platform/worker.ts';
import { type ProjectDeps, sealPerson } from '../../shared/profiles/project-person.ts';
import { sealBoundary } from '../../shared/profiles/seal.ts';
import { sealRequestSchema } from '../../shared/profiles/seal-queue.ts';

interface Deps {
  readonly project: () => Promise<ProjectDeps>;
  readonly clock: Clock;
}

/** Seal queue: folds the oldest events of some customers into seals before they expire. */
export const createHandler = ({ project, clock }: Deps) =>
  queueWorker(async (record) => {
    const { customerIds } = sealRequestSchema.parse(parseJson(record.body, 'Queue message'));
    const deps = await project();
    for (const customerId of customerIds) await sealPerson(deps, customerId, sealBoundary(clock()));
    return ok;
  });
