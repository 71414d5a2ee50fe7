import { type Clock, toIso } from '../platform/clock.ts';
import type { NewTask, Task, TaskWords } from './task.ts';
import { taskIdOf } from './task.ts';
import type { TaskStore } from './task-store.ts';

interface TaskOrder extends NewTask {
  /** Names the one occasion: repeating it answers the task that is there, whatever became of it. */
  readonly effectId: string;
  readonly by?: string | undefined;
  readonly masked?: TaskWords | undefined;
}

export const createTasks =
  (store: Pick<TaskStore, 'get' | 'create'>, clock: Clock) =>
  async ({ effectId, by, masked, ...order }: TaskOrder): Promise<{ readonly task: Task; readonly first: boolean }> => {
    const id = taskIdOf(effectId);
    const known = await store.get(id);
    if (known) return { task: known, first: false };
    const createdBy = by === undefined ? {} : { createdBy: by };
    const task: Task = {
      ...{ ...order, id, state: 'open', version: 1, createdAt: toIso(clock()) },
      ...{ ...createdBy, ...(masked ? { masked } : {}) },
    };
    if (await store.create(task)) return { task, first: true };
    return { task: (await store.get(id)) ?? task, first: false };
  };
