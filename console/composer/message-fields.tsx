import { Choice, TextField } from '../parts/field.tsx';
import { Link } from '../platform/router.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import type { Pool, SenderSettings, Template } from './answers.ts';
import type { PartProps } from './audience-fields.tsx';
import { COMPOSER_WORDS } from './words.ts';

/** Templates that go out by the chosen channel; all of them, with their channel, while none is chosen. */
export const templateOptions = (
  templates: readonly Template[],
  channel: string,
  channels: Readonly<Record<string, string>>,
): (readonly [string, string])[] =>
  templates
    .filter((one) => channel === '' || one.channel === channel)
    .map((one) => [one.id, channel === '' ? `${one.name} · ${wordOf(channels, one.channel)}` : one.name]);

interface MessageFieldsProps extends PartProps {
  readonly templates: readonly Template[];
  readonly settings: SenderSettings;
  readonly pools: readonly Pool[];
}

/** What is said, by whom, about which topic. */
export const MessageFields = ({ draft, change, templates, settings, pools }: MessageFieldsProps) => {
  const { language, words: house } = useLanguage();
  const words = COMPOSER_WORDS[language];
  // All of them: somebody who goes through the list by arrows is not held in the channel of the first one.
  const options = templateOptions(templates, '', house.channels);
  const choose = (templateId: string) => {
    const channel = templates.find(({ id }) => id === templateId)?.channel ?? draft.channel;
    change({ templateId, channel });
  };
  const { brand, brands, topics } = settings;
  const known = pools.map(({ id, name }) => [id, name] as const);
  // A pool that is archived by now is still the draft's.
  const isKnown = draft.couponPool === '' || pools.some(({ id }) => id === draft.couponPool);
  const poolOptions = isKnown ? known : [...known, [draft.couponPool, draft.couponPool] as const];
  return (
    <>
      <Choice
        name={words.template}
        value={draft.templateId}
        change={choose}
        options={[['', words.noTemplate], ...options]}
      />
      <p class="form-aside">
        <Link to={{ page: 'newTemplate' }}>{words.writeTemplate}</Link>
      </p>
      {brands.length + topics.length > 0 ? (
        <div class="pair">
          {brands.length > 0 ? (
            <Choice
              name={words.brand}
              hint={words.brandHint}
              value={draft.brand}
              change={(id) => change({ brand: id })}
              options={[['', words.brandOwn(brand.name)], ...brands.map(({ id, name }) => [id, name] as const)]}
            />
          ) : null}
          {topics.length > 0 ? (
            <Choice
              name={words.topic}
              hint={words.topicHint}
              value={draft.topic}
              change={(topic) => change({ topic })}
              options={[['', words.topicOwn], ...topics.map(({ id, name }) => [id, name[language]] as const)]}
            />
          ) : null}
        </div>
      ) : null}
      {pools.length > 0 || draft.couponPool !== '' ? (
        <Choice
          name={words.couponPool}
          hint={words.couponPoolHint}
          value={draft.couponPool}
          change={(couponPool) => change({ couponPool })}
          options={[['', words.couponPoolNone], ...poolOptions]}
        />
      ) : null}
    </>
  );
};

const TAGS = ['source', 'medium', 'campaign'] as const;

/** Tags of links to the shop's own sites; what is left empty follows the rule of the settings. */
export const UtmFields = ({ draft, change, settings }: PartProps & { readonly settings: SenderSettings }) => {
  const words = COMPOSER_WORDS[useLanguage().language];
  const { utm } = settings;
  return (
    <details class="further" open={TAGS.some((tag) => draft.utm[tag] !== '')}>
      <summary>{words.utm}</summary>
      <div class="form">
        <p class="quiet-line">{utm.hosts.length === 0 ? words.utmNoHosts : words.utmHosts(utm.hosts.join(', '))}</p>
        <div class="pair">
          {TAGS.map((tag) => (
            <TextField
              key={tag}
              name={`utm_${tag}`}
              hint={words.utmRule(utm[tag])}
              value={draft.utm[tag]}
              change={(text) => change({ utm: { ...draft.utm, [tag]: text } })}
            />
          ))}
        </div>
      </div>
    </details>
  );
};
