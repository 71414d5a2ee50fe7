import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type ApiTool, toolsOf } from '../../../infra/mcp/tools.ts';
import { openApiDocument } from '../../../shared/api/openapi.ts';
import type { Route } from '../../../shared/api/route.ts';
import { RULE_COMPONENT, ruleShape } from '../../../shared/segments/rule.ts';
import { allRoutes } from '../../support/all-routes.ts';

const ROOT = join(import.meta.dirname, '../../..');

interface Asked {
  readonly line: string;
  readonly key: string | undefined;
  readonly personal: unknown;
  readonly body: string;
}

describe('the tools of an assistant', () => {
  let routes: readonly Route[];
  let document: unknown;
  let server: Server;
  let url = '';
  const asked: Asked[] = [];

  beforeAll(async () => {
    routes = await allRoutes();
    document = openApiDocument(routes, '0.1.0', { [RULE_COMPONENT]: ruleShape });
    server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        if (incoming.url === '/v1/openapi.json') return outgoing.end(JSON.stringify(document));
        asked.push({
          line: `${incoming.method} ${incoming.url}`,
          key: incoming.headers.authorization,
          personal: incoming.headers['x-personal'],
          body,
        });
        outgoing.statusCode = incoming.url?.includes('nobody') ? 404 : 200;
        outgoing.end(JSON.stringify({ asked: incoming.url }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    url = `http://127.0.0.1:${address.port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const scopeOf = ({ method, path }: ApiTool): string | undefined =>
    routes.find((route) => route.method === method && route.path === path)?.scope;

  it('read only, unless drafts are asked for; and never send, approve, delete, administer or show personal data', () => {
    const reading = toolsOf(document, { drafts: false });
    expect(reading.length).toBeGreaterThan(20);
    expect(new Set(reading.map(scopeOf))).toEqual(new Set(['read']));
    const drafting = toolsOf(document, { drafts: true });
    expect(new Set(drafting.map(scopeOf))).toEqual(new Set(['read', 'author']));
    expect(drafting.some(({ method }) => method === 'DELETE')).toBe(false);
    expect(
      drafting
        .filter(({ method }) => method !== 'GET')
        .map(({ path }) => path)
        .filter((path) =>
          /\/(launch|approve|resume|keys|users|erasures|test|calls|shares|pauses?|links|restore)\b/.test(path),
        ),
    ).toEqual([]);
    expect(new Set(drafting.map(({ name }) => name)).size).toBe(drafting.length);
    for (const { queryNames, inputSchema } of drafting)
      expect([
        ...queryNames,
        ...Object.keys(z.record(z.string(), z.unknown()).parse(inputSchema.properties)),
      ]).not.toContain('personal');
  });

  it('carry schemas that stand by themselves: every reference is among their own definitions', () => {
    for (const { name, inputSchema } of toolsOf(document, { drafts: true })) {
      const text = JSON.stringify(inputSchema);
      expect(text, name).not.toContain('#/components/');
      const definitions = Object.keys(inputSchema.$defs ?? {});
      for (const [, ref = ''] of text.matchAll(/"\$ref":"#\/\$defs\/([^"]+)"/g))
        expect(definitions, name).toContain(ref);
    }
  });

  it('answer over stdin and stdout, with the key of the environment', async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [join(ROOT, 'infra/tools/mcp.ts'), '--url', url, '--drafts'],
      env: { PATH: process.env.PATH ?? '', DANGOL_KEY: 'k-1' },
      stderr: 'pipe',
    });
    const client = new Client({ name: 'test', version: '1' });
    await client.connect(transport);
    try {
      const { tools } = await client.listTools();
      expect(tools.length).toBeGreaterThan(30);
      expect(tools.find(({ name }) => name === 'getSegmentsId')?.annotations).toMatchObject({ readOnlyHint: true });

      const one = await client.callTool({ name: 'getSegmentsId', arguments: { id: '한 번/산?' } });
      expect(one.isError).toBe(false);
      const body = { name: '한 번 산 손님', rule: { computed: 'orders', is: 1 } };
      await client.callTool({ name: 'postSegments', arguments: { body } });
      const lost = await client.callTool({ name: 'getSegmentsId', arguments: { id: 'nobody' } });
      expect(lost.isError).toBe(true);
      const forbidden = await client.callTool({ name: 'postCampaignsIdLaunch', arguments: { id: 'x' } });
      expect(forbidden).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining('There is no tool') }],
      });
      expect(await client.callTool({ name: 'getSegmentsId', arguments: {} })).toMatchObject({ isError: true });

      expect(asked).toEqual([
        {
          line: `GET /v1/segments/${encodeURIComponent('한 번/산?')}`,
          key: 'Bearer k-1',
          personal: 'masked',
          body: '',
        },
        { line: 'POST /v1/segments', key: 'Bearer k-1', personal: 'masked', body: JSON.stringify(body) },
        { line: 'GET /v1/segments/nobody', key: 'Bearer k-1', personal: 'masked', body: '' },
      ]);
    } finally {
      await client.close();
    }
  });
});
