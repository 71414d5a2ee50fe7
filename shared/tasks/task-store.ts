import { DeleteCommand, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Dynamo, getMany, type Item, queryAll } from '../platform/dynamo.ts';
import { ifHeld, transact } from '../platform/transact.ts';
import { effectOfPerson, taskKey, taskList } from '../tables/keys.ts';
import { type Task, type TaskState, taskSchema } from './task.ts';

export const taskCursorSchema = z.object({
  subject: z.string().min(1).max(100),
  part: z.string().min(1).max(100),
  list: z.string().min(1).max(100),
  due: z.string().min(1).max(100),
});
type TaskCursor = z.infer<typeof taskCursorSchema>;

interface ListOptions {
  readonly state: TaskState;
  readonly assignee?: string | undefined;
  readonly dueBefore?: string | undefined;
  readonly limit: number;
  readonly from?: TaskCursor | undefined;
}

const PERSON_PREFIX = 'task#';
/** Rows read for one page where a filter leaves few; the page is then shorter, and has a cursor. */
const MOST_READS = 10;

/** Tasks and under whom they stand (effects table). */
export const createTaskStore = (dynamo: Dynamo, table: string) => {
  const rowOf = (task: Task): Item => ({
    ...taskKey(task.id),
    ...task,
    list: taskList(task.state),
    due: `${task.dueAt}#${task.id}`,
  });

  const get = async (id: string): Promise<Task | undefined> => {
    const { Item } = await dynamo.send(new GetCommand({ TableName: table, Key: taskKey(id), ConsistentRead: true }));
    return Item && taskSchema.parse(Item);
  };

  /** Puts a task that is not there yet; false if it is. */
  const create = (task: Task): Promise<boolean> =>
    transact(dynamo, [
      { Put: { TableName: table, Item: rowOf(task), ConditionExpression: 'attribute_not_exists(subject)' } },
      {
        Put: {
          TableName: table,
          Item: { subject: effectOfPerson(task.customerId), part: `${PERSON_PREFIX}${task.id}` },
        },
      },
    ]);

  /** Replaces a task that still is the version before. */
  const save = (task: Task): Promise<boolean> =>
    ifHeld(
      dynamo.send(
        new PutCommand({
          TableName: table,
          Item: rowOf(task),
          ConditionExpression: 'version = :before',
          ExpressionAttributeValues: { ':before': task.version - 1 },
        }),
      ),
    );

  /** Tasks of one state, first due first. */
  const list = async ({ state, assignee, dueBefore, limit, from }: ListOptions) => {
    const found: Task[] = [];
    let next: TaskCursor | undefined = from;
    for (let read = 0; read < MOST_READS; read++) {
      const answer = await dynamo.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'byList',
          Limit: limit - found.length,
          KeyConditionExpression: dueBefore === undefined ? '#list = :list' : '#list = :list AND #due < :due',
          ...(assignee === undefined ? {} : { FilterExpression: '#assignee = :assignee' }),
          ExpressionAttributeNames: {
            '#list': 'list',
            ...(dueBefore === undefined ? {} : { '#due': 'due' }),
            ...(assignee === undefined ? {} : { '#assignee': 'assignee' }),
          },
          ExpressionAttributeValues: {
            ':list': taskList(state),
            ...(dueBefore === undefined ? {} : { ':due': dueBefore }),
            ...(assignee === undefined ? {} : { ':assignee': assignee }),
          },
          ...(next ? { ExclusiveStartKey: next } : {}),
        }),
      );
      for (const item of answer.Items ?? []) found.push(taskSchema.parse(item));
      next = answer.LastEvaluatedKey ? taskCursorSchema.parse(answer.LastEvaluatedKey) : undefined;
      if (!next || found.length >= limit) break;
    }
    return { found, next };
  };

  const idsOf = async (ids: readonly string[]): Promise<{ readonly person: string; readonly id: string }[]> => {
    const found: { person: string; id: string }[] = [];
    for (const person of ids) {
      for await (const item of queryAll(dynamo, {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: 'subject = :subject AND begins_with(#part, :prefix)',
        ExpressionAttributeNames: { '#part': 'part' },
        ExpressionAttributeValues: { ':subject': effectOfPerson(person), ':prefix': PERSON_PREFIX },
      })) {
        found.push({ person, id: z.object({ part: z.string() }).parse(item).part.slice(PERSON_PREFIX.length) });
      }
    }
    return found;
  };

  const ofPerson = async (ids: readonly string[]): Promise<Task[]> => {
    const rows = await getMany(
      dynamo,
      table,
      (await idsOf(ids)).map(({ id }) => taskKey(id)),
    );
    return rows.map((row) => taskSchema.parse(row)).sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1));
  };

  /** What takes each task of a person away. */
  async function* removals(ids: readonly string[]): AsyncGenerator<() => Promise<void>> {
    for (const { person, id } of await idsOf(ids)) {
      yield async () => {
        await dynamo.send(new DeleteCommand({ TableName: table, Key: taskKey(id) }));
        const Key = { subject: effectOfPerson(person), part: `${PERSON_PREFIX}${id}` };
        await dynamo.send(new DeleteCommand({ TableName: table, Key }));
      };
    }
  }

  return { get, create, save, list, ofPerson, removals };
};

export type TaskStore = ReturnType<typeof createTaskStore>;
