import type { RateStore } from './rate-store.ts';

/** Allowances that one worker takes at once: few, because what it does not use is lost with their period. */
const AT_ONCE = 20;
/** Lanes that one worker meets in its life are few; the bound only keeps a long one small. */
const MOST_LANES = 20;

/** A permission that holds as long as it is current. */
export interface Turn {
  readonly isCurrent: () => boolean;
  readonly giveBack: () => void;
}

export interface Period {
  /** Whose messages are counted. */
  readonly lane: string;
  /** ms. */
  readonly begins: number;
  readonly allowed: number;
}

interface Held extends Pick<Period, 'begins' | 'allowed'> {
  left: number;
  end: 'spent' | 'late' | undefined;
}

/** So many messages of a lane in a period, dealt out over all workers. `late`: others count a later period already. */
export const createAllowances = (rates: Pick<RateStore, 'takeOfPeriod'>) => {
  const held = new Map<string, Held>();
  // Lanes ask side by side; the store is asked by one of them.
  let line: Promise<unknown> = Promise.resolve();

  const book = async ({ lane, begins, allowed }: Period, most: number): Promise<Turn | 'spent' | 'late'> => {
    let known = held.get(lane);
    if (known?.begins !== begins || known.allowed !== allowed) {
      known = { begins, allowed, left: 0, end: undefined };
      if (held.size >= MOST_LANES) held.clear();
      held.set(lane, known);
    }
    if (known.left === 0 && known.end === undefined) {
      const wanted = Math.max(1, Math.min(most, AT_ONCE));
      const taken = await rates.takeOfPeriod(lane, begins, wanted, allowed);
      known.left = taken === 'late' ? 0 : taken;
      known.end = taken === 'late' ? 'late' : taken === 0 ? 'spent' : undefined;
    }
    const mine = known;
    if (mine.left === 0) return mine.end ?? 'spent';
    mine.left -= 1;
    return {
      isCurrent: () => held.get(lane) === mine,
      giveBack: () => {
        mine.left += 1;
      },
    };
  };

  return (period: Period, most: number): Promise<Turn | 'spent' | 'late'> => {
    const booked = line.then(() => book(period, most));
    line = booked.catch(() => undefined);
    return booked;
  };
};

export type Allowances = ReturnType<typeof createAllowances>;
