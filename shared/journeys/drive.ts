import { advance, end, type Heard } from './advance.ts';
import type { Answer, Effect, EffectResult, Question } from './effect.ts';
import type { Journey } from './journey.ts';
import type { Run } from './run.ts';

/** What drives runs: the engine on tables and queues, the simulator on a script. */
export interface Host {
  /** One answer to each question, in order. `gone`: nobody has the person's id any more. */
  readonly answer: (run: Run, questions: readonly Question[]) => Promise<readonly Answer[] | 'gone'>;
  readonly perform: (effect: Effect) => Promise<EffectResult>;
  /** Writes the run if nobody else has written it since; false if somebody has. */
  readonly save: (run: Run) => Promise<boolean>;
  /** Told of each step that a run has come to the end of, before the run is written. */
  readonly moved?: (from: Run, to: Run) => Run;
  readonly journeyOf: (run: Run) => Journey;
}

/** Enough for a hundred steps in a row, each with questions and an effect. */
const MOST_TURNS = 1_000;

/**
 * Takes a run as far as it goes at this moment. What was decided is written before an effect rests on it, so that a worker who
 * dies in between cannot go two ways; the effect itself is safe by its id. Answers the run as it was left, or `conflict` if
 * somebody else took it on.
 */
export const drive = async (host: Host, start: Run, now: number): Promise<Run | 'conflict'> => {
  let run = start;
  let saved = start;
  let heard: Heard = {};
  const save = async (): Promise<boolean> => {
    if (run === saved) return true;
    if (!(await host.save(run))) return false;
    saved = run;
    return true;
  };
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const turn = advance(host.journeyOf(run), run, now, heard);
    switch (turn.kind) {
      case 'ask': {
        const answers = await host.answer(run, turn.questions);
        if (answers === 'gone') {
          run = end(run, 'gone', now);
          return (await save()) ? run : 'conflict';
        }
        heard = { answers };
        break;
      }
      case 'do':
        if (!(await save())) return 'conflict';
        heard = { result: await host.perform(turn.effect) };
        break;
      case 'go':
        run = turn.run.step === run.step ? turn.run : (host.moved?.(run, turn.run) ?? turn.run);
        heard = {};
        break;
      default:
        // Nothing new: whoever was only asked to look has found things as they were.
        if (JSON.stringify(turn.run) === JSON.stringify(run)) return (await save()) ? run : 'conflict';
        run = turn.run;
        return (await save()) ? run : 'conflict';
    }
  }
  run = end(run, 'looped', now);
  return (await save()) ? run : 'conflict';
};
