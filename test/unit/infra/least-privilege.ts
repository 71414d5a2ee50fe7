import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { environmentSchema as api } from '../../../functions/serve-api/environment.ts';
import { functionsOf, plainName, type Statement, statementsOf } from './template-parts.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** Actions that know no resource, each with where AWS says so (Service Authorization Reference). */
const WITHOUT_RESOURCE: ReadonlySet<string> = new Set([
  // X-Ray writes what it samples; its actions have no resource types.
  'xray:PutTraceSegments',
  'xray:PutTelemetryRecords',
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  // SES answers the quota of the account.
  'ses:GetSendQuota',
  'ses:GetAccountSendingEnabled',
  // Step Functions sets up the delivery of its log.
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
  // The streams of one table are listed without naming one.
  'dynamodb:ListStreams',
]);

/** Wildcards in actions that CDK's grants of one bucket write; the bucket is named. */
const BUCKET_ACTIONS = /^s3:(GetObject|GetBucket|List|DeleteObject|Abort)\*$/;

const TABLE = /"Fn::GetAtt":\["(\w+?)[0-9A-F]{8}","Arn"\]/;

/** The action that IAM checks for a command of the SDK; the others are called as their commands are. */
const ACTION_OF: Readonly<Record<string, string>> = {
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  BatchGet: 'BatchGetItem',
  BatchWrite: 'BatchWriteItem',
  TransactGet: 'GetItem',
  TransactWrite: 'ConditionCheckItem',
  SendMessageBatch: 'SendMessage',
  ListObjectsV2: 'List*',
  GetObject: 'GetObject*',
  HeadObject: 'GetObject*',
  DeleteObject: 'DeleteObject*',
  DeleteObjects: 'DeleteObject*',
};

/** A store of files comes with all its methods; these functions read, or delete, and never call the others. */
const NEVER_CALLED: ReadonlySet<string> = new Set(['finish-export: PutObject']);

const tablesNamedBy = (variables: Readonly<Record<string, unknown>>): string[] =>
  Object.keys(variables)
    .filter((name) => name.endsWith('_TABLE'))
    .map((name) => name.slice(0, -'_TABLE'.length).toLowerCase())
    .sort();

/** Tables whose items the statements let somebody see or change; streams are given by their mapping. */
const tablesAllowedBy = (statements: readonly Statement[]): string[] => {
  const items = statements.filter(({ actions }) =>
    actions.some((action) => /^dynamodb:(?!.*Stream|GetRecords|GetShardIterator)/.test(action)),
  );
  const names = items.flatMap(({ resources }) => resources.flatMap((resource) => TABLE.exec(resource)?.[1] ?? []));
  return [...new Set(names.map((name) => name.toLowerCase()))].sort();
};

/** Each function's own sources as one text, packages left out: what it reads of its environment stands there. */
const sourcesOf = async (): Promise<Map<string, string>> => {
  const verbs = readdirSync(join(ROOT, 'functions'));
  const { outputFiles } = await build({
    absWorkingDir: ROOT,
    entryPoints: verbs.map((verb) => `functions/${verb}/index.ts`),
    outdir: 'unused',
    outbase: 'functions',
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    treeShaking: true,
    write: false,
    logLevel: 'error',
    loader: { '.html': 'text', '.css': 'text' },
  });
  return new Map(outputFiles.map(({ path, text }) => [path.split('/').at(-2) ?? '', text]));
};

