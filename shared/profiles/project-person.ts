import { MetricUnit } from '@aws-lambda-powertools/metrics';
import type { ComputedBasis } from '../computed/basis.ts';
import { DangolError } from '../platform/errors.ts';
import { metrics } from '../platform/log.ts';
import type { Settings } from '../settings/settings.ts';
import { type AliasStore, aliasesOf, deviceAliasesOf } from './alias-store.ts';
import { type Checkpoint, type CheckpointLimits, moved } from './checkpoint.ts';
import type { Contribution } from './contribution.ts';
import type { CustomerStore } from './customer-store.ts';
import type { DuplicateStore } from './duplicate-store.ts';
import { merge, mergeAll } from './fold.ts';
import { isSame, standingOf } from './fold-standing.ts';
import type { FoldRecord } from './fold-store.ts';
import { type GatherDeps, gather, type Hints, type Subject, type Task } from './gather-person.ts';
import { heardOf } from './heard.ts';
import { bringOrders, ordersOf } from './orders-of-person.ts';
import type { Profile } from './profile.ts';
import { type ProjectConsentDeps, projectConsent } from './project-consent.ts';
import type { History } from './read-history.ts';
import { putSeals, sealedUntil } from './seal-history.ts';
import { profileText, viewOf } from './view.ts';

export interface ProjectDeps extends ProjectConsentDeps, GatherDeps {
  readonly customers: CustomerStore;
  readonly aliases: AliasStore;
  readonly duplicates: DuplicateStore;
  readonly settings: () => Promise<Settings>;
  /** Computed traits in force, with days cut in the zone. */
  readonly computed: (zone: string) => Promise<ComputedBasis>;
  readonly limits: CheckpointLimits;
  /** `addressKey(secret)` */
  readonly addressKey: Buffer;
}

/** Keys of a person's events that a stream announced, or `everything`: fold anew from all stored events. */
export type Hint = readonly string[] | 'everything';

export type Projection = 'written' | 'unchanged';

interface Projected {
  readonly result: Projection;
  /** The ids whose announced events are in the profile now. */
  readonly ids: ReadonlySet<string>;
  /** The customer, if ids came in whose goals nobody has looked for yet. */
  readonly joined?: Joiner;
}

/** Customer and version of a profile that ids have joined; whoever has looked for their goals takes the mark off. */
export interface Joiner {
  readonly customerId: string;
  readonly version: number;
}

/** Rival writers of one person are the lanes of one stream; each try reads what the winner wrote. */
const TRIES = 10;

/**
 * Brings the customer that a person belongs to, with profile, orders and consent evidence, to the fold of the stored
 * events of all its ids (rules 1 and 4). A hint only says where to look: repeated, reordered and stale hints give the same
 * result. The profile is written last and only if its version still stands, so that whatever fails before is repeated by
 * the next try.
 */
export const projectPerson = async (deps: ProjectDeps, person: string, hint: Hint): Promise<Projection> => {
  const task: Task =
    hint === 'everything' ? { kind: 'rebuild' } : { kind: 'announced', hints: new Map([[person, hint]]) };
  return (await repeat(deps, person, task)).result;
};

/**
 * Puts a customer's events that were received before the day into seals, of each of its ids one. Like a rebuild it first
 * makes sure that all they say stands elsewhere, because nobody will read them again.
 */
export const sealPerson = async (deps: ProjectDeps, customerId: string, before: string): Promise<Projection> =>
  (await repeat(deps, customerId, { kind: 'rebuild', sealBefore: before })).result;

/**
 * Projects people whose events name each other, those of one customer together: one write for all of them. Answers the customers
 * whom ids have joined, again and again until the mark `unreached` is off.
 */
export const projectPeople = async (deps: ProjectDeps, hints: Hints): Promise<Joiner[]> => {
  const left = new Map(hints);
  const joiners: Joiner[] = [];
  // Known people first: it is they who claim the others.
  for (const person of [...hints.keys()].sort().reverse()) {
    if (!left.has(person)) continue;
    const { ids, joined } = await repeat(deps, person, { kind: 'announced', hints: left });
    for (const id of ids) left.delete(id);
    if (joined !== undefined) joiners.push(joined);
  }
  return joiners;
};

const repeat = async (deps: ProjectDeps, person: string, task: Task): Promise<Projected> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const projected = await project(deps, person, task, attempt > 0);
    if (projected !== 'conflict') return projected;
  }
  throw new DangolError(
    'unavailable',
    `Customer was changed by others during each of ${TRIES} tries; deliver the record again.`,
  );
};

