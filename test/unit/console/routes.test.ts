import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, parseRoute, type Route } from '../../../console/platform/routes.ts';

const read = (address: string): Route => {
  const url = new URL(address, 'http://localhost');
  return parseRoute(url.pathname, url.search);
};

// A dot or two would be swallowed by every URL parser; no id of the API can be reached under them.
const id = fc.string({ minLength: 1, unit: 'binary' }).filter((text) => text.isWellFormed() && !/^\.{1,2}$/.test(text));

describe('addresses of the console', () => {
  it('lead back to the customer they name, whatever the id looks like', () => {
    fc.assert(
      fc.property(id, (text) => {
        expect(read(addressOf({ page: 'customer', id: text }))).toEqual({ page: 'customer', id: text });
      }),
    );
  });

  it('lead back to the search they name', () => {
    fc.assert(
      fc.property(fc.string(), (search) => {
        expect(read(addressOf({ page: 'customers', search }))).toEqual({ page: 'customers', search });
      }),
    );
  });

  it.each<Route>([
    { page: 'today' },
    { page: 'customers', search: '' },
    { page: 'campaigns' },
    { page: 'newCampaign' },
    { page: 'newCampaign', segment: 'rfm:at_risk' },
    { page: 'editCampaign', id: 'weekly news' },
    { page: 'segments' },
    { page: 'segment', id: 'rfm:at_risk' },
    { page: 'newSegment' },
    { page: 'newSegment', copy: 'tea lovers' },
    { page: 'newTemplate' },
    { page: 'newTemplate', copy: 'come-back' },
    { page: 'templates' },
    { page: 'template', id: 'come-back' },
    { page: 'campaign', id: 'winback' },
    { page: 'import' },
    { page: 'duplicates' },
    { page: 'results' },
    { page: 'figures' },
    { page: 'learnings' },
    { page: 'readiness' },
    { page: 'settings' },
  ])('lead back to $page', (route) => {
    expect(read(addressOf(route))).toEqual(route);
  });

  it('call a path that names no place unknown, broken escapes included', () => {
    expect(read('/inbox')).toEqual({ page: 'unknown', path: '/inbox' });
    expect(read('/customers/a/b')).toEqual({ page: 'unknown', path: '/customers/a/b' });
    expect(parseRoute('/customers/%E0%A4%A', '')).toEqual({ page: 'unknown', path: '/customers/%E0%A4%A' });
  });
});
