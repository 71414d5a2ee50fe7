import { useRef } from 'preact/hooks';
import { Choice, Field, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import type { TemplateDraft, WordsDraft } from './draft.ts';
import { InsertFields } from './insert-fields.tsx';
import { TEMPLATE_WORDS } from './words.ts';

interface WordsFieldsProps {
  readonly channel: TemplateDraft['channel'];
  readonly value: WordsDraft;
  readonly change: (part: Partial<WordsDraft>) => void;
  /** The message is a survey. */
  readonly asks: boolean;
}

/** Subject and body in one language, with shared blocks and pictures to put in where the cursor stands. */
export const WordsFields = ({ channel, value, change, asks }: WordsFieldsProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const area = useRef<HTMLTextAreaElement>(null);
  const email = channel === 'email';
  const push = channel === 'push';
  const body = email ? value.source : value.text;
  const set = (text: string) => change(email ? { source: text } : { text });
  const insert = (text: string) => {
    const at = area.current?.selectionStart ?? body.length;
    set(`${body.slice(0, at)}${text}${body.slice(at)}`);
    area.current?.focus();
  };
  return (
    <>
      <TextField
        name={email ? words.subject : push ? words.pushTitle : words.smsSubject}
        hint={channel === 'sms' ? words.smsSubjectHint : undefined}
        value={value.subject}
        change={(subject) => change({ subject })}
        required={email || push}
      />
      {email ? (
        <Choice
          name={words.kind}
          value={value.kind}
          change={(kind) => change({ kind: kind === 'mjml' ? 'mjml' : 'html' })}
          options={[
            ['html', words.kinds.html],
            ['mjml', words.kinds.mjml],
          ]}
        />
      ) : null}
      <Field name={email ? words.body : words.text}>
        {(wired) => (
          <textarea
            {...wired}
            ref={area}
            rows={email ? 14 : 6}
            value={body}
            required
            onInput={(event) => set(event.currentTarget.value)}
          />
        )}
      </Field>
      <InsertFields kind={email ? value.kind : 'text'} insert={insert} asks={asks} />
      {email ? (
        <TextField name={words.textPart} rows={3} value={value.text} change={(text) => change({ text })} />
      ) : null}
    </>
  );
};
