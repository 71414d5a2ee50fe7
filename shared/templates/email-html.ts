import render from 'dom-serializer';
import { type AnyNode, type Document, Element, isTag, Text } from 'domhandler';
import { DomUtils, parseDocument } from 'htmlparser2';
import type { NoticeLine } from '../law/law.ts';

/** What may not be in a mail: code, frames, and what would swallow or redirect everything after it. */
const FORBIDDEN_ELEMENTS = new Set(
  'script iframe frame frameset object embed applet plaintext xmp noframes noembed base form textarea select'.split(
    ' ',
  ),
);
const NO_TRACK = ['data-no-track', 'ses:no-track'];
/** Links that open something else than a page; they stay as they are. */
const OTHER_SCHEMES = /^(mailto:|tel:|sms:|#)/i;

export interface LinkRewriter {
  /** Links of our own: never rewritten, never tracked by anyone. */
  readonly own: readonly string[];
  /** The tracked address of a target, or nothing if it may not be linked. */
  readonly click: (target: string) => string | undefined;
}

/** A link that no mail of ours may carry. */
export class BadLink extends Error {
  constructor(href: string) {
    super(`link "${href.slice(0, 80)}" is not an absolute http or https address`);
    this.name = 'BadLink';
  }
}

const isForbidden = (element: Element): boolean =>
  FORBIDDEN_ELEMENTS.has(element.name) || (element.name === 'meta' && 'http-equiv' in element.attribs);

const rewriteLink = (element: Element, links: LinkRewriter): void => {
  const href = element.attribs.href?.trim();
  if (href === undefined || href === '') {
    delete element.attribs.href;
    return;
  }
  const untracked = NO_TRACK.some((name) => name in element.attribs);
  for (const name of NO_TRACK) delete element.attribs[name];
  if (OTHER_SCHEMES.test(href)) return;
  if (links.own.includes(href)) {
    element.attribs['ses:no-track'] = '';
    return;
  }
  const tracked = links.click(href);
  if (tracked === undefined) throw new BadLink(href);
  if (!untracked) element.attribs.href = tracked;
};

const clean = (nodes: readonly AnyNode[], links: LinkRewriter): void => {
  for (const node of [...nodes]) {
    if (!isTag(node)) continue;
    if (isForbidden(node)) {
      DomUtils.removeElement(node);
      continue;
    }
    for (const name of Object.keys(node.attribs)) if (/^on/i.test(name)) delete node.attribs[name];
    if (node.name === 'a' || node.name === 'area') rewriteLink(node, links);
    clean(node.children, links);
  }
};

const element = (name: string, attributes: Record<string, string>, children: AnyNode[] = []): Element => {
  const made = new Element(name, attributes);
  for (const child of children) DomUtils.appendChild(made, child);
  return made;
};

const noticeElement = (lines: readonly NoticeLine[]): Element =>
  element(
    'div',
    {
      style:
        'margin-top:32px;padding-top:16px;border-top:1px solid #dddddd;color:#666666;font-size:12px;line-height:1.6',
    },
    lines.map((line) =>
      element(
        'p',
        { style: 'margin:0 0 4px' },
        line.map((part) =>
          typeof part === 'string'
            ? new Text(part)
            : element('a', { href: part.href, 'ses:no-track': '', style: 'color:#666666' }, [new Text(part.text)]),
        ),
      ),
    ),
  );

const bodyOf = (document: Document, language: string): Element => {
  const body = DomUtils.findOne((node) => node.name === 'body', document.children);
  if (body) return body;
  const made = element('body', {});
  const html = DomUtils.findOne((node) => node.name === 'html', document.children);
  const parent = html ?? document;
  for (const child of [...parent.children]) {
    if (isTag(child) && (child.name === 'head' || child.name === 'html')) continue;
    if (child.type === 'directive') continue;
    DomUtils.appendChild(made, child);
  }
  if (html) DomUtils.appendChild(html, made);
  else
    DomUtils.appendChild(
      document,
      element('html', { lang: language }, [element('head', {}, [element('meta', { charset: 'utf-8' })]), made]),
    );
  return made;
};

export interface FinishOptions {
  readonly links: LinkRewriter;
  readonly notice: readonly NoticeLine[];
  /** Address of the open pixel; a mail without one tells nobody that it was opened. */
  readonly pixel: string | undefined;
  readonly language: string;
}

/**
 * A mail's final HTML: links tracked, code removed, notice and pixel at the end of the body. Works on the parsed tree, so
 * that an unclosed comment or element of the author cannot swallow the notice. Throws `BadLink`.
 */
export const finishHtml = (source: string, options: FinishOptions): string => {
  const document = parseDocument(source);
  clean(document.children, options.links);
  const body = bodyOf(document, options.language);
  if (options.notice.length > 0) DomUtils.appendChild(body, noticeElement(options.notice));
  if (options.pixel !== undefined) {
    const style = 'display:block;border:0';
    DomUtils.appendChild(body, element('img', { src: options.pixel, width: '1', height: '1', alt: '', style }));
  }
  return render(document, { encodeEntities: 'utf8' });
};

/** Link targets that stand in a source as they are, without Liquid. */
export const plainLinks = (source: string): string[] => {
  const hrefs: string[] = [];
  const visit = (nodes: readonly AnyNode[]): void => {
    for (const node of nodes) {
      if (!isTag(node)) continue;
      const href = node.attribs.href?.trim();
      if ((node.name === 'a' || node.name === 'area') && href && !/\{[{%]/.test(href)) hrefs.push(href);
      visit(node.children);
    }
  };
  visit(parseDocument(source).children);
  return hrefs.filter((href) => !OTHER_SCHEMES.test(href));
};
