import { createRandom } from '../random.ts';

/** A range of item-key hashes [from, to) of a stream, open until it is followed by its children. */
export interface Shard {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly parent?: string;
  readonly generation: number;
  /** Sequence number of the last record that may belong to this shard, once it is closed. */
  closedAfter?: string;
  dealt: number;
}

export interface ShardState {
  readonly seed: number;
  readonly shards: Shard[];
  lastDealt: string;
}

const hashes = 2 ** 32;
/** What a new on-demand table has; more would only cut batches smaller on one machine. */
const maxOpen = 4;

/** Sequence numbers are decimal strings, with or without leading zeros. */
export function compareSequence(left: string, right: string): number {
  const width = Math.max(left.length, right.length);
  const a = left.padStart(width, '0');
  const b = right.padStart(width, '0');
  return a < b ? -1 : a > b ? 1 : 0;
}

function shardId(seed: number, serial: number): string {
  const suffix = Math.floor(createRandom(`${seed}/id/${serial}`)() * hashes);
  return `shardId-${String(serial).padStart(20, '0')}-${suffix.toString(16).padStart(8, '0')}`;
}

/** Two or three shards that share all hashes, as a new table with traffic would have. */
export function newShardState(seed: number): ShardState {
  const random = createRandom(`${seed}/roots`);
  const cuts = random() < 0.5 ? [0.2 + 0.6 * random()] : [0.15 + 0.3 * random(), 0.55 + 0.3 * random()];
  const edges = [0, ...cuts.map((cut) => Math.floor(cut * hashes)), hashes];
  const shards = edges.slice(1).map((to, index) => ({
    id: shardId(seed, index + 1),
    from: edges[index] ?? 0,
    to,
    generation: 0,
    dealt: 0,
  }));
  return { seed, shards, lastDealt: '' };
}

/** Records after which a shard gives way to its children: few at first, so that small tests see splits too. */
function lifetime(seed: number, shard: Shard): number {
  return Math.floor((40 + 120 * createRandom(`${seed}/life/${shard.id}`)()) * 3 ** shard.generation);
}

/**
 * Deals records of one stream into shards by the hash of their item key. A shard closes after a seeded number of records and is
 * followed by two children (one, when many are open), as DynamoDB does. The same state and records give the same shards.
 * @param beforeSplit runs before a record goes to a new shard: the place to make the state durable
 */
export function dealRecord(state: ShardState, hash: number, sequence: string, beforeSplit: () => void): Shard {
  let shard = state.shards.find(
    (candidate) => candidate.parent === undefined && hash >= candidate.from && hash < candidate.to,
  );
  while (shard?.closedAfter !== undefined && compareSequence(sequence, shard.closedAfter) > 0) {
    const parent: Shard = shard;
    shard = state.shards.find(
      (candidate) => candidate.parent === parent.id && hash >= candidate.from && hash < candidate.to,
    );
  }
  if (shard === undefined) throw new Error(`No shard for hash ${hash}.`);
  if (state.lastDealt !== '' && compareSequence(sequence, state.lastDealt) <= 0) return shard;
  if (shard.closedAfter === undefined && shard.dealt >= lifetime(state.seed, shard)) {
    split(state, shard);
    beforeSplit();
    return dealRecord(state, hash, sequence, beforeSplit);
  }
  shard.dealt += 1;
  state.lastDealt = sequence;
  return shard;
}

function split(state: ShardState, shard: Shard): void {
  shard.closedAfter = state.lastDealt;
  const open = state.shards.filter((candidate) => candidate.closedAfter === undefined).length;
  const random = createRandom(`${state.seed}/split/${shard.id}`);
  const middle = Math.floor(shard.from + (shard.to - shard.from) * (0.3 + 0.4 * random()));
  const edges = open + 2 > maxOpen || middle <= shard.from ? [shard.from, shard.to] : [shard.from, middle, shard.to];
  for (let index = 1; index < edges.length; index += 1) {
    state.shards.push({
      id: shardId(state.seed, state.shards.length + 1),
      from: edges[index - 1] ?? shard.from,
      to: edges[index] ?? shard.to,
      parent: shard.id,
      generation: shard.generation + 1,
      dealt: 0,
    });
  }
}
