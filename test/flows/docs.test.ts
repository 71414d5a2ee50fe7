import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientText } from '../../infra/client/client-text.ts';
import { type LocalStack, startStack } from '../../infra/local/stack.ts';
import { blocksOf, commandsIn } from '../support/markdown.ts';
import { NEW_SHAPE, newShapes } from '../support/stored.ts';

const DOCS = join(import.meta.dirname, '../../docs');
/** In the order in which they are read: a later page may speak of what an earlier one made. */
const PAGES = ['http-api.md', 'guide/getting-started.md', 'guide/getting-started.ko.md', 'guide/your-own-code.md'];
/** Inside the project, where the types of Node are found. */
const PLACE = join(import.meta.dirname, '../../test-results');
const TSC = join(import.meta.dirname, '../../node_modules/.bin/tsc');
const WRITTEN_FOR = 'http://localhost:4000';
const run = promisify(execFile);

interface Example {
  readonly page: string;
  readonly name: string;
  readonly language: string;
  /** A call by curl, or a file of TypeScript. */
  readonly command: string;
  /** The answer that the page shows right below. */
  readonly answer: string;
}

/** Each call by curl and each file of TypeScript with the JSON block that follows it. */
const examplesOf = (page: string): Example[] => {
  const blocks = blocksOf(readFileSync(join(DOCS, page), 'utf8'));
  return blocks.flatMap((block, index) => {
    const { language, text, heading } = block;
    const command = language === 'ts' ? text : language === 'sh' ? commandsIn(block, 'curl')[0] : undefined;
    const next = blocks[index + 1];
    if (command === undefined) return [];
    const said = command.split('\n')[0]?.slice(0, 80) ?? command;
    return [
      { page, name: `${heading}: ${said}`, language, command, answer: next?.language === 'json' ? next.text : '' },
    ];
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

describe('the examples of the docs', () => {
  const all = PAGES.flatMap(examplesOf);
  let stack: LocalStack;
  let folder = '';

  beforeAll(async () => {
    stack = await startStack({});
    mkdirSync(PLACE, { recursive: true });
    folder = mkdtempSync(join(PLACE, 'docs-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await stack?.stop();
  });

  it('are there on every page, each with its answer', () => {
    for (const page of PAGES) expect(all.filter((example) => example.page === page).length, page).toBeGreaterThan(0);
    expect(all.length).toBeGreaterThan(40);
    expect(all.filter(({ answer }) => answer === '')).toEqual([]);
  });

  it('speak Korean and English alike: the same calls with the same answers', () => {
    const [english, korean] = ['guide/getting-started.md', 'guide/getting-started.ko.md'].map((page) =>
      examplesOf(page).map(({ command }) => command.replace(/ -d '[\s\S]*$/, '').replace(/park|choi/g, 'somebody')),
    );
    expect(korean).toEqual(english);
  });

  /** A file of one's own beside the client that `npm run client` makes of this stack. */
  const runFile = async (text: string): Promise<string> => {
    const document: unknown = await (await fetch(`${stack.url}/v1/openapi.json`)).json();
    writeFileSync(join(folder, 'dangol.ts'), clientText(document));
    writeFileSync(join(folder, 'example.ts'), text);
    const system = ['--module', 'nodenext', '--target', 'es2024', '--allowImportingTsExtensions', '--types', 'node'];
    await run(TSC, ['--strict', '--noEmit', '--ignoreConfig', ...system, join(folder, 'example.ts')]);
    return (await run(process.execPath, [join(folder, 'example.ts')])).stdout;
  };

  it.each(all)('$page: $name', async ({ command, language, answer }) => {
    const here = command.replaceAll(WRITTEN_FOR, stack.url).replace(/^curl /, 'curl --silent --show-error ');
    const stdout = language === 'ts' ? await runFile(here) : (await run('bash', ['-c', here])).stdout;
    expect(JSON.parse(stdout)).toEqual(expected(JSON.parse(answer)));
    // Readers are slower than the streams.
    await stack.drain();
  });

  it('store rows of shapes that are kept, so that a later version is known to read them', async () => {
    expect(await newShapes(stack, 'docs'), NEW_SHAPE).toEqual([]);
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
