import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { delimiter, join, sep } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Variables of npm, Node and AWS that a newcomer's shell may well hold: how to reach the network. */
const NETWORK = /^(npm_config_(registry|cafile|proxy|https_proxy|noproxy|cache)|NODE_EXTRA_CA_CERTS)$/i;
const FOREIGN = /^(npm_|NODE_|INIT_CWD|AWS_)/i;

/** Nothing that npm or this project put into the environment, above all not the project's own Node first on the path. */
const newcomersEnvironment = (): Record<string, string> => {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && (NETWORK.test(name) || !FOREIGN.test(name))) kept[name] = value;
  }
  kept.PATH = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(`${ROOT}${sep}`) && !folder.includes('node-gyp-bin'))
    .join(delimiter);
  return kept;
};

export interface Running {
  readonly child: ChildProcess;
  /** Everything written so far, both streams. */
  output(): string;
  /** Exit code; resolves when the command has ended. */
  readonly ended: Promise<number | null>;
  /** Ends the command and all that it started. */
  stop(): Promise<void>;
}

/** Starts a shell command as typed, in a process group of its own. */
export const startCommand = (command: string, cwd: string): Running => {
  const child = spawn('bash', ['-c', command], {
    cwd,
    detached: true,
    env: newcomersEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const chunks: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk.toString('utf8'));
    });
  }
  const signal = (name: 'SIGTERM' | 'SIGKILL'): void => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // Nobody of the group is left.
    }
  };
  const killAll = (): void => signal('SIGKILL');
  process.once('exit', killAll);
  const ended = once(child, 'close').then(() => {
    process.removeListener('exit', killAll);
    return child.exitCode;
  });
  return {
    child,
    output: () => chunks.join(''),
    ended,
    stop: async () => {
      signal('SIGTERM');
      const timer = setTimeout(killAll, 15_000);
      await ended;
      clearTimeout(timer);
      killAll();
    },
  };
};

/** Runs a shell command to its end and gives its output. Throws with the output's end if it fails or takes too long. */
export const runCommand = async (command: string, cwd: string, limitMs: number): Promise<string> => {
  const running = startCommand(command, cwd);
  const late = setTimeout(() => void running.stop(), limitMs);
  const code = await running.ended;
  clearTimeout(late);
  if (code !== 0)
    throw new Error(
      `"${command}" ended with ${code ?? `a signal after ${limitMs / 1000} s`}:\n${running.output().slice(-4_000)}`,
    );
  return running.output();
};
