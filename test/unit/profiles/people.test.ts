import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Contribution, contributionOf, firstReceived } from '../../../shared/profiles/contribution.ts';
import { mergeAll } from '../../../shared/profiles/fold.ts';
import {
  type Claim,
  claimsOf,
  compareClaims,
  idsIn,
  type Link,
  type Links,
  linkOf,
  linksFromText,
  linksText,
  MAX_LINKS,
  NO_LINKS,
  newClaims,
  unionOf,
} from '../../../shared/profiles/links.ts';
import { crowdOf } from './crowd.ts';
import { eventsOf } from './history.ts';
import { naivePeople } from './naive-people.ts';
import { firstOfEach } from './naive-profile.ts';

const knownOf = (contributions: readonly Contribution[]): string[] => [
  ...new Set(contributions.map(({ person }) => person).filter((person) => person.startsWith('u:'))),
];

/** Owners by the product’s rule, whatever the order in which the claims are made. */
const ownersOf = (claims: readonly Claim[]): Map<string, Claim> => {
  const owners = new Map<string, Claim>();
  for (const claim of claims) {
    const standing = owners.get(claim.id);
    if (!standing || compareClaims(claim, standing) < 0) owners.set(claim.id, claim);
  }
  return owners;
};

describe('who an anonymous id belongs to', () => {
  it('is the known id of the earliest link, in any order of claims; every event counts for one customer', async () => {
    await fc.assert(
      fc.property(
        crowdOf(9).chain((crowd) => {
          const contributions = eventsOf(crowd('0')).map((event) => contributionOf(event, 'KRW'));
          return fc.tuple(
            fc.constant(crowd('0')),
            fc.shuffledSubarray(contributions, { minLength: contributions.length }),
          );
        }),
        ([items, contributions]) => {
          const events = eventsOf(items);
          const people = naivePeople(events);
          const claims = knownOf(contributions).flatMap((person) =>
            claimsOf(contributions.filter((contribution) => contribution.person === person)),
          );
          const owners = ownersOf(claims);
          const actual = new Map<string, string[]>();
          for (const id of new Set([...contributions.map(({ person }) => person), ...owners.keys()])) {
            const owner = owners.get(id)?.owner ?? id;
            actual.set(owner, [...(actual.get(owner) ?? []), id].sort());
          }
          expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(people));

          let total = 0;
          for (const ids of people.values()) {
            const own = contributions.filter(({ person }) => ids.includes(person));
            const state = mergeAll(firstReceived(own).kept.map((contribution) => contribution.state));
            expect(state.events).toBe(firstOfEach(events.filter(({ person }) => ids.includes(person))).length);
            total += own.length;
          }
          expect(total).toBe(items.length);
        },
      ),
      { numRuns: 10_000 },
    );
  });
});

const claim = (fields: Partial<Claim> = {}): Claim => ({
  ...{ id: 'a:1', owner: 'u:kim', at: '2026-11-20T00:00:00.000Z', messageId: 'm1' },
  ...fields,
});

const link: fc.Arbitrary<Link> = fc.record({
  state: fc.constantFrom('owned', 'lost', 'merged'),
  at: fc.nat(),
  mark: fc.constantFrom('', 'abcd_-12'),
});
const links: fc.Arbitrary<Links> = fc
  .array(fc.tuple(fc.constantFrom('a:1', 'a: 한 글', 'u:이', 'a:😀', 'a:\u2028+x.y z'), link))
  .map((entries) => new Map(entries));

describe('what a profile remembers of other ids', () => {
  it('comes back from its text as it was', async () => {
    await fc.assert(
      fc.property(links, (some) => {
        expect(new Map(linksFromText(linksText(some)))).toEqual(new Map(some));
      }),
    );
  });

  it('is the same whichever of two lists is joined to the other', async () => {
    await fc.assert(
      fc.property(links, links, (left, right) => {
        expect(idsIn(unionOf(left, right))).toEqual(idsIn(unionOf(right, left)));
      }),
    );
  });

  it('saves asking again: only an earlier claim is made', () => {
    const known: Links = new Map([['a:1', linkOf(claim(), 'lost')]]);
    expect(newClaims(known, [claim()])).toEqual([]);
    expect(newClaims(known, [claim({ at: '2026-11-20T00:00:00.001Z', messageId: 'm0' })])).toEqual([]);
    const earlier = claim({ at: '2026-11-19T23:59:59.999Z' });
    expect(newClaims(known, [earlier])).toEqual([earlier]);
  });

  it('has an end: a sender that makes an id at each call fills it, and then nothing more is asked', () => {
    const claims = Array.from({ length: MAX_LINKS + 50 }, (_, index) => claim({ id: `a:${index}` }));
    const made = newClaims(NO_LINKS, claims);
    expect(made).toHaveLength(MAX_LINKS);
    const full: Links = new Map(made.map((one) => [one.id, linkOf(one, 'owned')]));
    expect(newClaims(full, claims)).toEqual([]);
  });
});
