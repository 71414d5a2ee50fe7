import { type AnyNode, type Element, isTag, isText } from 'domhandler';
import { parseDocument } from 'htmlparser2';

const BLOCKS = new Set(
  'p div tr table ul ol li h1 h2 h3 h4 h5 h6 hr section article header footer blockquote pre center dl dt dd'.split(
    ' ',
  ),
);
/** Blocks with an empty line around them. */
const APART = new Set('p ul ol table h1 h2 h3 h4 h5 h6 blockquote pre hr'.split(' '));
const UNREAD = new Set(['head', 'title', 'style', 'script', 'template']);
const HIDDEN = /display\s*:\s*none|visibility\s*:\s*hidden/i;
/** Private signs: ends of lines, paragraphs and cells until the text is put together. */
const LINE = '\ue001';
const PARAGRAPH = '\ue002';
const CELL = '\ue003';

const plain = (text: string): string =>
  text.replace(/[\ue001-\ue003]|\p{Default_Ignorable_Code_Point}/gu, '').replace(/\s+/g, ' ');

const bulletOf = (item: Element): string => {
  const list = item.parent;
  if (!list || !isTag(list) || list.name !== 'ol') return '- ';
  const items = list.children.filter((node) => isTag(node) && node.name === 'li');
  return `${items.indexOf(item) + 1}. `;
};

const linked = (inner: string, href: string | undefined): string => {
  const target = href?.trim() ?? '';
  if (target === '' || target.startsWith('#')) return inner;
  const shown = inner.replace(/[\ue001-\ue003]/g, ' ').trim();
  const spoken = target.replace(/^(mailto|tel|sms):/i, '');
  if (shown === '') return spoken;
  return shown === target || shown === spoken ? inner : `${inner} (${spoken})`;
};

const textOf = (node: AnyNode, preformatted: boolean): string => {
  if (isText(node)) return preformatted ? node.data.replace(/\r\n?/g, '\n') : plain(node.data);
  if (!isTag(node) || UNREAD.has(node.name) || HIDDEN.test(node.attribs.style ?? '')) return '';
  const { name, attribs } = node;
  if (name === 'br') return '\n';
  if (name === 'hr') return `${PARAGRAPH}---${PARAGRAPH}`;
  if (name === 'img') return attribs.alt ? plain(attribs.alt) : '';
  const inner = node.children.map((child) => textOf(child, preformatted || name === 'pre')).join('');
  if (name === 'a') return linked(inner, attribs.href);
  if (name === 'li') return `${LINE}${bulletOf(node)}${inner.replace(/^[\s\ue001\ue002]+/, '')}${LINE}`;
  if (name === 'td' || name === 'th') return `${inner}${CELL}`;
  if (!BLOCKS.has(name)) return inner;
  const end = APART.has(name) && attribs.role !== 'presentation' ? PARAGRAPH : LINE;
  return `${end}${inner}${end}`;
};

/** A row of a table that holds data reads `Mug | 2 | 24,000원`; a cell that lays out a page holds lines of its own. */
const cells = (line: string): string =>
  line
    .split(CELL)
    .map((cell) => cell.replace(/ +/g, ' ').trim())
    .filter((cell) => cell !== '')
    .join(' | ');

/**
 * Plain text of an HTML source: paragraphs apart, items behind `-` or their number, cells of a row side by side, links and
 * pictures as `words (address)`, nothing that is hidden.
 */
export const textOfHtml = (source: string): string =>
  parseDocument(source)
    .children.map((node) => textOf(node, false))
    .join('')
    .replace(/ *[\ue001\ue002][ \ue001\ue002]*/g, (run) => (run.includes(PARAGRAPH) ? '\n\n' : '\n'))
    .split('\n')
    .map(cells)
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
