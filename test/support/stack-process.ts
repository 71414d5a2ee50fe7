import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { dyingWithParent } from '../../infra/local/die-with-parent.ts';

const ROOT = join(import.meta.dirname, '../..');

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });

/** The local stack as people start it, in a process of its own, so that it can be killed without warning. */
export interface StackProcess {
  readonly url: string;
  /** kill -9 of the whole stack, as a power cut would. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  output(): string;
}

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()));

export const startStackProcess = async (options: {
  port: number;
  data?: string;
  args?: readonly string[];
}): Promise<StackProcess> => {
  const args = [
    'infra/local/start.ts',
    '--port',
    String(options.port),
    ...(options.data ? ['--data', options.data] : []),
    ...(options.args ?? ['--empty']),
  ];
  // A process group of its own: everything that the stack starts dies with it.
  const child = spawn(...dyingWithParent(process.execPath, args), {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
  const url = `http://localhost:${options.port}`;
  const signal = (name: 'SIGKILL' | 'SIGTERM') => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, name);
  };
  const deadline = Date.now() + 160_000;
  for (;;) {
    const healthy = await fetch(`${url}/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) break;
    if (child.exitCode !== null || Date.now() > deadline) {
      signal('SIGKILL');
      throw new Error(`The stack did not start:\n${lines.join('')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return {
    url,
    kill: async () => {
      signal('SIGKILL');
      await ended(child);
    },
    stop: async () => {
      signal('SIGTERM');
      const timer = setTimeout(() => signal('SIGKILL'), 10_000);
      await ended(child);
      clearTimeout(timer);
    },
    output: () => lines.join(''),
  };
};

/** Runs the import command to its end. */
export const runImport = (
  file: string,
  map: string,
  url: string,
  cwd: string,
): { done: Promise<{ code: number | null; output: string }>; kill: () => void } => {
  const child = spawn(
    process.execPath,
    [join(ROOT, 'infra/import/import.ts'), file, '--map', map, '--url', url, '--key', 'local-write'],
    {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
  return {
    done: new Promise((resolve) => child.once('exit', (code) => resolve({ code, output: lines.join('') }))),
    kill: () => child.kill('SIGKILL'),
  };
};
