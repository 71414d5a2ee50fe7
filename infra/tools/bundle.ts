import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { buildConsole } from '../../console/build.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');

/** Packages that still call `require` find one: ESM output has none. */
const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Functions with parts that few calls need and that are large: those stand in files beside `index.mjs`, loaded when asked for. */
const SPLIT = new Set(['serve-api']);

/** Bundles every function, SDK included, so that what is tested is what is deployed. */
export const bundle = async (): Promise<void> => {
  const verbs = readdirSync(join(ROOT, 'functions'));
  rmSync(DIST, { recursive: true, force: true });
  const common: BuildOptions = {
    absWorkingDir: ROOT,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    sourcesContent: false,
    logLevel: 'warning',
  };
  const whole = verbs.filter((verb) => !SPLIT.has(verb)).map((verb) => `functions/${verb}/index.ts`);
  await build({ ...common, entryPoints: whole, outdir: DIST, outbase: 'functions' });
  for (const verb of SPLIT) {
    const entryPoints = [`functions/${verb}/index.ts`];
    await build({ ...common, entryPoints, outdir: join(DIST, verb), splitting: true, chunkNames: 'part-[hash]' });
  }
  await buildConsole(join(DIST, 'serve-console/console'));
};

if (import.meta.main) await bundle();
