/**
 * A person as sent: `u:<userId>` or `a:<anonymousId>`. It is the partition of the events and the inner customer id.
 * Outside, a known person shows the bare userId.
 */
export type Person = string;

export const knownPerson = (userId: string): Person => `u:${userId}`;
export const anonymousPerson = (anonymousId: string): Person => `a:${anonymousId}`;

/** Somebody, and no stand-in of an erased one. */
export const isPerson = (id: string): boolean => id.startsWith('u:') || id.startsWith('a:');
const hasPrefix = isPerson;

/** The id that the API shows. A userId that itself looks prefixed keeps its prefix, so the way back is exact. */
export const publicId = (person: Person): string => {
  const bare = person.slice(2);
  return person.startsWith('u:') && !hasPrefix(bare) ? bare : person;
};

export const personOf = (id: string): Person => (hasPrefix(id) ? id : knownPerson(id));
