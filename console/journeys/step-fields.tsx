import type { Step, StepOf } from '../../shared/journeys/step.ts';
import { MESSAGE_OUTCOMES, type MessageOutcome } from '../../shared/journeys/trigger.ts';
import { Choice, NumberField, TextField } from '../parts/field.tsx';
import { WhereEditor } from '../segments/event-editor.tsx';
import { RuleEditor } from '../segments/rule-editor.tsx';
import { useLanguage } from '../words/language.tsx';
import { SpanField } from './span-field.tsx';
import { useGiven } from './use-names.ts';
import { JOURNEY_WORDS } from './words.ts';

interface FieldsProps<Value> {
  readonly step: Value;
  readonly change: (step: Value) => void;
  /** Steps to go to: id and what is read. */
  readonly targets: readonly (readonly [string, string])[];
  /** Messages of the journey: id and what is read. */
  readonly messages: readonly (readonly [string, string])[];
}

const asOutcome = (text: string): MessageOutcome => MESSAGE_OUTCOMES.find((one) => one === text) ?? 'opened';

const OutcomeFields = ({
  value,
  change,
  messages,
}: {
  readonly value: { readonly step: string; readonly is: MessageOutcome };
  readonly change: (value: { step: string; is: MessageOutcome }) => void;
  readonly messages: FieldsProps<Step>['messages'];
}) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  return (
    <>
      <Choice
        name={words.ownMessage}
        value={value.step}
        options={[['', '–'], ...messages]}
        change={(step) => change({ ...value, step })}
      />
      <Choice
        name={words.outcome}
        value={value.is}
        options={MESSAGE_OUTCOMES.map((one) => [one, words.outcomes[one]] as const)}
        change={(is) => change({ ...value, is: asOutcome(is) })}
      />
    </>
  );
};

const WaitForFields = ({ step, change, messages }: FieldsProps<StepOf<'waitFor'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { event, where = [], message } = step.for;
  return (
    <>
      <Choice
        name={words.awaited}
        value={message ? 'message' : 'event'}
        options={[
          ['event', words.awaitedKinds.event],
          ['message', words.awaitedKinds.message],
        ]}
        change={(kind) =>
          change({
            ...step,
            for:
              kind === 'message'
                ? { message: { step: messages[0]?.[0] ?? '', is: 'opened' } }
                : { event: 'Order Completed' },
          })
        }
      />
      {message ? (
        <OutcomeFields
          value={message}
          messages={messages}
          change={(next) => change({ ...step, for: { message: next } })}
        />
      ) : (
        <>
          <TextField
            name={words.event}
            value={event ?? ''}
            list="journey-events"
            required
            change={(next) => change({ ...step, for: { ...step.for, event: next } })}
          />
          <p class="rule-sentence">
            <WhereEditor
              event={event ?? ''}
              where={where}
              change={(next) => change({ ...step, for: { event, ...(next.length > 0 ? { where: next } : {}) } })}
            />
          </p>
        </>
      )}
      <SpanField name={words.within} value={step.within} change={(within) => change({ ...step, within })} />
    </>
  );
};

type Branch = StepOf<'branch'>['branches'][number];

const BranchFields = ({ step, change, targets, messages }: FieldsProps<StepOf<'branch'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const put = (index: number, branch: Branch) => change({ ...step, branches: step.branches.with(index, branch) });
  const fresh: Branch = { if: { computed: 'orders', gte: 2 }, to: targets[0]?.[0] ?? '' };
  return (
    <>
      {step.branches.map((branch, index) => (
        <fieldset class="journey-branch" key={index}>
          <legend>{index + 1}</legend>
          <Choice
            name={words.branchKind}
            value={branch.outcome ? 'outcome' : 'if'}
            options={[
              ['if', words.branchKinds.if],
              ['outcome', words.branchKinds.outcome],
            ]}
            change={(kind) =>
              put(
                index,
                kind === 'outcome'
                  ? { outcome: { step: messages[0]?.[0] ?? '', is: 'opened' }, to: branch.to }
                  : { ...fresh, to: branch.to },
              )
            }
          />
          {branch.outcome ? (
            <OutcomeFields
              value={branch.outcome}
              messages={messages}
              change={(outcome) => put(index, { outcome, to: branch.to })}
            />
          ) : branch.if ? (
            <RuleEditor
              rule={branch.if}
              place={`${index + 1}`}
              change={(rule) => put(index, { if: rule, to: branch.to })}
            />
          ) : null}
          <Choice
            name={`→ ${words.branchTo}`}
            value={branch.to}
            options={targets}
            change={(to) => put(index, { ...branch, to })}
          />
          {step.branches.length > 1 ? (
            <button
              type="button"
              class="text-button"
              onClick={() => change({ ...step, branches: step.branches.toSpliced(index, 1) })}
            >
              {words.removeBranch} {index + 1}
            </button>
          ) : null}
        </fieldset>
      ))}
      <button
        type="button"
        class="button small"
        onClick={() => change({ ...step, branches: [...step.branches, fresh] })}
      >
        {words.addBranch}
      </button>
    </>
  );
};

