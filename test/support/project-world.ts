import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { type EventItem, eventItem, type NewEvent } from '../../shared/events/event.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import type { Dynamo } from '../../shared/platform/dynamo.ts';
import { createProjectDeps } from '../../shared/profiles/project-deps.ts';
import type { ProjectDeps } from '../../shared/profiles/project-person.ts';
import { startDynamo, type TestDynamo } from './dynamo.ts';

export const SECRET = 'ab'.repeat(32);

export interface ProjectWorld {
  readonly database: TestDynamo;
  readonly deps: ProjectDeps;
  /** Moves the clock that settings are cached by. */
  advance(ms: number): void;
  put(item: EventItem): Promise<void>;
  stop(): Promise<void>;
}

/** What a projection works with, as a worker that has just started has it. */
export const projectDeps = (
  dynamo: Dynamo,
  tables: TestDynamo['tables'],
  clock: Clock = () => Date.parse('2026-11-22T05:00:00.000Z'),
): Promise<ProjectDeps> => createProjectDeps({ dynamo, clock, signingKey: async () => SECRET, tables })();

/** The tables that a projection reads and writes, in a DynamoDB Local of their own, and what it works with. */
export const startProjectWorld = async (): Promise<ProjectWorld> => {
  const database = await startDynamo([
    ...(['events', 'customers', 'folds', 'orders', 'identities'] as const),
    ...(['consents', 'suppressions', 'definitions', 'insights', 'timers'] as const),
  ]);
  let now = Date.parse('2026-11-22T05:00:00.000Z');
  const deps = await projectDeps(database.dynamo, database.tables, () => now);
  return {
    database,
    deps,
    advance: (ms) => {
      now += ms;
    },
    put: async (item) => {
      await database.dynamo.send(new PutCommand({ TableName: database.tables.events, Item: item }));
    },
    stop: () => database.stop(),
  };
};

/** A complete event; `time` is its own time, which is also when it was received unless that is given. */
export const itemOf = (
  fields: Partial<NewEvent> & Pick<NewEvent, 'person' | 'messageId'> & { readonly time?: string },
): EventItem => {
  const time = fields.time ?? fields.receivedAt ?? '2026-11-20T03:00:00.000Z';
  return eventItem({ type: 'track', name: 'Product Viewed', at: time, receivedAt: time, body: {}, ...fields });
};
