import { type AnyNode, isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';
import { squeezed } from '../law/faults.ts';
import type { SeenMail } from '../law/law.ts';

const HIDDEN_ELEMENTS = new Set([
  'head',
  'title',
  'style',
  'script',
  'template',
  'noscript',
  'textarea',
  'select',
  'option',
]);
const HIDDEN_STYLE = /display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|opacity\s*:\s*0(?![.\d])/i;

interface Seen {
  text: string;
  readonly hrefs: Map<string, string>;
}

/** Visible text and links of an HTML document. */
const see = (nodes: readonly AnyNode[], seen: Seen): void => {
  for (const node of nodes) {
    if (isText(node)) seen.text += node.data;
    if (!isTag(node)) continue;
    const { style = '', href } = node.attribs;
    if (HIDDEN_ELEMENTS.has(node.name) || 'hidden' in node.attribs || HIDDEN_STYLE.test(style)) continue;
    const before = seen.text.length;
    see(node.children, seen);
    if (node.name === 'a' && href !== undefined) {
      seen.hrefs.set(href, `${seen.hrefs.get(href) ?? ''} ${seen.text.slice(before)}`);
    }
    seen.text += ' ';
  }
};

/**
 * Reads the finished mail as its receiver would, for the law to judge. It shares nothing with the renderer, so that a fault
 * there cannot excuse itself.
 */
export const seenMail = ({ subject, html, text }: { subject: string; html: string; text: string }): SeenMail => {
  const seen: Seen = { text: '', hrefs: new Map() };
  see(parseDocument(html).children, seen);
  return { subject, html: squeezed(seen.text), text: squeezed(text), links: seen.hrefs };
};
