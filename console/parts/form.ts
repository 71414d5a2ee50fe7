import type { TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import type { ApiError } from '../platform/api.ts';
import { asApiError } from '../platform/load.ts';

/** Sending state of a form: one call at a time, its failure kept for showing. */
export const useSubmit = (send: () => Promise<void>) => {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError>();
  const run = async () => {
    setBusy(true);
    setError(undefined);
    try {
      await send();
    } catch (cause) {
      setError(asApiError(cause));
    }
    setBusy(false);
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run();
  };
  return { busy, error, submit, run };
};
