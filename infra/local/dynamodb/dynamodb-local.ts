import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createAwsJsonClient } from '../aws-json.ts';
import { dyingWithParent } from '../die-with-parent.ts';
import { findJava, systemJavaSearch } from './java.ts';

export interface DynamoDbLocal {
  readonly endpoint: string;
  stop(): Promise<void>;
  kill(): Promise<void>;
}

const startTimeoutMs = 150_000;

/** A port that was free a moment ago; DynamoDB Local cannot choose one itself. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}

function commandOf(pid: number): string {
  if (existsSync('/proc/self/cmdline'))
    return existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
  return spawnSync('ps', ['-o', 'args=', '-p', String(pid)]).stdout?.toString() ?? '';
}

/** A DynamoDB Local that outlived its killed runner still has the files open: it must be gone before the next one opens them. */
async function endPredecessor(pidFile: string): Promise<void> {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8'));
  while (commandOf(pid).includes('DynamoDBLocal.jar')) {
    process.kill(pid, 'SIGKILL');
    await delay(20);
  }
}

async function answers(process: ChildProcess, endpoint: string, region: string, output: () => string): Promise<void> {
  const client = createAwsJsonClient(endpoint, 'DynamoDB_20120810', region);
  const giveUpAt = Date.now() + startTimeoutMs;
  try {
    for (;;) {
      if (process.exitCode !== null)
        throw new Error(`DynamoDB Local stopped with code ${process.exitCode}: ${output()}`);
      try {
        await client.call('ListTables', {});
        return;
      } catch (error) {
        if (Date.now() > giveUpAt)
          throw new Error(`DynamoDB Local gave no answer within ${startTimeoutMs / 1000} s: ${output()}`, {
            cause: error,
          });
        await delay(40);
      }
    }
  } finally {
    client.close();
  }
}

/** Starts DynamoDB Local, in memory or on files below `dataDir`; it dies with this process where the system can do that. */
export async function startDynamoDbLocal(options: {
  dataDir?: string;
  region: string;
  memoryMb?: number;
}): Promise<DynamoDbLocal> {
  const java = await findJava(systemJavaSearch(process.env));
  const jar = createRequire(import.meta.url).resolve('amplify-dynamodb-simulator/emulator/DynamoDBLocal.jar');
  const folder = dirname(jar);
  const storage = options.dataDir === undefined ? ['-inMemory'] : ['-dbPath', join(options.dataDir, 'dynamodb')];
  const pidFile = options.dataDir === undefined ? undefined : join(options.dataDir, 'dynamodb.pid');
  if (options.dataDir !== undefined) mkdirSync(join(options.dataDir, 'dynamodb'), { recursive: true });
  if (pidFile !== undefined) await endPredecessor(pidFile);
  const port = await freePort();
  const flags = [
    `-Xmx${options.memoryMb ?? 1024}m`,
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    `-Djava.library.path=${join(folder, 'DynamoDBLocal_lib')}`,
    '-jar',
    jar,
    '-port',
    String(port),
    '-sharedDb',
    '-disableTelemetry',
    ...storage,
  ];
  const child = spawn(...dyingWithParent(java, flags), { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  if (pidFile !== undefined) writeFileSync(pidFile, String(child.pid));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-2000);
    });
  }
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // Without a death signal of the system, leaving the process normally is all that can be caught.
  const onExit = (): boolean => child.kill('SIGKILL');
  process.once('exit', onExit);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    process.removeListener('exit', onExit);
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    await exited;
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await answers(child, endpoint, options.region, () => output.trim());
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
  return { endpoint, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}
