import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { dyingWithParent } from '../../infra/local/die-with-parent.ts';
import { freePort } from './stack-process.ts';

const FOLDER = fileURLToPath(new URL('../../node_modules/amplify-dynamodb-simulator/emulator', import.meta.url));

/** Names the endpoint of the emulator that all files of a run use. */
export const SHARED_EMULATOR = 'DANGOL_TEST_DYNAMODB';

/** DynamoDB Local in memory, in which each access key has a database of its own. It may not answer yet. */
export const startEmulator = async (): Promise<{ endpoint: string; stop(): Promise<void> }> => {
  const port = await freePort();
  const flags = ['-Xmx1024m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Djava.library.path=./DynamoDBLocal_lib'];
  const options = ['-jar', 'DynamoDBLocal.jar', '-inMemory', '-disableTelemetry', '-port', String(port)];
  const java = spawn(...dyingWithParent('java', [...flags, ...options]), { cwd: FOLDER, stdio: 'ignore' });
  const kill = (): void => void java.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(java, 'exit');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    stop: async () => {
      process.removeListener('exit', kill);
      kill();
      await ended;
    },
  };
};
