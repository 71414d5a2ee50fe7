import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { callTool } from '../mcp/call-tool.ts';
import { toolsOf } from '../mcp/tools.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: DANGOL_KEY=<key> npm run --silent mcp -- [--url http://localhost:4000] [--drafts]
A server of the Model Context Protocol over stdin and stdout, for assistants that read reports and, with --drafts, draft segments, templates and
campaigns. It never sends, approves, deletes, shows personal data or administers, whatever the key may do; give it a key of the role viewer, or author.`;

const main = async (): Promise<void> => {
  const { values } = readFlags(USAGE, {
    options: { url: { type: 'string' }, drafts: { type: 'boolean', default: false }, help: { type: 'boolean' } },
  });
  const key = process.env.DANGOL_KEY;
  if (values.help || key === undefined) {
    // stdout belongs to the protocol.
    console.error(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const url = (values.url ?? process.env.DANGOL_URL ?? 'http://localhost:4000').replace(/\/+$/, '');
  const response = await fetch(`${url}/v1/openapi.json`);
  if (!response.ok) throw new Error(`${url}/v1/openapi.json answered ${response.status}.`);
  const tools = toolsOf(await response.json(), { drafts: values.drafts });

  const server = new Server({ name: 'dangol', version: '0.1.0' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, async () => ({
    tools: tools.map(({ name, description, inputSchema, method }) => ({
      name,
      description,
      inputSchema,
      annotations: { readOnlyHint: method === 'GET', destructiveHint: false },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = tools.find(({ name }) => name === params.name);
    const answer = tool
      ? await callTool(tool, params.arguments ?? {}, { url, key })
      : { ok: false, text: `There is no tool "${params.name}"; tools/list names them.` };
    return { content: [{ type: 'text', text: answer.text }], isError: !answer.ok };
  });
  await server.connect(new StdioServerTransport());
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
