import { describe, expect, it } from 'vitest';
import { receiverZone } from '../../../shared/profiles/receiver-zone.ts';

const SHOP = { timezone: 'Asia/Seoul', defaultCountry: 'KR' };
const nobody = { traits: {} };

describe('the zone of a receiver', () => {
  it('is what the person says, else what the device says', () => {
    const device = { traits: {}, timezone: 'America/Chicago' };
    expect(receiverZone({ ...device, traits: { timezone: 'Europe/Paris' } }, 'US', SHOP)).toEqual({
      zones: ['Europe/Paris'],
      by: 'said',
    });
    expect(receiverZone({ traits: { address: { timezone: 'Asia/Tokyo' } } }, 'US', SHOP).zones).toEqual(['Asia/Tokyo']);
    expect(receiverZone(device, 'KR', SHOP)).toEqual({ zones: ['America/Chicago'], by: 'device' });
  });

  it('does not believe a name that no clock has', () => {
    for (const timezone of ['Mars/Base', 'EST', 9, null, '../../etc', 'Asia/Seoul\u0000'])
      expect(receiverZone({ traits: { timezone } }, 'JP', SHOP)).toEqual({ zones: ['Asia/Tokyo'], by: 'country' });
  });

  it('is the project’s without any evidence, if the country is the default country', () => {
    expect(receiverZone(nobody, 'KR', SHOP)).toEqual({ zones: ['Asia/Seoul'], by: 'country' });
    const american = { timezone: 'America/New_York', defaultCountry: 'US' };
    expect(receiverZone(nobody, 'US', american)).toEqual({ zones: ['America/New_York'], by: 'shop' });
  });

  it('is any of a foreign country’s zones, and none where not even the country is known', () => {
    const { zones, by } = receiverZone(nobody, 'US', SHOP);
    expect([by, zones.includes('America/New_York'), zones.includes('America/Los_Angeles')]).toEqual([
      'anywhere',
      true,
      true,
    ]);
    expect(receiverZone(nobody, undefined, SHOP)).toEqual({ zones: [], by: 'nothing' });
    expect(receiverZone(nobody, 'XX', SHOP)).toEqual({ zones: [], by: 'nothing' });
  });
});
