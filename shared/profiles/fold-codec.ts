import * as z from 'zod';
import { cellSchema } from '../computed/trait-state.ts';
import { isLedgerKey } from '../consent/consent-ledger.ts';
import { canonicalJson } from './canonical-json.ts';
import { deviceEntries, PLATFORMS } from './devices.ts';
import { compareNames, compareTraits, type FoldState } from './fold.ts';

const textRegister = z.object({ at: z.string(), id: z.string(), value: z.string() });
const clearableRegister = z.object({ at: z.string(), id: z.string(), value: z.string().nullable() });

const factsSchema = z.object({
  withdrawn: z.string().optional(),
  granted: z.string().optional(),
  undated: z.string().optional(),
  transaction: z.string().optional(),
});

/** Maps are stored as lists: no name of a trait or event can then become part of an object. */
const stateSchema = z.object({
  events: z.number().int(),
  names: z.array(z.tuple([z.string(), z.number().int()])),
  otherNames: z.number().int(),
  firstSeenAt: z.string().optional(),
  lastSeenAt: z.string().optional(),
  /** name, time, messageId, canonical JSON of the value or null if it was too large */
  traits: z.array(z.tuple([z.string(), z.string(), z.string(), z.string().nullable()])),
  email: clearableRegister.optional(),
  phone: clearableRegister.optional(),
  locale: textRegister.optional(),
  timezone: textRegister.optional(),
  /** token, time, messageId, platform, or whether it takes messages */
  devices: z
    .object({
      seen: z.array(z.tuple([z.string(), z.string(), z.string(), z.enum(PLATFORMS)])),
      said: z.array(z.tuple([z.string(), z.string(), z.string(), z.boolean()])),
    })
    .optional(),
  consent: z.record(z.string(), factsSchema),
  basis: z.string().default(''),
  /** name, layout, what was dropped, cells by key */
  computed: z
    .array(
      z.tuple([
        z.string(),
        z.enum(['all', 'days', 'values', 'dayValues']),
        z.string().nullable(),
        z.array(z.tuple([z.string(), cellSchema])),
      ]),
    )
    .default([]),
});

const byKey = ([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number =>
  left < right ? -1 : 1;

/** Canonical text of a state: equal states give equal bytes. */
export const stateText = (state: FoldState): string =>
  canonicalJson({
    ...state,
    names: [...state.names].sort(([left], [right]) => compareNames(left, right)),
    traits: [...state.traits]
      .sort(([left], [right]) => compareTraits(left, right))
      .map(([name, { at, id, value }]) => [name, at, id, value ?? null]),
    devices: {
      seen: deviceEntries(state.devices.seen).map(([token, { at, id, value }]) => [token, at, id, value]),
      said: deviceEntries(state.devices.said).map(([token, { at, id, value }]) => [token, at, id, value]),
    },
    computed: [...state.computed]
      .sort(byKey)
      .map(([name, { layout, dropped, cells }]) => [name, layout, dropped ?? null, [...cells].sort(byKey)]),
  });

/** Of a state from before devices were folded: no basis in force is equal to it, so it is not added to (read-history.ts). */
const BEFORE_DEVICES = 'before devices';

export const stateFromText = (text: string): FoldState => {
  const value: unknown = JSON.parse(text);
  const { names, traits, consent, computed, devices, ...rest } = stateSchema.parse(value);
  return {
    ...rest,
    ...(devices === undefined ? { basis: BEFORE_DEVICES } : {}),
    devices: {
      seen: new Map((devices?.seen ?? []).map(([token, at, id, platform]) => [token, { at, id, value: platform }])),
      said: new Map((devices?.said ?? []).map(([token, at, id, takes]) => [token, { at, id, value: takes }])),
    },
    names: new Map(names),
    traits: new Map(traits.map(([name, at, id, trait]) => [name, { at, id, value: trait ?? undefined }])),
    computed: new Map(
      computed.map(([name, layout, dropped, cells]) => [
        name,
        { layout, cells: new Map(cells), ...(dropped === null ? {} : { dropped }) },
      ]),
    ),
    consent: Object.fromEntries(Object.entries(consent).filter(([key]) => isLedgerKey(key))),
  };
};
