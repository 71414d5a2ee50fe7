import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RouteFile } from '../../functions/serve-api/handler.ts';
import { systemRoutes } from '../../functions/serve-api/routes/system.ts';
import type { Route } from '../../shared/api/route.ts';
import { createDynamo } from '../../shared/platform/dynamo.ts';
import { TABLES, type TableName } from '../../shared/tables/tables.ts';
import { createTestApi } from './api.ts';

const FOLDER = join(import.meta.dirname, '../../functions/serve-api/routes');

const isRouteFile = (name: string, value: unknown): value is RouteFile =>
  typeof value === 'function' && name.endsWith('Routes') && name !== 'systemRoutes';

const isTables = (names: object): names is Readonly<Record<TableName, string>> =>
  Object.keys(TABLES).every((name) => name in names);

/** Names of tables that no test asks. */
export const tableNames = (): Readonly<Record<TableName, string>> => {
  const tables: object = Object.fromEntries(Object.keys(TABLES).map((name) => [name, name]));
  if (!isTables(tables)) throw new Error('The tables have no names.');
  return tables;
};

/** The files of routes that the API is made of. */
export const routeFiles = async (): Promise<readonly RouteFile[]> => {
  const files: RouteFile[] = [];
  for (const file of readdirSync(FOLDER)) {
    const made: Record<string, unknown> = await import(join(FOLDER, file));
    for (const [name, value] of Object.entries(made)) if (isRouteFile(name, value)) files.push(value);
  }
  return files;
};

/** Every route of the API as it is deployed, from the files themselves; no table is asked until one is run. */
export const allRoutes = async (): Promise<readonly Route[]> => {
  const files = await routeFiles();
  const { services } = createTestApi({ dynamo: createDynamo(), tables: tableNames() }, files, () => 0);
  const resources = files.flatMap((file) => file(services));
  return [...systemRoutes(resources), ...resources];
};
