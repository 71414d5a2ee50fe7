import type { ComponentChildren } from 'preact';
import { createContext } from 'preact';
import { useCallback, useContext, useMemo, useState } from 'preact/hooks';
import { segmentSummarySchema } from '../answers/campaign.ts';
import { type SettingsAnswer, settingsAnswerSchema } from '../answers/settings.ts';
import { createFormat, type Format } from '../format/format.ts';
import { listOf } from '../platform/api.ts';
import { useLoad } from '../platform/load.ts';
import { useApi } from '../platform/session.tsx';
import { useLanguage } from '../words/language.tsx';

const segmentsSchema = listOf(segmentSummarySchema);

interface Shop {
  readonly format: Format;
  readonly settings: SettingsAnswer | undefined;
  /** Names of segments that somebody wrote, by id; empty until they are read. */
  readonly segmentNames: ReadonlyMap<string, string>;
  /** Tells every page of settings that were just saved. */
  readonly changed: (settings: SettingsAnswer) => void;
}

const ShopContext = createContext<Shop>({
  format: createFormat('ko', 'Asia/Seoul'),
  settings: undefined,
  segmentNames: new Map(),
  changed: () => undefined,
});

export const useShop = (): Shop => useContext(ShopContext);
export const useFormat = (): Format => useContext(ShopContext).format;

/** The shop's zone and currency for every page; until (or unless) they can be read, Seoul's. */
export const ShopProvider = ({ children }: { readonly children: ComponentChildren }) => {
  const api = useApi();
  const { language } = useLanguage();
  const [saved, setSaved] = useState<SettingsAnswer>();
  const [loaded] = useLoad('settings', (signal) => api.get('/v1/settings', settingsAnswerSchema, signal));
  const [segments] = useLoad('segments', (signal) => api.get('/v1/segments?limit=200', segmentsSchema, signal));
  const segmentNames = useMemo(
    () => new Map(segments.state === 'ready' ? segments.value.value.data.map(({ id, name }) => [id, name ?? id]) : []),
    [segments],
  );
  const settings = saved ?? (loaded.state === 'ready' ? loaded.value.value : undefined);
  const changed = useCallback((next: SettingsAnswer) => setSaved(next), []);
  const zone = settings?.timezone ?? 'Asia/Seoul';
  const shop = useMemo<Shop>(
    () => ({ format: createFormat(language, zone), settings, segmentNames, changed }),
    [language, zone, settings, segmentNames, changed],
  );
  return <ShopContext.Provider value={shop}>{children}</ShopContext.Provider>;
};
