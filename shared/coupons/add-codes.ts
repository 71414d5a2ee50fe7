import { DangolError } from '../platform/errors.ts';
import { bucketOf } from '../platform/hash.ts';
import { inParallel } from '../platform/worker.ts';
import { CODES_PER_WRITE, type CouponStore } from './coupon-store.ts';

/** Codes in one call. */
export const MAX_CODES = 10_000;
const NAMED = 20;

const refused = (details: readonly { readonly path: string; readonly message: string }[]): never => {
  throw new DangolError(
    'invalid',
    `${details.length} of the codes cannot be added, the first at ${details[0]?.path}: ${details[0]?.message}; nothing was added.`,
    { details: details.slice(0, NAMED) },
  );
};

const groupsOf = (codes: readonly string[]): { shard: string; codes: string[] }[] => {
  const shards = new Map<string, string[]>();
  for (const code of codes) shards.set(bucketOf(code), [...(shards.get(bucketOf(code)) ?? []), code]);
  return [...shards].flatMap(([shard, all]) =>
    Array.from({ length: Math.ceil(all.length / CODES_PER_WRITE) }, (_, index) => ({
      shard,
      codes: all.slice(index * CODES_PER_WRITE, (index + 1) * CODES_PER_WRITE),
    })),
  );
};

/**
 * Adds codes (normalised) to a pool. Throws `invalid`, before anything is written, if a code comes twice or is in another pool. Codes that
 * the pool has already are left as they are, so a call that was cut off may be made again. `path` names an entry for an error.
 */
export const addCodes = async (
  store: Pick<CouponStore, 'poolsOf' | 'add'>,
  pool: string,
  codes: readonly string[],
): Promise<{ added: number; known: number }> => {
  const seen = new Map<string, number>();
  const details: { path: string; message: string }[] = [];
  for (const [index, code] of codes.entries()) {
    const first = seen.get(code);
    if (first === undefined) seen.set(code, index);
    else details.push({ path: `codes.${index}`, message: `${code} stands at codes.${first} already` });
  }
  const pools = await store.poolsOf([...seen.keys()]);
  for (const [code, index] of seen) {
    const other = pools.get(code);
    if (other !== undefined && other !== pool)
      details.push({ path: `codes.${index}`, message: `${code} belongs to the pool "${other}"` });
  }
  if (details.length > 0) refused(details);
  let added = 0;
  const write = async (shard: string, group: readonly string[]): Promise<void> => {
    if (group.length === 0) return;
    if (await store.add(pool, shard, group)) {
      added += group.length;
      return;
    }
    // Somebody else adds at the same moment: what is there by now is left out.
    const now = await store.poolsOf(group);
    for (const code of group) {
      const other = now.get(code);
      if (other !== undefined && other !== pool)
        refused([{ path: `codes.${seen.get(code) ?? 0}`, message: `${code} was just added to the pool "${other}"` }]);
    }
    await write(
      shard,
      group.filter((code) => !now.has(code)),
    );
  };
  const fresh = [...seen.keys()].filter((code) => !pools.has(code));
  await inParallel(groupsOf(fresh), 8, ({ shard, codes: group }) => write(shard, group));
  return { added, known: seen.size - added };
};
