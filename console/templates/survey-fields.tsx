import { Choice, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { surveyKindOf, type TemplateDraft } from './draft.ts';
import { TEMPLATE_WORDS } from './words.ts';

interface SurveyFieldsProps {
  readonly draft: TemplateDraft;
  readonly change: (part: Partial<TemplateDraft>) => void;
  /** Language in which the question is written now. */
  readonly code: string;
}

/** Whether a message asks something, and in which words. */
export const SurveyFields = ({ draft, change, code }: SurveyFieldsProps) => {
  const words = TEMPLATE_WORDS[useLanguage().language];
  const { survey } = draft;
  return (
    <div class="pair">
      <Choice
        name={words.survey}
        value={survey.kind}
        change={(kind) => change({ survey: { ...survey, kind: surveyKindOf(kind) } })}
        options={[
          ['', words.surveys.none],
          ['nps', words.surveys.nps],
          ['csat', words.surveys.csat],
        ]}
      />
      {survey.kind === '' ? null : (
        <TextField
          name={words.question}
          hint={words.questionHint}
          value={survey.question[code] ?? ''}
          change={(text) => change({ survey: { ...survey, question: { ...survey.question, [code]: text } } })}
        />
      )}
    </div>
  );
};