const shareOf = (text: string): number => Math.max(1, Math.trunc(Number(text)) || 1);

const SplitFields = ({ step, change, targets }: FieldsProps<StepOf<'split'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const put = (index: number, path: StepOf<'split'>['paths'][number]) =>
    change({ ...step, paths: step.paths.with(index, path) });
  return (
    <>
      {step.paths.map((path, index) => (
        <div class="journey-pair" key={index}>
          <NumberField
            name={`${words.share} ${index + 1}`}
            value={String(path.share)}
            min={1}
            max={1_000}
            change={(text) => put(index, { ...path, share: shareOf(text) })}
          />
          <Choice
            name={`→ ${words.branchTo} ${index + 1}`}
            value={path.to}
            options={targets}
            change={(to) => put(index, { ...path, to })}
          />
        </div>
      ))}
    </>
  );
};

const ExperimentFields = ({ step, change, targets }: FieldsProps<StepOf<'experiment'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const put = (index: number, arm: StepOf<'experiment'>['arms'][number]) =>
    change({ ...step, arms: step.arms.with(index, arm) });
  return (
    <>
      {step.arms.map((arm, index) => (
        <div class="journey-pair" key={index}>
          <TextField
            name={`${words.arm} ${index + 1}`}
            value={arm.arm}
            required
            change={(next) => put(index, { ...arm, arm: next })}
          />
          <NumberField
            name={`${words.share} ${index + 1}`}
            value={String(arm.share)}
            min={1}
            max={1_000}
            change={(text) => put(index, { ...arm, share: shareOf(text) })}
          />
          <Choice
            name={`→ ${words.branchTo} ${index + 1}`}
            value={arm.to}
            options={targets}
            change={(to) => put(index, { ...arm, to })}
          />
        </div>
      ))}
    </>
  );
};

const MessageFields = ({ step, change, targets }: FieldsProps<StepOf<'message'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { templates } = useGiven();
  const { fallback, ...rest } = step;
  return (
    <>
      <Choice
        name={words.template}
        value={step.templateId}
        options={[['', words.pickTemplate], ...templates]}
        change={(templateId) => change({ ...step, templateId })}
      />
      <Choice
        name={words.fallback}
        value={fallback?.to ?? ''}
        options={[['', words.noFallback], ...targets]}
        change={(to) =>
          change(to === '' ? rest : { ...rest, fallback: { after: fallback?.after ?? { hours: 6 }, to } })
        }
      />
      {fallback ? (
        <SpanField
          name={words.fallbackAfter}
          value={fallback.after}
          change={(after) => change({ ...rest, fallback: { ...fallback, after } })}
        />
      ) : null}
    </>
  );
};

const WaitUntilFields = ({ step, change }: FieldsProps<StepOf<'waitUntil'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { weekdays = [], ...rest } = step;
  const toggle = (day: number, on: boolean) => {
    const next = on ? [...weekdays, day].sort() : weekdays.filter((one) => one !== day);
    change(next.length === 0 ? rest : { ...rest, weekdays: next });
  };
  return (
    <>
      <TextField name={words.at} value={step.at} required change={(at) => change({ ...step, at })} />
      <fieldset class="journey-days">
        <legend>
          {words.weekday}
          {weekdays.length === 0 ? `: ${words.anyDay}` : ''}
        </legend>
        {words.weekdays.map((name, index) => (
          <label key={name} class="check">
            <input
              type="checkbox"
              checked={weekdays.includes(index + 1)}
              onChange={(event) => toggle(index + 1, event.currentTarget.checked)}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </>
  );
};

const TaskFields = ({ step, change }: FieldsProps<StepOf<'task'>>) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const { note = '', assignee = '', ...rest } = step;
  const put = (next: { note?: string; assignee?: string }) => {
    const said = { note, assignee, ...next };
    change({
      ...rest,
      ...(said.note === '' ? {} : { note: said.note }),
      ...(said.assignee === '' ? {} : { assignee: said.assignee }),
    });
  };
  return (
    <>
      <TextField name={words.taskTitle} value={step.title} required change={(title) => change({ ...step, title })} />
      <TextField name={words.taskNote} value={note} rows={2} change={(next) => put({ note: next })} />
      <TextField name={words.assignee} value={assignee} change={(next) => put({ assignee: next })} />
      <SpanField name={words.dueIn} value={step.dueIn} change={(dueIn) => change({ ...step, dueIn })} />
    </>
  );
};

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
      return (
        <>
          <TextField
            name={words.trait}
            value={step.trait}
            list="journey-traits"
            required
            change={(trait) => change({ ...step, trait })}
          />
          <TextField
            name={words.value}
            value={typeof step.value === 'object' ? step.value.property : String(step.value)}
            change={(value) => change({ ...step, value })}
          />
        </>
      );
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