const project = async (
  deps: ProjectDeps,
  person: string,
  task: Task,
  again: boolean,
): Promise<Projected | 'conflict'> => {
  const settings = await deps.settings();
  // The profile before the checkpoint: what a rival adds to the checkpoint later ends in a version of the profile that
  // makes the write below fail.
  const basis = await deps.computed(settings.timezone);
  const subject = await gather(deps, person, task, { currency: settings.currency, basis }, (loser) =>
    refold(deps, loser),
  );
  if (typeof subject === 'number') {
    metrics.addMetric('Events.erased', MetricUnit.Count, subject);
    return { result: 'unchanged', ids: new Set([person]) };
  }
  const { customerId, record, links, ids, fresh } = subject;
  const sealBefore = task.kind === 'rebuild' ? task.sealBefore : undefined;
  const history = sealBefore === undefined ? subject.history : sealedUntil(subject.history, sealBefore);
  const unreached = fresh.size > 0 || record?.unreached === true;
  const version = record?.version ?? 0;
  const projected = (result: Projection): Projected => ({
    result,
    ids: new Set([...ids, person]),
    ...(unreached ? { joined: { customerId, version: result === 'written' ? version + 1 : version } } : {}),
  });
  if (history.whole && history.kept.length === 0 && history.seals.size === 0) return projected('unchanged');

  const checkpoint = moved(history.checkpoint, history.kept, deps.limits, ids.slice(1), history.sealed);
  // An event that a checkpoint takes in is never looked at again, so all it says must be in place before.
  const isHinted = checkpoint ? () => true : hintTest(subject, task);
  const brought = await bringOrders(deps, subject, task);
  const orders = await ordersOf(deps, subject, isHinted, settings.timezone, again || brought);
  if (orders === undefined) return 'conflict';

  const state = merge(history.checkpoint.state, mergeAll(history.kept.map((contribution) => contribution.state)));
  const profile = viewOf(state, orders.summary, settings.defaultCountry, basis, customerId.startsWith('u:'));
  const text = profileText(profile);

  await projectConsent(deps, ids, history.kept.filter(isHinted), history.repeats, profile.contacts, settings);

  await refuseAliases(deps, history.open.filter(isHinted));

  const standing = standingOf(history, checkpoint);
  const joined = fresh.size > 0 || task.kind === 'displaced';
  const unannounced = (joined || record?.unannounced === true) && orders.latest !== undefined;
  const same = record !== undefined && !joined && isSame(record, text, links, standing);
  if (same && !checkpoint && !unannounced && task.kind === 'announced') return projected('unchanged');

  const aliases = newAliases(deps, task.kind === 'announced' ? record : undefined, profile);
  for (const alias of aliases) {
    const known = await deps.aliases.add(alias, customerId);
    // A phone that a family shares says nothing about who they are.
    if (known > 1 && !alias.startsWith('push:')) await deps.duplicates.note({ kind: 'address', alias });
  }

  if (
    sealBefore !== undefined &&
    !(await putSeals(deps.seals, ids, history, sealBefore, basis, deps.limits.remembered))
  )
    return 'conflict';
  if (checkpoint && !(await putCheckpoint(deps, customerId, history, checkpoint))) return 'conflict';
  if (same && !unannounced) return projected('unchanged');
  const heard = heardOf(record?.heard, history.kept, profile.lastSeenAt);
  const fold = { text, aliases, links, unannounced, unreached, heard, ...standing };
  if (!(await deps.customers.putFold(customerId, version, fold))) return 'conflict';
  if (unannounced && orders.latest !== undefined) {
    await deps.orders.announce({ customerId, orderId: orders.latest }, `${version + 1}`);
    await deps.customers.unmark(customerId, version + 1, 'unannounced');
  }
  return projected('written');
};

/** Known to known is refused: noted, for a person to confirm or reject. */
const refuseAliases = async (deps: ProjectDeps, contributions: readonly Contribution[]): Promise<void> => {
  for (const { person, aliased, messageId, state } of contributions) {
    if (aliased === undefined || (await deps.customers.readStanding(aliased)).kind === 'none') continue;
    const said: [string, string] = person < aliased ? [person, aliased] : [aliased, person];
    await deps.duplicates.note({ kind: 'alias', said, at: state.firstSeenAt ?? '', messageId });
  }
};

const refold = async (deps: ProjectDeps, customerId: string): Promise<void> => {
  await repeat(deps, customerId, { kind: 'displaced' });
};

/** What has to be brought over to other tables: the announced events, or all if nothing says what was done before. */
const hintTest = ({ history, record, fresh }: Subject, task: Task): ((contribution: Contribution) => boolean) => {
  const distrusted = history.whole && record?.checkpointed === true;
  if (task.kind !== 'announced' || record === undefined || distrusted) return () => true;
  const announced = new Map([...task.hints].map(([person, keys]) => [person, new Set(keys)]));
  return ({ person, key }) => fresh.has(person) || announced.get(person)?.has(key) === true;
};

const newAliases = (
  deps: ProjectDeps,
  record: FoldRecord | undefined,
  { contacts, devices }: Pick<Profile, 'contacts' | 'devices'>,
): string[] => {
  const known = record?.profile.contacts;
  const shown = new Set(record?.profile.devices?.map(({ token }) => token));
  return [
    ...aliasesOf(deps.addressKey, {
      email: contacts.email === known?.email ? undefined : contacts.email,
      phone: contacts.phone === known?.phone ? undefined : contacts.phone,
    }),
    ...deviceAliasesOf(
      deps.addressKey,
      devices?.filter(({ token }) => !shown.has(token)),
    ),
  ];
};

/** A fold of everything replaces whatever checkpoint there is; a moved one only the one it was moved from. */
const putCheckpoint = async (
  deps: ProjectDeps,
  customerId: string,
  history: History,
  next: Checkpoint,
): Promise<boolean> => {
  const before = history.whole ? ((await deps.checkpoints.read(customerId))?.version ?? 0) : history.checkpoint.version;
  return deps.checkpoints.put(customerId, { ...next, version: before + 1 });
};
