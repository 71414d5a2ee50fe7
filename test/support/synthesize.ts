import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type IPolicyValidationPlugin, type Stack, Validations } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { DangolStack } from '../../infra/dangol-stack.ts';
import type { DangolOptions } from '../../infra/options.ts';

const ROOT = join(import.meta.dirname, '../..');

/** Assets must exist for a synthesis; their content does not matter to what the template says. */
const ensureBundles = (): void => {
  for (const verb of readdirSync(join(ROOT, 'functions'))) {
    const folder = join(ROOT, 'dist', verb);
    mkdirSync(folder, { recursive: true });
    try {
      writeFileSync(join(folder, 'index.mjs'), 'export const handler = undefined;\n', { flag: 'wx' });
    } catch {
      // The real bundle is there already.
    }
  }
};

const createStack = (options: DangolOptions): { app: App; stack: Stack; outdir: string } => {
  ensureBundles();
  const outdir = mkdtempSync(join(tmpdir(), 'dangol-synth-'));
  const app = new App({ outdir, context: { '@aws-cdk/aws-iam:minimizePolicies': true } });
  return { app, stack: new DangolStack(app, 'Dangol', { options }), outdir };
};

export const synthesizeTemplate = (stage: string, more: Omit<DangolOptions, 'stage'> = {}): Template =>
  Template.fromStack(createStack({ stage, ...more }).stack);

const reportSchema = z.object({
  pluginReports: z.array(
    z.object({
      violations: z.array(
        z.object({
          ruleName: z.string(),
          violatingConstructs: z.array(z.object({ constructPath: z.string().optional() })),
        }),
      ),
    }),
  ),
});

export interface Finding {
  readonly rule: string;
  readonly construct: string;
}

/** What rule packs find in the stack. `change` may add something bad first, to prove that the packs look at all. */
export const findingsOf = (
  packs: (app: App) => IPolicyValidationPlugin[],
  change: (stack: Stack) => void = () => {},
): Finding[] => {
  const { app, stack, outdir } = createStack({ stage: 'production' });
  change(stack);
  Validations.of(app).addPlugins(...packs(app));
  try {
    app.synth();
  } catch {
    // Findings of level error make the synthesis fail; the report is written before.
  }
  const report = reportSchema.parse(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')));
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap((violation) =>
      violation.violatingConstructs.map((construct) => ({
        rule: violation.ruleName,
        construct: construct.constructPath ?? '?',
      })),
    ),
  );
};
