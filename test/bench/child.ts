import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A helper in a process of its own, so that its CPU is not counted with what is measured. */
export interface ServerChild {
  readonly url: string;
  stop(): Promise<void>;
}

const endOf = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
};

/** Starts a server; its first line of output is its port. */
export const startServer = async (file: URL, environment: Record<string, string> = {}): Promise<ServerChild> => {
  const child = spawn(process.execPath, [fileURLToPath(file)], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error(`${file.href} ended before it named its port.`);
  child.stdout.resume();
  return {
    url: `http://127.0.0.1:${first.value}`,
    stop: async () => {
      process.removeListener('exit', kill);
      kill();
      await endOf(child);
    },
  };
};
