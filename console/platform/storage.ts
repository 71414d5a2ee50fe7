/** Browser storage that may be refused (private windows, policies): then the choice lasts as long as the page. */
export const remembered = (storage: () => Storage, key: string): string | undefined => {
  try {
    return storage().getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
};

export const remember = (storage: () => Storage, key: string, value: string | undefined): void => {
  try {
    if (value === undefined) storage().removeItem(key);
    else storage().setItem(key, value);
  } catch {
    // Nothing to do: the choice then lives in memory alone.
  }
};
