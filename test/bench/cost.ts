import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { costTable } from '../../infra/cost/cost-table.ts';
import { idleBill, idleTable } from '../../infra/cost/idle-bill.ts';
import { MEASURED, type Measured } from '../../infra/cost/measured.ts';
import { between, replaceBetween } from '../../infra/cost/pages.ts';
import { synthesizeTemplate } from '../support/synthesize.ts';
import { countCost } from './count-cost.ts';

const USAGE = `Usage: npm run bench:cost [-- --write | -- --check | -- --pages]
Counts what an event, a message and a customer's night cost on the local stack, prices it (infra/cost/prices.ts) and prints the tables.
  --write   also stores the counts (infra/cost/measured.json) and writes the tables into README.md and docs/scale.md
  --pages   writes the tables of the counts that are stored, counts nothing
  --check   counts nothing: fails if a page says something else than the stored counts and the synthesized template`;

const ROOT = join(import.meta.dirname, '../..');
const PAGES = [
  { file: 'README.md', names: ['idle', 'cost'] },
  { file: 'docs/scale.md', names: ['cost'] },
] as const;

const tablesOf = (measured: Measured) => ({
  cost: costTable(measured),
  idle: idleTable(idleBill(synthesizeTemplate('production').toJSON(), measured.idleCall.read)),
});

const write = (tables: Readonly<Record<'cost' | 'idle', string>>): void => {
  for (const { file, names } of PAGES) {
    const page = names.reduce(
      (text, name) => replaceBetween(text, name, tables[name]),
      readFileSync(join(ROOT, file), 'utf8'),
    );
    writeFileSync(join(ROOT, file), page);
  }
};

const check = (tables: Readonly<Record<'cost' | 'idle', string>>): void => {
  const stale = PAGES.flatMap(({ file, names }) =>
    names
      .filter((name) => between(readFileSync(join(ROOT, file), 'utf8'), name) !== tables[name])
      .map((name) => `${file}: ${name}`),
  );
  if (stale.length === 0) {
    console.log('The pages say what was counted.');
    return;
  }
  console.error(`Not what was counted; run npm run bench:cost -- --pages\n${stale.join('\n')}`);
  process.exitCode = 1;
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      write: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      pages: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  if (values.check) return check(tablesOf(MEASURED));
  if (values.pages) return write(tablesOf(MEASURED));
  const measured = await countCost();
  const tables = tablesOf(measured);
  console.log(`${tables.cost}\n\n${tables.idle}`);
  if (!values.write) return;
  writeFileSync(join(ROOT, 'infra/cost/measured.json'), `${JSON.stringify(measured, undefined, 2)}\n`);
  write(tables);
};

await main();
