import type { Customer } from '../profiles/profile.ts';

/** A person who does not exist, for previews. */
export const exampleCustomer: Customer = {
  customerId: 'u:example',
  version: 1,
  fold: {
    kind: 'consumer',
    traits: { name: '김단골', firstName: '단골', city: '서울' },
    contacts: { email: 'example@example.com', phone: '+821012345678' },
    country: 'KR',
    consent: {},
    events: 12,
    eventCounts: {},
    firstSeenAt: '2026-03-02T03:00:00.000Z',
    lastSeenAt: '2026-09-14T05:30:00.000Z',
    orders: 1,
    firstOrderAt: '2026-03-02T03:10:00.000Z',
    lastOrderAt: '2026-03-02T03:10:00.000Z',
    revenue: { KRW: 38_000 },
    days: { KRW: '20514,1,38000' },
    zone: 'Asia/Seoul',
  },
};
