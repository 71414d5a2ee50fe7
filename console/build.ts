import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import {
  CONTENT_POLICY,
  PREVIEW_PAGE,
  PREVIEW_POLICY,
  PUSH_WORKER,
  SNIPPET,
} from '../functions/serve-console/headers.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const page = (script: string, style: string, icon: string): string => `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>단골 Dangol</title>
<link rel="icon" href="/${icon}" type="image/svg+xml">
<link rel="stylesheet" href="/${style}">
<script type="module" src="/${script}"></script>
</head>
<body>
<div id="app"></div>
<noscript>이 화면은 JavaScript가 필요해요. · This console needs JavaScript.</noscript>
</body>
</html>
`;

/** The page in which a mail is shown. */
const previewPage = (script: string): string => `<!doctype html>
<html lang="ko">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PREVIEW_POLICY}">
<title>미리보기</title>
<script src="/${script}" defer></script>
</head>
<body></body>
</html>
`;

/** Bundles the script that shops put into their pages, or the worker that their own file brings in. */
export const buildSnippet = async (outfile: string, source: 'dangol' | 'worker' = 'dangol'): Promise<void> => {
  await build({
    entryPoints: [here(`snippet/${source}.ts`)],
    outfile,
    bundle: true,
    minify: true,
    format: 'iife',
    platform: 'browser',
    target: ['chrome100', 'firefox101', 'safari16.4'],
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'warning',
  });
};

/**
 * Bundles the console into `outdir`: `index.html`, `assets/<name>-<hash>.<ext>` and parts that pages load later, all it needs and nothing from
 * elsewhere. The same folder is served by `serve-console` and can be copied to a bucket. Fails on a Node-only import.
 */
export const buildConsole = async (outdir: string): Promise<void> => {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  const { metafile } = await build({
    entryPoints: { app: here('main.tsx'), style: here('styles/index.css'), icon: here('icon.svg') },
    outdir,
    entryNames: 'assets/[name]-[hash]',
    assetNames: 'assets/[name]-[hash]',
    chunkNames: 'assets/part-[hash]',
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.svg': 'copy' },
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    logLevel: 'warning',
  });
  const names = Object.keys(metafile.outputs).map((path) => `assets/${basename(path)}`);
  const named = (name: string, extension: string): string => {
    const found = names.find((path) => path.startsWith(`assets/${name}-`) && path.endsWith(extension));
    if (!found) throw new Error(`The console build has no ${name}${extension}; it has ${names.join(', ')}.`);
    return found;
  };
  // One classic script under a name that never changes: it stands in the pages of shops.
  await buildSnippet(join(outdir, SNIPPET.slice(1)));
  await buildSnippet(join(outdir, PUSH_WORKER.slice(1)), 'worker');
  const frame = await build({
    entryPoints: [here('preview/frame.ts')],
    outdir,
    entryNames: 'assets/part-[hash]',
    bundle: true,
    minify: true,
    // A frame without the console's origin could not load a module.
    format: 'iife',
    metafile: true,
    logLevel: 'warning',
  });
  const [script = ''] = Object.keys(frame.metafile.outputs).map((path) => `assets/${basename(path)}`);
  await writeFile(join(outdir, PREVIEW_PAGE.slice(1)), previewPage(script));
  await writeFile(join(outdir, 'index.html'), page(named('app', '.js'), named('style', '.css'), named('icon', '.svg')));
};
