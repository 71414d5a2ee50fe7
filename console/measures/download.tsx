import { useState } from 'preact/hooks';
import { Failure } from '../parts/states.tsx';
import { ApiError } from '../platform/api.ts';
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
      const url = URL.createObjectURL(await api.file(path));
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      URL.revokeObjectURL(url);
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
