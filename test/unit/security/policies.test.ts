import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { page } from '../../../functions/track/pages.ts';

const ROOT = join(import.meta.dirname, '../../..');
const sources = globSync(['functions/**/*.ts', 'shared/**/*.ts', 'console/**/*.{ts,tsx,html}'], { cwd: ROOT }).map(
  (file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }),
);

/** Marks that let text become code, and where one of them has to stand. */
const OPEN = [
  // The page in which an editor shows a mail: mails have inline styles. It has no origin, no form and no script but ours.
  { mark: "'unsafe-inline'", allowed: ['functions/serve-console/headers.ts'] },
  { mark: "'unsafe-eval'", allowed: [] },
  { mark: 'dangerouslySetInnerHTML', allowed: [] },
  { mark: '.insertAdjacentHTML', allowed: [] },
  { mark: 'document.write', allowed: [] },
];

describe('policies of content', () => {
  it.each(OPEN)('$mark stands nowhere but where it must', ({ mark, allowed }) => {
    expect(sources.length).toBeGreaterThan(500);
    expect(sources.filter(({ text }) => text.includes(mark)).map(({ file }) => file)).toEqual(allowed);
  });

  it('allow no script and no inline style by which a mail’s preview could be more than a picture of it', () => {
    const [headers = ''] = sources
      .filter(({ file }) => file === 'functions/serve-console/headers.ts')
      .map(({ text }) => text);
    expect(headers.match(/'unsafe-inline'/g)).toHaveLength(1);
    expect(headers).toMatch(/"style-src 'unsafe-inline'"/);
    expect(headers).toContain('sandbox allow-scripts');
  });

  it('name the one style of the pages behind links by its hash, so that no other is applied', () => {
    const hostile = '</style><style>*{display:none}</style><script>1</script>';
    const brand = { name: hostile, email: hostile, phone: hostile, address: hostile, optOutNumber: '', smsSender: '' };
    const { headers, body } = page({ status: 200, title: hostile, brand, body: '<p>…</p>' });
    const [style, ...others] = [...String(body).matchAll(/<style>([\s\S]*?)<\/style>/g)].map(([, text = '']) => text);
    const hash = createHash('sha256')
      .update(style ?? '')
      .digest('base64');
    expect(others).toEqual([]);
    expect(String(body)).not.toContain('<script');
    expect(headers?.['content-security-policy']).toContain(`style-src 'sha256-${hash}'`);
    expect(String(body)).not.toMatch(/ style=/);
  });
});
