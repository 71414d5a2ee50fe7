import { isQuarantined } from '../../shared/events/quarantine.ts';
import { ok, streamWorker } from '../../shared/platform/worker.ts';
import { type ProjectDeps, projectPerson } from '../../shared/profiles/project-person.ts';

/** All records of one person are one piece of work; each says no more than that its event is stored. */
export const createHandler = (deps: () => Promise<ProjectDeps>) =>
  streamWorker(
    (record) => {
      const person = record.dynamodb?.Keys?.person?.S;
      // A removed event has expired or was erased: neither takes anything from a profile here.
      return person === undefined || record.eventName === 'REMOVE' || isQuarantined(person) ? undefined : person;
    },
    async (person, records) => {
      const keys = records.map((record) => record.dynamodb?.Keys?.key?.S).filter((key) => key !== undefined);
      await projectPerson(await deps(), person, keys);
      return ok;
    },
  );
