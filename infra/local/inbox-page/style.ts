import { createHash } from 'node:crypto';

/** Paper, ink and one persimmon accent, as in the console. */
export const style = `
:root{--paper:#faf7f2;--sheet:#fffdf9;--ink:#22201c;--soft:#6f685d;--line:#e6dfd3;--accent:#d9622b;--accent-ink:#a8430f;--wash:#f3ede2;--bubble:#f0eae0}
@media (prefers-color-scheme:dark){:root{--paper:#1a1815;--sheet:#221f1b;--ink:#ece6dc;--soft:#a1988a;--line:#37322b;--accent:#e8794a;--accent-ink:#f09a72;--wash:#2a2621;--bubble:#322d27}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1240px;padding:28px 28px 40px;background:var(--paper);color:var(--ink);font:15px/1.6 Pretendard,"Pretendard Variable",-apple-system,BlinkMacSystemFont,"Apple SD Gothic Neo","Noto Sans KR","Noto Sans CJK KR","Malgun Gothic",system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}
a{color:inherit;text-underline-offset:3px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
body>header{display:flex;justify-content:space-between;align-items:flex-start;gap:16px}
.brand{display:flex;gap:16px;align-items:center}
.mark{flex:none;display:grid;place-items:center;width:46px;height:46px;border-radius:50%;background:var(--accent);color:#fffdf9;font-weight:700;font-size:15px;letter-spacing:-.02em;text-decoration:none}
h1{margin:0;font-size:24px;line-height:1.3;letter-spacing:-.02em}
header p{margin:0;color:var(--soft);font-size:14px}
.quiet{color:var(--soft);font-size:13px;white-space:nowrap}
nav{display:flex;flex-wrap:wrap;justify-content:space-between;align-items:flex-end;gap:12px 24px;margin-top:22px;border-bottom:1px solid var(--line)}
.tabs{display:flex;gap:22px;overflow-x:auto}
.tabs a{padding:8px 0 10px;color:var(--soft);text-decoration:none;white-space:nowrap;border-bottom:2px solid transparent;margin-bottom:-1px}
.tabs a[aria-current]{color:var(--ink);font-weight:600;border-color:var(--accent)}
.tabs span{margin-left:6px;font-size:12.5px;font-weight:400;color:var(--soft);font-variant-numeric:tabular-nums}
form{display:flex;gap:6px;padding-bottom:8px}
input[type=search]{width:230px;padding:7px 12px;border:1px solid var(--line);border-radius:8px;background:var(--sheet);color:var(--ink);font:inherit;font-size:14px}
button{padding:7px 14px;border:1px solid var(--line);border-radius:8px;background:var(--wash);color:var(--ink);font:inherit;font-size:14px;white-space:nowrap;cursor:pointer}
.notice{margin:14px 0 0;padding:9px 14px;border-left:3px solid var(--accent);background:var(--wash);font-size:14px}
main{margin-top:20px}
.room{display:grid;grid-template-columns:minmax(300px,400px) 1fr;border:1px solid var(--line);border-radius:12px;background:var(--sheet);overflow:hidden}
.list{margin:0;padding:0;list-style:none;max-height:calc(100vh - 250px);min-height:440px;overflow-y:auto;border-right:1px solid var(--line)}
.list a{display:grid;grid-template-columns:1fr auto;gap:0 12px;padding:12px 18px;text-decoration:none;border-bottom:1px solid var(--line);border-left:3px solid transparent}
.list a:hover{background:var(--wash)}
.list a[aria-current]{background:var(--wash);border-left-color:var(--accent)}
.who{font-size:13.5px;color:var(--soft);white-space:nowrap;overflow:hidden;text-overflow:ellipsis}
time{font-size:12.5px;color:var(--soft);font-variant-numeric:tabular-nums;white-space:nowrap}
.what,.preview{grid-column:1/-1;overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.what{font-weight:600;letter-spacing:-.01em}
.preview{color:var(--soft);font-size:13.5px}
.meta{grid-column:1/-1;display:flex;gap:6px;margin-top:5px}
.chip{padding:0 8px;border:1px solid var(--line);border-radius:99px;font-size:11.5px;line-height:19px;color:var(--soft);white-space:nowrap}
.chip.bad{border-color:var(--accent);color:var(--accent-ink)}
.reader{min-width:0;display:grid;max-height:calc(100vh - 250px);min-height:440px;overflow-y:auto}
.mail{display:flex;flex-direction:column;padding:24px 28px 0}
h2{margin:0 0 10px;font-size:20px;line-height:1.4;letter-spacing:-.02em}
dl{display:grid;grid-template-columns:auto 1fr;gap:2px 14px;margin:0;font-size:14px}
dt{color:var(--soft)}dd{margin:0}
.tools{display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;margin:10px 0 16px;font-size:13px;color:var(--soft)}
iframe{flex:1;width:calc(100% + 56px);min-height:420px;margin:0 -28px;border:0;border-top:1px solid var(--line);background:#fff;color-scheme:light}
.plain{padding:18px 0 28px;border-top:1px solid var(--line);white-space:pre-wrap}
.hint{place-self:center;padding:60px 24px;text-align:center;color:var(--soft)}
.hint p{margin:0}.hint p:first-child{color:var(--ink);font-size:17px;font-weight:600}
.hint.tall{padding:120px 24px;border:1px dashed var(--line);border-radius:12px}
.wall{columns:3 320px;column-gap:22px}
.wall .phone{width:100%}
.phone{break-inside:avoid;margin:0 0 22px;border:1px solid var(--line);border-radius:26px;background:var(--sheet);overflow:hidden}
.reader .phone{align-self:start;width:min(400px,calc(100% - 40px));margin:28px auto}
.phone header{padding:14px 20px 12px;text-align:center;border-bottom:1px solid var(--line)}
.phone header strong{display:block;font-size:15px;font-variant-numeric:tabular-nums}
.phone header span{font-size:12.5px;color:var(--soft)}
.talk{display:flex;flex-direction:column;gap:12px;padding:18px 16px 22px}
.bubble{max-width:86%}
.bubble p{width:fit-content;margin:0;padding:10px 14px;border-radius:4px 16px 16px;background:var(--bubble);white-space:pre-wrap;line-height:1.55}
.bubble p strong{display:block}
.bubble.in{align-self:flex-end}
.bubble.in p{margin-left:auto;border-radius:16px 4px 16px 16px;background:var(--accent);color:#fffdf9}
.bubble footer{display:flex;gap:8px;align-items:center;margin:4px 6px 0}
.bubble.in footer{justify-content:flex-end}
.lock{background:var(--wash)}
.lock header strong{font-size:12.5px;font-weight:400;color:var(--soft);overflow:hidden;white-space:nowrap;text-overflow:ellipsis}
.card{padding:12px 16px;border-radius:18px;background:var(--sheet)}
.card .app{display:flex;justify-content:space-between;gap:12px;font-size:12.5px;color:var(--soft)}
.card p{margin:4px 0 0;white-space:pre-wrap;line-height:1.5}
.card p strong{display:block}
.card .behind{display:grid;gap:2px;margin-top:6px;font-size:12.5px;color:var(--soft)}
.card .off{display:inline-block;margin-top:8px;padding:5px 12px;border:1px solid var(--line);border-radius:99px;font-size:13px;text-decoration:none}
.talkroom{background:#b8c7d6}
@media (prefers-color-scheme:dark){.talkroom{background:#2b3540}}
.talk-ad{max-width:94%}
.talk-ad .sender{margin:0 4px 4px;font-size:12.5px}
.brand-message{border-radius:4px 14px 14px;background:var(--sheet);overflow:hidden}
.brand-message p{margin:0;padding:10px 14px;white-space:pre-wrap;line-height:1.5}
.picture{display:grid;place-items:center;aspect-ratio:2/1;background:var(--wash);color:var(--soft);font-size:12.5px}
.picture.wide{aspect-ratio:4/3}
img.picture{display:block;width:100%;object-fit:cover}
.bubble img.picture{aspect-ratio:auto;max-height:420px;margin-bottom:8px;border-radius:8px;object-fit:contain}
.buttons{display:grid;gap:6px;padding:0 12px 12px}
.buttons>*{padding:7px 10px;border-radius:6px;background:var(--bubble);font-size:14px;text-align:center;text-decoration:none}
.buttons .add{background:#fee500;color:#191600}
.carousel{display:flex;gap:8px;overflow-x:auto;padding:8px}
.carousel .page{flex:none;width:210px;border:1px solid var(--line);border-radius:10px;overflow:hidden}
.carousel strong{display:block;padding:10px 14px 0}
.carousel .more{display:grid;place-items:center;width:90px;font-size:13px}
.talk-ad footer{display:flex;flex-wrap:wrap;gap:2px 10px;margin:4px 6px 0;font-size:12px;color:var(--ink)}
.accidents{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:16px;margin-bottom:32px}
.accident{display:flex;flex-direction:column;gap:8px;padding:20px;border:1px solid var(--line);border-radius:12px;background:var(--sheet)}
.accident h2{margin:0;font-size:16px}
.accident p{flex:1;margin:0;color:var(--soft);font-size:14px}
.accident button{align-self:flex-start}
button:disabled{opacity:.5;cursor:default}
.trials{overflow-x:auto;border:1px solid var(--line);border-radius:12px;background:var(--sheet)}
table{width:100%;border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
th,td{padding:11px 16px;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
tbody tr:last-child>*{border-bottom:0}
thead th{color:var(--soft);font-weight:400;font-size:13px}
.quiet-note{max-width:68ch;color:var(--soft);font-size:13.5px}
.pager{display:grid;grid-template-columns:1fr auto 1fr;margin-top:16px;font-size:14px;color:var(--soft);font-variant-numeric:tabular-nums}
.pager>:last-child{text-align:right}
@media (max-width:760px){body{padding:18px 14px 30px}body>header{flex-wrap:wrap}body>header .brand{flex:1 1 100%}.room{grid-template-columns:1fr}.list,.reader{max-height:none;min-height:0;border-right:0}.list{max-height:46vh}.reader{border-top:1px solid var(--line)}form,input[type=search]{width:100%}.mail{padding:18px 18px 0}iframe{width:calc(100% + 36px);margin:0 -18px}.phone .bubble{max-width:94%}}
`;

/** Only this style sheet, pictures that providers were handed, and the sandboxed mail frame; no script at all. */
export const pagePolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "frame-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'self'",
].join('; ');
