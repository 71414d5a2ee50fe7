import { createHash } from 'node:crypto';
import type { ReceiptLine } from './receipt-lines.ts';
import type { ReceiptLanguage } from './receipt-words.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

const STYLE = `:root{color-scheme:light dark;--ink:#22201c;--soft:#6f6a61;--paper:#faf7f2;--card:#fff;--line:#d8cfc1;--gain:#2f6b3a;--loss:#a8321f}
@media(prefers-color-scheme:dark){:root{--ink:#f3efe8;--soft:#a8a197;--paper:#191714;--card:#23201c;--line:#4a443b;--gain:#7fc48c;--loss:#f08a72}}
*{box-sizing:border-box}
body{margin:0;padding:24px 16px;background:var(--paper);color:var(--ink);font:15px/1.6 Pretendard,"Apple SD Gothic Neo","Noto Sans KR",system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}
main{max-width:28rem;margin:0 auto;background:var(--card);border:1px solid var(--line);padding:28px 24px}
header,footer,.stamp{text-align:center}
h1{font-size:1.2rem;margin:4px 0}
p{margin:4px 0}
.soft,small{color:var(--soft)}
dl{margin:16px 0}
.line{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 12px;padding:2px 0}
.ruled{border-top:1px dashed var(--line);margin-top:8px;padding-top:8px}
.part dt{padding-left:14px;color:var(--soft)}
.total{font-weight:700;font-size:1.1rem}
dd{margin:0;font-variant-numeric:tabular-nums}
.note{flex-basis:100%;text-align:right;font-weight:400;font-size:.85rem;color:var(--soft)}
.gain{color:var(--gain)}.loss{color:var(--loss)}
.stamp b{display:inline-block;border:2px solid;padding:2px 14px;margin:8px 0}
`;

const STYLE_HASH = createHash('sha256').update(STYLE, 'utf8').digest('base64');

/** No script, no picture, no form, no frame: the page is text and one style that is named by its hash. */
export const RECEIPT_PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex, nofollow',
};

export interface ReceiptPage {
  readonly language: ReceiptLanguage;
  readonly shop: string;
  readonly title: string;
  readonly name: string;
  readonly when: string;
  readonly lines: readonly ReceiptLine[];
  readonly stamp: { readonly word: string; readonly text: string; readonly tone: string } | undefined;
  readonly foot: string;
}

const lineHtml = ({ label, value, note, weight, tone, rule }: ReceiptLine): string =>
  `<div class="line ${weight}${rule ? ' ruled' : ''}${tone ? ` ${tone}` : ''}"><dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>${
    note === undefined ? '' : `<dd class="note">${escaped(note)}</dd>`
  }</div>`;

const document = (language: ReceiptLanguage, title: string, body: string): string =>
  `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)}</title><style>${STYLE}</style></head><body><main>${body}</main></body></html>`;

/** A receipt as a page of its own for somebody without a login. */
export const receiptPage = ({ language, shop, title, name, when, lines, stamp, foot }: ReceiptPage): string =>
  document(
    language,
    `${title} · ${name}`,
    `<header><p class="soft">${escaped(shop)}</p><h1>${escaped(title)}</h1><p>${escaped(name)}</p><p class="soft">${escaped(when)}</p></header><dl>${lines
      .map(lineHtml)
      .join('')}</dl>${
      stamp ? `<p class="stamp ${stamp.tone}"><b>${escaped(stamp.word)}</b><br>${escaped(stamp.text)}</p>` : ''
    }<footer><small>${escaped(foot)}</small></footer>`,
  );

/** What a link says that was never given, has ended, or was taken back: which of them is nobody's business. */
export const closedPage = (): string =>
  document(
    'ko',
    'Dangol',
    '<header><h1>볼 수 없는 링크입니다</h1><p>기간이 끝났거나 거두어들인 링크입니다. 보내 준 분께 다시 받아 주세요.</p><p class="soft" lang="en">This link has ended or was taken back. Ask whoever sent it for a new one.</p></header>',
  );
