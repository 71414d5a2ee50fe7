import * as z from 'zod';
import { customerSummarySchema, nameOf } from '../answers/customer.ts';
import { type Api, listOf, withQuery } from '../platform/api.ts';
import type { Route } from '../platform/routes.ts';
import { SECTION_NAMES, SECTIONS } from '../platform/sections.ts';
import type { Words } from '../words/en.ts';

export const FOUND_KINDS = ['page', 'customer', 'campaign', 'segment', 'template', 'journey'] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

export interface Found {
  readonly kind: FoundKind;
  readonly name: string;
  /** Beside the name, such as an id. */
  readonly about: string;
  readonly to: Route;
}

export interface Answer {
  readonly found: readonly Found[];
  /** Kinds that could not be asked, such as for want of a scope. */
  readonly failed: readonly FoundKind[];
}

/** Of each kind; who sees more than a few refines the words. */
const EACH = 6;

const namedSchema = listOf(z.object({ id: z.string(), name: z.string().nullish() }));
const customersSchema = listOf(customerSummarySchema);

/** Rooms whose name, or whose place's name, holds the text. */
export const pagesFound = (text: string, words: Pick<Words, 'places' | 'sections'>): Found[] => {
  const wanted = text.trim().toLowerCase();
  return SECTION_NAMES.flatMap((name) => {
    const { place, to } = SECTIONS[name];
    const [title, about] = [words.sections[name], words.places[place]];
    const fits = `${title} ${about}`.toLowerCase().includes(wanted);
    return wanted !== '' && fits ? [{ kind: 'page' as const, name: title, about, to }] : [];
  });
};

/** Asks every list of the API for the text at once; one that refuses does not hide the others. */
export const findEverywhere = async (
  api: Pick<Api, 'get'>,
  text: string,
  words: Pick<Words, 'places' | 'sections' | 'customer'>,
  signal: AbortSignal,
): Promise<Answer> => {
  const query = text.trim();
  const named = async (path: string, kind: FoundKind, to: (id: string) => Route): Promise<Found[]> => {
    const { value } = await api.get(withQuery(path, { query, limit: EACH }), namedSchema, signal);
    return value.data.map(({ id, name }) => ({ kind, name: name ?? id, about: id, to: to(id) }));
  };
  const customers = async (): Promise<Found[]> => {
    const path = withQuery('/v1/customers', { query, limit: EACH, personal: 'masked' });
    const { value } = await api.get(path, customersSchema, signal);
    return value.data.map((customer) => ({
      kind: 'customer',
      name: nameOf(customer) ?? words.customer.anonymous,
      about: customer.id,
      to: { page: 'customer', id: customer.id },
    }));
  };
  const asked: Readonly<Record<FoundKind, Promise<Found[]>>> = {
    page: Promise.resolve(pagesFound(query, words)),
    customer: customers(),
    campaign: named('/v1/campaigns', 'campaign', (id) => ({ page: 'campaign', id })),
    segment: named('/v1/segments', 'segment', (id) => ({ page: 'segment', id })),
    template: named('/v1/templates', 'template', (id) => ({ page: 'template', id })),
    journey: named('/v1/journeys', 'journey', (id) => ({ page: 'journey', id })),
  };
  const settled = await Promise.allSettled(FOUND_KINDS.map((kind) => asked[kind]));
  return {
    found: settled.flatMap((one) => (one.status === 'fulfilled' ? one.value : [])),
    failed: FOUND_KINDS.filter((_, index) => settled[index]?.status === 'rejected'),
  };
};
