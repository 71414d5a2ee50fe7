import type { Step } from '../../shared/journeys/step.ts';
import { Choice, TextField } from '../parts/field.tsx';
import { useLanguage } from '../words/language.tsx';
import { MessageFields, TaskFields } from './effect-fields.tsx';
import type { FieldsProps } from './outcome-fields.tsx';
import { SpanField } from './span-field.tsx';
import { TraitFields } from './trait-fields.tsx';
import { useGiven } from './use-names.ts';
import { WaitForFields, WaitUntilFields } from './wait-fields.tsx';
import { BranchFields, ExperimentFields, SplitFields } from './way-fields.tsx';
import { JOURNEY_WORDS } from './words.ts';

/** What a step of its kind asks for. */
export const StepFields = (props: FieldsProps<Step>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { pools } = useGiven();
  const { step, change } = props;
  switch (step.type) {
    case 'wait':
      return <SpanField name={words.amount} value={step.for} change={(span) => change({ ...step, for: span })} />;
    case 'waitUntil':
      return <WaitUntilFields {...props} step={step} />;
    case 'waitRepurchase':
      return (
        <SpanField
          name={words.ifUnknown}
          value={step.ifUnknown}
          change={(span) => change({ ...step, ifUnknown: span })}
        />
      );
    case 'waitFor':
      return <WaitForFields {...props} step={step} />;
    case 'branch':
      return <BranchFields {...props} step={step} />;
    case 'split':
      return <SplitFields {...props} step={step} />;
    case 'experiment':
      return <ExperimentFields {...props} step={step} />;
    case 'message':
      return <MessageFields {...props} step={step} />;
    case 'updateTrait':
      return <TraitFields {...props} step={step} />;
    case 'coupon':
      return (
        <Choice
          name={words.pool}
          value={step.pool}
          options={[['', '–'], ...pools]}
          change={(pool) => change({ ...step, pool })}
        />
      );
    case 'task':
      return <TaskFields {...props} step={step} />;
    case 'webhook':
      return (
        <TextField
          name={words.webhook}
          value={step.webhook}
          required
          change={(webhook) => change({ ...step, webhook })}
        />
      );
    case 'inApp':
      return (
        <>
          <TextField
            name={words.content}
            value={step.content}
            required
            change={(content) => change({ ...step, content })}
          />
          <SpanField name={words.showFor} value={step.showFor} change={(showFor) => change({ ...step, showFor })} />
        </>
      );
    case 'landing':
      return (
        <>
          <TextField
            name={words.page}
            value={step.content}
            required
            change={(content) => change({ ...step, content })}
          />
          <SpanField name={words.openFor} value={step.openFor} change={(openFor) => change({ ...step, openFor })} />
        </>
      );
    case 'exit': {
      const { reason = '', ...rest } = step;
      return (
        <TextField
          name={words.reason}
          value={reason}
          change={(next) => change(next === '' ? rest : { ...rest, reason: next })}
        />
      );
    }
    default:
      return null;
  }
};
