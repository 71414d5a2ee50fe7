import { describe, expect, it } from 'vitest';
import { withUtm } from '../../../shared/tracking/utm.ts';

const rule = {
  hosts: ['shop.example.com'],
  tags: { source: 'dangol', medium: '{channel}', campaign: '봄 {campaign}' },
  about: { channel: 'sms', campaign: 'spring' },
};
const TAGS = `utm_source=dangol&utm_medium=sms&utm_campaign=${encodeURIComponent('봄 spring')}`;

describe('UTM tags', () => {
  it('are put on links of the shop and its subdomains, before the fragment', () => {
    expect(withUtm('https://shop.example.com/a', rule)).toBe(`https://shop.example.com/a?${TAGS}`);
    expect(withUtm('https://m.shop.example.com/a?x=1#part', rule)).toBe(
      `https://m.shop.example.com/a?x=1&${TAGS}#part`,
    );
    expect(withUtm('https://shop.example.com/a?q=%20a+b', rule)).toBe(`https://shop.example.com/a?q=%20a+b&${TAGS}`);
  });

  it('never overwrite what the author wrote', () => {
    const written = withUtm('https://shop.example.com/?utm_source=mine&utm_medium=', rule);
    expect(written).toBe(`https://shop.example.com/?utm_source=mine&utm_medium=&${TAGS.split('&')[2]}`);
    expect(withUtm(written, rule)).toBe(written);
  });

  it('leave links to others, and what is no web link, as they are', () => {
    for (const other of [
      'https://example.com/shop.example.com',
      'https://notshop.example.com.evil.example/',
      'https://evilshop.example.com/',
      'mailto:hello@shop.example.com',
      'tel:0212345678',
      'https://',
      '{{ nonsense }}',
    ])
      expect(withUtm(other, rule)).toBe(other);
    expect(withUtm('https://shop.example.com/', { ...rule, hosts: [] })).toBe('https://shop.example.com/');
  });

  it('cannot break out of the link', () => {
    const odd = withUtm('https://shop.example.com/', { ...rule, tags: { source: 'a&b=c#d\r\n"<' } });
    expect(new URL(odd).searchParams.get('utm_source')).toBe('a&b=c#d\r\n"<');
    expect([...new URL(odd).searchParams.keys()]).toEqual(['utm_source']);
  });
});
