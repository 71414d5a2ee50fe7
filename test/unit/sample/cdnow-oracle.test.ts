import { describe, expect, it } from 'vitest';
import { countBy, readCdnow, segmentsOf } from '../../support/cdnow.ts';
import { sharedData } from '../../support/shared-data.ts';

const file = sharedData('cdnow_sample.csv');

describe.skipIf(!file)('the oracle of the CDNOW tests', () => {
  const people = readCdnow(file ?? '', 'sample_id');

  it('reads the 1/10 sample as published: 2,357 customers, 6,919 orders', () => {
    expect(people.length).toBe(2_357);
    expect(people.reduce((sum, person) => sum + person.orders, 0)).toBe(6_919);
  });

  it('gives the published segment counts of both scorings', () => {
    expect(Object.fromEntries(countBy(segmentsOf(people, 'rank').values()))).toEqual({
      about_to_sleep: 349,
      at_risk: 81,
      cant_lose: 3,
      champions: 413,
      lost: 460,
      hibernating: 409,
      loyal_customers: 310,
      need_attention: 82,
      potential_loyalists: 250,
    });
    expect(Object.fromEntries(countBy(segmentsOf(people, 'ntile').values()))).toEqual({
      about_to_sleep: 84,
      at_risk: 80,
      cant_lose: 4,
      champions: 449,
      lost: 450,
      hibernating: 410,
      loyal_customers: 472,
      need_attention: 305,
      potential_loyalists: 103,
    });
  });
});
