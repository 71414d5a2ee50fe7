import type { StoredEvent } from '../../../shared/events/event.ts';

/** Everybody's ids, said as plainly as possible: sort what ties ids together by time, first come, first served. */
export const naivePeople = (events: readonly StoredEvent[]): Map<string, string[]> => {
  const ties = events
    .filter(({ person }) => person.startsWith('u:'))
    .flatMap(({ person, at, messageId, type, body }) => {
      const named = [body.anonymousId, type === 'alias' ? body.previousId : undefined];
      return named.filter((id) => id !== undefined).map((id) => ({ device: `a:${id}`, person, at, messageId }));
    });
  const order = ({ at, messageId, person }: (typeof ties)[number]): string => `${at} ${messageId} ${person}`;
  ties.sort((left, right) => Buffer.compare(Buffer.from(order(left)), Buffer.from(order(right))));
  const owners = new Map<string, string>();
  for (const { device, person } of ties) if (!owners.has(device)) owners.set(device, person);
  const people = new Map<string, string[]>();
  const join = (owner: string, id: string): void => {
    const ids = people.get(owner) ?? [];
    if (!ids.includes(id)) people.set(owner, [...ids, id].sort());
  };
  for (const { person } of events) join(owners.get(person) ?? person, person);
  for (const [device, owner] of owners) join(owner, device);
  return people;
};
