import * as z from 'zod';
import { type Dynamo, getMany } from '../platform/dynamo.ts';
import { linksFromText } from '../profiles/links.ts';
import { segmentMembershipSchema, segmentMovesSchema } from '../profiles/profile.ts';
import { PROFILE } from '../tables/keys.ts';
import type { Targets } from './erasure.ts';

const itemSchema = z.object({
  aliases: z.instanceof(Set).optional(),
  links: z.string().optional(),
  segments: z.array(segmentMembershipSchema).optional(),
  moves: segmentMovesSchema.optional(),
});

/** Where else a person has left traces, as the profiles and tombstones of the ids tell it. */
export const createTracesStore = (dynamo: Dynamo, table: string) => {
  const read = async (ids: readonly string[]): Promise<Pick<Targets, 'lost' | 'aliases' | 'segments'>> => {
    const [lost, aliases, segments] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const keys = ids.map((customerId) => ({ customerId, part: PROFILE }));
    for (const item of await getMany(dynamo, table, keys)) {
      const row = itemSchema.parse(item);
      for (const alias of row.aliases ?? []) aliases.add(String(alias));
      for (const id of linksFromText(row.links ?? '').keys()) if (!ids.includes(id)) lost.add(id);
      for (const { id } of row.segments ?? []) segments.add(id);
      for (const id of [...(row.moves?.entered ?? []), ...(row.moves?.left ?? [])]) segments.add(id);
    }
    return { lost: [...lost], aliases: [...aliases], segments: [...segments] };
  };

  return { read };
};

export type TracesStore = ReturnType<typeof createTracesStore>;
