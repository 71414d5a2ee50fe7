import type { Campaign } from '../answers/campaign.ts';
import { useFormat } from '../parts/shop.tsx';
import { useLanguage } from '../words/language.tsx';
import { CAMPAIGN_WORDS } from './words.ts';

/** Why a campaign stands where it stands: a pause with its reason, a stage, a series. */
export const Standing = ({ campaign }: { readonly campaign: Campaign }) => {
  const { language } = useLanguage();
  const words = CAMPAIGN_WORDS[language];
  const format = useFormat();
  const { paused, stage, series, status } = campaign;
  const stageText = (): string | undefined => {
    if (!stage || status !== 'sending') return undefined;
    if (stage.phase === 'wait') return words.stages.wait(stage.first, format.dateTime(stage.waitUntil ?? ''));
    return stage.phase === 'first' ? words.stages.first(stage.first) : words.stages.rest();
  };
  const text = stageText();
  return (
    <div class="standing" role="status">
      {paused ? (
        <section class="warned">
          <h2>{paused.by === 'guardrail' ? words.pausedByGuardrail : words.pausedBy(paused.name ?? '')}</h2>
          <p>{format.dateTime(paused.at)}</p>
          {paused.reason ? <p>{paused.reason[language]}</p> : null}
          {paused.resume ? <p>{paused.resume[language]}</p> : null}
        </section>
      ) : null}
      {text === undefined ? null : <p>{text}</p>}
      {series ? (
        <section>
          <h2>{words.series}</h2>
          <p>
            {series.status === 'running' && series.nextAt !== null
              ? words.next(format.dateTime(series.nextAt))
              : series.status === 'paused'
                ? words.seriesPaused
                : words.seriesOver}
          </p>
          {series.last?.problem ? <p>{series.last.problem}</p> : null}
          {series.missed > 0 ? <p>{words.missed(series.missed)}</p> : null}
        </section>
      ) : null}
    </div>
  );
};
