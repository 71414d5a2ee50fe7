import type { StoredEvent } from './event.ts';
import { anonymousPerson, knownPerson, type Person } from './person.ts';

const NONE: readonly Person[] = [];

/**
 * Anonymous ids that an event of a known person says to be that person: its own `anonymousId`, and the `previousId` of an
 * `alias` call. Anything else, and every event of an anonymous person, says nothing.
 */
export const anonymousIdsOf = ({
  person,
  type,
  body,
}: Pick<StoredEvent, 'person' | 'type' | 'body'>): readonly Person[] => {
  if (!person.startsWith('u:')) return NONE;
  const { anonymousId, previousId } = body;
  const previous = type === 'alias' && typeof previousId === 'string' ? previousId : undefined;
  if (anonymousId === undefined) return previous === undefined ? NONE : [anonymousPerson(previous)];
  const own = anonymousPerson(anonymousId);
  return previous === undefined || previous === anonymousId ? [own] : [own, anonymousPerson(previous)];
};

/** The other known id that an `alias` call would join to its person, if `previousId` is one: never joined by an event. */
export const aliasedPersonOf = ({
  person,
  type,
  body,
}: Pick<StoredEvent, 'person' | 'type' | 'body'>): Person | undefined => {
  if (type !== 'alias' || !person.startsWith('u:') || typeof body.previousId !== 'string') return undefined;
  const other = knownPerson(body.previousId);
  return other === person ? undefined : other;
};
