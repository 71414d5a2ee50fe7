import { describe, expect, it } from 'vitest';
import { actorOf } from '../../../shared/feedback/actor.ts';

const actor = (userAgent: string, method = 'GET', prefetch = false) => actorOf({ method, userAgent, prefetch });

describe('who fetches a link', () => {
  it.each([
    ['Mozilla/5.0', 'mpp'],
    ['Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)', 'proxy'],
    ['YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', 'proxy'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
      'human',
    ],
    [
      'Mozilla/5.0 (Linux; Android 16; SM-S938N) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36 KAKAOTALK 25.1',
      'human',
    ],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0', 'human'],
    ['Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0; Pro)', 'human'],
    ['Mozilla/5.0 (compatible; SafeLinks)', 'scanner'],
    ['Barracuda Sentinel (EE)', 'scanner'],
    ['curl/8.0', 'bot'],
    ['python-requests/2.32', 'bot'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'bot'],
    ['', 'unknown'],
  ])('%s → %s', (userAgent, expected) => {
    expect(actor(userAgent).actor).toBe(expected);
  });

  it('a HEAD request and a prefetch are scanners, whatever the name', () => {
    const browser = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';
    expect(actor(browser)).toEqual({ actor: 'human', reason: 'browser' });
    expect(actor(browser, 'HEAD')).toEqual({ actor: 'scanner', reason: 'headRequest' });
    expect(actor(browser, 'GET', true)).toEqual({ actor: 'scanner', reason: 'prefetch' });
  });
});
