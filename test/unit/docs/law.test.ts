import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/law.md'), 'utf8');
const rows = page
  .split('\n')
  .filter((line) => /^\| (?!article|---)/.test(line))
  .map((line) => line.split(' | '));

describe('docs/law.md', () => {
  it('names files that are there', () => {
    const paths = [...page.matchAll(/`((?:shared|functions|test)\/[^`]+)`/g)].map(([, path = '']) => path);
    expect(paths.length).toBeGreaterThan(30);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('names for each article a file and a test that bears its title', () => {
    expect(rows.length).toBeGreaterThan(15);
    for (const [article = '', , file = '', tests = ''] of rows) {
      expect(file, article).toMatch(/`(shared|functions)\//);
      const named = [...tests.matchAll(/`(test\/[^`]+)`((?: “[^”]+”,?)+)/g)];
      expect(named.length, article).toBeGreaterThan(0);
      for (const [, path = '', quoted = ''] of named) {
        const source = readFileSync(join(ROOT, path), 'utf8');
        for (const [, title = ''] of quoted.matchAll(/“([^”]+)”/g)) expect(source, article).toContain(`'${title}'`);
      }
    }
  });
});
