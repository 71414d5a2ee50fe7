import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type LocalStack, startStack } from './stack.ts';

const usage = `npm start -- [--port N] [--data DIR] [--once] [--empty]
  --port N     port of the local stack (4000)
  --data DIR   keep everything in DIR between starts (default: in memory, nothing is kept)
  --once       run the main job, print its receipt, stop
  --empty      no sample shop, real time`;

/** The moment at which the sample shop's story begins. */
const sampleClock = '2026-11-23T10:00:00+09:00';
const morningAfterSample = '2026-11-24T09:00:00+09:00';

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function readPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new Error(`--port '${text}' is not a port: use a number from 0 to 65535.`);
}

/**
 * The main job with the sample shop, once per data folder: a second time would send the campaign's people their story again.
 * @returns false if the folder has had its story
 */
async function runSample(stack: LocalStack, dataDir: string | undefined): Promise<boolean> {
  const mark = dataDir === undefined ? undefined : join(dataDir, 'main-job');
  if (mark !== undefined && existsSync(mark)) {
    if (readFileSync(mark, 'utf8') === 'started') {
      say(`The sample shop in ${dataDir} was interrupted last time; choose a new folder to see it from the beginning.`);
    }
    return false;
  }
  if (mark !== undefined) writeFileSync(mark, 'started');
  const { runMainJob } = await import('../sample/main-job.ts');
  const result = await runMainJob({
    url: stack.url,
    now: stack.clock.now,
    drain: stack.drain,
    advance: stack.advance,
    say,
  });
  say(result.slip);
  if (mark !== undefined) writeFileSync(mark, 'done');
  return true;
}

/** Lets the night pass, so that the console speaks of the day of the campaign as of yesterday. */
async function wakeUp(stack: LocalStack): Promise<void> {
  say('The next morning: segments and churn flags are new');
  await stack.advance(morningAfterSample);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '4000' },
      data: { type: 'string' },
      once: { type: 'boolean', default: false },
      empty: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say(usage);
    return;
  }
  const began = performance.now();
  const stack = await startStack({
    port: readPort(values.port),
    say,
    ...(values.data === undefined ? {} : { dataDir: values.data }),
    ...(values.empty ? {} : { clock: sampleClock }),
  });
  let stopping = false;
  const stop = async (): Promise<void> => {
    if (stopping) return;
    stopping = true;
    await stack.stop();
    process.exit();
  };
  process.once('SIGINT', () => void stop());
  process.once('SIGTERM', () => void stop());
  say(`Ready after ${((performance.now() - began) / 1000).toFixed(1)} s`);

  const told = !values.empty && (await runSample(stack, values.data));
  if (values.once) {
    await stop();
    return;
  }
  if (told) await wakeUp(stack);
  say(`Console, inbox and API: ${stack.url}`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
