import { useEffect, useState } from 'preact/hooks';
import { CHANNELS } from '../../shared/segments/leaf.ts';
import { CHANNEL_NAMES } from '../../shared/segments/names.ts';
import type { Rule } from '../../shared/segments/rule.ts';
import { nameOf } from '../answers/customer.ts';
import { type PreviewAnswer, previewSchema } from '../answers/segments.ts';
import { Card, Fact, Facts } from '../parts/page.tsx';
import { Failure } from '../parts/states.tsx';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { Link } from '../platform/router.tsx';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { SEGMENT_WORDS } from './words.ts';

/** After the last change, so that typing asks once. */
const PAUSE_MS = 700;

type State =
  | { readonly state: 'waiting' }
  | { readonly state: 'counting'; readonly last?: PreviewAnswer | undefined }
  | { readonly state: 'failed'; readonly error: ApiError }
  | { readonly state: 'ready'; readonly answer: PreviewAnswer };

const lastOf = (state: State): PreviewAnswer | undefined =>
  state.state === 'ready' ? state.answer : state.state === 'counting' ? state.last : undefined;

/** Who a rule would find now; asked anew when the rule has rested for a moment. Nothing is asked of an incomplete one. */
export const Preview = ({ rule }: { readonly rule: Rule | undefined }) => {
  const { language } = useLanguage();
  const words = SEGMENT_WORDS[language];
  const api = useApi();
  const [state, setState] = useState<State>({ state: 'waiting' });
  const text = rule === undefined ? undefined : JSON.stringify(rule);
  useEffect(() => {
    if (text === undefined) {
      setState({ state: 'waiting' });
      return;
    }
    let wanted = true;
    setState((before) => ({ state: 'counting', last: lastOf(before) }));
    const timer = setTimeout(() => {
      const body = { rule: JSON.parse(text) };
      api.change('/v1/segments/preview', previewSchema, { method: 'POST', body }).then(
        ({ value }) => (wanted ? setState({ state: 'ready', answer: value }) : undefined),
        (cause: unknown) => (wanted ? setState({ state: 'failed', error: asApiError(cause) }) : undefined),
      );
    }, PAUSE_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [text, api]);
  const answer = lastOf(state);
  return (
    <Card title={words.preview}>
      <p class="segment-count" aria-live="polite">
        {state.state === 'counting' ? words.previewing : null}
        {state.state === 'waiting' ? words.previewWait : null}
        {state.state === 'ready' ? (
          <b>{`${state.answer.exact ? '' : '≈ '}${words.people(state.answer.count)}`}</b>
        ) : null}
      </p>
      {state.state === 'failed' ? <Failure error={state.error} /> : null}
      {answer ? (
        <>
          {answer.exact ? null : <p class="quiet-line">{words.roughly}</p>}
          <h3>{words.reach}</h3>
          <Facts>
            {CHANNELS.map((channel) => (
              <Fact key={channel} name={CHANNEL_NAMES[channel][language]}>
                {words.people(answer.reachable[channel] ?? 0)}
              </Fact>
            ))}
          </Facts>
          <h3>{words.sample}</h3>
          {answer.sample.length === 0 ? <p class="quiet-line">{words.nobody}</p> : null}
          <ul class="plain">
            {answer.sample.map((one) => (
              <li key={one.id}>
                <Link to={{ page: 'customer', id: one.id }}>{nameOf(one) ?? one.id}</Link>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </Card>
  );
};
