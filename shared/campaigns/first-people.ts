import { fractionOf } from '../platform/hash.ts';
import { armOf, isHeld, type Split } from './arm.ts';

/**
 * Who of a chunk belongs to the first stage: `count` people by hash, and the same share of the chunk's control group, so
 * that both are looked at in the same hours.
 */
export const firstPeople = (
  campaignId: string,
  ids: readonly string[],
  split: Split,
  count: number,
): ReadonlySet<string> => {
  const drawn = (group: readonly string[], most: number): string[] =>
    group
      .map((id) => ({ id, at: fractionOf('stage', campaignId, id) }))
      .sort((left, right) => left.at - right.at)
      .slice(0, most)
      .map(({ id }) => id);
  const groups = new Map<string, string[]>([['written', []]]);
  for (const id of ids) {
    const arm = armOf(campaignId, id, split);
    const group = isHeld(arm) ? arm : 'written';
    const known = groups.get(group) ?? [];
    known.push(id);
    groups.set(group, known);
  }
  const written = groups.get('written')?.length ?? 0;
  const share = written === 0 ? 0 : count / written;
  return new Set(
    [...groups].flatMap(([group, all]) => drawn(all, group === 'written' ? count : Math.round(all.length * share))),
  );
};
