import * as z from 'zod';
import { type Route, route } from '../../../shared/api/route.ts';
import { DangolError } from '../../../shared/platform/errors.ts';
import { settingsSchema } from '../../../shared/settings/settings.ts';
import type { Services } from '../services.ts';

const names = Object.keys(settingsSchema.shape);

/** A misspelt name must not look like success, so only known names pass. */
const patchSchema = z
  .record(z.string(), z.unknown())
  .superRefine((patch, context) => {
    for (const name of Object.keys(patch)) {
      if (names.includes(name)) continue;
      context.addIssue({ code: 'custom', path: [name], message: `is no setting; allowed: ${names.join(', ')}` });
    }
  })
  .meta({ description: 'Any part of the settings; objects merge one level deep' });

export const settingsRoutes = ({ settings }: Services): readonly Route[] => [
  route({
    method: 'GET',
    path: '/v1/settings',
    scope: 'read',
    tag: 'settings',
    summary: 'All settings, defaults filled in',
    answer: settingsSchema,
    handle: async () => {
      const { settings: body, version } = await settings.read();
      return { body, version };
    },
  }),
  route({
    method: 'PUT',
    path: '/v1/settings',
    scope: 'admin',
    tag: 'settings',
    summary: 'Change settings; fields left out stay as they are',
    body: patchSchema,
    answer: settingsSchema,
    handle: async ({ body, ifMatch, key }) => {
      const { version } = await settings.read();
      if (ifMatch !== undefined && ifMatch !== version) {
        const message = `The settings stand at version ${version}, not ${ifMatch}; read them again and repeat your change.`;
        throw new DangolError('precondition_failed', message);
      }
      const changed = await settings.change(body, version, key?.name);
      return { body: changed.settings, version: changed.version };
    },
  }),
];
