import { useEffect, useState } from 'preact/hooks';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type Plan, planSchema } from './answers.ts';
import type { PartProps } from './audience-fields.tsx';
import { Input } from './input.tsx';
import { COMPOSER_WORDS } from './words.ts';

const PAUSE_MS = 500;
/** Points of a hundred that the verdict looks for unless the campaign says otherwise. */
const USUAL_EFFECT = '1';

interface PlannerProps extends PartProps {
  /** People who can be written to, if that is known. */
  readonly audience: number | undefined;
}

/** How many people it takes to find the effect, and what the people there are would show. */
export const Planner = ({ draft, change, audience }: PlannerProps) => {
  const { language } = useLanguage();
  const words = COMPOSER_WORDS[language];
  const format = useFormat();
  const api = useApi();
  const [baseline, setBaseline] = useState('5');
  const [plan, setPlan] = useState<Plan>();
  const [error, setError] = useState<ApiError>();
  const effect = draft.effect.trim() === '' ? USUAL_EFFECT : draft.effect;
  const arms = Math.max(1, draft.arms.length);
  const canTell = (arms > 1 || Number(draft.control) > 0) && Number(baseline) > 0 && Number(effect) > 0;
  const asked = canTell
    ? JSON.stringify({
        ...{ baseline: Number(baseline) / 100, effect: Number(effect) / 100, control: Number(draft.control), arms },
        ...(audience === undefined ? {} : { audience }),
      })
    : undefined;
  useEffect(() => {
    if (asked === undefined) {
      setPlan(undefined);
      setError(undefined);
      return;
    }
    let wanted = true;
    const timer = setTimeout(() => {
      api.change('/v1/campaigns/plan', planSchema, { method: 'POST', body: JSON.parse(asked) }).then(
        ({ value }) => {
          if (!wanted) return;
          setPlan(value);
          setError(undefined);
        },
        (cause: unknown) => {
          if (wanted) setError(asApiError(cause));
        },
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [asked, api]);
  return (
    <details class="further">
      <summary>{words.planner}</summary>
      <div class="form">
        <div class="pair">
          <Input
            type="number"
            name={words.baseline}
            hint={words.baselineHint}
            min={0.01}
            max={99}
            step="any"
            value={baseline}
            change={setBaseline}
          />
          <Input
            type="number"
            name={words.effect}
            hint={words.effectHint}
            min={0.05}
            max={50}
            step="any"
            value={draft.effect}
            change={(text) => change({ effect: text })}
          />
        </div>
        {error ? <Failure error={error} /> : null}
        <div role="status">
          {canTell ? null : <p class="quiet-line">{words.cannotTell}</p>}
          {plan ? (
            <>
              <p>{plan.says[language]}</p>
              {audience === undefined ? null : (
                <p class={plan.enough ? 'status good' : 'status warn'}>
                  {plan.enough
                    ? words.enough(format.number(audience))
                    : words.tooSmall(
                        format.number(audience),
                        plan.smallestEffect === null ? '–' : (plan.smallestEffect * 100).toFixed(1),
                      )}
                </p>
              )}
            </>
          ) : null}
        </div>
      </div>
    </details>
  );
};