export const describeLeastPrivilege = (template: Template): void => {
  describe('least privilege', () => {
    let sources: Map<string, string>;
    beforeAll(async () => {
      sources = await sourcesOf();
    });

    it('allows no action by a wildcard but the reads and writes of a bucket that is named', () => {
      const statements = statementsOf(template);
      expect(statements.length).toBeGreaterThan(60);
      const wild = statements.flatMap(({ actions, resources }) =>
        actions.filter((action) => action.includes('*')).map((action) => ({ action, resources })),
      );
      expect(wild.length).toBeGreaterThan(0);
      expect(wild.filter(({ action }) => !BUCKET_ACTIONS.test(action))).toEqual([]);
      expect(wild.filter(({ resources }) => resources.includes('"*"'))).toEqual([]);
    });

    it('names the resource of every action that has one', () => {
      const everywhere = statementsOf(template)
        .filter(({ resources }) => resources.includes('"*"'))
        .flatMap(({ actions }) => actions);
      expect(everywhere).toContain('xray:PutTraceSegments');
      expect(everywhere.filter((action) => !WITHOUT_RESOURCE.has(action))).toEqual([]);
    });

    it('gives each function the tables that its environment names, and no other', () => {
      const functions = functionsOf(template).filter(({ variables }) => 'NODE_OPTIONS' in variables);
      expect(functions.length).toBeGreaterThan(20);
      for (const { name, variables, statements } of functions) {
        const named = tablesNamedBy(variables);
        const allowed = tablesAllowedBy(statements);
        expect(
          allowed.filter((table) => !named.includes(table)),
          `${name} may touch`,
        ).toEqual([]);
      }
      const [most] = functions.filter(({ name }) => name === 'ServeApi');
      expect(tablesAllowedBy(most?.statements ?? []).length).toBe(tablesNamedBy(api.shape).length);
    });

    it('names no table in an environment that the function does not read', async () => {
      const unread: string[] = [];
      for (const [verb, text] of sources) {
        const { environmentSchema } = await import(`../../../functions/${verb}/environment.ts`);
        for (const name of Object.keys(environmentSchema.shape)) {
          // Once it stands in the schema itself.
          const uses = text.match(new RegExp(`\\.${name}\\b`, 'g'))?.length ?? 0;
          if (uses === 0) unread.push(`${verb}: ${name}`);
        }
      }
      expect(sources.size).toBeGreaterThan(20);
      expect(unread).toEqual([]);
    });

    it('allows each function every call that its code makes', () => {
      const byVerb = new Map(functionsOf(template).map((one) => [one.name.toLowerCase(), one]));
      let calls = 0;
      const refused: string[] = [];
      for (const [verb, text] of sources) {
        const allowed = byVerb.get(verb.replaceAll('-', ''))?.statements.flatMap(({ actions }) => actions) ?? [];
        const commands = new Set([...text.matchAll(/new (\w+)Command\(/g)].map(([, command = '']) => command));
        for (const command of commands) {
          calls += 1;
          const action = ACTION_OF[command] ?? command;
          if (!allowed.some((one) => one.split(':')[1] === action) && !NEVER_CALLED.has(`${verb}: ${action}`))
            refused.push(`${verb}: ${action}`);
        }
      }
      expect(calls).toBeGreaterThan(100);
      expect(refused).toEqual([]);
    });

    it('lets whoever reads a stream read that table’s stream only', () => {
      for (const { name, statements } of functionsOf(template)) {
        const streams = statements
          .filter(({ actions }) => actions.includes('dynamodb:GetRecords'))
          .flatMap(({ resources }) => resources);
        expect(
          streams.filter((stream) => !stream.includes('StreamArn')),
          name,
        ).toEqual([]);
      }
    });

    it('lets nobody but the provider publish receipts, and nobody listen in', () => {
      const policies = Object.values(template.findResources('AWS::SNS::TopicPolicy'));
      const text = JSON.stringify(policies);
      expect(policies.length).toBeGreaterThan(1);
      expect(text).not.toContain('sns:Subscribe');
      const publishers = [...text.matchAll(/"Service":"([\w.-]+)"/g)].map(([, service]) => service);
      expect(new Set(publishers)).toEqual(new Set(['ses.amazonaws.com', 'sms-voice.amazonaws.com']));
      expect(plainName('EmailEvents12345678')).toBe('EmailEvents');
    });
  });
};
