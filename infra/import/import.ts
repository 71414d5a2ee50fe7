import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { ImportError } from '../../shared/imports/import-error.ts';
import { READY_MAPS } from '../../shared/imports/ready-map.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { importFile } from './import-file.ts';

const USAGE = `npm run import -- FILE [--map MAP.json | --map NAME] [--dry-run] [--yes] [--sheet NAME] [--url http://localhost:4000] [--key local-write] [--restart]

FILE       CSV, TSV (UTF-8 or CP949) or XLSX, plain or .gz; the first row with two names is its header.
--map      what each column is: a file { "kind": "orders" | "orderLines" | "customers" | "events" | "experiment", "columns": { "userId": "customer_id", … } },
           or a ready map: ${READY_MAPS.map(({ name }) => name).join(', ')}. docs/imports.md says all that a map can hold.
           Without it a map is proposed from the header and the first rows; --yes takes it.
--dry-run  reads everything, says what would happen (people, orders, revenue, rejected lines), sends nothing.
--sheet    sheet of an XLSX file; the first one that is not hidden without it.
An import that was stopped goes on where it was; --restart begins again, which changes nothing that is stored.
`;

const EXIT = { done: 0, rejected: 1, failed: 2, stopped: 130 } as const;

const readArguments = () => {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        map: { type: 'string' },
        sheet: { type: 'string' },
        yes: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        url: { type: 'string', default: 'http://localhost:4000' },
        key: { type: 'string' },
        restart: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
    return { values, file: positionals[0], more: positionals.slice(1) };
  } catch (cause) {
    throw new ImportError(cause instanceof Error ? cause.message : 'The arguments cannot be read.', { cause });
  }
};

const checkUrl = (url: string): void => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'http:' && parsed?.protocol !== 'https:')
    throw new ImportError(`--url ${url} is not an http or https address such as http://localhost:4000.`);
};

const main = async (): Promise<number> => {
  const { values, file, more } = readArguments();
  if (values.help) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  if (file === undefined || more.length > 0) throw new ImportError(`One file is needed.\n\n${USAGE}`);
  checkUrl(values.url);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  try {
    const summary = await importFile({
      file,
      map: values.map,
      sheet: values.sheet,
      yes: values.yes,
      dryRun: values['dry-run'],
      url: values.url,
      key: values.key,
      folder: process.cwd(),
      restart: values.restart,
      signal: stop.signal,
      clock: systemClock,
      sleep: (ms) => wait(ms, undefined, { signal: stop.signal }),
      screen: process.stdout,
    });
    if (summary === undefined) return EXIT.failed;
    return summary.rejected === 0 ? EXIT.done : EXIT.rejected;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.stderr.write(`${error instanceof Error ? error.message : 'Stopped.'}\n`);
    return EXIT.stopped;
  }
};

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof ImportError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT.failed;
}
