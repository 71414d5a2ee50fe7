import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IngestServer, startIngestServer } from '../../support/ingest-server.ts';

const COMMAND = join(import.meta.dirname, '../../../infra/import/import.ts');
const MAP = JSON.stringify({
  kind: 'orders',
  columns: { userId: 'id', timestamp: 'date', total: 'sum' },
  orderId: 'line',
});

describe('npm run import', () => {
  let server: IngestServer;
  const folder = mkdtempSync(join(tmpdir(), 'dangol-command-'));
  const run = async (...words: string[]) => {
    const child = spawn(process.execPath, [COMMAND, ...words], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, out, err };
  };
  beforeAll(async () => {
    server = await startIngestServer();
    writeFileSync(join(folder, 'map.json'), MAP);
    writeFileSync(
      join(folder, 'named.csv'),
      '주문번호,주문일시,회원아이디,결제금액\n1,2020-01-01,k,"5,000원"\n2,?,k,1\n',
    );
    writeFileSync(join(folder, 'good.csv'), 'id,date,sum\nk,1997-01-01,5\n');
    writeFileSync(join(folder, 'bad.csv'), 'id,date,sum\nk,1997-01-01,5\nk,never,5\n');
    writeFileSync(join(folder, 'broken.csv'), 'id,date,sum\nk,"1997-01-01,5\n');
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true });
  });

  it('ends with 0 when every line is in, 1 when a line was rejected, 2 when it could not go on', async () => {
    const good = await run('good.csv', '--map', 'map.json', '--url', server.url);
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toContain('good.csv: 1 rows read, 1 calls accepted');
    const bad = await run('bad.csv', '--map', 'map.json', '--url', server.url, '--key', 'local-write');
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('line 3: date: "never" is not a date');
    const broken = await run('broken.csv', '--map', 'map.json', '--url', server.url);
    expect(broken).toMatchObject({ code: 2, out: '' });
    expect(broken.err).toMatch(/^The quoting is broken/);
  });

  it('proposes a map, says what would happen, and sends nothing before it is told to', async () => {
    const asked = await run('named.csv', '--url', server.url);
    expect(asked).toMatchObject({ code: 2, err: '' });
    expect(asked.out).toContain('"주문번호" → orderId  (by its name');
    expect(asked.out).toContain('Nothing was sent. Run again with --yes');
    const tried = await run('named.csv', '--yes', '--dry-run', '--url', 'http://127.0.0.1:1');
    expect(tried).toMatchObject({ code: 1, err: '' });
    expect(tried.out).toContain('Orders: 1, together 5,000 KRW.');
    expect(tried.out).toContain('Rejected lines: 1');
    const before = server.items.size;
    expect(await run('named.csv', '--yes', '--url', server.url)).toMatchObject({ code: 1, err: '' });
    expect(server.items.size).toBe(before + 1);
    expect((await run('named.csv', '--map', 'cafe24-order', '--dry-run')).err).toContain(
      'Ready maps are: online-retail',
    );
  });

  it('says how it is used', async () => {
    expect((await run('--help')).out).toContain('npm run import -- FILE [--map MAP.json');
    expect(await run()).toMatchObject({ code: 2, err: expect.stringContaining('One file is needed') });
    expect((await run('good.csv', '--map', 'map.json', '--port', '1')).err).toContain('--port');
    expect((await run('good.csv', '--map', 'map.json', '--url', 'localhost:4000')).err).toContain(
      'not an http or https address',
    );
  });
});
