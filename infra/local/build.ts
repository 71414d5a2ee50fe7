import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';

const root = join(import.meta.dirname, '../..');
const sources = [
  'functions',
  'shared',
  'console',
  'infra/hops',
  'infra/house',
  'infra/tools',
  'infra/app.ts',
  'infra/dangol-stack.ts',
  'infra/dangol.ts',
  'infra/options.ts',
  'package-lock.json',
  'cdk.json',
];
const stampPath = join(root, 'cdk.out', 'source-hash');
const templatePath = join(root, 'cdk.out', 'Dangol.template.json');
const lockPath = join(root, 'cdk.out.lock');
const cdkSchema = z.looseObject({ context: z.record(z.string(), z.unknown()).default({}) });
const staleLockMs = 120_000;

function* filesBelow(path: string): Generator<string> {
  if (!existsSync(path)) return;
  if (!statSync(path).isDirectory()) {
    yield path;
    return;
  }
  for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)))
    yield* filesBelow(join(path, entry.name));
}

function sourceHash(): string {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of filesBelow(join(root, source)))
      hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function run(script: string, environment: Record<string, string>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], {
      cwd: root,
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${script} failed with code ${code}:\n${output.trim()}`)),
    );
  });
}

const isBuilt = (hash: string): boolean =>
  existsSync(templatePath) && existsSync(stampPath) && readFileSync(stampPath, 'utf8') === hash;

async function build(hash: string, say: (line: string) => void): Promise<void> {
  say('Bundling functions and console');
  await run('infra/tools/bundle.ts', {});
  say('Synthesizing the CloudFormation template');
  rmSync(stampPath, { force: true });
  // What the CDK command would hand over: its own settings and the stage.
  const { context } = cdkSchema.parse(JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')));
  await run('infra/app.ts', {
    CDK_VALIDATION: 'false',
    CDK_OUTDIR: 'cdk.out',
    CDK_CONTEXT_JSON: JSON.stringify({ ...context, stage: 'local' }),
    DANGOL_STAGE: 'local',
  });
  writeFileSync(stampPath, hash);
}

/** Bundles and synthesizes the project unless that was done for the very same sources; one process at a time. */
export async function buildTemplate(say: (line: string) => void = () => undefined): Promise<string> {
  const hash = sourceHash();
  while (!isBuilt(hash)) {
    try {
      mkdirSync(lockPath);
    } catch {
      // Another process builds; a lock that outlived its process is taken over.
      if (existsSync(lockPath) && Date.now() - statSync(lockPath).mtimeMs > staleLockMs)
        rmSync(lockPath, { recursive: true, force: true });
      await delay(200);
      continue;
    }
    try {
      if (!isBuilt(hash)) await build(hash, say);
    } finally {
      rmSync(lockPath, { recursive: true, force: true });
    }
  }
  return templatePath;
}
