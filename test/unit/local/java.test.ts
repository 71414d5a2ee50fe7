import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findJava, type JavaSearch, majorVersion } from '../../../infra/local/dynamodb/java.ts';

function install(folder: string): string {
  const binary = join(folder, 'jre', 'jdk-21.0.1-jre', 'bin', 'java');
  mkdirSync(join(binary, '..'), { recursive: true });
  writeFileSync(binary, '');
  return binary;
}

const search = (extra: Partial<JavaSearch>): JavaSearch => ({
  candidates: ['java'],
  cacheDir: mkdtempSync(join(tmpdir(), 'java-')),
  version: async () => undefined,
  fetch: async () => {
    throw new Error('offline');
  },
  ...extra,
});

describe('the choice of a Java runtime', () => {
  test('version lines of old and new runtimes', () => {
    expect(majorVersion('openjdk version "17.0.15" 2025-04-15')).toBe(17);
    expect(majorVersion('java version "1.8.0_401"')).toBe(8);
    expect(majorVersion('openjdk version "21" 2023-09-19')).toBe(21);
    expect(majorVersion('command not found')).toBeUndefined();
  });

  test('the first candidate that is new enough', async () => {
    const versions: Record<string, number> = { '/old/bin/java': 11, java: 17 };
    expect(
      await findJava(search({ candidates: ['/old/bin/java', 'java'], version: async (binary) => versions[binary] })),
    ).toBe('java');
  });

  test('a runtime fetched earlier is used without the network', async () => {
    const cacheDir = mkdtempSync(join(tmpdir(), 'java-'));
    const binary = install(cacheDir);
    expect(await findJava(search({ cacheDir, version: async (path) => (path === binary ? 21 : undefined) }))).toBe(
      binary,
    );
  });

  test('none on the machine: one is fetched into the cache', async () => {
    const fetched: string[] = [];
    const found = await findJava(
      search({
        fetch: async (folder) => {
          fetched.push(install(folder));
        },
      }),
    );
    expect([found]).toEqual(fetched);
  });

  test('none and no network: one sentence says what to install', async () => {
    await expect(findJava(search({}))).rejects.toThrow(
      /^DynamoDB Local needs Java 17 or newer and none was found: install it .*openjdk-17-jre-headless.*\.$/,
    );
  });
});
