/** What a killed worker's awaits end in. */
export class Killed extends Error {}

/**
 * A worker that dies at its `step`-th call of the outside world, before the call or after it; from then on nothing of it
 * succeeds. Infinity: it lives.
 */
export const createMortal = (step: number, after: boolean) => {
  let steps = 0;
  let dead = false;
  const live = async <T>(call: () => Promise<T>): Promise<T> => {
    if (dead) throw new Killed();
    steps += 1;
    if (steps < step) return call();
    dead = true;
    // The call itself may still have happened; its answer reaches nobody.
    if (after) await call().catch(() => undefined);
    throw new Killed();
  };
  const whileAlive = async <T>(call: () => Promise<T>): Promise<T> => {
    if (dead) throw new Killed();
    const answer = await call();
    if (dead) throw new Killed();
    return answer;
  };
  const around =
    (guard: typeof live) =>
    <Client extends object>(client: Client): Client =>
      new Proxy(client, {
        get: (target, name) => {
          const value: unknown = Reflect.get(target, name);
          if (name !== 'send' || typeof value !== 'function') return value;
          return (...args: unknown[]) => guard(async () => Reflect.apply(value, target, args));
        },
      });
  return {
    live,
    /** A client as this worker sees it. */
    wrap: around(live),
    /** The same, where its calls are not counted: it dies of another's. */
    follow: around(whileAlive),
    isDead: () => dead,
    steps: () => steps,
  };
};
