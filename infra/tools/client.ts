import { writeFileSync } from 'node:fs';
import { clientText } from '../client/client-text.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run client -- --out FILE.ts [--url http://localhost:4000]
Writes a typed client of the API in one file of TypeScript, for a project of yours: no dependencies, Node ≥ 20 or a browser.
It is made from /v1/openapi.json of the installation that --url names, so it fits that version; /v1 only ever grows.`;

const main = async (): Promise<void> => {
  const { values } = readFlags(USAGE, {
    options: {
      out: { type: 'string' },
      url: { type: 'string', default: 'http://localhost:4000' },
      help: { type: 'boolean' },
    },
  });
  if (values.help || values.out === undefined) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const address = `${values.url.replace(/\/$/, '')}/v1/openapi.json`;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address} answered ${response.status}: is it the address of a Dangol?`);
  writeFileSync(values.out, clientText(await response.json()));
  console.log(`${values.out}: import { createDangol } from './${values.out.split('/').at(-1)}';`);
};

await main();
