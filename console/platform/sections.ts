import type { Route } from './routes.ts';

/** The five places of the house, in the order of its menu. */
export const PLACES = ['today', 'customers', 'messages', 'results', 'settings'] as const;
export type PlaceName = (typeof PLACES)[number];

/** The rooms of each place, its front room first; the first page of a place is the page of its front room. */
export const SECTIONS = {
  today: { place: 'today', to: { page: 'today' } },
  people: { place: 'customers', to: { page: 'customers', search: '' } },
  segments: { place: 'customers', to: { page: 'segments' } },
  tasks: { place: 'customers', to: { page: 'tasks' } },
  duplicates: { place: 'customers', to: { page: 'duplicates' } },
  import: { place: 'customers', to: { page: 'import' } },
  campaigns: { place: 'messages', to: { page: 'campaigns' } },
  journeys: { place: 'messages', to: { page: 'journeys' } },
  templates: { place: 'messages', to: { page: 'templates' } },
  coupons: { place: 'messages', to: { page: 'coupons' } },
  products: { place: 'messages', to: { page: 'products' } },
  calendar: { place: 'messages', to: { page: 'calendar' } },
  effects: { place: 'results', to: { page: 'results' } },
  figures: { place: 'results', to: { page: 'figures' } },
  learnings: { place: 'results', to: { page: 'learnings' } },
  shop: { place: 'settings', to: { page: 'settings' } },
  computed: { place: 'settings', to: { page: 'computed' } },
  readiness: { place: 'settings', to: { page: 'readiness' } },
} as const satisfies Readonly<Record<string, { readonly place: PlaceName; readonly to: Route }>>;

export type SectionName = keyof typeof SECTIONS;

/** Where each page stands: a page without its room fails the type check. */
const SECTION_OF: Readonly<Record<Exclude<Route['page'], 'unknown'>, SectionName>> = {
  today: 'today',
  customers: 'people',
  customer: 'people',
  segments: 'segments',
  segment: 'segments',
  newSegment: 'segments',
  tasks: 'tasks',
  duplicates: 'duplicates',
  import: 'import',
  campaigns: 'campaigns',
  campaign: 'campaigns',
  newCampaign: 'campaigns',
  editCampaign: 'campaigns',
  journeys: 'journeys',
  journey: 'journeys',
  newJourney: 'journeys',
  templates: 'templates',
  template: 'templates',
  newTemplate: 'templates',
  coupons: 'coupons',
  products: 'products',
  calendar: 'calendar',
  results: 'effects',
  figures: 'figures',
  learnings: 'learnings',
  settings: 'shop',
  computed: 'computed',
  readiness: 'readiness',
};

const isSection = (name: string): name is SectionName => Object.hasOwn(SECTIONS, name);

export const SECTION_NAMES: readonly SectionName[] = Object.keys(SECTIONS).filter(isSection);

/** The room that a page stands in; an address that names nothing stands in none. */
export const sectionOf = ({ page }: Route): SectionName | undefined =>
  page === 'unknown' ? undefined : SECTION_OF[page];

export const sectionsOf = (place: PlaceName): readonly SectionName[] =>
  SECTION_NAMES.filter((name) => SECTIONS[name].place === place);

/** Where a place begins. */
export const frontOf = (place: PlaceName): Route => {
  const [front] = sectionsOf(place);
  return front ? SECTIONS[front].to : { page: 'today' };
};
