import { useState } from 'preact/hooks';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useShop } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Template, templateSchema } from './answers.ts';
import { PreviewCard } from './preview.tsx';
import { TEMPLATE_WORDS } from './words.ts';

interface FormProps {
  /** What is changed, or copied. */
  readonly before?: Template | undefined;
  /** Of the one that is changed. */
  readonly etag?: string | undefined;
  readonly copy?: boolean;
  readonly saved: () => void;
}

/** What the form does not show stays as it was: topic, brand, other languages. */
const restOf = ({ id, version, updatedAt, by, archived, subject, html, mjml, text, ...rest }: Template) => rest;

export const TemplateForm = ({ before, etag, copy = false, saved }: FormProps) => {
  const { language: spoken, words: house } = useLanguage();
  const words = TEMPLATE_WORDS[spoken];
  const api = useApi();
  const { settings } = useShop();
  const { go } = useNavigation();
  const [name, setName] = useState(before ? (copy ? words.copyName(before.name) : before.name) : '');
  const [channel, setChannel] = useState(before?.channel ?? 'email');
  const [purpose, setPurpose] = useState(before?.purpose ?? 'ad');
  const [chosen, setLanguage] = useState<string | undefined>(before?.language);
  const [subject, setSubject] = useState(before?.subject ?? '');
  const [kind, setKind] = useState(before?.mjml === undefined ? 'html' : 'mjml');
  const [source, setSource] = useState(before?.mjml ?? before?.html ?? '');
  const [text, setText] = useState(before?.text ?? '');
  const [note, setNote] = useState<string>();
  const language = chosen ?? settings?.language ?? 'ko';
  const email = channel === 'email';
  const filled = email ? subject.trim() !== '' && source.trim() !== '' : text.trim() !== '';
  const ready = name.trim() !== '' && filled;
  const part = text.trim() === '' ? {} : { text };
  const content = email ? { subject, [kind]: source, ...part } : { ...(subject === '' ? {} : { subject }), text };
  const body = { ...(before ? restOf(before) : {}), name: name.trim() || '-', channel, purpose, language, ...content };
  const { busy, error, submit } = useSubmit(async () => {
    setNote(undefined);
    if (before && !copy) {
      const change = { method: 'PUT', body, ...(etag === undefined ? {} : { ifMatch: etag }) } as const;
      const { value } = await api.change(`/v1/templates/${segment(before.id)}`, templateSchema, change);
      setNote(words.saved(value.version));
      saved();
      return;
    }
    const made = await api.change('/v1/templates', templateSchema, { method: 'POST', body });
    go({ page: 'template', id: made.value.id });
  });
  const others = Object.keys(before?.languages ?? {});
  const languages = Object.entries<string>(words.languages);
  return (
    <div class="template-desk">
      <Card>
        <form class="form" onSubmit={submit}>
          <TextField name={words.name} value={name} change={setName} required />
          <div class="pair">
            <Choice
              name={words.channel}
              value={channel}
              change={setChannel}
              options={[
                ['email', house.channels.email],
                ['sms', house.channels.sms],
              ]}
            />
            <Choice
              name={words.purpose}
              value={purpose}
              change={setPurpose}
              options={[
                ['ad', words.purposes.ad],
                ['info', words.purposes.info],
              ]}
            />
          </div>
          <Choice
            name={words.language}
            hint={others.length > 0 ? words.others(others.join(', ')) : undefined}
            value={language}
            change={setLanguage}
            options={languages.some(([code]) => code === language) ? languages : [...languages, [language, language]]}
          />
          {email ? (
            <>
              <TextField name={words.subject} value={subject} change={setSubject} required />
              <Choice
                name={words.kind}
                value={kind}
                change={setKind}
                options={[
                  ['html', words.kinds.html],
                  ['mjml', words.kinds.mjml],
                ]}
              />
              <TextField name={words.body} rows={14} value={source} change={setSource} required />
              <TextField name={words.textPart} rows={3} value={text} change={setText} />
            </>
          ) : (
            <TextField name={words.text} rows={6} value={text} change={setText} required />
          )}
          {error ? <Failure error={error} /> : null}
          <div class="form-actions">
            <button type="submit" class="button primary" disabled={busy || !ready}>
              {words.save}
            </button>
            {ready ? <small role="status">{note}</small> : <small>{words.missing}</small>}
          </div>
        </form>
      </Card>
      <PreviewCard template={filled ? body : undefined} />
    </div>
  );
};
