import type { StepOf } from '../../shared/journeys/step.ts';
import { Choice, NumberField, TextField } from '../parts/field.tsx';
import { RuleEditor } from '../segments/rule-editor.tsx';
import { useLanguage } from '../words/language.tsx';
import { type FieldsProps, OutcomeFields } from './outcome-fields.tsx';
import { JOURNEY_WORDS } from './words.ts';

type Branch = StepOf<'branch'>['branches'][number];

export const BranchFields = ({ step, change, targets, messages }: FieldsProps<StepOf<'branch'>>) => {
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

export const SplitFields = ({ step, change, targets }: FieldsProps<StepOf<'split'>>) => {
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

export const ExperimentFields = ({ step, change, targets }: FieldsProps<StepOf<'experiment'>>) => {
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
