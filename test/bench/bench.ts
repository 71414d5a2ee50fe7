import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figure, type Skipped, tableOf } from './figure.ts';

const USAGE = `Usage: npm run bench -- [--json FILE] [--quick] [--only cpu,memory,start,units,night,nightUnits,sender,senderMemory,journeys,cost,ceiling,hostile]
Prints figures; asserts none. Ratios have a baseline that was measured in between; counts are exact. --quick runs every section
at a small size, to see that it runs. docs/performance.md says what bounds each figure.`;

type Section = () => Promise<Figure[] | Skipped>;

/** Loaded one by one, so that no section measures what another one loaded. */
const SECTIONS: Readonly<Record<string, Section>> = {
  cpu: async () => (await import('./ingest-cpu.ts')).measureIngestCpu(),
  memory: async () => (await import('./import-memory.ts')).measureImportMemory(),
  start: async () => (await import('./start-time.ts')).measureStart(),
  units: async () => (await import('./units.ts')).countUnits(),
  night: async () => (await import('./night.ts')).measureNight(),
  nightUnits: async () => (await import('./night-units.ts')).countNight(),
  sender: async () => (await import('./sender.ts')).measureSender(),
  senderMemory: async () => (await import('./sender.ts')).measureSenderMemory(),
  journeys: async () => (await import('./journeys.ts')).measureJourneys(),
  cost: async () => (await import('./cost-figures.ts')).figureCost(),
  ceiling: async () => (await import('./ceiling.ts')).countCeiling(),
  // Last: a process started by one that has been large counts that one's peak as its own.
  hostile: async () => (await import('./hostile.ts')).measureHostile(),
};

const measured = async (name: string): Promise<Figure[] | Skipped> => {
  try {
    return (await SECTIONS[name]?.()) ?? [];
  } catch (error) {
    console.error(error);
    process.exitCode = 1;
    const [said = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return { section: name, reason: `failed: ${said}` };
  }
};

const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      ...{ json: { type: 'string' }, only: { type: 'string' } },
      // Read by sizes.ts.
      ...{ quick: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  });
  const names = values.only?.split(',') ?? Object.keys(SECTIONS);
  const unknown = names.find((name) => !(name in SECTIONS));
  if (values.help || unknown !== undefined) {
    if (unknown !== undefined) console.error(`There is no section "${unknown}".`);
    console.error(USAGE);
    process.exitCode = unknown === undefined ? 0 : 1;
    return;
  }
  // Before any section makes the logger, which reads these once: nothing but the table is printed.
  process.env.POWERTOOLS_METRICS_DISABLED = 'true';
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  const figures: Figure[] = [];
  const skipped: Skipped[] = [];
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model ?? 'unknown' };
  for (const name of names) {
    console.error(`measuring: ${name}`);
    // What ends one section is shown beside the figures of the others.
    const result = await measured(name);
    if (!('reason' in result)) figures.push(...result);
    else skipped.push(result);
    // After each, so that what was measured is kept when somebody ends it.
    if (values.json) writeFileSync(values.json, `${JSON.stringify({ machine, figures, skipped }, undefined, 2)}\n`);
  }
  console.log(`Node ${machine.node}, ${machine.cpus} × ${machine.model}`);
  console.log(tableOf(figures, skipped));
};

await main();
