import { type Clock, SECOND, toIso } from '../platform/clock.ts';
import { parse } from '../platform/parse.ts';
import type { DefinitionStore } from './definition-store.ts';
import { DEFAULT_SETTINGS, mergeSettings, type Settings, settingsSchema } from './settings.ts';

const KIND = 'settings';
const ID = 'default';

/** Settings with the version they stand at; version 0 means nobody has changed a default yet. */
export interface VersionedSettings {
  readonly settings: Settings;
  readonly version: number;
}

/** Settings that hold from a moment on take the word `now` for it, so that no caller's clock decides. */
const STARTS: readonly string[] = ['doubleOptIn', 'notices'];

const fromNow = (patch: Record<string, unknown>, now: string): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(patch).map(([name, value]) => {
      if (!STARTS.includes(name) || typeof value !== 'object' || value === null) return [name, value];
      const fields = Object.entries(value).map(([field, start]) => [field, start === 'now' ? now : start]);
      return [name, Object.fromEntries(fields)];
    }),
  );

export const createSettingsStore = (definitions: DefinitionStore, clock: Clock) => {
  let cached: { value: VersionedSettings; until: number } | undefined;

  const read = async (): Promise<VersionedSettings> => {
    const head = await definitions.get(KIND, ID);
    const value = head
      ? { settings: settingsSchema.parse(head.body), version: head.version }
      : { settings: DEFAULT_SETTINGS, version: 0 };
    cached = { value, until: clock() + 10 * SECOND };
    return value;
  };

  /** Ten seconds old at most, so that a stream batch does not read settings for each person. */
  const current = async (): Promise<Settings> => {
    if (cached && clock() < cached.until && cached.until - clock() <= 10 * SECOND) return cached.value.settings;
    return (await read()).settings;
  };

  const change = async (patch: Record<string, unknown>, expected?: number, by?: string): Promise<VersionedSettings> => {
    const now = await read();
    const settings = parse(settingsSchema, mergeSettings(now.settings, fromNow(patch, toIso(clock()))), 'Settings');
    const saved = await definitions.save(KIND, ID, settings, { expected: expected ?? now.version, by });
    cached = undefined;
    return { settings, version: saved.version };
  };

  /** When the holdout was last changed; nothing if it never was. */
  const holdoutSince = async (): Promise<string | undefined> => {
    const head = await definitions.get(KIND, ID);
    const own = head && JSON.stringify(settingsSchema.parse(head.body).holdout);
    let since: string | undefined;
    for (let version = head?.version ?? 0; version > 0; version--) {
      const saved = await definitions.getVersion(KIND, ID, version);
      const found = settingsSchema.safeParse(saved?.body).data;
      if (!saved || JSON.stringify(found?.holdout) !== own) return since;
      since = saved.updatedAt;
    }
    return since;
  };

  return { read, current, change, holdoutSince };
};

export type SettingsStore = ReturnType<typeof createSettingsStore>;
