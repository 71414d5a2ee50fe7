import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { blocksOf, commandsIn } from '../support/markdown.ts';

const PAGE = join(import.meta.dirname, '../../docs/http-api.md');
const WRITTEN_FOR = 'http://localhost:4000';
const run = promisify(execFile);

interface Example {
  readonly name: string;
  readonly command: string;
  /** The answer that the page shows right below. */
  readonly answer: string;
}

/** Each shell block with the JSON block that follows it. */
const examples = (): Example[] => {
  const blocks = blocksOf(readFileSync(PAGE, 'utf8'));
  return blocks.flatMap((block, index) => {
    const [command] = commandsIn(block, 'curl');
    const next = blocks[index + 1];
    if (block.language !== 'sh' || command === undefined) return [];
    const said = command.split('\n')[0]?.slice(0, 80) ?? command;
    return [{ name: `${block.heading}: ${said}`, command, answer: next?.language === 'json' ? next.text : '' }];
  });
};

/** `"…"` stands for any value; objects may hold more than the page shows, lists are as long as shown. */
const expected = (shown: unknown): unknown => {
  if (shown === '…') return expect.anything();
  if (Array.isArray(shown)) return shown.map(expected);
  if (typeof shown !== 'object' || shown === null) return shown;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, expected(value)])),
  );
};

describe('the examples of docs/http-api.md', () => {
  const all = examples();
  let stack: LocalStack;

  beforeAll(async () => {
    stack = await startStack({});
  });
  afterAll(() => stack?.stop());

  it('are there, each with its answer', () => {
    expect(all.length).toBeGreaterThan(10);
    expect(all.filter(({ answer }) => answer === '')).toEqual([]);
  });

  it.each(all)('$name', async ({ command, answer }) => {
    const here = command.replaceAll(WRITTEN_FOR, stack.url).replace(/^curl /, 'curl --silent --show-error ');
    const { stdout } = await run('bash', ['-c', here]);
    expect(JSON.parse(stdout)).toEqual(expected(JSON.parse(answer)));
    // Readers are slower than the streams.
    await stack.drain();
  });

  it('leave no address, number or name in any log, not even when things fail', async () => {
    const post = (path: string, body: string, key: string) =>
      fetch(stack.url + path, {
        method: 'POST',
        body,
        headers: { authorization: key, 'content-type': 'application/json' },
      });
    const admin = { headers: { authorization: 'Bearer local-admin' } };
    const traits = { email: 'lee@example.com', phone: '010-1234-5678', name: '이단골' };
    const identify = JSON.stringify({ userId: 'lee', traits });
    const write = `Basic ${Buffer.from('local-write:').toString('base64')}`;
    const trouble = () =>
      Promise.all([
        post('/v1/identify', identify, write),
        post('/v1/identify', `{"userId":"null","traits":${JSON.stringify(traits)}`, write),
        fetch(`${stack.url}/v1/customers?email=lee@example.com`, admin),
        fetch(`${stack.url}/v1/customers/lee?personal=shown&reason=lee@example.com`, admin),
        post('/p/lee@example.com', 'action=unsubscribe', ''),
      ]);
    await trouble();
    await post('/_local/faults', '{"seed":1,"throttleDynamo":0.4}', '');
    await trouble();
    await post('/_local/faults', '{}', '');
    await stack.drain();
    const lines = stack.logs();
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.filter((line) => /lee@example|1234-?5678|1012345678|이단골/.test(line))).toEqual([]);
  });
});
