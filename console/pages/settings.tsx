import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Card, Page } from '../parts/page.tsx';
import { useShop } from '../parts/shop.tsx';
import { Failure, Show } from '../parts/states.tsx';
import type { Answer } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { UsersCard } from '../users/users-card.tsx';
import { useLanguage, useWords } from '../words/language.tsx';
import { type EditableSettings, editableSettingsSchema } from './settings-answer.ts';
import { ConsentParts } from './settings-consent.tsx';
import { KeysCard } from './settings-keys.tsx';
import { PushCard } from './settings-push.tsx';
import { ResultsParts, resultsBody } from './settings-results.tsx';
import { SenderParts, senderBody } from './settings-senders.tsx';
import { SETTINGS_WORDS } from './settings-words.ts';

interface FormProps {
  readonly answer: Answer<EditableSettings>;
  /** Set when this version came from a save on this page. */
  readonly saved: boolean;
  readonly done: () => void;
  readonly reload: () => void;
}

const BRAND = ['name', 'email', 'replyTo', 'phone', 'address', 'optOutNumber', 'smsSender'] as const;

/** Every IANA zone that the browser knows; the current one in any case. */
const zonesWith = (current: string): string[] => [...new Set([current, ...Intl.supportedValuesOf('timeZone')])].sort();

const Form = ({ answer, saved, done, reload }: FormProps) => {
  const words = useWords();
  const own = SETTINGS_WORDS[useLanguage().language];
  const api = useApi();
  const { changed } = useShop();
  const before = answer.value;
  const [draft, setDraft] = useState(before);
  const edit = (part: Partial<EditableSettings>) => setDraft({ ...draft, ...part });
  const dirty = JSON.stringify(draft) !== JSON.stringify(before);

  const { busy, error, submit } = useSubmit(async () => {
    const { timezone, currency, language, rfm, doubleOptIn, notices, quietHours, topics } = draft;
    // What this page does not show is not sent, so that it stays as it is.
    const body = {
      ...{ timezone, currency, language, doubleOptIn, notices, quietHours, topics },
      ...senderBody(draft, before),
      ...resultsBody(draft),
      rfm: { scoring: rfm.scoring, frequency: rfm.frequency },
    };
    const path = '/v1/settings';
    const ifMatch = answer.etag;
    const { value } = await api.change(path, editableSettingsSchema, {
      method: 'PUT',
      body,
      ifMatch,
    });
    changed(value);
    done();
  });

  const brandNames = {
    name: own.brandName,
    email: own.brandEmail,
    replyTo: own.brandReplyTo,
    phone: own.brandPhone,
    address: own.brandAddress,
    optOutNumber: own.optOutNumber,
    smsSender: own.smsSender,
  };
  const scorings = Object.entries(own.scorings).filter(
    ([code]) => code !== 'breaks' || before.rfm.breaks !== undefined || before.rfm.scoring === 'breaks',
  );
  return (
    <form class="form settings" onSubmit={submit}>
      <Card title={own.shop}>
        <div class="pair">
          <Choice
            name={own.timezone}
            value={draft.timezone}
            change={(timezone) => edit({ timezone })}
            options={zonesWith(before.timezone).map((zone) => [zone, zone] as const)}
          />
          <TextField
            name={own.currency}
            value={draft.currency}
            change={(currency) => edit({ currency: currency.toUpperCase() })}
            required
          />
        </div>
        <Choice
          name={own.language}
          value={draft.language}
          change={(language) => edit({ language: language === 'en' ? 'en' : 'ko' })}
          options={Object.entries(own.languages)}
        />
      </Card>
      <Card title={own.brand}>
        <p class="quiet-line">{own.brandHint}</p>
        <div class="pair">
          {BRAND.map((field) => (
            <TextField
              key={field}
              name={brandNames[field]}
              value={draft.brand[field]}
              change={(value) => edit({ brand: { ...draft.brand, [field]: value } })}
            />
          ))}
        </div>
      </Card>
      <SenderParts before={before} draft={draft} edit={edit} />
      <Card title={own.scoring}>
        <p class="quiet-line">{own.effect}</p>
        <div class="pair">
          <Choice
            name={own.scoringRule}
            value={draft.rfm.scoring}
            change={(value) => {
              const scoring = value === 'ntile' || value === 'breaks' ? value : 'rank';
              edit({ rfm: { ...draft.rfm, scoring } });
            }}
            options={scorings}
            hint={scorings.length === 2 ? own.breaksKept : undefined}
          />
          <Choice
            name={own.frequency}
            value={draft.rfm.frequency}
            change={(value) => edit({ rfm: { ...draft.rfm, frequency: value === 'days' ? 'days' : 'orders' } })}
            options={Object.entries(own.frequencies)}
          />
        </div>
      </Card>
      <ConsentParts before={before} draft={draft} edit={edit} />
      <ResultsParts draft={draft} edit={edit} />
      {error ? <Failure error={error} retry={error.status === 412 ? reload : undefined} /> : null}
      <div class="form-actions sticky">
        <button type="submit" class="button primary" disabled={busy || !dirty}>
          {words.common.save}
        </button>
        <small role="status">{dirty ? '' : saved ? words.common.saved : own.unchanged}</small>
      </div>
    </form>
  );
};

export const SettingsPage = () => {
  const own = SETTINGS_WORDS[useLanguage().language];
  const api = useApi();
  const [saved, setSaved] = useState(false);
  const [loaded, reload] = useLoad('settings page', (signal) =>
    api.get('/v1/settings', editableSettingsSchema, signal),
  );
  return (
    <Page title={own.title}>
      <Show loaded={loaded} retry={reload} rows={8}>
        {(answer) => (
          <Form
            key={answer.etag ?? ''}
            answer={answer}
            saved={saved}
            done={() => {
              setSaved(true);
              reload();
            }}
            reload={reload}
          />
        )}
      </Show>
      <UsersCard />
      <PushCard />
      <KeysCard />
    </Page>
  );
};
