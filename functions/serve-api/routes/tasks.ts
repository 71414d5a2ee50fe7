import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { fromCursor, listOf, pageQuery, toCursor } from '../../../shared/api/page.ts';
import { isMasked } from '../../../shared/api/personal.ts';
import { type Route, route } from '../../../shared/api/route.ts';
import { publicId } from '../../../shared/events/person.ts';
import { toIso } from '../../../shared/platform/clock.ts';
import { DangolError, quote } from '../../../shared/platform/errors.ts';
import { idsOf } from '../../../shared/profiles/profile.ts';
import type { ApiKey } from '../../../shared/settings/api-key.ts';
import { createTasks } from '../../../shared/tasks/create-task.ts';
import {
  changed,
  firstResponseMs,
  maskedWords,
  newTaskSchema,
  TASK_STATES,
  type Task,
  type TaskChange,
  taskChangeSchema,
  taskSchema,
} from '../../../shared/tasks/task.ts';
import { createTaskStore, taskCursorSchema } from '../../../shared/tasks/task-store.ts';
import { createPeople } from '../people.ts';
import type { Services } from '../services.ts';

const viewSchema = taskSchema.omit({ masked: true }).extend({
  note: z.string().nullable(),
  assignee: z.string().nullable(),
  createdBy: z.string().nullable(),
  respondedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  endedBy: z.string().nullable(),
  /** Seconds until somebody first did anything about it. */
  firstResponseSeconds: z.number().nullable(),
  overdue: z.boolean(),
});

/** What a caller sends back as it was shown, masked, is no change: the words that stand must not be lost to it. */
const withoutMasks = (task: Task, { title, note, ...rest }: TaskChange): TaskChange => {
  const shown = maskedWords(task);
  return {
    ...rest,
    ...(title === undefined || title === shown.title ? {} : { title }),
    ...(note === undefined || note === (shown.note ?? '') ? {} : { note }),
  };
};

/** Addresses and numbers in the words are masked for whoever may not see them, and of a customer's data all that is personal. */
const view = (task: Task, now: string, masked: boolean): z.infer<typeof viewSchema> => {
  const response = firstResponseMs(task);
  const { masked: _masked, ...rest } = task;
  const { title, note } = masked ? maskedWords(task) : task;
  return {
    ...rest,
    customerId: publicId(task.customerId),
    title,
    note: note ?? null,
    assignee: task.assignee ?? null,
    createdBy: task.createdBy ?? null,
    respondedAt: task.respondedAt ?? null,
    endedAt: task.endedAt ?? null,
    endedBy: task.endedBy ?? null,
    firstResponseSeconds: response === null ? null : Math.round(response / 1_000),
    overdue: task.state === 'open' && task.dueAt < now,
  };
};

const listQuery = z.object({
  ...pageQuery,
  state: z.enum(TASK_STATES).default('open'),
  assignee: z.string().min(1).max(120).optional(),
  dueBefore: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text).toISOString())
    .optional(),
});

/** What people of the shop are to do about customers: made by journeys and calls, listed by state, assignee and due time. */
export const taskRoutes = (services: Services): readonly Route[] => {
  const { dynamo, environment, clock } = services;
  const store = createTaskStore(dynamo, environment.EFFECTS_TABLE);
  const create = createTasks(store, clock);
  const people = createPeople(services);
  const now = (): string => toIso(clock());

  const find = async (id: string): Promise<Task> => {
    const task = await store.get(id);
    if (task) return task;
    throw new DangolError('not_found', `There is no task ${quote(id)}; GET /v1/tasks lists those there are.`);
  };

  const change = async (id: string, wanted: TaskChange, ifMatch: number | undefined, by: ApiKey | undefined) => {
    const task = await find(id);
    const next = changed(task, isMasked(by, undefined) ? withoutMasks(task, wanted) : wanted, now(), by?.name);
    if ((ifMatch ?? task.version) !== task.version || !(await store.save(next))) {
      throw new DangolError(
        'precondition_failed',
        `Task ${quote(id)} has changed since; read it again and repeat your change.`,
      );
    }
    return { body: view(next, now(), isMasked(by, undefined)), version: next.version };
  };

  return [
    route({
      method: 'GET',
      path: '/v1/tasks',
      scope: 'read',
      tag: 'tasks',
      summary: 'Tasks of one state, first due first',
      query: listQuery,
      answer: listOf(viewSchema),
      handle: async ({ query: { cursor, ...query }, key }) => {
        const from = cursor === undefined ? undefined : fromCursor(taskCursorSchema, cursor);
        const { found, next } = await store.list({ ...query, from });
        const data = found.map((task) => view(task, now(), isMasked(key, undefined)));
        return { body: { data, nextCursor: next ? toCursor(next) : null } };
      },
    }),
    route({
      method: 'POST',
      path: '/v1/tasks',
      scope: 'author',
      tag: 'tasks',
      summary: 'Make a task; the same effectId is the same task',
      body: newTaskSchema.safeExtend({ effectId: z.string().min(1).max(300).optional() }),
      answer: viewSchema,
      handle: async ({ body: { effectId = randomUUID(), ...order }, key }) => {
        const { customerId } = await people.get(order.customerId);
        // Calls from outside cannot take the name of a journey's effect.
        const { task, first } = await create({ ...order, customerId, effectId: `api ${effectId}`, by: key?.name });
        return { status: first ? 201 : 200, body: view(task, now(), isMasked(key, undefined)), version: task.version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/tasks/{id}',
      scope: 'read',
      tag: 'tasks',
      summary: 'One task',
      answer: viewSchema,
      handle: async ({ params, key }) => {
        const task = await find(params.id ?? '');
        return { body: view(task, now(), isMasked(key, undefined)), version: task.version };
      },
    }),
    route({
      method: 'PUT',
      path: '/v1/tasks/{id}',
      scope: 'author',
      tag: 'tasks',
      summary: 'Change title, note, assignee, due time or state; fields that are left out stay',
      body: taskChangeSchema,
      answer: viewSchema,
      handle: ({ params, body, ifMatch, key }) => change(params.id ?? '', body, ifMatch, key),
    }),
    route({
      method: 'POST',
      path: '/v1/tasks/{id}/respond',
      scope: 'author',
      tag: 'tasks',
      summary: 'Somebody has begun: notes the first response; a second call changes nothing',
      answer: viewSchema,
      handle: async ({ params, key }) => {
        const task = await find(params.id ?? '');
        if (task.respondedAt !== undefined)
          return { body: view(task, now(), isMasked(key, undefined)), version: task.version };
        const next = { ...task, version: task.version + 1, respondedAt: now() };
        const stands = (await store.save(next)) ? next : await find(task.id);
        return { body: view(stands, now(), isMasked(key, undefined)), version: stands.version };
      },
    }),
    route({
      method: 'GET',
      path: '/v1/customers/{id}/tasks',
      scope: 'read',
      tag: 'tasks',
      summary: 'Tasks about a customer, in every state',
      answer: listOf(viewSchema),
      handle: async ({ params, key }) => {
        const found = await store.ofPerson(idsOf(await people.get(params.id ?? '')));
        return { body: { data: found.map((task) => view(task, now(), isMasked(key, undefined))), nextCursor: null } };
      },
    }),
  ];
};
