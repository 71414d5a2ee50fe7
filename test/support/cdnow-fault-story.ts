import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { CdnowCustomer } from './cdnow.ts';
import { createCdnowStory } from './cdnow-story.ts';
import { freePort, type StackProcess, startStackProcess } from './stack-process.ts';

const FAULTS = { seed: 7, duplicateBatches: 0.1, killInvocations: 0.05, throttleDynamo: 0.05 };

/** Memory-backed folder if there is one: DynamoDB Local's file mode waits for the disk at every write. */
const dataFolder = (): string => mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'dangol-faults-'));

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The import and the campaign of the CDNOW story on a stack that delivers a tenth of its batches twice, kills one
 * invocation in twenty, throttles one DynamoDB call in twenty, and loses power in the middle of either.
 */
export const surviveFaults = async (options: { file: string; idColumn: string; people: readonly CdnowCustomer[] }) => {
  const story = createCdnowStory({ ...options, folder: mkdtempSync(join(tmpdir(), 'dangol-cdnow-')) });
  const data = dataFolder();
  const port = await freePort();
  const start = async (): Promise<StackProcess> => {
    const started = await startStackProcess({ port, data });
    await story.call(started.url, 'POST', '/_local/faults', FAULTS);
    return started;
  };

  let stack = await start();
  const faults = (settings: object) => story.call(stack.url, 'POST', '/_local/faults', settings);
  try {
    await story.configure(stack.url, 'rank');
    const half = async (path: string, ready: (answer: unknown) => boolean): Promise<void> => {
      for (let tries = 0; tries < 3_000; tries++) {
        if (ready(await story.call(stack.url, 'GET', path).catch(() => undefined))) return;
        await pause(50);
      }
      throw new Error(`${path} never became ready.`);
    };

    const middle = options.people[Math.floor(options.people.length / 2)]?.id ?? '';
    const interrupted = story.startOrders(stack.url);
    await half(`/v1/customers/${middle}`, (answer) => answer !== undefined);
    await stack.kill();
    interrupted.kill();
    await interrupted.done;

    stack = await start();
    await story.importOrders(stack.url);
    await story.importContacts(stack.url);
    await story.drain(stack.url);
    await story.recompute(stack.url);
    // Looking needs no faults: thousands of reads would only be tried again.
    await faults({});
    await story.expectSums(stack.url);
    await story.expectSegments(stack.url, 'rank');
    await faults(FAULTS);

    await story.launch(stack.url);
    await half('/inbox/messages?channel=email', (answer) => Array.isArray(answer) && answer.length > 3);
    await stack.kill();

    stack = await start();
    await story.drain(stack.url);
    // Leases of the killed workers run out; the tick finishes their chunks.
    await story.call(stack.url, 'POST', '/_local/advance', {
      to: new Date(Date.now() + 30 * 60_000).toISOString(),
      every: true,
    });
    await story.drain(stack.url);
    await faults({});
    await story.drain(stack.url);
    await story.expectSums(stack.url);
    const outcome = await story.expectMailsAfterFaults(stack.url);
    expect(outcome.sent).toBeGreaterThan(story.audience().addresses.length * 0.8);
    return outcome;
  } finally {
    await stack.stop();
  }
};
