import { verify } from '../tracking/token.ts';
import { TAPPED } from './click.ts';
import type { QueueFeedback } from './queue.ts';
import type { TrackMessage } from './track-message.ts';

interface TellTapsDeps {
  /** Keys of links, those of before a rotation too. */
  readonly readKeys: () => Promise<readonly Buffer[]>;
  readonly queue: QueueFeedback;
}

interface Told {
  readonly token: string;
  readonly at: string;
  readonly link: string;
}

/**
 * Puts taps on the feedback queue as an open and a click of the message that each names. A name without our signature is nobody's:
 * whoever holds a write key could otherwise make up the success of any campaign. A tap told twice is one.
 */
export const createTellTaps =
  ({ readKeys, queue }: TellTapsDeps) =>
  async (taps: readonly Told[]): Promise<void> => {
    if (taps.length === 0) return;
    const keys = await readKeys();
    const bodies = taps.flatMap(({ token, at, link: url }): TrackMessage[] => {
      const named = keys.map((key) => verify(key, token)).find((read) => read !== undefined);
      if (named?.kind !== 'n') return [];
      const seen = {
        ...({ source: 'track', channel: 'push', ref: named.ref, at } as const),
        ...({ method: 'APP', userAgent: '', actor: 'human', reason: TAPPED } as const),
      };
      return [
        { ...seen, kind: 'open' },
        { ...seen, kind: 'click', url },
      ];
    });
    if (bodies.length > 0) await queue(bodies);
  };

export type TellTaps = ReturnType<typeof createTellTaps>;
