import type { CustomerKind, KindRule } from '../settings/customer-kind.ts';
import { CUSTOMER_KINDS } from '../settings/customer-kind.ts';
import type { Profile } from './profile.ts';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const valueAt = (traits: unknown, path: string): unknown => {
  let value = traits;
  for (const name of path.split('.')) {
    if (!isRecord(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
};

const fits = (rule: KindRule, { traits, contacts }: Pick<Profile, 'traits' | 'contacts'>): boolean => {
  const host = contacts.email?.slice(contacts.email.lastIndexOf('@') + 1);
  if (rule.emailDomains)
    return host !== undefined && rule.emailDomains.some((domain) => host === domain || host.endsWith(`.${domain}`));
  const value = valueAt(traits, rule.trait ?? '');
  // Senders write 42 and "42" for the same thing.
  return rule.in?.some((wanted) => value !== undefined && value !== null && String(value) === String(wanted)) ?? false;
};

/** What the person's own trait `customerKind` says, if it says anything. */
export const saidKind = (traits: Readonly<Record<string, unknown>>): CustomerKind | undefined =>
  CUSTOMER_KINDS.find((kind) => kind === traits.customerKind);

/**
 * The kind by the shop's rules of this moment, so that a changed rule holds for everybody at once: the explicit trait wins,
 * then the first rule that fits; else a consumer.
 */
export const kindOf = (
  fold: Pick<Profile, 'kind' | 'traits' | 'contacts'>,
  rules: readonly KindRule[] | undefined,
): CustomerKind => {
  if (fold.kind !== 'consumer') return fold.kind;
  return saidKind(fold.traits) ?? rules?.find((rule) => fits(rule, fold))?.kind ?? 'consumer';
};
