import { NumberField, TextField } from '../parts/field.tsx';
import { Card } from '../parts/page.tsx';
import { useLanguage } from '../words/language.tsx';
import type { EditableSettings } from './settings-answer.ts';
import { CheckField } from './settings-fields.tsx';
import { RESULTS_SETTING_WORDS } from './settings-results-words.ts';

interface Props {
  readonly draft: EditableSettings;
  readonly edit: (part: Partial<EditableSettings>) => void;
}

const SHARES = ['bounce', 'complaint', 'unsubscribe', 'failure'] as const;
/** Of ten digits: a share of 0.001 is read as 0.1 percent, and not as what a binary fraction makes of it. */
const exact = (value: number): number => Number(value.toPrecision(10));
const percentOf = (share: number | null): string => (share === null ? '' : String(exact(share * 100)));
const shareOf = (percent: string): number | null => (percent.trim() === '' ? null : exact(Number(percent) / 100));

/** Without the lines that are empty; the draft keeps them while somebody types. */
const linesOf = (lines: readonly string[]): string[] => lines.map((line) => line.trim()).filter((line) => line !== '');

/** As the API takes these settings. */
export const resultsBody = ({ surveys, digest, guardrails }: EditableSettings) => {
  const assignee = surveys.assignee?.trim() ?? '';
  return {
    surveys: { ...surveys, assignee: assignee === '' ? null : assignee },
    digest: { to: linesOf(digest.to), webhooks: linesOf(digest.webhooks) },
    guardrails,
  };
};

const Surveys = ({ draft: { surveys }, edit }: Props) => {
  const words = RESULTS_SETTING_WORDS[useLanguage().language];
  const change = (part: Partial<typeof surveys>) => edit({ surveys: { ...surveys, ...part } });
  return (
    <Card title={words.surveys}>
      <p class="quiet-line">{words.surveysText}</p>
      <CheckField name={words.tasks} value={surveys.tasks} change={(tasks) => change({ tasks })} />
      {surveys.tasks ? (
        <div class="pair">
          <TextField
            name={words.assignee}
            value={surveys.assignee ?? ''}
            change={(assignee) => change({ assignee: assignee === '' ? null : assignee })}
          />
          <NumberField
            name={words.dueHours}
            value={String(surveys.dueHours)}
            change={(hours) => change({ dueHours: Number(hours) })}
            min={1}
            max={720}
          />
        </div>
      ) : null}
    </Card>
  );
};

const Digest = ({ draft: { digest }, edit }: Props) => {
  const words = RESULTS_SETTING_WORDS[useLanguage().language];
  return (
    <Card title={words.digest}>
      <p class="quiet-line">{words.digestText}</p>
      <div class="pair">
        <TextField
          name={words.digestTo}
          value={digest.to.join('\n')}
          change={(typed) => edit({ digest: { ...digest, to: typed === '' ? [] : typed.split('\n') } })}
          rows={3}
        />
        <TextField
          name={words.webhooks}
          value={digest.webhooks.join('\n')}
          change={(typed) => edit({ digest: { ...digest, webhooks: typed === '' ? [] : typed.split('\n') } })}
          rows={3}
        />
      </div>
    </Card>
  );
};

const Guards = ({ draft: { guardrails }, edit }: Props) => {
  const words = RESULTS_SETTING_WORDS[useLanguage().language];
  return (
    <Card title={words.guards}>
      <p class="quiet-line">{words.guardsText}</p>
      <div class="pair">
        {SHARES.map((share) => (
          <NumberField
            key={share}
            name={words[share]}
            value={percentOf(guardrails[share])}
            change={(percent) => edit({ guardrails: { ...guardrails, [share]: shareOf(percent) } })}
            min={0}
            max={100}
            step="any"
            optional
          />
        ))}
      </div>
    </Card>
  );
};

/** What is done with what came back: answers, the week's summary, and what stops a campaign. */
export const ResultsParts = (props: Props) => (
  <>
    <Surveys {...props} />
    <Digest {...props} />
    <Guards {...props} />
  </>
);
