import { useState } from 'preact/hooks';
import { Failure } from '../parts/states.tsx';
import { ApiError } from '../platform/api.ts';
import { saveFile } from '../platform/save-file.ts';
import { useApi } from '../platform/session.tsx';

interface DownloadProps {
  readonly path: string;
  readonly name: string;
  readonly children: string;
}

/** Saves a file of the API. The key goes in a header, so that a plain link would not do. */
export const Download = ({ path, name, children }: DownloadProps) => {
  const api = useApi();
  const [error, setError] = useState<ApiError>();
  const save = async () => {
    setError(undefined);
    try {
      saveFile(await api.file(path), name);
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught;
      setError(caught);
    }
  };
  return (
    <>
      <button type="button" class="button small" onClick={save}>
        {children}
      </button>
      {error ? <Failure error={error} retry={save} /> : null}
    </>
  );
};
