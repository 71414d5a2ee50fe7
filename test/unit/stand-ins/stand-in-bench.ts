import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createInbox } from '../../../infra/local/inbox/inbox.ts';
import type { StandInOptions } from '../../../infra/local/stand-in/options.ts';

export const noon = Date.parse('2026-11-23T03:00:00.000Z');
export const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
type Published = { topicArn: string; message: Record<string, unknown> };

/** A stand-in's surroundings: a clock, topics that remember, no faults, an inbox. */
export function surroundings(given: Partial<StandInOptions> = {}) {
  const published: Published[] = [];
  const clock = given.clock ?? (() => noon);
  const inbox = given.inbox ?? createInbox({ clock, ...(given.dataDir ? { dataDir: given.dataDir } : {}) });
  const options: StandInOptions = {
    clock,
    sns: async (topicArn, message) => {
      published.push({ topicArn, message: { ...message } });
    },
    faults: () => ({ failProvider: 0, loseProviderAnswer: 0, random: Math.random }),
    ...given,
    inbox,
  };
  onTestFinished(() => inbox.close());
  return { options, published, inbox };
}

export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dangol-stand-in-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Numbers in turn, then from the start again. */
export function sequence(...values: number[]): () => number {
  let next = 0;
  return () => values[next++ % values.length] ?? 0;
}
