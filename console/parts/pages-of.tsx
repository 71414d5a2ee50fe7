import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { useWords } from '../words/language.tsx';
import { Failure, Skeleton } from './states.tsx';

export interface ListPage<Row> {
  readonly data: readonly Row[];
  readonly nextCursor?: string | null | undefined;
}

interface PagesProps<Row> {
  /** Another name starts the list anew. */
  readonly name: string;
  readonly load: (cursor: string | undefined) => Promise<ListPage<Row>>;
  readonly empty: ComponentChildren;
  readonly children: (rows: readonly Row[]) => ComponentChildren;
}

const MOST_EMPTY_PAGES = 25;

interface Held<Row> {
  readonly rows: readonly Row[];
  readonly next: string | undefined;
}

/** A cursor list that grows on request; a page that fails leaves the earlier ones standing. */
export const Pages = <Row,>({ name, load, empty, children }: PagesProps<Row>) => {
  const words = useWords();
  const [held, setHeld] = useState<Held<Row>>();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();

  const fetchMore = async (before: Held<Row> | undefined, wanted: () => boolean) => {
    setBusy(true);
    setError(undefined);
    try {
      let page = await load(before?.next);
      // A filtered list may have empty pages before the next match.
      for (let looked = 1; page.data.length === 0 && page.nextCursor && looked < MOST_EMPTY_PAGES && wanted(); looked++)
        page = await load(page.nextCursor);
      if (wanted()) setHeld({ rows: [...(before?.rows ?? []), ...page.data], next: page.nextCursor ?? undefined });
    } catch (cause) {
      if (wanted()) setError(asApiError(cause));
    }
    if (wanted()) setBusy(false);
  };

  // `name` stands for everything that `load` closes over.
  useEffect(() => {
    let wanted = true;
    setHeld(undefined);
    void fetchMore(undefined, () => wanted);
    return () => {
      wanted = false;
    };
  }, [name]);

  const again = () => void fetchMore(held, () => true);
  if (!held) return error ? <Failure error={error} retry={again} /> : <Skeleton rows={5} />;
  if (held.rows.length === 0 && held.next === undefined) return <>{empty}</>;
  return (
    <>
      {children(held.rows)}
      {error ? <Failure error={error} retry={again} /> : null}
      {held.next !== undefined && !error ? (
        <p class="more">
          <button type="button" class="button small" disabled={busy} onClick={again}>
            {busy ? words.common.loading : words.common.more}
          </button>
        </p>
      ) : null}
    </>
  );
};
