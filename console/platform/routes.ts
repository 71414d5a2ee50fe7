/** Every place of the console that has an address. */
export type Route =
  | { readonly page: 'today' }
  | { readonly page: 'customers'; readonly search: string }
  | { readonly page: 'customer'; readonly id: string }
  | { readonly page: 'campaigns' }
  | { readonly page: 'newCampaign'; readonly segment?: string }
  | { readonly page: 'editCampaign'; readonly id: string }
  | { readonly page: 'calendar' }
  | { readonly page: 'newTemplate'; readonly copy?: string }
  | { readonly page: 'journeys' }
  | { readonly page: 'journey'; readonly id: string }
  | { readonly page: 'newJourney' }
  | { readonly page: 'templates' }
  | { readonly page: 'template'; readonly id: string }
  | { readonly page: 'campaign'; readonly id: string }
  | { readonly page: 'coupons' }
  | { readonly page: 'products' }
  | { readonly page: 'tasks' }
  | { readonly page: 'import' }
  | { readonly page: 'duplicates' }
  | { readonly page: 'results' }
  | { readonly page: 'figures' }
  | { readonly page: 'learnings' }
  | { readonly page: 'readiness' }
  | { readonly page: 'settings' }
  | { readonly page: 'computed' }
  | { readonly page: 'segments' }
  | { readonly page: 'segment'; readonly id: string }
  | { readonly page: 'newSegment'; readonly copy?: string }
  | { readonly page: 'unknown'; readonly path: string };

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

/** One parameter of an address, if it has a value. */
const named = <Name extends string>(search: string, name: Name): Partial<Record<Name, string>> => {
  const value = new URLSearchParams(search).get(name);
  const found: Partial<Record<Name, string>> = {};
  if (value) found[name] = value;
  return found;
};

const withName = (path: string, name: string, value: string | undefined): string =>
  value === undefined || value === '' ? path : `${path}?${new URLSearchParams({ [name]: value })}`;

/** The place an address names. Reads `pathname` and `search` as `Location` spells them. */
export const parseRoute = (pathname: string, search: string): Route => {
  const unknown: Route = { page: 'unknown', path: pathname };
  const parts = pathname.split('/').filter((part) => part !== '');
  const [place, name] = parts;
  if (parts.length > 2) return unknown;
  if (name === undefined) {
    if (place === undefined) return { page: 'today' };
    if (place === 'customers') return { page: 'customers', search: new URLSearchParams(search).get('search') ?? '' };
    if (place === 'messages') return { page: 'campaigns' };
    if (place === 'new-campaign') return { page: 'newCampaign', ...named(search, 'segment') };
    if (place === 'calendar') return { page: 'calendar' };
    if (place === 'segments') return { page: 'segments' };
    if (place === 'new-segment') return { page: 'newSegment', ...named(search, 'copy') };
    if (place === 'new-template') return { page: 'newTemplate', ...named(search, 'copy') };
    if (place === 'journeys') return { page: 'journeys' };
    if (place === 'new-journey') return { page: 'newJourney' };
    if (place === 'templates') return { page: 'templates' };
    if (place === 'coupons') return { page: 'coupons' };
    if (place === 'products') return { page: 'products' };
    if (place === 'tasks') return { page: 'tasks' };
    if (place === 'import') return { page: 'import' };
    if (place === 'duplicates') return { page: 'duplicates' };
    if (place === 'results') return { page: 'results' };
    if (place === 'figures') return { page: 'figures' };
    if (place === 'learnings') return { page: 'learnings' };
    if (place === 'readiness') return { page: 'readiness' };
    if (place === 'settings') return { page: 'settings' };
    if (place === 'computed') return { page: 'computed' };
    return unknown;
  }
  const id = decoded(name);
  if (id === undefined) return unknown;
  if (place === 'customers') return { page: 'customer', id };
  if (place === 'messages') return { page: 'campaign', id };
  if (place === 'edit-campaign') return { page: 'editCampaign', id };
  if (place === 'journeys') return { page: 'journey', id };
  if (place === 'templates') return { page: 'template', id };
  if (place === 'segments') return { page: 'segment', id };
  return unknown;
};

/** The address of a place; `parseRoute` reads it back. */
export const addressOf = (route: Route): string => {
  switch (route.page) {
    case 'today':
      return '/';
    case 'customers':
      return route.search === '' ? '/customers' : `/customers?${new URLSearchParams({ search: route.search })}`;
    case 'customer':
      return `/customers/${encodeURIComponent(route.id)}`;
    case 'campaigns':
      return '/messages';
    case 'newCampaign':
      return withName('/new-campaign', 'segment', route.segment);
    case 'editCampaign':
      return `/edit-campaign/${encodeURIComponent(route.id)}`;
    case 'calendar':
      return '/calendar';
    case 'newTemplate':
      return withName('/new-template', 'copy', route.copy);
    case 'journeys':
      return '/journeys';
    case 'journey':
      return `/journeys/${encodeURIComponent(route.id)}`;
    case 'newJourney':
      return '/new-journey';
    case 'templates':
      return '/templates';
    case 'template':
      return `/templates/${encodeURIComponent(route.id)}`;
    case 'campaign':
      return `/messages/${encodeURIComponent(route.id)}`;
    case 'coupons':
      return '/coupons';
    case 'products':
      return '/products';
    case 'tasks':
      return '/tasks';
    case 'import':
      return '/import';
    case 'duplicates':
      return '/duplicates';
    case 'results':
      return '/results';
    case 'figures':
      return '/figures';
    case 'learnings':
      return '/learnings';
    case 'readiness':
      return '/readiness';
    case 'settings':
      return '/settings';
    case 'segments':
      return '/segments';
    case 'segment':
      return `/segments/${encodeURIComponent(route.id)}`;
    case 'newSegment':
      return withName('/new-segment', 'copy', route.copy);
    case 'computed':
      return '/computed';
    case 'unknown':
      return route.path;
  }
};
