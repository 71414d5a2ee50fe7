import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Show } from '../parts/states.tsx';
import { listOf } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Image, Pictures } from './pictures.tsx';
import { TEMPLATE_WORDS } from './words.ts';

const SCORES = `<p>{{ survey.question }}</p>
<p>{% for answer in survey.answers %}<a href="{{ answer.url }}" style="display:inline-block;padding:8px 12px;margin:2px;border:1px solid #dddddd;border-radius:8px;text-decoration:none">{{ answer.score }}</a> {% endfor %}</p>`;

/** A link for each score in a mail, one link everywhere else. */
const SURVEY_LINKS = {
  html: SCORES,
  mjml: `<mj-text>${SCORES}</mj-text>`,
  text: '{{ survey.question }} {{ survey.url }}',
} as const;

const blocksSchema = listOf(z.object({ id: z.string(), name: z.string() }));

/** As wide as a mail is usually set, pixels. */
const MAIL_WIDTH = 600;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('{', '&#123;');

const tagOf = ({ url, title, width }: Image, kind: 'html' | 'mjml'): string => {
  const shown = Math.min(width, MAIL_WIDTH);
  return kind === 'mjml'
    ? `<mj-image src="${url}" alt="${escaped(title)}" width="${shown}px" />`
    : `<img src="${url}" alt="${escaped(title)}" width="${shown}">`;
};

interface InsertProps {
  readonly kind: 'html' | 'mjml' | 'text';
  readonly insert: (text: string) => void;
  /** The message is a survey, whose links can be put in. */
  readonly asks: boolean;
}

const Blocks = ({ insert }: { readonly insert: (text: string) => void }) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const api = useApi();
  const [loaded, reload] = useLoad('blocks', (signal) => api.get('/v1/blocks?limit=100', blocksSchema, signal));
  return (
    <Show loaded={loaded} retry={reload} rows={1}>
      {({ value }) =>
        value.data.length === 0 ? (
          <p class="quiet-line">{words.noBlocks}</p>
        ) : (
          <ul class="chips">
            {value.data.map(({ id, name }) => (
              <li key={id}>
                <button type="button" class="button small" onClick={() => insert(`{% render '${id}' %}`)}>
                  {name}
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Show>
  );
};

/** The survey's links, shared blocks and hosted pictures, these read only by who opens them. */
export const InsertFields = ({ kind, insert, asks }: InsertProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const [opened, setOpened] = useState<'' | 'blocks' | 'pictures'>('');
  const flip = (which: 'blocks' | 'pictures') => setOpened(opened === which ? '' : which);
  return (
    <div class="insert">
      <div class="form-actions">
        <button type="button" class="text-button" aria-expanded={opened === 'blocks'} onClick={() => flip('blocks')}>
          {words.blocks}
        </button>
        {kind === 'text' ? null : (
          <button
            type="button"
            class="text-button"
            aria-expanded={opened === 'pictures'}
            onClick={() => flip('pictures')}
          >
            {words.pictures}
          </button>
        )}
        {asks ? (
          <button type="button" class="text-button" onClick={() => insert(SURVEY_LINKS[kind])}>
            {words.surveyLinks}
          </button>
        ) : null}
      </div>
      {opened === 'blocks' ? <Blocks insert={insert} /> : null}
      {opened === 'pictures' && kind !== 'text' ? (
        <Pictures medium="email" pick={(image) => insert(tagOf(image, kind))} />
      ) : null}
    </div>
  );
};
