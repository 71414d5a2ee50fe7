import { compareKeys } from '../platform/key-order.ts';

type Source = AsyncGenerator<string>;

/** Keys that stand in any of the ascending sources, ascending, each once; memory stays at one key per source. */
export async function* union(sources: readonly Source[]): Source {
  const heads = await Promise.all(sources.map((source) => source.next()));
  for (;;) {
    let least: string | undefined;
    for (const head of heads) {
      if (!head.done && (least === undefined || compareKeys(head.value, least) < 0)) least = head.value;
    }
    if (least === undefined) return;
    yield least;
    for (const [index, head] of heads.entries()) {
      const source = sources[index];
      if (source && !head.done && head.value === least) heads[index] = await source.next();
    }
  }
}

/** Keys of `kept` that do not stand in `dropped`; both ascending. */
export async function* minus(kept: Source, dropped: Source): Source {
  let head = await dropped.next();
  for await (const key of kept) {
    while (!head.done && compareKeys(head.value, key) < 0) head = await dropped.next();
    if (head.done || head.value !== key) yield key;
  }
}
