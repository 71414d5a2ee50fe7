// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import { Choice, TextField } from '../parts/field.tsx';
import { Page } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { Empty } from '../parts/states.tsx';
import { listOf } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { DUES, listPath, STATES, type Task, type TaskFilter, taskSchema } from './task.ts';
import { TaskRow } from './task-row.tsx';
import { TASK_WORDS } from './words.ts';

const tasksSchema = listOf(taskSchema);

const isOf = <Value extends string>(all: readonly Value[], value: string): value is Value =>
  all.some((one) => one === value);

/** What the shop's people are to do about customers, first due first. */
export const TasksPage = () => {
  const words = TASK_WORDS[useLanguage().language];
  const api = useApi();
  const [filter, setFilter] = useState<TaskFilter>({ state: 'open', assignee: '', due: 'any' });
  /** What has become of tasks since the list was read, by id: they stay in their places. */
  const [since, setSince] = useState<ReadonlyMap<string, Task>>(new Map());
  const replace = (task: Task) => setSince((before) => new Map(before).set(task.id, task));
  const narrow = (part: Partial<TaskFilter>) => {
    setFilter({ ...filter, ...part });
    setSince(new Map());
  };
  const isNarrow = filter.assignee.trim() !== '' || filter.due !== 'any';
  return (
    <Page title={words.title}>
      <p class="lead">{words.lead}</p>
      <div class="task-filter">
        <Choice
          name={words.state}
          value={filter.state}
          change={(state) => isOf(STATES, state) && narrow({ state })}
          options={STATES.map((state) => [state, words.states[state]])}
        />
        <Choice
          name={words.due}
          value={filter.due}
          change={(due) => isOf(DUES, due) && narrow({ due })}
          options={DUES.map((due) => [due, words.dues[due]])}
        />
        <TextField name={words.assignee} value={filter.assignee} change={(assignee) => narrow({ assignee })} />
      </div>
      <Pages
        name={`tasks ${JSON.stringify(filter)}`}
        load={async (cursor) => (await api.get(listPath(filter, Date.now(), cursor), tasksSchema)).value}
        empty={
          <Empty title={isNarrow ? words.noneFound : words.none[filter.state]}>{isNarrow ? null : words.noneDo}</Empty>
        }
      >
        {(rows) => (
          <ul class="rows framed">
            {rows.map((task) => (
              <TaskRow key={task.id} task={since.get(task.id) ?? task} replace={replace} />
            ))}
          </ul>
        )}
      </Pages>
    </Page>
  );
};
