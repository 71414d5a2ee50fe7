import type { StepOf } from '../../shared/journeys/step.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import type { FieldsProps } from './outcome-fields.tsx';
import { SpanField } from './span-field.tsx';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

export const MessageFields = ({ step, change, targets }: FieldsProps<StepOf<'message'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { templates } = useGiven();
  const { fallback, ...rest } = step;
  return (
    <>
      <Choice
        name={words.template}
        value={step.templateId}
        options={[['', words.pickTemplate], ...templates]}
        change={(templateId) => change({ ...step, templateId })}
      />
      <Choice
        name={words.fallback}
        value={fallback?.to ?? ''}
        options={[['', words.noFallback], ...targets]}
        change={(to) =>
          change(to === '' ? rest : { ...rest, fallback: { after: fallback?.after ?? { hours: 6 }, to } })
        }
      />
      {fallback ? (
        <SpanField
          name={words.fallbackAfter}
          value={fallback.after}
          change={(after) => change({ ...rest, fallback: { ...fallback, after } })}
        />
      ) : null}
    </>
  );
};

export const TaskFields = ({ step, change }: FieldsProps<StepOf<'task'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { note = '', assignee = '', ...rest } = step;
  const put = (next: { note?: string; assignee?: string }) => {
    const said = { note, assignee, ...next };
    change({
      ...rest,
      ...(said.note === '' ? {} : { note: said.note }),
      ...(said.assignee === '' ? {} : { assignee: said.assignee }),
    });
  };
  return (
    <>
      <TextField
        name={words.taskTitle}
        hint={words.taskHint}
        value={step.title}
        required
        change={(title) => change({ ...step, title })}
      />
      <TextField name={words.taskNote} value={note} rows={2} change={(next) => put({ note: next })} />
      <TextField name={words.assignee} value={assignee} change={(next) => put({ assignee: next })} />
      <SpanField name={words.dueIn} value={step.dueIn} change={(dueIn) => change({ ...step, dueIn })} />
    </>
  );
};
