import { TextField } from '../parts/field.tsx';
import { Card } from '../parts/page.tsx';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import type { EditableSettings } from './settings-answer.ts';
import { CONSENT_SETTING_WORDS } from './settings-consent-words.ts';
import { CheckField, TimeField } from './settings-fields.tsx';

interface Props {
  /** As last read. */
  readonly before: EditableSettings;
  readonly draft: EditableSettings;
  readonly edit: (part: Partial<EditableSettings>) => void;
}

/** By the shop's own clock, not by that of this computer. */
const NOW = 'now';

/** What is switched on now holds from now; what was on keeps its day, also when it was off for a moment. */
const switched = (on: boolean, before: string | null): string | null => (on ? (before ?? NOW) : null);

const OptIn = ({ before, draft, edit }: Props) => {
  const words = CONSENT_SETTING_WORDS[useLanguage().language];
  const format = useFormat();
  const { doubleOptIn } = draft;
  return (
    <Card title={words.optIn}>
      <p class="quiet-line">{words.optInText}</p>
      {(['email', 'sms'] as const).map((channel) => {
        const since = doubleOptIn[channel];
        return (
          <CheckField
            key={channel}
            name={words.optInBy[channel]}
            hint={since === null || since === NOW ? undefined : words.since(format.date(since))}
            value={since !== null}
            change={(on) =>
              edit({ doubleOptIn: { ...doubleOptIn, [channel]: switched(on, before.doubleOptIn[channel]) } })
            }
          />
        );
      })}
    </Card>
  );
};

const Notices = ({ before, draft, edit }: Props) => {
  const words = CONSENT_SETTING_WORDS[useLanguage().language];
  const format = useFormat();
  const { notices } = draft;
  const nobody = !notices.elsewhere && (notices.result === null || notices.reconfirm === null);
  return (
    <Card title={words.notices}>
      <p class="quiet-line">{words.noticesText}</p>
      {(['result', 'reconfirm'] as const).map((kind) => {
        const since = notices[kind];
        return (
          <CheckField
            key={kind}
            name={words[kind]}
            hint={since === null || since === NOW ? undefined : words.since(format.date(since))}
            value={since !== null}
            change={(on) => edit({ notices: { ...notices, [kind]: switched(on, before.notices[kind]) } })}
          />
        );
      })}
      <CheckField
        name={words.elsewhere}
        value={notices.elsewhere}
        change={(elsewhere) => edit({ notices: { ...notices, elsewhere } })}
      />
      {nobody ? (
        <p class="status warn" role="status">
          {words.nobody}
        </p>
      ) : null}
    </Card>
  );
};

const Night = ({ draft, edit }: Props) => {
  const words = CONSENT_SETTING_WORDS[useLanguage().language];
  const { quietHours } = draft;
  return (
    <Card title={words.night}>
      <p class="quiet-line">{words.nightText}</p>
      <div class="pair">
        {(['from', 'to'] as const).map((end) => (
          <TimeField
            key={end}
            name={words[end]}
            value={quietHours[end]}
            change={(time) => edit({ quietHours: { ...quietHours, [end]: time } })}
          />
        ))}
      </div>
    </Card>
  );
};

const MOST_TOPICS = 20;

const Topics = ({ before, draft, edit }: Props) => {
  const words = CONSENT_SETTING_WORDS[useLanguage().language];
  const { topics } = draft;
  type Topic = (typeof topics)[number];
  const put = (index: number, topic: Topic) => edit({ topics: topics.with(index, topic) });
  return (
    <Card title={words.topics}>
      <p class="quiet-line">{words.topicsText}</p>
      {topics.map((topic, index) => {
        const { id, name } = topic;
        const isSaved = before.topics.some((other) => other.id === id) && id !== '';
        return (
          // A row is known by its place: its id is what is being typed.
          <div class="pair" key={index}>
            {isSaved ? (
              <p>
                <code>{id}</code>
              </p>
            ) : (
              <TextField
                name={words.topicId}
                hint={words.topicIdHint}
                value={id}
                change={(typed) => put(index, { ...topic, id: typed.toLowerCase() })}
                required
              />
            )}
            <TextField
              name={words.topicKo}
              value={name.ko}
              change={(typed) => put(index, { ...topic, name: { ...name, ko: typed } })}
              required
            />
            <TextField
              name={words.topicEn}
              value={name.en}
              change={(typed) => put(index, { ...topic, name: { ...name, en: typed } })}
              required
            />
            <button type="button" class="text-button" onClick={() => edit({ topics: topics.toSpliced(index, 1) })}>
              {words.remove(name.ko || id || String(index + 1))}
            </button>
          </div>
        );
      })}
      <button
        type="button"
        class="button"
        disabled={topics.length >= MOST_TOPICS}
        onClick={() => edit({ topics: [...topics, { id: '', name: { ko: '', en: '' } }] })}
      >
        {words.add}
      </button>
    </Card>
  );
};

/** What bears on consent: how it is confirmed, what is told by law, the night, and what people can choose among. */
export const ConsentParts = (props: Props) => (
  <>
    <OptIn {...props} />
    <Notices {...props} />
    <Night {...props} />
    <Topics {...props} />
  </>
);
