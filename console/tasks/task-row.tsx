import { useRef, useState } from 'preact/hooks';
import { TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { Status } from '../parts/status.tsx';
import { segment } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi, useSession } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { spanText, type Task, taskSchema } from './task.ts';
import { TASK_WORDS } from './words.ts';

/** Where the task comes from, as far as it has a page. */
const Source = ({ source: { kind, id } }: Pick<Task, 'source'>) => {
  const words = TASK_WORDS[useLanguage().language];
  if (id === undefined) return <>{kind === 'journey' ? words.from.journey : words.from.api}</>;
  if (kind === 'journey')
    return (
      <Link to={{ page: 'journey', id }}>
        {words.from.journey} {id}
      </Link>
    );
  if (kind === 'message')
    return (
      <Link to={{ page: 'campaign', id }}>
        {words.from.campaign} {id}
      </Link>
    );
  return <>{id}</>;
};

interface TaskProps {
  readonly task: Task;
  readonly replace: (task: Task) => void;
}

const Handling = ({ task, replace }: TaskProps) => {
  const words = TASK_WORDS[useLanguage().language];
  const api = useApi();
  const { user } = useSession();
  const [note, setNote] = useState(task.note ?? '');
  const [assignee, setAssignee] = useState(task.assignee ?? '');
  const path = `/v1/tasks/${segment(task.id)}`;
  /** What the pressed button asks for beside the words; Enter presses the first one. */
  const wanted = useRef<object>({});
  const save = async (more: object) => {
    const body = { note: note.trim(), assignee: assignee.trim() === '' ? null : assignee.trim(), ...more };
    const { value } = await api.change(path, taskSchema, { method: 'PUT', body, ifMatch: `"${task.version}"` });
    replace(value);
  };
  const form = useSubmit(() => save(wanted.current));
  const begin = useSubmit(async () => {
    replace((await api.change(`${path}/respond`, taskSchema, { method: 'POST' })).value);
  });
  const asks = (what: object) => () => {
    wanted.current = what;
  };
  const busy = form.busy || begin.busy;
  return (
    <form class="form" onSubmit={form.submit}>
      <TextField name={words.assignee} value={assignee} change={setAssignee} />
      <TextField name={words.note} hint={words.noteHint} rows={3} value={note} change={setNote} />
      <div class="form-actions">
        {task.state === 'open' ? (
          <>
            <button type="submit" class="button small" disabled={busy} onClick={asks({})}>
              {words.save}
            </button>
            <button type="submit" class="button small" disabled={busy} onClick={asks({ state: 'done' })}>
              {words.finish}
            </button>
            {task.firstResponseSeconds === null ? (
              <button type="button" class="button small" disabled={busy} onClick={() => void begin.run()}>
                {words.begin}
              </button>
            ) : null}
            {user !== undefined && assignee !== user ? (
              <button type="button" class="button small" disabled={busy} onClick={() => setAssignee(user)}>
                {words.take}
              </button>
            ) : null}
            <button type="submit" class="text-button" disabled={busy} onClick={asks({ state: 'cancelled' })}>
              {words.cancel}
            </button>
          </>
        ) : (
          <button type="submit" class="button small" disabled={busy} onClick={asks({ state: 'open' })}>
            {words.reopen}
          </button>
        )}
      </div>
      {form.error ? <Failure error={form.error} /> : null}
      {begin.error ? <Failure error={begin.error} /> : null}
    </form>
  );
};

/** One task: about whom, until when, by whom, and what to do with it. */
export const TaskRow = ({ task, replace }: TaskProps) => {
  const words = TASK_WORDS[useLanguage().language];
  const format = useFormat();
  const { title, customerId, dueAt, overdue, assignee, state, endedAt, endedBy, firstResponseSeconds } = task;
  return (
    <li class="task">
      <p class="task-head">
        <strong>{title}</strong>
        {overdue ? <Status code="failed" word={words.late} /> : null}
        {state === 'open' ? null : <Status code={state} word={words.states[state]} />}
      </p>
      <p class="quiet-line">
        <Link to={{ page: 'customer', id: customerId }}>{customerId}</Link> · {words.dueAt(format.dateTime(dueAt))} ·{' '}
        {assignee ?? words.nobody} · <Source source={task.source} /> ·{' '}
        {firstResponseSeconds === null
          ? words.unanswered
          : words.responded(spanText(firstResponseSeconds, words, format))}
        {endedAt === null ? '' : ` · ${words.ended(format.dateTime(endedAt), endedBy)}`}
      </p>
      {task.note ? <p class="task-note">{task.note}</p> : null}
      <details>
        <summary>{words.handle}</summary>
        <Handling key={task.version} task={task} replace={replace} />
      </details>
    </li>
  );
};
