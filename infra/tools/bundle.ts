import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { buildConsole } from '../../console/build.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');

/** Packages that still call `require` find one: ESM output has none. */
const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Bundles every function in one esbuild call, SDK included, so that what is tested is what is deployed. */
export const bundle = async (): Promise<void> => {
  const verbs = readdirSync(join(ROOT, 'functions'));
  rmSync(DIST, { recursive: true, force: true });
  await build({
    absWorkingDir: ROOT,
    entryPoints: verbs.map((verb) => `functions/${verb}/index.ts`),
    outdir: DIST,
    outbase: 'functions',
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
  });
  await buildConsole(join(DIST, 'serve-console/console'));
};

if (import.meta.main) await bundle();
