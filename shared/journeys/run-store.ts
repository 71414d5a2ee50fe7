import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Clock, DAY, SECOND, toEpochSeconds, toIso } from '../platform/clock.ts';
import { type Dynamo, type Item, queryAll } from '../platform/dynamo.ts';
import { failedConditions, ifHeld, transact } from '../platform/transact.ts';
import { JOURNEY_TIMER, LAST_ENTRY, runKey, stuckPartition, timerDue, timerShard } from '../tables/keys.ts';
import { type Run, runSchema } from './run.ts';

/** A run with the version of its row: whoever writes must have read the last one. */
export interface StoredRun {
  readonly run: Run;
  readonly revision: number;
}

/** Names a run's row. */
export interface RunName {
  readonly customerId: string;
  readonly run: string;
}

const rowSchema = runSchema.extend({ revision: z.number().int() });
const stuckSchema = z.object({ run: z.string() });

/** Ended runs that only counted once are kept as long as events are. */
const KEEP = 400 * DAY;

const storedOf = (item: Item): StoredRun => {
  const { revision, ...run } = rowSchema.parse(item);
  return { run, revision };
};

/** `<journey>#<run>#<person>`: only the person may hold the sign. */
export const timerIdOf = ({ customerId, run }: RunName): string => `${run}#${customerId}`;
export const runOfTimer = (id: string): RunName => {
  const [journeyId = '', runId = '', ...customerId] = id.split('#');
  return { customerId: customerId.join('#'), run: runKey(journeyId, runId) };
};

/**
 * Runs of people. A run and its timer are written together, so that there is exactly one timer where a run waits, and none that
 * nobody could find again.
 */
export const createRunStore = (
  dynamo: Dynamo,
  tables: { readonly runs: string; readonly timers: string },
  clock: Clock,
) => {
  const nameOf = ({ customerId, journeyId, runId }: Run): RunName => ({ customerId, run: runKey(journeyId, runId) });

  const itemOf = (run: Run, revision: number, forGood: boolean): Item => ({
    ...run,
    ...nameOf(run),
    revision,
    ...(run.status === 'ended' && !forGood ? { expiresAt: toEpochSeconds(clock() + KEEP) } : {}),
  });

  const timerKey = (run: Run, dueAt: string) => {
    const id = timerIdOf(nameOf(run));
    return { shard: timerShard(JOURNEY_TIMER, id), due: timerDue(dueAt, id) };
  };

  /** Strong read. */
  const find = async (name: RunName): Promise<StoredRun | undefined> => {
    const answer = await dynamo.send(
      new GetCommand({ TableName: tables.runs, Key: { ...name }, ConsistentRead: true }),
    );
    return answer.Item && storedOf(answer.Item);
  };

  /** A person's runs under one id, of one journey or of all, that are not over. */
  const open = async (customerId: string): Promise<StoredRun[]> => {
    const found: StoredRun[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: tables.runs,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :id',
      FilterExpression: '#status = :running',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: { ':id': customerId, ':running': 'running' },
    })) {
      found.push(storedOf(item));
    }
    return found;
  };

  /** When a person last entered a journey that counts days between entries. */
  const lastEntry = async (customerId: string, journeyId: string): Promise<string | undefined> => {
    const Key = { customerId, run: runKey(journeyId, LAST_ENTRY) };
    const answer = await dynamo.send(new GetCommand({ TableName: tables.runs, Key, ConsistentRead: true }));
    return answer.Item && z.object({ at: z.string() }).parse(answer.Item).at;
  };

  /**
   * Writes a new run; with `rest` (ms) only if no other one's cause lies that near. `known`: there is one of this name;
   * `tooNear`: another one was there first.
   */
  const create = async (run: Run, rest: number | undefined): Promise<'created' | 'known' | 'tooNear'> => {
    const put = {
      Put: {
        TableName: tables.runs,
        Item: itemOf(run, 1, true),
        ConditionExpression: 'attribute_not_exists(customerId)',
      },
    };
    if (rest === undefined) return (await transact(dynamo, [put])) ? 'created' : 'known';
    const at = Date.parse(run.cause.at);
    const failed = await failedConditions(dynamo, [
      put,
      {
        Put: {
          TableName: tables.runs,
          Item: { customerId: run.customerId, run: runKey(run.journeyId, LAST_ENTRY), at: run.cause.at },
          ConditionExpression: 'attribute_not_exists(customerId) OR #at <= :before OR #at >= :after',
          ExpressionAttributeNames: { '#at': 'at' },
          ExpressionAttributeValues: { ':before': toIso(at - rest), ':after': toIso(at + rest) },
        },
      },
    ]);
    if (failed.includes(0)) return 'known';
    return failed.length === 0 ? 'created' : 'tooNear';
  };

  /** Writes over the row that was read, with the run's timer. Nothing if somebody else was faster; else the new revision. */
  const save = async (run: Run, before: StoredRun, forGood: boolean): Promise<number | undefined> => {
    const revision = before.revision + 1;
    const put = {
      TableName: tables.runs,
      Item: itemOf(run, revision, forGood),
      ConditionExpression: 'revision = :before',
      ExpressionAttributeValues: { ':before': before.revision },
    };
    const was = before.run.due;
    if (run.due === was) return (await ifHeld(dynamo.send(new PutCommand(put)))) ? revision : undefined;
    // One that has come was taken away by whoever brought us here.
    const stands = was !== undefined && was > toIso(clock());
    const timers = [
      ...(run.due === undefined ? [] : [{ Put: { TableName: tables.timers, Item: timerKey(run, run.due) } }]),
      ...(stands ? [{ Delete: { TableName: tables.timers, Key: timerKey(run, was) } }] : []),
    ];
    if (timers.length === 0) return (await ifHeld(dynamo.send(new PutCommand(put)))) ? revision : undefined;
    return (await transact(dynamo, [{ Put: put }, ...timers])) ? revision : undefined;
  };

  /** Sets a second timer for a run, a moment after its own: a tick that takes that one away now leaves this one. */
  const armAgain = async (run: Run): Promise<void> => {
    if (run.due === undefined) return;
    const later = toIso(Date.parse(run.due) + SECOND);
    await dynamo.send(new PutCommand({ TableName: tables.timers, Item: timerKey(run, later) }));
  };

  /** Lists a run among those that are kept aside. */
  const noteStuck = async (run: Run): Promise<void> => {
    const item = { customerId: stuckPartition(run.journeyId), run: timerIdOf(nameOf(run)) };
    await dynamo.send(new PutCommand({ TableName: tables.runs, Item: item }));
  };

  const forgetStuck = async (run: Run): Promise<void> => {
    const Key = { customerId: stuckPartition(run.journeyId), run: timerIdOf(nameOf(run)) };
    await dynamo.send(new DeleteCommand({ TableName: tables.runs, Key }));
  };

  /** Runs of a journey that are kept aside, at most so many. */
  const stuck = async (journeyId: string, most: number): Promise<RunName[]> => {
    const names: RunName[] = [];
    for await (const item of queryAll(dynamo, {
      TableName: tables.runs,
      ConsistentRead: true,
      KeyConditionExpression: 'customerId = :stuck',
      ExpressionAttributeValues: { ':stuck': stuckPartition(journeyId) },
      Limit: most,
    })) {
      if (names.length === most) break;
      names.push(runOfTimer(stuckSchema.parse(item).run));
    }
    return names;
  };

  return { find, open, lastEntry, create, save, armAgain, noteStuck, forgetStuck, stuck };
};

export type RunStore = ReturnType<typeof createRunStore>;
