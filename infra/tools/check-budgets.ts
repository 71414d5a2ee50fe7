import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';

const DIST = join(import.meta.dirname, '../../dist');
const KB = 1024;

/** Bytes of a function's bundle: cold start grows with it. Larger ones carry a template engine or a MIME composer. */
const BUDGET = 900 * KB;
const BUDGETS: Readonly<Record<string, number>> = {
  // Nobody waits for these two.
  'export-shard': 1_000 * KB,
  // Looks at a changed series as a launch would (preflight), so it holds the templates, too; adds up the week on Mondays.
  tick: 1_800 * KB,
  // Folds, and tells what an event means for goals, coupons, journeys and messages.
  project: 930 * KB,
  // Does what the rooms of coupons, tasks, webhooks and the shop's own pages do.
  'advance-journeys': 1_100 * KB,
  'send-email': 1_900 * KB,
  'send-sms': 1_900 * KB,
  'send-push': 1_200 * KB,
  'send-kakao': 1_200 * KB,
  'send-message': 2_000 * KB,
  // Every capability of the house has its routes here.
  'serve-api': 2_150 * KB,
  'serve-console': 400 * KB,
};

/** Bytes that a cold start reads: the entry, and the parts that it imports at once rather than when they are asked for. */
const startBytes = (folder: string, file = 'index.mjs', seen = new Set<string>()): number => {
  if (seen.has(file)) return 0;
  seen.add(file);
  const source = readFileSync(join(folder, file), 'utf8');
  const imported = [...source.matchAll(/(?:from|import)"\.\/(part-[A-Z0-9]+\.mjs)"/g)].flatMap(
    ([, name]) => name ?? [],
  );
  const parts = imported.map((name) => startBytes(folder, name, seen));
  return statSync(join(folder, file)).size + parts.reduce((sum, bytes) => sum + bytes, 0);
};

await bundle();
const verbs = readdirSync(DIST);
const over = verbs.flatMap((verb) => {
  const bytes = startBytes(join(DIST, verb));
  const budget = BUDGETS[verb] ?? BUDGET;
  return bytes > budget ? [`${verb}: ${Math.round(bytes / KB)} KB, allowed are ${Math.round(budget / KB)} KB`] : [];
});
process.stdout.write(
  `${verbs.length} bundles within their budgets${over.length > 0 ? `, except:\n  ${over.join('\n  ')}` : ''}\n`,
);
if (over.length > 0 || verbs.length < 10) process.exitCode = 1;
