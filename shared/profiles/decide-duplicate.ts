import { DangolError, quote } from '../platform/errors.ts';
import type { Decision } from './duplicate-store.ts';
import { type ProjectDeps, projectPerson } from './project-person.ts';
import { decisionKey, pairOf } from './suggest-duplicates.ts';

/** These two are two people: not suggested again. Answers what stands; throws `conflict` if they were confirmed. */
export const rejectDuplicate = async (deps: ProjectDeps, id: string, by: string, at: string): Promise<Decision> => {
  pairOf(id);
  const decision = await deps.duplicates.decide(decisionKey(deps.addressKey, id), { decision: 'rejected', by, at });
  if (decision.decision === 'confirmed')
    throw new DangolError('conflict', `${decision.by} confirmed at ${decision.at} that the two are one person.`);
  return decision;
};

/**
 * These two are one person: `survivor` keeps its profile and gets all events, orders, consents and messages of the other,
 * for good. Repeating the call finishes what a crash left undone. Throws `conflict` if either was merged with somebody else.
 */
export const confirmDuplicate = async (
  deps: ProjectDeps,
  id: string,
  survivor: string,
  by: string,
  at: string,
): Promise<Decision> => {
  const pair = pairOf(id);
  const loser = pair.find((one) => one !== survivor);
  if (!pair.includes(survivor) || loser === undefined)
    throw new DangolError('invalid', `survivor ${quote(survivor)} is neither of the two.`);
  for (const one of pair) {
    const { kind } = await deps.customers.readStanding(one);
    if (kind === 'none')
      throw new DangolError('not_found', `There is no customer ${quote(one.slice(2))} any more; nothing was merged.`);
  }
  if (!(await deps.links.confirm(loser, survivor, by, at)))
    throw new DangolError(
      'conflict',
      'One of the two was merged with somebody else meanwhile; GET /v1/duplicates lists what stands.',
    );
  const decision = await deps.duplicates.decide(decisionKey(deps.addressKey, id), { decision: 'confirmed', by, at });
  await deps.customers.entomb(loser, { owner: survivor, at: decision.at, messageId: '' }, deps.checkpoints);
  await projectPerson(deps, loser, []);
  return decision;
};
