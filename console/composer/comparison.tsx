import { useEffect, useState } from 'preact/hooks';
import { useFormat } from '../parts/shop.tsx';
import { Failure } from '../parts/states.tsx';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage, wordOf } from '../words/language.tsx';
import { type Comparison, comparisonSchema } from './answers.ts';
import type { Draft } from './draft.ts';
import { COMPOSER_WORDS } from './words.ts';

/** After the last change, so that picking several segments asks once. */
const PAUSE_MS = 700;

export interface Compared {
  readonly comparison: Comparison | undefined;
  readonly busy: boolean;
  readonly error: ApiError | undefined;
}

/** The channels beside each other for the audience of the draft; nothing is asked of a list, which is not compared. */
export const useComparison = (draft: Draft): Compared => {
  const api = useApi();
  const [held, setHeld] = useState<Compared>({ comparison: undefined, busy: false, error: undefined });
  const { rule } = draft.keptAudience;
  const isAsked = draft.who === 'segments' && (draft.include.length > 0 || rule !== undefined);
  const audience = { include: draft.include, exclude: draft.exclude, ...(rule === undefined ? {} : { rule }) };
  const text = isAsked ? JSON.stringify({ audience }) : undefined;
  useEffect(() => {
    if (text === undefined) {
      setHeld({ comparison: undefined, busy: false, error: undefined });
      return;
    }
    let wanted = true;
    setHeld((before) => ({ ...before, busy: true }));
    const timer = setTimeout(() => {
      const body = JSON.parse(text);
      api.change('/v1/campaigns/compare', comparisonSchema, { method: 'POST', body }).then(
        ({ value }) => (wanted ? setHeld({ comparison: value, busy: false, error: undefined }) : undefined),
        (cause: unknown) =>
          wanted ? setHeld({ comparison: undefined, busy: false, error: asApiError(cause) }) : undefined,
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text, api]);
  return held;
};

const CHANNELS = ['email', 'sms', 'push', 'kakao'] as const;

interface ChannelTableProps {
  readonly compared: Compared;
  readonly channel: string;
  readonly choose: (channel: string) => void;
  readonly isList: boolean;
}

/** Reach, price, what past messages did, limits and the earliest lawful moment of each channel; one of them is chosen. */
export const ChannelTable = ({ compared, channel, choose, isList }: ChannelTableProps) => {
  const { language, words: house } = useLanguage();
  const words = COMPOSER_WORDS[language];
  const format = useFormat();
  const { comparison, busy, error } = compared;
  const ofChannel = (name: string) => comparison?.channels.find((one) => one.channel === name);
  const shares = comparison && comparison.audience.count > 0;
  const earliest = (at: string | null): string =>
    at === null ? words.noHour : Date.parse(at) <= Date.now() ? words.atOnce : format.dateTime(at);
  return (
    <>
      <p class="compare-count" aria-live="polite">
        {busy
          ? words.comparing
          : comparison
            ? words.audienceOf(format.number(comparison.audience.count), comparison.audience.exact)
            : isList
              ? words.listNotCompared
              : words.compareWait}
      </p>
      {error ? <Failure error={error} /> : null}
      <table class="compare">
        <caption class="unseen">{words.compare}</caption>
        <thead>
          <tr>
            <th scope="col">{words.columns.channel}</th>
            <th scope="col" class="figure">
              {words.columns.reachable}
            </th>
            <th scope="col" class="figure">
              {words.columns.cost}
            </th>
            <th scope="col" class="figure">
              {words.columns.clickRate}
            </th>
            <th scope="col">{words.columns.earliest}</th>
          </tr>
        </thead>
        <tbody>
          {CHANNELS.map((name) => {
            const one = ofChannel(name);
            return (
              <tr key={name} class={channel === name ? 'chosen' : ''}>
                <th scope="row">
                  <label>
                    <input type="radio" name="channel" checked={channel === name} onChange={() => choose(name)} />
                    <span class="capital">{wordOf(house.channels, name)}</span>
                  </label>
                  {one ? <small>{one.limits[language]}</small> : null}
                </th>
                <td class="figure" data-name={words.columns.reachable}>
                  {one ? (
                    <>
                      {words.people(format.number(one.reachable))}
                      {shares ? <small> {format.percent(one.reachable / comparison.audience.count, 0)}</small> : null}
                    </>
                  ) : (
                    '–'
                  )}
                </td>
                <td class="figure" data-name={words.columns.cost}>
                  {one ? format.money(one.cost) : '–'}
                </td>
                <td class="figure" data-name={words.columns.clickRate}>
                  {one ? (
                    one.clickRate === null ? (
                      <small>{words.tooFew(format.number(one.past.delivered))}</small>
                    ) : (
                      format.percent(one.clickRate)
                    )
                  ) : (
                    '–'
                  )}
                </td>
                <td data-name={words.columns.earliest}>{one ? earliest(one.earliest) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
};
