import { Choice, TextField } from '../parts/field.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import type { Template } from './answers.ts';
import type { PartProps } from './audience-fields.tsx';
import { type ArmDraft, MOST_ARMS, withArm } from './draft.ts';
import { Input } from './input.tsx';
import { templateOptions } from './message-fields.tsx';
import { COMPOSER_WORDS } from './words.ts';

interface ArmFieldsProps extends PartProps {
  readonly templates: readonly Template[];
}

/** Versions of the message that compete: other words, another channel, another offer or another time. What one leaves empty is the campaign's. */
export const ArmFields = ({ draft, change, templates }: ArmFieldsProps) => {
  const { language, words: house } = useLanguage();
  const words = COMPOSER_WORDS[language];
  const { arms } = draft;
  const edit = (id: string, part: Partial<ArmDraft>) =>
    change({ arms: arms.map((arm) => (arm.id === id ? { ...arm, ...part } : arm)) });
  // One version alone competes with nothing: the second last takes the last with it.
  const remove = (id: string) => change({ arms: arms.length > 2 ? arms.filter((arm) => arm.id !== id) : [] });
  const channels = [...new Set(templates.map(({ channel }) => channel))].filter((channel) => channel !== draft.channel);
  const optionsOf = (arm: ArmDraft) => templateOptions(templates, arm.channel || draft.channel, house.channels);
  return (
    <>
      <p class="quiet-line">{arms.length === 0 ? words.armsNone : words.armsHint}</p>
      {arms.map((arm) => (
        <fieldset key={arm.id} class="arm">
          <legend>{words.armOf(arm.id.toUpperCase())}</legend>
          <div class="pair">
            <TextField name={words.armName} value={arm.name} change={(name) => edit(arm.id, { name })} />
            <Choice
              name={words.armChannel}
              value={arm.channel}
              change={(channel) => edit(arm.id, { channel, templateId: '' })}
              options={[
                ['', words.asCampaign],
                ...channels.map((channel) => [channel, wordOf(house.channels, channel)] as const),
              ]}
            />
            <Choice
              name={words.armTemplate}
              value={arm.templateId}
              change={(templateId) => edit(arm.id, { templateId })}
              options={[['', arm.channel === '' ? words.asCampaign : words.armNeedsTemplate], ...optionsOf(arm)]}
            />
            <TextField
              name={words.armOffer}
              hint="{{ campaign.offer }}"
              value={arm.offer}
              change={(offer) => edit(arm.id, { offer })}
            />
            {draft.schedule.when === 'repeat' ? null : (
              <Input type="datetime-local" name={words.armAt} value={arm.at} change={(at) => edit(arm.id, { at })} />
            )}
            <Input
              type="number"
              name={words.armShare}
              min={0.1}
              max={1_000}
              step="any"
              value={arm.share}
              change={(share) => edit(arm.id, { share })}
            />
          </div>
          <button type="button" class="text-button" onClick={() => remove(arm.id)}>
            {words.armRemove(arm.id.toUpperCase())}
          </button>
        </fieldset>
      ))}
      {arms.length > 0 ? (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.automatic}
            onChange={(event) => change({ automatic: event.currentTarget.checked })}
          />
          <span>
            {words.automatic}
            <small>{words.automaticHint}</small>
          </span>
        </label>
      ) : null}
      {arms.length < MOST_ARMS ? (
        <p>
          <button type="button" class="button small" onClick={() => change({ arms: withArm(arms) })}>
            {arms.length === 0 ? words.armsBegin : words.armAdd}
          </button>
        </p>
      ) : null}
    </>
  );
};
