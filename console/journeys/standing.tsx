import { useState } from 'preact/hooks';
import { Confirm } from '../parts/confirm.tsx';
import { segment } from '../platform/api.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';
import { type JourneyState, type Move, stateAnswer } from './answers.ts';
import { JOURNEY_WORDS } from './words.ts';

const POSSIBLE: Readonly<Record<string, readonly Move[]>> = {
  draft: ['start'],
  running: ['pause', 'drain', 'stop'],
  paused: ['resume', 'drain', 'stop'],
  draining: ['resume', 'pause', 'stop'],
  stopped: ['start'],
};

interface StandingProps {
  readonly state: JourneyState;
  /** Newest version of the definition. */
  readonly newest: number;
  readonly reload: () => void;
}

/** What can be done with a journey as it stands; each asks first. */
export const Standing = ({ state, newest, reload }: StandingProps) => {
  const { language } = useLanguage();
  const words = JOURNEY_WORDS[language];
  const api = useApi();
  const [asking, setAsking] = useState<Move>();
  const [done, setDone] = useState<Move>();
  const behind = state.running !== null && state.running < newest && state.status !== 'stopped';
  const behindMoves: readonly Move[] = behind ? ['start'] : [];
  const possible = [...behindMoves, ...(POSSIBLE[state.status] ?? [])];
  const older = state.running === newest && newest > 1 && state.status === 'running' && state.migratesTo !== newest;
  const moves: readonly Move[] = older ? [...possible, 'migrate'] : possible;
  const run = async (move: Move) => {
    await api.change(`/v1/journeys/${segment(state.id)}/${move}`, stateAnswer, { method: 'POST', body: {} });
    setDone(move);
    reload();
  };
  return (
    <>
      {behind ? <p class="quiet-line">{words.behind(state.running ?? 0, newest)}</p> : null}
      {moves.map((move) => (
        <button
          key={move}
          type="button"
          class={move === 'start' ? 'button primary' : 'button'}
          onClick={() => setAsking(move)}
        >
          {words.moveNames[move]}
        </button>
      ))}
      <span role="status" class="done">
        {done ? words.moved[done] : ''}
      </span>
      {asking ? (
        <Confirm
          title={words.moveAsk[asking]}
          text={words.moveText[asking]}
          action={words.moveNames[asking]}
          danger={asking === 'stop'}
          run={() => run(asking)}
          close={() => setAsking(undefined)}
        />
      ) : null}
    </>
  );
};
