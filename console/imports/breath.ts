/** Longest work without a pause, in ms: the page draws sixty times a second. */
const SLICE = 12;

/** Lets the page draw and answer whenever a slice of work has passed. The policy of the page forbids workers. */
export const createBreath = (): (() => Promise<void>) => {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE) return;
    await new Promise((resolve) => setTimeout(resolve));
    since = performance.now();
  };
};
