import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Confirm } from '../parts/confirm.tsx';
import { Card } from '../parts/page.tsx';
import { Pages } from '../parts/pages-of.tsx';
import { useFormat } from '../parts/shop.tsx';
import { segment, withQuery } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Template, templatesSchema } from './answers.ts';
import { diffLines } from './diff.ts';
import { TEMPLATE_WORDS } from './words.ts';

const sourceOf = ({ name, purpose, language, subject, html, mjml, text, languages }: Template): string =>
  [
    `${name} · ${purpose} · ${language}`,
    ...(subject === undefined ? [] : [subject]),
    ...[mjml ?? html, text].filter((part) => part !== undefined),
    ...(languages === undefined ? [] : [JSON.stringify(languages, null, 1)]),
  ].join('\n');

const Difference = ({ before, now }: { readonly before: Template; readonly now: Template }) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const lines = diffLines(sourceOf(before), sourceOf(now));
  if (lines.every(({ sign }) => sign === ' ')) return <p class="quiet-line">{words.same}</p>;
  return (
    <pre class="difference">
      {lines.map(({ sign, text }, index) => {
        const key = index;
        return sign === ' ' ? (
          <span key={key}>{`  ${text}\n`}</span>
        ) : sign === '+' ? (
          <ins key={key}>{`+ ${text}\n`}</ins>
        ) : (
          <del key={key}>{`- ${text}\n`}</del>
        );
      })}
    </pre>
  );
};

interface VersionsProps {
  readonly now: Template;
  readonly restored: () => void;
}

/** Every version of a template: what has changed since, and the way back. */
export const Versions = ({ now, restored }: VersionsProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const format = useFormat();
  const api = useApi();
  const [shown, setShown] = useState<number>();
  const [restoring, setRestoring] = useState<number>();
  const path = `/v1/templates/${segment(now.id)}/versions`;
  const load = async (cursor: string | undefined) =>
    (await api.get(withQuery(path, { limit: 10, cursor }), templatesSchema)).value;
  return (
    <Card title={words.versions}>
      <Pages name={`versions ${now.id} ${now.version}`} load={load} empty={null}>
        {(rows) => (
          <ul class="came">
            {rows.map((one) => (
              <li key={one.version}>
                <b>{one.version === now.version ? words.current : words.version(one.version)}</b>
                <span>
                  {format.dateTime(one.updatedAt)} {one.by ? words.by(one.by) : ''}
                </span>
                {one.version === now.version ? null : (
                  <span class="computed-do">
                    <button
                      type="button"
                      class="text-button"
                      onClick={() => setShown(shown === one.version ? undefined : one.version)}
                    >
                      {shown === one.version ? words.close : words.compare}
                    </button>
                    <button type="button" class="text-button" onClick={() => setRestoring(one.version)}>
                      {words.restore}
                    </button>
                  </span>
                )}
                {shown === one.version ? <Difference before={one} now={now} /> : null}
              </li>
            ))}
          </ul>
        )}
      </Pages>
      {restoring === undefined ? null : (
        <Confirm
          title={words.restoreAsk(restoring)}
          text={words.restoreText}
          action={words.restore}
          run={async () => {
            await api.change(`${path}/${restoring}/restore`, z.unknown(), { method: 'POST' });
            restored();
          }}
          close={() => setRestoring(undefined)}
        />
      )}
    </Card>
  );
};
