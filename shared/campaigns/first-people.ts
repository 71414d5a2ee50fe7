import { fractionOf } from '../platform/hash.ts';
import { armOf } from './arm.ts';

/**
 * Who of a chunk belongs to the first stage: `count` people by hash, and the same share of the chunk's control group, so
 * that both are looked at in the same hours.
 */
export const firstPeople = (
  campaignId: string,
  ids: readonly string[],
  control: number,
  count: number,
): ReadonlySet<string> => {
  const drawn = (group: readonly string[], most: number): string[] =>
    group
      .map((id) => ({ id, at: fractionOf('stage', campaignId, id) }))
      .sort((left, right) => left.at - right.at)
      .slice(0, most)
      .map(({ id }) => id);
  const held = ids.filter((id) => armOf(campaignId, id, control) === 'control');
  const written = ids.filter((id) => armOf(campaignId, id, control) !== 'control');
  const share = written.length === 0 ? 0 : count / written.length;
  return new Set([...drawn(written, count), ...drawn(held, Math.round(held.length * share))]);
};
