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

interface FaultStory {
  readonly file: string;
  readonly idColumn: string;
  readonly people: readonly CdnowCustomer[];
}

const openWorld = async (options: FaultStory) => {
  const story = createCdnowStory({ ...options, folder: mkdtempSync(join(tmpdir(), 'dangol-cdnow-')) });
  const data = dataFolder();
  const port = await freePort();
  const start = async (): Promise<StackProcess> => {
    const started = await startStackProcess({ port, data });
    await story.call(started.url, 'POST', '/_local/faults', FAULTS);
    return started;
  };
  let stack = await start();
  return {
    story,
    url: stack.url,
    faults: (settings: object) => story.call(stack.url, 'POST', '/_local/faults', settings),
    until: async (path: string, ready: (answer: unknown) => boolean): Promise<void> => {
      for (let tries = 0; tries < 3_000; tries++) {
        if (ready(await story.call(stack.url, 'GET', path).catch(() => undefined))) return;
        await pause(50);
      }
      throw new Error(`${path} never became ready.`);
    },
    /** kill -9 of everything, and a start on what was kept. */
    cutPower: async (inTheDark: () => Promise<void> = async () => undefined): Promise<void> => {
      await stack.kill();
      await inTheDark();
      stack = await start();
    },
    stop: () => stack.stop(),
  };
};
type World = Awaited<ReturnType<typeof openWorld>>;

const importOrders = async ({ story, url, until, faults, cutPower }: World, { people }: FaultStory): Promise<void> => {
  await story.configure(url, 'rank');
  const middle = people[Math.floor(people.length / 2)]?.id ?? '';
  const interrupted = story.startOrders(url);
  await until(`/v1/customers/${middle}`, (answer) => answer !== undefined);
  await cutPower(async () => {
    interrupted.kill();
    await interrupted.done;
  });
  await story.importOrders(url);
  await story.importContacts(url);
  await story.drain(url);
  await story.recompute(url);
  // Looking needs no faults: thousands of reads would only be tried again.
  await faults({});
  await story.expectSums(url);
  await story.expectSegments(url, 'rank');
};

const sendCampaign = async ({ story, url, until, faults, cutPower }: World) => {
  await faults(FAULTS);
  await story.launch(url);
  await until('/inbox/messages?channel=email', (answer) => Array.isArray(answer) && answer.length > 3);
  await cutPower();
  await story.drain(url);
  // Leases of the killed workers run out; the tick finishes their chunks.
  const to = new Date(Date.now() + 30 * 60_000).toISOString();
  await story.call(url, 'POST', '/_local/advance', { to, every: true });
  await story.drain(url);
  await faults({});
  await story.drain(url);
  await story.expectSums(url);
  const outcome = await story.expectMailsAfterFaults(url);
  expect(outcome.sent).toBeGreaterThan(story.audience().addresses.length * 0.8);
  return outcome;
};

/**
 * The import of the CDNOW story on a stack that delivers a tenth of its batches twice, kills one invocation in twenty,
 * throttles one DynamoDB call in twenty, and loses power in the middle.
 */
export const importThroughFaults = async (options: FaultStory): Promise<void> => {
  const world = await openWorld(options);
  try {
    await importOrders(world, options);
  } finally {
    await world.stop();
  }
};

/** The same, and a campaign after it that loses power in its middle, too. */
export const surviveFaults = async (options: FaultStory) => {
  const world = await openWorld(options);
  try {
    await importOrders(world, options);
    return await sendCampaign(world);
  } finally {
    await world.stop();
  }
};
