import type { ComponentChildren } from 'preact';
import type { ApiError } from '../platform/api.ts';
import type { Loaded } from '../platform/load.ts';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/language.tsx';
import { Icon, type IconName } from './icon.tsx';

/** Grey lines in the shape of what will come; `rows` is a guess at its height. */
export const Skeleton = ({ rows = 3 }: { readonly rows?: number }) => {
  const words = useWords();
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{words.common.loading}</span>
      {Array.from({ length: rows }, (_, row) => (
        <span key={row} class="skeleton-line" aria-hidden="true" />
      ))}
    </div>
  );
};

interface EmptyProps {
  readonly icon?: IconName;
  readonly title: string;
  readonly children?: ComponentChildren;
}

export const Empty = ({ icon = 'empty', title, children }: EmptyProps) => (
  <div class="empty">
    <Icon name={icon} />
    <p class="empty-title">{title}</p>
    {children ? <div class="empty-text">{children}</div> : null}
  </div>
);

interface Advice {
  readonly icon: IconName;
  readonly title: string;
  readonly advice: string;
}

/** What happened in our words and what to do; the API's own message stands beside it. */
export const adviceFor = (error: ApiError, { errors }: Words): Advice => {
  if (error.code === 'offline') return { icon: 'cloud', title: errors.offline, advice: errors.offlineDo };
  if (error.code === 'unreadable') return { icon: 'alert', title: errors.unreadable, advice: errors.unreadableDo };
  switch (error.status) {
    case 401:
      return { icon: 'lock', title: errors.unauthenticated, advice: errors.unauthenticatedDo };
    case 403:
      return { icon: 'lock', title: errors.forbidden, advice: errors.forbiddenDo };
    case 404:
      return { icon: 'empty', title: errors.notFound, advice: errors.notFoundDo };
    case 409:
    case 412:
      return { icon: 'alert', title: errors.changed, advice: errors.changedDo };
    case 429:
    case 503:
      return { icon: 'cloud', title: errors.busy, advice: errors.busyDo(error.retryAfter) };
    case 500:
      return { icon: 'alert', title: errors.title, advice: errors.internalDo };
    default:
      return { icon: 'alert', title: errors.title, advice: errors.invalidDo };
  }
};

interface FailureProps {
  readonly error: ApiError;
  readonly retry?: () => void;
}

export const Failure = ({ error, retry }: FailureProps) => {
  const words = useWords();
  const { icon, title, advice } = adviceFor(error, words);
  return (
    <div class="failure" role="alert">
      <Icon name={icon} />
      <div>
        <p class="failure-title">{title}</p>
        {error.code === 'offline' ? null : <p class="failure-message">{error.message}</p>}
        {error.details.length > 0 ? (
          <ul class="failure-details">
            {error.details.map((detail) => (
              <li key={detail.path}>
                <code>{detail.path}</code> {detail.message}
              </li>
            ))}
          </ul>
        ) : null}
        <p class="failure-advice">{advice}</p>
        {error.requestId ? (
          <p class="failure-request">
            {words.errors.requestId} <code>{error.requestId}</code>
          </p>
        ) : null}
        {retry ? (
          <button type="button" class="button small" onClick={retry}>
            {words.common.reload}
          </button>
        ) : null}
      </div>
    </div>
  );
};

interface ShowProps<Value> {
  readonly loaded: Loaded<Value>;
  readonly retry?: () => void;
  readonly rows?: number;
  readonly children: (value: Value) => ComponentChildren;
}

/** An answer in each of its states; the children see only what is there. */
export const Show = <Value,>({ loaded, retry, rows, children }: ShowProps<Value>) => {
  switch (loaded.state) {
    case 'loading':
      return <Skeleton rows={rows} />;
    case 'failed':
      return <Failure error={loaded.error} retry={retry} />;
    case 'ready':
      return (
        <>
          {loaded.trouble ? <Failure error={loaded.trouble} retry={retry} /> : null}
          {children(loaded.value)}
        </>
      );
  }
};
