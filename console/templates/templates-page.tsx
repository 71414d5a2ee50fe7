// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useEffect, useState } from 'preact/hooks';
import { TextField } from '../parts/field.tsx';
import { Card, Page } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { withQuery } from '../platform/api.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { libraryAnswerSchema, type Past, type Template, templatesSchema } from './answers.ts';
import { TEMPLATE_WORDS } from './words.ts';

const TemplateRow = ({ template }: { readonly template: Template }) => {
  const { language, words: house } = useLanguage();
  const words = TEMPLATE_WORDS[language];
  const { id, name, channel, purpose, version, subject, text } = template;
  return (
    <li>
      <b>
        <Link to={{ page: 'template', id }}>{name}</Link>
      </b>
      <span>{subject ?? text}</span>
      <small>
        {wordOf(house.channels, channel)} · {wordOf(words.purposes, purpose)} · {words.version(version)}
      </small>
    </li>
  );
};

const PastRow = ({ past }: { readonly past: Past }) => {
  const { language, words: house } = useLanguage();
  const words = TEMPLATE_WORDS[language];
  const format = useFormat();
  const share = (value: number | null): string => (value === null ? words.unknown : format.percent(value));
  const { campaignId, campaignName, channel, templateId, subject, excerpt, startAt, sent } = past;
  return (
    <li>
      <b>
        <Link to={{ page: 'campaign', id: campaignId }}>{campaignName}</Link>
      </b>
      <span>{subject ?? excerpt}</span>
      <span>
        {words.figures(
          format.number(sent),
          share(past.clickRate),
          share(past.conversionRate),
          share(past.negativeRate),
        )}
      </span>
      <small>
        {wordOf(house.channels, channel)} · {format.date(startAt)}
      </small>
      <span class="computed-do">
        <Link to={{ page: 'newTemplate', copy: templateId }} class="text-button">
          {words.copy}
        </Link>
      </span>
    </li>
  );
};

/** Milliseconds without a key before the lists are asked for anew. */
const PAUSE = 300;

/** Templates, and past messages with what they did; one search looks through both. */
export const TemplatesPage = () => {
  const { language } = useLanguage();
  const words = TEMPLATE_WORDS[language];
  const api = useApi();
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(typed.trim()), PAUSE);
    return () => clearTimeout(timer);
  }, [typed]);
  const query = asked === '' ? undefined : asked;
  const add = (
    <Link to={{ page: 'newTemplate' }} class="button primary">
      {words.add}
    </Link>
  );
  const none = (text: string) => <p class="quiet-line">{query === undefined ? text : words.nothing}</p>;
  return (
    <Page title={words.title} aside={add}>
      <div class="template-stack">
        <TextField name={words.search} value={typed} change={setTyped} />
        <Card title={words.title}>
          <Pages
            name={`templates ${asked}`}
            load={async (cursor) =>
              (await api.get(withQuery('/v1/templates', { limit: 50, cursor, query }), templatesSchema)).value
            }
            empty={none(words.none)}
          >
            {(rows) => (
              <ul class="came">
                {rows.map((one) => (
                  <TemplateRow key={one.id} template={one} />
                ))}
              </ul>
            )}
          </Pages>
        </Card>
        <Card title={words.past}>
          <Pages
            name={`library ${asked}`}
            load={async (cursor) =>
              (await api.get(withQuery('/v1/library', { limit: 20, cursor, query }), libraryAnswerSchema)).value
            }
            empty={none(words.noPast)}
          >
            {(rows) => (
              <ul class="came">
                {rows.map((one) => (
                  <PastRow key={one.campaignId} past={one} />
                ))}
              </ul>
            )}
          </Pages>
        </Card>
      </div>
    </Page>
  );
};
