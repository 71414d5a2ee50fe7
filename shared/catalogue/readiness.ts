import * as z from 'zod';
import type { Catalogue, EventEntry } from './catalogue.ts';
import { shareMissing } from './catalogue-view.ts';
import { CAPABILITIES, type Capability, EXAMPLES, type Figures, type Need } from './readiness-rules.ts';
import { type Said, saidSchema } from './warnings.ts';

export const capabilitySchema = z.object({
  id: z.string(),
  name: saidSchema,
  state: z.enum(['works', 'partly', 'locked']),
  /** What is missing, sentence by sentence. */
  missing: z.array(saidSchema),
  /** For the engineers, to be copied; null if nothing is left to send. */
  request: saidSchema.nullable(),
});
export type CapabilityState = z.infer<typeof capabilitySchema>;

/** Of the events a property may be missing from before its capability works only in part. */
const TOLERATED = 0.2;

/** How well a need is met: in full, by some events only, or not at all. */
type Met = 'full' | 'some' | 'none';

const metBy = (entry: EventEntry, { properties }: Need): Met => {
  let met: Met = 'full';
  for (const group of properties) {
    const missing = Math.min(...group.split('|').map((name) => shareMissing(entry, entry.properties.get(name))));
    if (missing === 1) return 'none';
    if (missing > TOLERATED) met = 'some';
  }
  return met;
};

const met = (catalogue: Catalogue, need: Need): Met => {
  let best: Met = 'none';
  for (const name of need.events) {
    const entry = catalogue.events.get(name);
    const found = entry ? metBy(entry, need) : 'none';
    if (found === 'full') return 'full';
    if (found === 'some') best = 'some';
  }
  return best;
};

const CALLS: Readonly<Record<string, string>> = { $identify: 'identify', $page: 'page', $screen: 'screen' };

const missingOf = (catalogue: Catalogue, need: Need, found: Met): Said => {
  const names = need.events.map((name) => CALLS[name] ?? name).join(' / ');
  const properties = need.properties.map((group) => group.replaceAll('|', ' / ')).join(', ');
  const came = need.events.some((name) => catalogue.events.has(name));
  if (!came || properties === '')
    return { ko: `‘${names}’ 이벤트가 들어오지 않습니다.`, en: `“${names}” does not come in.` };
  if (found === 'some')
    return {
      ko: `‘${names}’의 ${properties} 값이 자주 비어 있습니다.`,
      en: `“${names}” often comes without ${properties}.`,
    };
  return { ko: `‘${names}’에 ${properties} 값이 없습니다.`, en: `“${names}” comes without ${properties}.` };
};

/** The first name of each group that has an example; a line's property comes with `products`. */
const exampleOf = (need: Need): Record<string, unknown> => {
  const example: Record<string, unknown> = {};
  for (const group of need.properties) {
    const names = group.split('|').map((name) => (name.startsWith('products[]') ? 'products' : name));
    const name = names.find((one) => Object.hasOwn(EXAMPLES, one)) ?? names[0] ?? '';
    example[name] = EXAMPLES[name] ?? '…';
  }
  return example;
};

const callOf = (need: Need): string => {
  const [event = ''] = need.events;
  const said = JSON.stringify(exampleOf(need), null, 2);
  if (event === '$identify') return `analytics.identify('customer-1', ${said})`;
  if (event === '$page' || event === '$screen') return `analytics.${event.slice(1)}()`;
  return need.properties.length === 0 ? `analytics.track('${event}')` : `analytics.track('${event}', ${said})`;
};

/** What goes to the engineers: per event what it needs and an example call (Segment's analytics.js). */
const requestOf = (name: Said, open: readonly Need[]): Said | null => {
  if (open.length === 0) return null;
  const part = (words: { event: string; properties: string; example: string }) =>
    open
      .map((need) => {
        const properties = need.properties.map((group) => `- ${group.replaceAll('|', ' / ')}`).join('\n');
        const names = need.events.map((event) => CALLS[event] ?? event).join(' / ');
        const listed = properties === '' ? '' : `${words.properties}\n${properties}\n`;
        return `${words.event}: ${names}\n${listed}${words.example}\n${callOf(need)}`;
      })
      .join('\n\n');
  return {
    ko: `‘${name.ko}’ 기능에 필요한 데이터입니다.\n\n${part({ event: '이벤트', properties: '속성', example: '호출 예' })}`,
    en: `Data needed for: ${name.en}.\n\n${part({ event: 'Event', properties: 'Properties', example: 'Example call' })}`,
  };
};

/** What works with the data that comes in, what is locked, and what is missing. Pure. */
export const readinessOf = (
  catalogue: Catalogue,
  figures: Figures,
  capabilities: readonly Capability[] = CAPABILITIES,
): CapabilityState[] =>
  capabilities.map(({ id, name, needs, better = [], figure }) => {
    const must = needs.map((need) => ({ need, found: met(catalogue, need) }));
    const should = better.map((need) => ({ need, found: met(catalogue, need) }));
    const open = [...must, ...should].filter(({ found }) => found !== 'full');
    const said = open.map(({ need, found }) => missingOf(catalogue, need, found));
    // An event that does not come in is said once, however many of its properties are needed.
    const missing = said.filter(({ en }, at) => said.findIndex((one) => one.en === en) === at);
    const known = figure === undefined ? 0 : figures[figure.of];
    const short = figure !== undefined && known < figure.least;
    if (figure !== undefined && short)
      missing.push({
        ko: `${figure.name.ko} ${figure.least}명부터 믿을 만합니다. 지금은 ${known}명입니다.`,
        en: `Reliable from ${figure.least} ${figure.name.en}; there are ${known} now.`,
      });
    const locked = must.some(({ found }) => found === 'none');
    const state = locked ? 'locked' : open.length > 0 || short ? 'partly' : 'works';
    return {
      id,
      name,
      state,
      missing,
      request: requestOf(
        name,
        open.map(({ need }) => need),
      ),
    };
  });
