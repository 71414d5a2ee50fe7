import { describe, expect, it } from 'vitest';
import { sourceFiles } from '../../support/source-files.ts';

/** Rooms in the order in which data flows; a room imports only rooms to its left. */
const ROOMS = [
  'platform',
  'solapi',
  'fcm',
  'webpush',
  'statistics',
  'tables',
  'timers',
  'settings',
  'law',
  'users',
  'events',
  'catalogue',
  'consent',
  'imports',
  'orders',
  'computed',
  'profiles',
  'estimates',
  'scoring',
  'kpis',
  'segments',
  'products',
  'templates',
  'tracking',
  'coupons',
  'campaigns',
  'tasks',
  'webhooks',
  'onsite',
  'landing',
  'delivery',
  'transactional',
  'notices',
  'feedback',
  'surveys',
  'experiments',
  'insights',
  'journeys',
  'exports',
  'erasure',
  'api',
];

const roomOf = (path: string): string | undefined => /^shared\/([^/]+)\//.exec(path)?.[1];
const files = sourceFiles(['shared', 'functions', 'infra', 'console']);

describe('the layout of the house', () => {
  it('lets a room of shared/ import only rooms to its left', () => {
    const edges: string[] = [];
    const wrong: string[] = [];
    for (const file of files) {
      const from = roomOf(file.path);
      if (from === undefined) continue;
      expect(ROOMS, `unknown room of ${file.path}`).toContain(from);
      for (const target of file.imports) {
        if (target.startsWith('functions/') || target.startsWith('infra/') || target.startsWith('console/'))
          wrong.push(`${file.path} → ${target}`);
        const to = roomOf(target);
        if (to === undefined || to === from) continue;
        edges.push(`${from} → ${to}`);
        if (ROOMS.indexOf(to) > ROOMS.indexOf(from)) wrong.push(`${file.path} → ${target}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(edges.length).toBeGreaterThan(60);
  });

  it('keeps functions apart: they share rooms, never each other', () => {
    const functions = files.filter((file) => file.path.startsWith('functions/'));
    const wrong = functions.flatMap((file) => {
      const own = file.path.split('/').slice(0, 2).join('/');
      return file.imports
        .filter((target) => /^(functions|infra|console)\//.test(target) && !target.startsWith(`${own}/`))
        .map((target) => `${file.path} → ${target}`);
    });
    expect(wrong).toEqual([]);
    expect(functions.length).toBeGreaterThan(50);
  });

  it('lets the CDK app import only environments, table definitions and roles from the deployed code', () => {
    const wrong = files
      .filter((file) => /^infra\/(hops|house|[^/]+\.ts)/.test(file.path))
      .flatMap((file) =>
        file.imports
          .filter((target) => /^(shared|functions)\//.test(target))
          .filter(
            (target) =>
              !/^functions\/[^/]+\/environment\.ts$/.test(target) &&
              !['shared/tables/tables.ts', 'shared/tables/sql-tables.ts', 'shared/settings/roles.ts'].includes(target),
          )
          .map((target) => `${file.path} → ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('reads process.env only where a function is wired', () => {
    const deployed = files.filter((file) => /^(shared|functions)\//.test(file.path));
    const wrong = deployed
      .filter(
        (file) => file.text.includes('process.env') && !/^functions\/[^/]+\/(index|environment)\.ts$/.test(file.path),
      )
      .map((file) => file.path);
    expect(wrong).toEqual([]);
    expect(deployed.filter((file) => file.text.includes('process.env')).length).toBeGreaterThan(10);
  });

  it('has no type assertions in deployed code', () => {
    const deployed = files.filter((file) => /^(shared|functions)\//.test(file.path));
    expect(deployed.flatMap((file) => file.assertions)).toEqual([]);
  });
});
