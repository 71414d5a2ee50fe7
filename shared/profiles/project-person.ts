import type { Contacts } from '../consent/address.ts';
import type { EventStore } from '../events/event-store.ts';
import type { OrderStore } from '../orders/order-store.ts';
import { DangolError } from '../platform/errors.ts';
import type { Settings } from '../settings/settings.ts';
import { type AliasStore, aliasesOf } from './alias-store.ts';
import { type Checkpoint, type CheckpointLimits, moved, outsideOf } from './checkpoint.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import type { Contribution } from './contribution.ts';
import type { CustomerStore, FoldRecord, FoldStanding } from './customer-store.ts';
import { merge, mergeAll } from './fold.ts';
import { type OrderSummary, summariseOrders, summaryOf } from './order-summary.ts';
import { type ProjectConsentDeps, projectConsent } from './project-consent.ts';
import { projectOrders } from './project-orders.ts';
import { type History, readAll, readSince } from './read-history.ts';
import { profileText, viewOf } from './view.ts';

export interface ProjectDeps extends ProjectConsentDeps {
  readonly events: Pick<EventStore, 'read' | 'find'>;
  readonly customers: CustomerStore;
  readonly checkpoints: CheckpointStore;
  readonly orders: OrderStore;
  readonly aliases: AliasStore;
  readonly settings: () => Promise<Settings>;
  readonly limits: CheckpointLimits;
  /** `addressKey(secret)` */
  readonly addressKey: Buffer;
}

/** Keys of a person's events that a stream announced, or `everything`: fold anew from all stored events. */
export type Hint = readonly string[] | 'everything';

export type Projection = 'written' | 'unchanged';

/** Rival writers of one person are the lanes of one stream; each try reads what the winner wrote. */
const TRIES = 10;

/**
 * Brings a customer's profile, orders and consent evidence to the fold of the stored events (rule 1). A hint only says
 * where to look: repeated, reordered and stale hints give the same result. The profile is written last and only if its
 * version still stands, so that whatever fails before is repeated by the next try.
 */
export const projectPerson = async (deps: ProjectDeps, customerId: string, hint: Hint): Promise<Projection> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const result = await project(deps, customerId, hint);
    if (result !== 'conflict') return result;
  }
  throw new DangolError(
    'unavailable',
    `Customer was changed by others during each of ${TRIES} tries; deliver the record again.`,
  );
};

const project = async (deps: ProjectDeps, customerId: string, hint: Hint): Promise<Projection | 'conflict'> => {
  const settings = await deps.settings();
  // The profile before the checkpoint: what a rival adds to the checkpoint later ends in a version of the profile that
  // makes the write below fail.
  const record = await deps.customers.readFold(customerId);
  const history = await readHistory(deps, customerId, record, hint, settings.currency);
  if (history.whole && history.kept.length === 0) return 'unchanged';

  const checkpoint = moved(history.checkpoint, history.kept, deps.limits);
  // An event that a checkpoint takes in is never looked at again, so all it says must be in place before.
  const isHinted = checkpoint ? () => true : hintTest(history, record, hint);
  const orders = await ordersOf(deps, customerId, record, history, isHinted, settings.timezone);
  if (orders === undefined) return 'conflict';

  const state = merge(history.checkpoint.state, mergeAll(history.kept.map((contribution) => contribution.state)));
  const profile = viewOf(state, orders, settings.defaultCountry);
  const text = profileText(profile);

  await projectConsent(deps, customerId, history.kept.filter(isHinted), history.repeats, profile.contacts);

  const standing = standingOf(history, checkpoint);
  const same = record !== undefined && isSame(record, text, standing);
  if (same && !checkpoint && hint !== 'everything') return 'unchanged';

  const aliases = newAliases(deps, hint === 'everything' ? undefined : record, profile.contacts);
  for (const alias of aliases) await deps.aliases.add(alias, customerId);

  if (checkpoint && !(await putCheckpoint(deps, customerId, history, checkpoint))) return 'conflict';
  if (same) return 'unchanged';
  const fold = { text, aliases, ...standing };
  return (await deps.customers.putFold(customerId, record?.version ?? 0, fold)) ? 'written' : 'conflict';
};

/** Ids whose events make up one customer. */
const linkedIdsOf = (customerId: string): readonly string[] => [customerId];

const readHistory = async (
  deps: ProjectDeps,
  customerId: string,
  record: FoldRecord | undefined,
  hint: Hint,
  currency: string,
): Promise<History> => {
  const linkedIds = linkedIdsOf(customerId);
  const reading = { events: deps.events, currency };
  if (!record?.checkpointed || hint === 'everything') return readAll(reading, linkedIds);
  const checkpoint = await deps.checkpoints.read(customerId);
  const since = checkpoint && (await readSince(reading, linkedIds, checkpoint, record.outside, hint));
  return since ?? readAll(reading, linkedIds);
};

/** What has to be brought over to other tables: the announced events, or all if nothing says what was done before. */
const hintTest = (
  history: History,
  record: FoldRecord | undefined,
  hint: Hint,
): ((contribution: Contribution) => boolean) => {
  const distrusted = history.whole && record?.checkpointed === true;
  if (hint === 'everything' || record === undefined || distrusted) return () => true;
  const keys = new Set(hint);
  return ({ key }) => keys.has(key);
};

/** The orders' part of the profile; stored orders are read only if an announced event speaks of one. */
const ordersOf = async (
  deps: ProjectDeps,
  customerId: string,
  record: FoldRecord | undefined,
  history: History,
  isHinted: (contribution: Contribution) => boolean,
  zone: string,
): Promise<OrderSummary | undefined> => {
  // A repeat may have been taken for an order before the one it repeats turned up, so it always concerns.
  const concerned =
    history.repeats.some(({ order }) => order !== undefined) ||
    history.kept.some((contribution) => contribution.order !== undefined && isHinted(contribution));
  if (record && record.profile.zone === zone && !concerned) return summaryOf(record.profile);
  const orders = await projectOrders(deps.orders, customerId, history.kept, history.repeats);
  return orders && summariseOrders(orders, zone);
};

/** What the profile will stand on: the checkpoint it read or moves, or every event. */
const standingOf = (history: History, next: Checkpoint | undefined): FoldStanding => {
  // A checkpoint that moves takes in everything that lay beside it.
  if (next) return { checkpointed: true, outside: [] };
  if (history.whole) return { checkpointed: false, outside: [] };
  return { checkpointed: true, outside: outsideOf(history.checkpoint, history.kept) };
};

const isSame = (record: FoldRecord, text: string, standing: FoldStanding): boolean =>
  record.text === text &&
  record.checkpointed === standing.checkpointed &&
  record.outside.join('\n') === standing.outside.join('\n');

const newAliases = (deps: ProjectDeps, record: FoldRecord | undefined, contacts: Contacts): string[] => {
  const known = record?.profile.contacts;
  return aliasesOf(deps.addressKey, {
    email: contacts.email === known?.email ? undefined : contacts.email,
    phone: contacts.phone === known?.phone ? undefined : contacts.phone,
  });
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
