import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectHillstrom } from '../support/experiment-story.ts';
import { everyTenth } from '../support/experiments.ts';
import { sharedData } from '../support/shared-data.ts';
import { freePort, type StackProcess, startStackProcess } from '../support/stack-process.ts';

const file = sharedData('hillstrom.csv');

describe.skipIf(!file)("every tenth row of Hillstrom's e-mail test through the product", () => {
  let stack: StackProcess;

  beforeAll(async () => {
    stack = await startStackProcess({ port: await freePort() });
  });
  afterAll(() => stack?.stop());

  it('gives the lifts of its rows, whatever comes in twice', async () => {
    const report = await expectHillstrom(stack.url, everyTenth(readFileSync(file ?? '', 'utf8')));
    expect(report.experiment?.outcomes.map(({ name }) => name)).toEqual(['conversion', 'spend', 'visit']);
    expect(report.audience + report.control.size).toBe(6_400);
  });
});
