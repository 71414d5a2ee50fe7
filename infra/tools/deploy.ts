import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import * as z from 'zod';
import { settleIn } from '../deploy/afterwards.ts';
import { type Answers, type Ask, collectAnswers } from '../deploy/answers.ts';
import { planDeploy, type Step, shellLine } from '../deploy/plan.ts';
import { readOutputs } from '../doctor/look-at-account.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run deploy [-- flags]
Asks what it needs to know, shows what it will do, and does it. With --yes it asks nothing: what is not given takes its default.
  --region ap-northeast-2   --stage production     --alarmMail ops@shop.kr
  --senderDomain shop.kr    --brand 단골상점        --shortUrl https://dgl.kr
  --domain crm.shop.kr --certificate ARN           --firewall ARN  --customerKey true
  --logDays 90              --dashboard false
  --dry-run                 shows what would be done and does nothing; needs no AWS account
  --yes                     asks nothing`;

const ROOT = join(import.meta.dirname, '../..');
const outputsSchema = z.object({ Dangol: z.record(z.string(), z.string()) });

const text = { type: 'string' } as const;
const FLAGS = {
  ...{ region: text, stage: text, alarmMail: text, senderDomain: text, brand: text, shortUrl: text, domain: text },
  ...{ certificate: text, firewall: text, customerKey: text, logDays: text, dashboard: text },
} as const;

const run = ({ command: [name, ...rest], environment }: Step): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(name === 'node' ? process.execPath : name, rest, {
      cwd: ROOT,
      env: { ...process.env, ...environment },
      stdio: 'inherit',
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${name} ${rest[0]} ended with code ${code}.`)),
    );
  });

const show = (answers: Answers, steps: readonly Step[]): void => {
  console.log(
    `Region ${answers.region}, ${Object.entries(answers.options)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ')}`,
  );
  for (const [index, step] of steps.entries()) console.log(`${index + 1}. ${step.why}\n     ${shellLine(step)}`);
  if (answers.senderDomain !== undefined)
    console.log(`${steps.length + 1}. Make ${answers.senderDomain} an identity of SES and show its DNS records`);
};

const deploy = async (answers: Answers, ask: Ask | undefined): Promise<void> => {
  const { region } = answers;
  // The stack that `cdk bootstrap` makes has this name unless somebody chose another.
  const bootstrapped = (await readOutputs(new CloudFormationClient({ region }), 'CDKToolkit')) !== undefined;
  const steps = planDeploy(answers, { bootstrapped });
  show(answers, steps);
  if (ask && !/^y(es)?$/i.test(await ask('Do this? (y/n)', 'n'))) return console.log('Nothing was done.');
  for (const step of steps) await run(step);
  const outputs = outputsSchema.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.out/outputs.json'), 'utf8'))).Dangol;
  await settleIn(answers, { outputs, ses: new SESv2Client({ region }), say: (line) => console.log(line) });
};

const main = async (): Promise<void> => {
  const { values } = readFlags(USAGE, {
    options: { ...FLAGS, 'dry-run': { type: 'boolean' }, yes: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) return console.log(USAGE);
  const { 'dry-run': dry = false, yes = false, help: _help, ...flags } = values;
  const lines =
    process.stdin.isTTY && !yes ? createInterface({ input: process.stdin, output: process.stdout }) : undefined;
  const ask: Ask | undefined =
    lines && ((question, fallback) => lines.question(`${question}${fallback ? ` [${fallback}]` : ''}: `));
  try {
    const region = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
    const answers = await collectAnswers({ ...(region && !lines ? { region } : {}), ...flags }, ask);
    if (dry) return show(answers, planDeploy(answers, { bootstrapped: false }));
    if (!ask && !yes)
      throw new Error('There is nobody to ask: give --yes with the flags, or --dry-run to see what would be done.');
    await deploy(answers, ask);
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
    process.exitCode = 1;
  } finally {
    lines?.close();
  }
};

await main();
