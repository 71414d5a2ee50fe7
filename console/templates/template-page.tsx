// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { Confirm } from '../parts/confirm.tsx';
import { Back, Page } from '../parts/page.tsx';
import { Show } from '../parts/states.tsx';
import { segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link, useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { templateSchema } from './answers.ts';
import { TemplateForm } from './template-form.tsx';
import { Versions } from './versions.tsx';
import { TEMPLATE_WORDS } from './words.ts';

const Written = ({ id, copy }: { readonly id: string; readonly copy: boolean }) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const api = useApi();
  const { go } = useNavigation();
  const [archiving, setArchiving] = useState(false);
  const [round, setRound] = useState(0);
  const path = `/v1/templates/${segment(id)}`;
  const [loaded, reload] = useLoad(`template ${id}`, (signal) => api.get(path, templateSchema, signal));
  const restored = () => {
    setRound(round + 1);
    reload();
  };
  const name = loaded.state === 'ready' ? loaded.value.value.name : id;
  const aside =
    copy || loaded.state !== 'ready' ? null : (
      <>
        <Link to={{ page: 'newTemplate', copy: id }} class="button small">
          {words.copy}
        </Link>
        <button type="button" class="button small" onClick={() => setArchiving(true)}>
          {words.archive}
        </button>
      </>
    );
  return (
    <Page title={copy ? words.add : name} above={<Back />} aside={aside}>
      <Show loaded={loaded} retry={reload} rows={12}>
        {({ value, etag }) => (
          <div class="template-stack">
            <p class="lead">{words.lead}</p>
            <TemplateForm key={round} before={value} etag={etag} copy={copy} saved={reload} />
            {copy ? null : <Versions now={value} restored={restored} />}
          </div>
        )}
      </Show>
      {archiving ? (
        <Confirm
          title={words.archiveAsk(name)}
          text={words.archiveText}
          action={words.archive}
          danger
          run={async () => {
            await api.change(path, z.unknown(), { method: 'DELETE' });
            go({ page: 'templates' });
          }}
          close={() => setArchiving(false)}
        />
      ) : null}
    </Page>
  );
};

interface TemplatePageProps {
  readonly id?: string | undefined;
  /** Begins with the words of this one. */
  readonly copy?: string | undefined;
}

/** A template that is written, copied or changed, beside what a person would get of it. */
export const TemplatePage = ({ id, copy }: TemplatePageProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const known = id ?? copy;
  if (known !== undefined) return <Written id={known} copy={id === undefined} />;
  return (
    <Page title={words.add} above={<Back />}>
      <div class="template-stack">
        <p class="lead">{words.lead}</p>
        <TemplateForm saved={() => undefined} />
      </div>
    </Page>
  );
};
