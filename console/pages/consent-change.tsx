import { useState } from 'preact/hooks';
import * as z from 'zod';
import type { SettingsAnswer } from '../answers/settings.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Choice, TextField } from '../parts/field.tsx';
import { useShop } from '../parts/shop.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';

const CHANNELS = ['email', 'sms', 'push', 'kakao'] as const;
const TOPIC = 'topic:';

/** The body's fields for what was chosen; a yes to ads at night is one to ads as well. */
const aboutOf = (about: string) => {
  if (about.startsWith(TOPIC)) return { purpose: 'ad', topic: about.slice(TOPIC.length) };
  return about === 'night' ? { purpose: 'ad', night: true } : { purpose: about };
};

interface ConsentChangeProps {
  readonly id: string;
  readonly done: () => void;
  readonly close: () => void;
}

/** Writes down what a person said by telephone, on paper or in a shop, with where and in which words. */
export const ConsentChange = ({ id, done, close }: ConsentChangeProps) => {
  const { language, words } = useLanguage();
  const { settings } = useShop();
  const api = useApi();
  const [channel, setChannel] = useState<string>('email');
  const [about, setAbout] = useState('ad');
  const [state, setState] = useState('granted');
  const [source, setSource] = useState('');
  const [wording, setWording] = useState('');
  const topics: SettingsAnswer['topics'] = settings?.topics ?? [];
  const abouts: (readonly [string, string])[] = [
    ['ad', words.customer.purposes.ad],
    ['night', words.customer.nightToo],
    ['info', words.customer.purposes.info],
    ...topics.map((topic) => [`${TOPIC}${topic.id}`, words.customer.forTopic(topic.name[language])] as const),
  ];
  const record = async () => {
    const path = `/v1/customers/${segment(id)}/consents/${segment(channel)}`;
    const said = { state, source: source.trim(), ...(wording.trim() === '' ? {} : { wording: wording.trim() }) };
    await api.change(path, z.unknown(), { method: 'PUT', body: { ...aboutOf(about), ...said } });
    done();
  };
  return (
    <Confirm
      title={words.customer.recordChange}
      text={words.customer.recordText}
      action={words.customer.record}
      disabled={source.trim() === ''}
      run={record}
      close={close}
    >
      <Choice
        name={words.customer.channel}
        value={channel}
        change={setChannel}
        options={CHANNELS.map((one) => [one, words.channels[one]])}
      />
      <Choice name={words.customer.purpose} value={about} change={setAbout} options={abouts} />
      <Choice
        name={words.customer.answer}
        value={state}
        change={setState}
        options={[
          ['granted', words.customer.granted],
          ['withdrawn', words.customer.withdrawn],
        ]}
      />
      <TextField name={words.customer.source} value={source} change={setSource} required />
      <TextField name={words.customer.wording} value={wording} change={setWording} rows={2} />
    </Confirm>
  );
};
