// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { segmentSummarySchema, templateSummarySchema } from '../answers/campaign.ts';
import {
  eventsSchema,
  type Pool,
  poolsSchema,
  savedCampaignSchema,
  senderSettingsSchema,
} from '../composer/answers.ts';
import { type Choices, Composer } from '../composer/composer.tsx';
import { draftOf, EMPTY } from '../composer/draft.ts';
import { COMPOSER_WORDS } from '../composer/words.ts';
import { Back, Page } from '../parts/page.tsx';
import { Empty, Show } from '../parts/states.tsx';
import { type Api, listOf, segment } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';

/** Suggestions help and are not needed: a key that may not read them writes the name itself. */
const eventsOf = async (api: Api, signal: AbortSignal): Promise<readonly string[]> => {
  try {
    const { value } = await api.get('/v1/catalogue?limit=200', eventsSchema, signal);
    return value.data.map(({ event }) => event).filter((name) => !name.startsWith('$'));
  } catch {
    return [];
  }
};

/** A campaign needs no coupons: whoever may not read them composes without. */
const poolsOf = async (api: Api, signal: AbortSignal): Promise<readonly Pool[]> => {
  try {
    return (await api.get('/v1/coupons?limit=200', poolsSchema, signal)).value.data;
  } catch {
    return [];
  }
};

const choicesOf = async (api: Api, signal: AbortSignal): Promise<Choices> => {
  const [templates, segments, settings, events, pools] = await Promise.all([
    api.get('/v1/templates?limit=200', listOf(templateSummarySchema), signal),
    api.get('/v1/segments?limit=200', listOf(segmentSummarySchema), signal),
    api.get('/v1/settings', senderSettingsSchema, signal),
    eventsOf(api, signal),
    poolsOf(api, signal),
  ]);
  return { templates: templates.value.data, segments: segments.value.data, settings: settings.value, events, pools };
};

interface NewCampaignProps {
  /** Segment that was chosen before one came here. */
  readonly segment: string;
}

export const NewCampaignPage = ({ segment: chosen }: NewCampaignProps) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const api = useApi();
  const [loaded, reload] = useLoad('choices', (signal) => choicesOf(api, signal));
  return (
    <Page title={words.title} above={<Back />}>
      <p class="lead">{words.lead}</p>
      <Show loaded={loaded} retry={reload} rows={6}>
        {(choices) =>
          choices.templates.length === 0 ? (
            <Empty icon="draft" title={words.noTemplates}>
              <Link to={{ page: 'newTemplate' }}>{words.writeTemplate}</Link>
            </Empty>
          ) : (
            <Composer
              {...choices}
              start={{ ...EMPTY, include: choices.segments.some(({ id }) => id === chosen) ? [chosen] : [] }}
            />
          )
        }
      </Show>
    </Page>
  );
};

/** A draft, or a series, that is changed. */
export const EditCampaignPage = ({ id }: { readonly id: string }) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const api = useApi();
  const [loaded, reload] = useLoad(`edit ${id}`, async (signal) => {
    const path = `/v1/campaigns/${segment(id)}`;
    const [choices, saved] = await Promise.all([choicesOf(api, signal), api.get(path, savedCampaignSchema, signal)]);
    return { choices, saved };
  });
  return (
    <Page title={words.editTitle} above={<Back to={{ page: 'campaign', id }} />}>
      <Show loaded={loaded} retry={reload} rows={6}>
        {({ choices, saved }) => (
          <Composer
            {...choices}
            key={saved.etag ?? ''}
            start={draftOf(saved.value, choices.settings.timezone)}
            before={{ id, etag: saved.etag }}
          />
        )}
      </Show>
    </Page>
  );
};
