import type { ComputedBasis } from '../computed/basis.ts';
import { type History, oldestDay } from './read-history.ts';
import { sealedFurther } from './seal.ts';
import type { SealStore } from './seal-store.ts';

/** The same history once what was received before the day is in seals. */
export const sealedUntil = (history: History, before: string): History => {
  const sealed = history.sealed !== undefined && history.sealed > before ? history.sealed : before;
  const openSince = oldestDay(history.open.filter(({ receivedAt }) => receivedAt >= sealed));
  return { ...history, sealed, openSince };
};

/** Writes the seals of a history that was read whole. False: another worker was faster; read again. */
export const putSeals = async (
  seals: Pick<SealStore, 'put'>,
  ids: readonly string[],
  history: Pick<History, 'seals' | 'kept'>,
  before: string,
  basis: ComputedBasis,
  remembered: number,
): Promise<boolean> => {
  for (const id of ids) {
    const known = history.seals.get(id);
    if (known && known.before >= before) continue;
    const own = history.kept.filter(({ person }) => person === id);
    const next = sealedFurther(known, own, before, basis, remembered);
    if (next && !(await seals.put(id, next))) return false;
  }
  return true;
};
