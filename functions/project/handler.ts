import type { DynamoDBRecord } from 'aws-lambda';
import { isQuarantined } from '../../shared/events/quarantine.ts';
import { type GroupOf, ok, streamWorker } from '../../shared/platform/worker.ts';
import { type ProjectDeps, projectPeople } from '../../shared/profiles/project-person.ts';
import { namedIn } from './named-in.ts';

const personOf: GroupOf = (record) => {
  const person = record.dynamodb?.Keys?.person?.S;
  // A removed event has expired or was erased: neither takes anything from a profile here.
  return person === undefined || record.eventName === 'REMOVE' || isQuarantined(person) ? undefined : person;
};

/** People of whom an event in the batch says that they are one are one piece of work, so that one fold takes them all. */
const grouping = (records: readonly DynamoDBRecord[]): GroupOf => {
  const inBatch = new Set(records.map(personOf));
  const parents = new Map<string, string>();
  const groupOf = (person: string): string => {
    const parent = parents.get(person);
    return parent === undefined ? person : groupOf(parent);
  };
  for (const record of records) {
    const person = personOf(record);
    if (!person?.startsWith('u:')) continue;
    for (const id of namedIn(record)) {
      const [from, to] = [groupOf(id), groupOf(person)];
      if (inBatch.has(id) && from !== to) parents.set(from, to);
    }
  }
  return (record) => {
    const person = personOf(record);
    return person === undefined ? undefined : groupOf(person);
  };
};

/** Each record says no more than that its event is stored. */
export const createHandler = (deps: () => Promise<ProjectDeps>) =>
  streamWorker(grouping, async (_group, records) => {
    const hints = new Map<string, string[]>();
    for (const record of records) {
      const [person, key] = [personOf(record), record.dynamodb?.Keys?.key?.S];
      if (person === undefined || key === undefined) continue;
      const keys = hints.get(person);
      if (keys) keys.push(key);
      else hints.set(person, [key]);
    }
    await projectPeople(await deps(), hints);
    return ok;
  });
