// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import * as z from 'zod';
import { type Computed, computedListSchema, computedSchema } from '../answers/computed.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Card } from '../parts/page.tsx';
import { Failure, Show } from '../parts/states.tsx';
import { type Answer, type ApiError, segment } from '../platform/api.ts';
import { asApiError, useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { ComputedForm } from './computed-form.tsx';
import { COMPUTED_WORDS } from './words.ts';

interface RowProps {
  readonly one: Computed;
  readonly change?: () => void;
  readonly archive?: () => void;
}

const Row = ({ one, change, archive }: RowProps) => {
  const { language } = useLanguage();
  const words = COMPUTED_WORDS[language];
  return (
    <li>
      <b>{one.title ?? one.name}</b>
      <span>{words.sentence(one, wordOf(words.operations, one.operation))}</span>
      <small>{one.name}</small>
      {change && archive ? (
        <span class="computed-do">
          <button type="button" class="text-button" onClick={change} aria-label={`${words.change} ${one.name}`}>
            {words.change}
          </button>
          <button type="button" class="text-button" onClick={archive} aria-label={`${words.archive} ${one.name}`}>
            {words.archive}
          </button>
        </span>
      ) : null}
    </li>
  );
};

type Open = { readonly what: 'new' } | { readonly what: 'change'; readonly answer: Answer<Computed> };

/** Figures of a person's events: the shop's own to make and change, and those that every shop has. */
export const ComputedDesk = () => {
  const { language } = useLanguage();
  const words = COMPUTED_WORDS[language];
  const api = useApi();
  const [loaded, reload] = useLoad(`computed ${language}`, (signal) =>
    api.get('/v1/computed', computedListSchema, signal),
  );
  const [open, setOpen] = useState<Open>();
  const [archiving, setArchiving] = useState<Computed>();
  const [error, setError] = useState<ApiError>();
  const done = () => {
    setOpen(undefined);
    reload();
  };
  const path = ({ name }: Computed) => `/v1/computed/${segment(name)}`;
  const change = (one: Computed) => {
    setError(undefined);
    // Asked for anew: a change is only taken for the version that it was made on.
    api.get(path(one), computedSchema).then(
      (answer) => setOpen({ what: 'change', answer }),
      (cause: unknown) => setError(asApiError(cause)),
    );
  };
  return (
    <Show loaded={loaded} retry={reload} rows={8}>
      {({ value: { data } }) => {
        const own = data.filter(({ builtIn }) => !builtIn);
        return (
          <div class="computed">
            <p class="lead">{words.lead}</p>
            <Card title={words.own}>
              {own.length === 0 ? <p class="quiet-line">{words.none}</p> : null}
              <ul class="came">
                {own.map((one) => (
                  <Row key={one.name} one={one} change={() => change(one)} archive={() => setArchiving(one)} />
                ))}
              </ul>
              {error ? <Failure error={error} /> : null}
              {open ? (
                <ComputedForm
                  key={open.what === 'change' ? open.answer.value.name : ''}
                  before={open.what === 'change' ? open.answer.value : undefined}
                  etag={open.what === 'change' ? open.answer.etag : undefined}
                  done={done}
                  close={() => setOpen(undefined)}
                />
              ) : (
                <button type="button" class="button small" onClick={() => setOpen({ what: 'new' })}>
                  {words.add}
                </button>
              )}
            </Card>
            <Card title={words.ready}>
              <ul class="came">
                {data
                  .filter(({ builtIn }) => builtIn)
                  .map((one) => (
                    <Row key={one.name} one={one} />
                  ))}
              </ul>
            </Card>
            {archiving ? (
              <Confirm
                title={words.archiveAsk(archiving.title ?? archiving.name)}
                text={words.archiveText}
                action={words.archive}
                danger
                run={async () => {
                  await api.change(path(archiving), z.unknown(), { method: 'DELETE' });
                  reload();
                }}
                close={() => setArchiving(undefined)}
              />
            ) : null}
          </div>
        );
      }}
    </Show>
  );
};
