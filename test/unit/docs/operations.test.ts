import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { synthesizeTemplate } from '../../support/synthesize.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/operations.md'), 'utf8');

/** CloudFormation's names without the hash that CDK adds. */
const namesOf = (template: Template, type: string): string[] =>
  Object.keys(template.findResources(type)).map((name) => name.slice(0, -8));

describe('docs/operations.md', () => {
  let template: Template;
  beforeAll(() => {
    template = synthesizeTemplate('production');
  });

  it('tells for every alarm what it means', () => {
    const alarms = namesOf(template, 'AWS::CloudWatch::Alarm').map((name) => name.replace(/(Errors|Alarm)$/, ''));
    expect(alarms.length).toBeGreaterThan(20);
    expect(alarms.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('speaks of no dead letter queue that the stack does not have', () => {
    const queues = namesOf(template, 'AWS::SQS::Queue');
    const named = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)]
      .flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '))
      .filter((name) => /DeadLetters$|^Not|NotStarted$/.test(name));
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((name) => !queues.includes(name))).toEqual([]);
  });
});
