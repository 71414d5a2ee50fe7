import { expect, it } from 'vitest';
import { previewLinks } from '../../../shared/tracking/preview-links.ts';

it('has no open pixel in the preview of a mail, which a page would load, and an opening sign in that of a push, whose bytes count', () => {
  expect(previewLinks('email', 'https://example.com').open).toBeUndefined();
  expect(previewLinks('push', 'https://example.com').open).toMatch(/^https:/);
});
