import { useState } from 'preact/hooks';
import { describe } from '../../shared/segments/describe.ts';
import { type Rule, ruleSchema } from '../../shared/segments/rule.ts';
import { type SegmentAnswer, segmentSchema } from '../answers/segments.ts';
import { TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import { type Answer, segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { KnowledgeProvider, useLoadedKnowledge } from './knowledge.tsx';
import { FRESH } from './leaf-editor.tsx';
import { Preview } from './preview.tsx';
import { RuleEditor } from './rule-editor.tsx';
import { SEGMENT_WORDS } from './words.ts';

interface EditorProps {
  /** What is changed, with the version that was read; absent for a new one. */
  readonly before?: Answer<SegmentAnswer>;
  /** What a new one begins as. */
  readonly copy?: SegmentAnswer;
  readonly done: (saved: SegmentAnswer) => void;
  readonly discard: () => void;
}

/** A group at the top, so that a second condition has a place. */
const grouped = (rule: Rule): Rule => ('all' in rule || 'any' in rule ? rule : { all: [rule] });

const START: Rule = { all: [FRESH.event] };

/** The rule as text, for what the builder does not know and for who likes it better. */
const JsonRule = ({ text, change }: { readonly text: string; readonly change: (text: string) => void }) => {
  const { language } = useLanguage();
  return <TextField name={SEGMENT_WORDS[language].rule} value={text} change={change} rows={12} />;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const SegmentEditor = ({ before, copy, done, discard }: EditorProps) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const api = useApi();
  const knowledge = useLoadedKnowledge();
  const origin = before?.value ?? copy;
  const known = origin === undefined ? undefined : ruleSchema.safeParse(origin.rule);
  const [name, setName] = useState(before ? before.value.name : copy ? words.copyOf(copy.name) : '');
  const [description, setDescription] = useState(origin?.description ?? '');
  const [rule, setRule] = useState<Rule>(known?.success ? grouped(known.data) : START);
  const [json, setJson] = useState(known && !known.success ? JSON.stringify(origin?.rule, null, 2) : undefined);
  const [etag, setEtag] = useState(before?.etag);
  const said = ruleSchema.safeParse(json === undefined ? rule : parsed(json));
  const complete = said.success ? said.data : undefined;

  const send = async (version: string | undefined) => {
    if (!said.success && json === undefined) return;
    const body = {
      name: name.trim(),
      ...(description.trim() === '' ? {} : { description: description.trim() }),
      rule: said.success ? said.data : parsed(json ?? ''),
    };
    const saved = before
      ? await api.change(`/v1/segments/${segment(before.value.id)}`, segmentSchema, {
          ...{ method: 'PUT', body },
          ...(version === undefined ? {} : { ifMatch: version }),
        })
      : await api.change('/v1/segments', segmentSchema, { method: 'POST', body });
    done(saved.value);
  };
  const { busy, error, submit } = useSubmit(() => send(etag));
  const again = useSubmit(async () => {
    if (!before) return;
    const newest = await api.get(`/v1/segments/${segment(before.value.id)}`, segmentSchema);
    setEtag(newest.etag);
    await send(newest.etag);
  });
  const theirs = useSubmit(async () => {
    if (!before) return;
    const newest = await api.get(`/v1/segments/${segment(before.value.id)}`, segmentSchema);
    const rules = ruleSchema.safeParse(newest.value.rule);
    setName(newest.value.name);
    setDescription(newest.value.description ?? '');
    if (rules.success) setRule(grouped(rules.data));
    setJson(rules.success ? undefined : JSON.stringify(newest.value.rule, null, 2));
    setEtag(newest.etag);
  });
  const conflict = error?.status === 412 && before && etag === before.etag;

  return (
    <KnowledgeProvider value={knowledge}>
      <div class="columns">
        <form class="column wide form" onSubmit={submit}>
          <Card>
            <TextField name={words.name} value={name} change={setName} required />
            <TextField name={words.description} value={description} change={setDescription} />
          </Card>
          <Card
            title={words.rule}
            aside={
              json === undefined ? (
                <button type="button" class="text-button" onClick={() => setJson(JSON.stringify(rule, null, 2))}>
                  {words.json}
                </button>
              ) : said.success ? (
                <button
                  type="button"
                  class="text-button"
                  onClick={() => {
                    setRule(grouped(said.data));
                    setJson(undefined);
                  }}
                >
                  {words.change}
                </button>
              ) : null
            }
          >
            {complete ? <p class="segment-sentence">{describe(complete, language, knowledge.names)}</p> : null}
            {json === undefined ? (
              <RuleEditor rule={rule} change={setRule} place="" />
            ) : (
              <>
                {known && !known.success ? <p class="quiet-line">{words.jsonOnly}</p> : null}
                <JsonRule text={json} change={setJson} />
              </>
            )}
            {said.success ? null : (
              <ul class="failure-details" role="status">
                {said.error.issues.slice(0, 5).map((issue) => (
                  <li key={issue.path.join('.')}>
                    <code>{issue.path.join('.') || '$'}</code> {issue.message}
                  </li>
                ))}
              </ul>
            )}
          </Card>
          {conflict ? (
            <div class="failure" role="alert">
              <div>
                <p class="failure-title">{words.conflict}</p>
                <p class="failure-advice">{words.conflictText}</p>
                <p class="segment-actions">
                  <button type="button" class="button small" onClick={() => void theirs.run()}>
                    {words.takeTheirs}
                  </button>
                  <button type="button" class="button small danger" onClick={() => void again.run()}>
                    {words.keepMine}
                  </button>
                </p>
              </div>
            </div>
          ) : error ? (
            <Failure error={error} />
          ) : null}
          {again.error ? <Failure error={again.error} /> : null}
          {theirs.error ? <Failure error={theirs.error} /> : null}
          <div class="form-actions">
            <button
              type="submit"
              class="button primary"
              disabled={busy || name.trim() === '' || complete === undefined}
            >
              {words.save}
            </button>
            <button type="button" class="button" onClick={discard}>
              {words.discard}
            </button>
            {name.trim() === '' || complete === undefined ? <small>{words.missing}</small> : null}
          </div>
        </form>
        <div class="column">
          <Preview rule={complete} />
        </div>
      </div>
    </KnowledgeProvider>
  );
};
