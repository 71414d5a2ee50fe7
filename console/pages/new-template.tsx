// A part that is loaded later shares zod with the first load: so both say first how zod has to work.
import '../platform/zod-without-eval.ts';
import { useState } from 'preact/hooks';
import { createdSchema } from '../answers/campaign.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useSubmit } from '../parts/form.ts';
import { Icon } from '../parts/icon.tsx';
import { Card, Page } from '../parts/page.tsx';
import { useShop } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import { Link, useNavigation } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useWords } from '../words/language.tsx';

const Form = () => {
  const words = useWords();
  const api = useApi();
  const { settings } = useShop();
  const { go } = useNavigation();
  const [name, setName] = useState('');
  const [channel, setChannel] = useState('email');
  const [purpose, setPurpose] = useState('ad');
  const [chosen, setLanguage] = useState<string>();
  const [subject, setSubject] = useState('');
  const [html, setHtml] = useState('');
  const [text, setText] = useState('');
  const language = chosen ?? settings?.language ?? 'ko';
  const email = channel === 'email';
  const filled = email ? subject.trim() !== '' && html.trim() !== '' : text.trim() !== '';
  const ready = name.trim() !== '' && filled;
  const { busy, error, submit } = useSubmit(async () => {
    const body = { name: name.trim(), channel, purpose, language, ...(email ? { subject, html } : { text }) };
    await api.change('/v1/templates', createdSchema, { method: 'POST', body });
    go({ page: 'newCampaign' });
  });
  return (
    <form class="form" onSubmit={submit}>
      <TextField name={words.newTemplate.name} value={name} change={setName} required />
      <div class="pair">
        <Choice
          name={words.newTemplate.channel}
          value={channel}
          change={setChannel}
          options={[
            ['email', words.channels.email],
            ['sms', words.channels.sms],
          ]}
        />
        <Choice
          name={words.newTemplate.purpose}
          value={purpose}
          change={setPurpose}
          options={[
            ['ad', words.newTemplate.purposes.ad],
            ['info', words.newTemplate.purposes.info],
          ]}
        />
      </div>
      <Choice
        name={words.newTemplate.language}
        value={language}
        change={setLanguage}
        options={[
          ['ko', words.settings.languages.ko],
          ['en', words.settings.languages.en],
        ]}
      />
      {email ? (
        <>
          <TextField name={words.newTemplate.subject} value={subject} change={setSubject} required />
          <TextField name={words.newTemplate.html} rows={10} value={html} change={setHtml} required />
        </>
      ) : (
        <TextField name={words.newTemplate.text} rows={5} value={text} change={setText} required />
      )}
      {error ? <Failure error={error} /> : null}
      <div class="form-actions">
        <button type="submit" class="button primary" disabled={busy || !ready}>
          {words.newTemplate.create}
        </button>
        {ready ? null : <small>{words.newTemplate.missing}</small>}
      </div>
    </form>
  );
};

export const NewTemplatePage = () => {
  const words = useWords();
  const back = (
    <Link to={{ page: 'newCampaign' }} class="back">
      <Icon name="back" />
      {words.newCampaign.title}
    </Link>
  );
  return (
    <Page title={words.newTemplate.title} above={back}>
      <p class="lead">{words.newTemplate.lead}</p>
      <Card class="narrow">
        <Form />
      </Card>
    </Page>
  );
};
