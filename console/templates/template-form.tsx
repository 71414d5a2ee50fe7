import { useState } from 'preact/hooks';
import { senderSettingsSchema } from '../composer/answers.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { useShop } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Template, templateSchema } from './answers.ts';
import {
  bodyOf,
  channelOf,
  draftOf,
  isFilled,
  NO_WORDS,
  type TemplateDraft,
  unfinished,
  type WordsDraft,
} from './draft.ts';
import { KakaoFields } from './kakao-fields.tsx';
import { KoreanFields } from './korean-fields.tsx';
import { LanguageTabs } from './language-tabs.tsx';
import { PreviewCard } from './preview.tsx';
import { SurveyFields } from './survey-fields.tsx';
import { TEMPLATE_WORDS } from './words.ts';
import { WordsFields } from './words-fields.tsx';

interface FormProps {
  /** What is changed, or copied. */
  readonly before?: Template | undefined;
  /** Of the one that is changed. */
  readonly etag?: string | undefined;
  readonly copy?: boolean;
  readonly saved: () => void;
}

interface SenderFieldsProps {
  readonly draft: TemplateDraft;
  readonly change: (part: Partial<TemplateDraft>) => void;
}

/** Brand and topic, where the shop has any. */
const SenderFields = ({ draft, change }: SenderFieldsProps) => {
  const { language } = useLanguage();
  const words = TEMPLATE_WORDS[language];
  const api = useApi();
  const [loaded] = useLoad('senders', (signal) => api.get('/v1/settings', senderSettingsSchema, signal));
  if (loaded.state !== 'ready') return null;
  const { brand, brands, topics } = loaded.value.value;
  if (brands.length + topics.length === 0) return null;
  return (
    <div class="pair">
      {brands.length > 0 ? (
        <Choice
          name={words.brand}
          value={draft.brand}
          change={(id) => change({ brand: id })}
          options={[['', brand.name], ...brands.map(({ id, name }) => [id, name] as const)]}
        />
      ) : null}
      {topics.length > 0 ? (
        <Choice
          name={words.topic}
          value={draft.topic}
          change={(topic) => change({ topic })}
          options={[['', words.noTopic], ...topics.map(({ id, name }) => [id, name[language]] as const)]}
        />
      ) : null}
    </div>
  );
};

/** A template in all its languages, beside what a person would get of it. */
export const TemplateForm = ({ before, etag, copy = false, saved }: FormProps) => {
  const { language: spoken, words: house } = useLanguage();
  const words = TEMPLATE_WORDS[spoken];
  const api = useApi();
  const { settings } = useShop();
  const { go } = useNavigation();
  const [draft, setDraft] = useState<TemplateDraft>(() => {
    const start = draftOf(before, settings?.language ?? 'ko');
    return before && copy ? { ...start, name: words.copyName(before.name) } : start;
  });
  const [shown, setShown] = useState<string>();
  const [note, setNote] = useState<string>();
  const change = (part: Partial<TemplateDraft>) => setDraft((now) => ({ ...now, ...part }));
  const { channel, language, others } = draft;
  const kakao = channel === 'kakao';
  const edited = shown === undefined ? draft.words : (others[shown] ?? NO_WORDS);
  const put = (part: Partial<WordsDraft>) => {
    const next = { ...edited, ...part };
    change(shown === undefined ? { words: next } : { others: { ...others, [shown]: next } });
  };
  const missing = unfinished(draft);
  const ready = draft.name.trim() !== '' && missing.length === 0;
  const body = bodyOf(draft);
  const { busy, error, submit } = useSubmit(async () => {
    setNote(undefined);
    if (before && !copy) {
      const write = { method: 'PUT', body, ...(etag === undefined ? {} : { ifMatch: etag }) } as const;
      const { value } = await api.change(`/v1/templates/${segment(before.id)}`, templateSchema, write);
      setNote(words.saved(value.version));
      saved();
      return;
    }
    const made = await api.change('/v1/templates', templateSchema, { method: 'POST', body });
    go({ page: 'template', id: made.value.id });
  });
  return (
    <div class="template-desk">
      <Card>
        <form class="form" onSubmit={submit}>
          <TextField name={words.name} value={draft.name} change={(name) => change({ name })} required />
          <div class="pair">
            <Choice
              name={words.channel}
              value={channel}
              change={(value) => change({ channel: channelOf(value) })}
              options={[
                ['email', house.channels.email],
                ['sms', house.channels.sms],
                ['push', house.channels.push],
                ['kakao', house.channels.kakao],
              ]}
            />
            <Choice
              name={words.purpose}
              value={kakao ? 'ad' : draft.purpose}
              change={(value) => change({ purpose: value === 'info' ? 'info' : 'ad' })}
              options={[['ad', words.purposes.ad], ...(kakao ? [] : [['info', words.purposes.info] as const])]}
            />
          </div>
          <SenderFields draft={draft} change={change} />
          {kakao ? null : (
            <LanguageTabs
              main={language}
              others={Object.keys(others)}
              shown={shown}
              show={setShown}
              changeMain={(code) => change({ language: code })}
              add={(code) => change({ others: { ...others, [code]: { ...NO_WORDS, kind: draft.words.kind } } })}
              remove={(code) => {
                const { [code]: _gone, ...left } = others;
                change({ others: left });
              }}
            />
          )}
          <SurveyFields draft={draft} change={change} code={shown ?? language} />
          {kakao ? (
            <KakaoFields
              value={draft.kakao}
              text={draft.words.text}
              change={(value) => change({ kakao: value })}
              changeText={(text) => change({ words: { ...draft.words, text } })}
            />
          ) : (
            <WordsFields
              key={shown ?? ''}
              channel={channel}
              value={edited}
              change={put}
              asks={draft.survey.kind !== ''}
            />
          )}
          {channel === 'sms' ? <KoreanFields draft={draft} change={change} /> : null}
          {channel === 'push' ? (
            <>
              <TextField
                name={words.pushLink}
                hint={words.pushLinkHint}
                value={draft.link}
                change={(link) => change({ link })}
              />
              <TextField name={words.pushImage} value={draft.image} change={(image) => change({ image })} />
            </>
          ) : null}
          {error ? <Failure error={error} /> : null}
          <div class="form-actions">
            <button type="submit" class="button primary" disabled={busy || !ready}>
              {words.save}
            </button>
            {ready ? (
              <small role="status">{note}</small>
            ) : (
              <small>
                {missing.length > 0 && Object.keys(others).length > 0 && !kakao
                  ? words.missingIn(missing.join(', '))
                  : words.missing}
              </small>
            )}
          </div>
        </form>
      </Card>
      <PreviewCard
        template={(kakao || isFilled(edited, channel)) && missing.length === 0 ? body : undefined}
        language={shown}
      />
    </div>
  );
};
