import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { startsPerMonth } from '../../../infra/cost/idle-bill.ts';
import { plainName } from './template-parts.ts';

const ROOT = join(import.meta.dirname, '../../..');
const page = readFileSync(join(ROOT, 'docs/operations.md'), 'utf8');

/** As GitHub makes them: lower case, punctuation gone, spaces to hyphens. */
const anchors = new Set(
  [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  ),
);

const DESCRIPTION =
  /^(?<impact>\S.+[.]) First action: (?<action>\S.+[.]) Runbook: docs\/operations\.md#(?<anchor>[\w-]+)$/;

const mappingSchema = z.object({ FunctionName: z.object({ Ref: z.string() }) });

export const describeAlarms = (template: Template): void => {
  const alarms = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
  const named = (type: string): string[] => Object.keys(template.findResources(type)).map(plainName);

  describe('alarms', () => {
    it('say what is lost, what to do first and where to read on', () => {
      expect(alarms.length).toBeGreaterThan(20);
      for (const [name, { Properties }] of alarms) {
        const found = DESCRIPTION.exec(Properties.AlarmDescription)?.groups;
        expect(found, `${name}: ${Properties.AlarmDescription}`).toBeDefined();
        expect(anchors.has(found?.anchor ?? ''), `docs/operations.md has no section "${found?.anchor}"`).toBe(true);
        // CloudWatch cuts off at 1,024 characters.
        expect(Properties.AlarmDescription.length).toBeLessThanOrEqual(1_024);
        expect(Properties.AlarmActions.length).toBe(1);
      }
    });

    it('are explained in docs/operations.md, each by name', () => {
      const names = named('AWS::CloudWatch::Alarm').map((name) => name.replace(/(Errors|Alarm)$/, ''));
      expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
    });

    it('have runbooks that are tried in tests that are there', () => {
      const tests = [...page.matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, path = '']) => path);
      expect(tests.length).toBeGreaterThan(10);
      expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    });

    it('watch every function: by its errors, by the age of what it is fed with, or by the run that it is a step of', () => {
      const errors = new Set(
        alarms
          .filter(([, { Properties }]) => Properties.MetricName === 'Errors')
          .map(([, { Properties }]) => Properties.Dimensions[0].Value.Ref),
      );
      const fed = new Set(
        Object.values(template.findResources('AWS::Lambda::EventSourceMapping')).map(
          ({ Properties }) => mappingSchema.parse(Properties).FunctionName.Ref,
        ),
      );
      const night = JSON.stringify(template.findResources('AWS::StepFunctions::StateMachine'));
      const door = JSON.stringify(template.findResources('AWS::ApiGatewayV2::Integration'));
      const functions = Object.entries(template.findResources('AWS::Lambda::Function')).filter(
        ([, { Properties }]) => Properties.Environment?.Variables.NODE_OPTIONS !== undefined,
      );
      const unwatched = functions
        .map(([id]) => id)
        .filter((id) => !errors.has(id) && !fed.has(id) && !night.includes(`"${id}"`) && !door.includes(`"${id}"`));
      expect(functions.length).toBeGreaterThan(20);
      expect(errors.size).toBeGreaterThan(3);
      expect(unwatched).toEqual([]);
    });

    it('exist for every queue of dead letters', () => {
      const watched = JSON.stringify(alarms.map(([, { Properties }]) => Properties.Dimensions));
      const dead = Object.keys(template.findResources('AWS::SQS::Queue')).filter((id) =>
        /DeadLetters$|^Not/.test(plainName(id)),
      );
      expect(dead.length).toBeGreaterThan(8);
      expect(dead.filter((id) => !watched.includes(`"${id}"`))).toEqual([]);
    });

    it('of scheduled jobs can ring: as many starts as they ask for can fail in their period', () => {
      const functions = new Map(
        Object.values(template.findResources('AWS::Scheduler::Schedule')).flatMap(({ Properties }) => {
          const target = Properties.Target.Arn?.['Fn::GetAtt']?.[0];
          return typeof target === 'string' ? [[target, startsPerMonth(Properties.ScheduleExpression)]] : [];
        }),
      );
      const watched = alarms.filter(([, { Properties }]) => functions.has(Properties.Dimensions?.[0]?.Value.Ref));
      expect(watched.length).toBeGreaterThan(2);
      for (const [name, { Properties }] of watched) {
        const starts = ((functions.get(Properties.Dimensions[0].Value.Ref) ?? 0) * Properties.Period) / (43_800 * 60);
        // Lambda itself tries a start twice more (asynchronous invocation).
        expect(Math.ceil(starts) * 3, name).toBeGreaterThanOrEqual(Properties.Threshold);
      }
    });

    it('send the reader of a stream’s dead letter to what its worker left out', () => {
      const workers = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'))
        .filter(({ Properties }) => Properties.StartingPosition !== undefined)
        .map(({ Properties }) => plainName(mappingSchema.parse(Properties).FunctionName.Ref));
      const [, table = ''] = page.split('What a worker of `NotRead` left out');
      expect(new Set(workers).size).toBeGreaterThan(3);
      for (const worker of workers) expect(table.split('\n## ')[0]).toContain(`| \`${worker}\` |`);
    });

    it('ring for what the tick counts and nobody else would see', () => {
      const counted = alarms
        .filter(([, { Properties }]) => Properties.Namespace === 'Dangol')
        .map(([, { Properties }]) => ({ name: Properties.MetricName, dimensions: Properties.Dimensions }));
      const dimensions = [{ Name: 'service', Value: 'dangol' }];
      expect(counted).toEqual(
        expect.arrayContaining([
          { name: 'Tick.failed', dimensions },
          { name: 'Series.stopped', dimensions },
          { name: 'Provider.held', dimensions },
        ]),
      );
    });
  });

  describe('docs/operations.md', () => {
    it('speaks of no dead letter queue that the stack does not have', () => {
      const queues = named('AWS::SQS::Queue');
      const spoken = [...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm)]
        .flatMap(([, cell = '']) => cell.replaceAll('`', '').split(', '))
        .filter((name) => /DeadLetters$|^Not/.test(name));
      expect(spoken.length).toBeGreaterThan(7);
      expect(spoken.filter((name) => !queues.includes(name))).toEqual([]);
    });
  });
};
