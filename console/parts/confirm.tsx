import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';
import { useWords } from '../words/language.tsx';
import { Failure } from './states.tsx';

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly action: string;
  readonly danger?: boolean;
  /** Something is still missing. */
  readonly disabled?: boolean;
  readonly children?: ComponentChildren;
  /** Runs on yes; the dialog closes when it is done and shows why when it fails. */
  readonly run: () => Promise<void>;
  readonly close: () => void;
}

/** The browser's own modal dialog: keeps the focus inside, closes on Escape, cancel first. */
export const Confirm = ({ title, text, action, danger, disabled, children, run, close }: ConfirmProps) => {
  const words = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  useLayoutEffect(() => {
    dialog.current?.showModal();
  }, []);
  const go = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await run();
      close();
    } catch (cause) {
      setError(asApiError(cause));
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onClose={close}>
      <h2 id="dialog-title">{title}</h2>
      <p>{text}</p>
      {children}
      {error ? <Failure error={error} /> : null}
      <div class="dialog-actions">
        <button type="button" class="button" onClick={() => dialog.current?.close()}>
          {words.common.dismiss}
        </button>
        <button
          type="button"
          class={danger ? 'button danger' : 'button primary'}
          disabled={busy || disabled}
          onClick={() => void go()}
        >
          {action}
        </button>
      </div>
    </dialog>
  );
};
