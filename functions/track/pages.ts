import { type HttpResponse, html } from '../../shared/platform/http.ts';
import type { Settings } from '../../shared/settings/settings.ts';
import type { Channel, Language, Purpose } from '../../shared/templates/template.ts';

export type Brand = Settings['brand'];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);

const STYLE = `
:root{color-scheme:light dark;--ink:#22201c;--soft:#6f6a61;--paper:#faf7f2;--card:#fff;--line:#e7e0d5;--warm:#c2521f}
@media(prefers-color-scheme:dark){:root{--ink:#f3efe8;--soft:#a8a197;--paper:#191714;--card:#23201c;--line:#3a352e;--warm:#e8804a}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--paper);color:var(--ink);
font:16px/1.65 Pretendard,"Apple SD Gothic Neo","Noto Sans KR",system-ui,sans-serif;word-break:keep-all;overflow-wrap:anywhere}
main{width:100%;max-width:30rem;background:var(--card);border:1px solid var(--line);border-radius:16px;padding:36px 32px}
.brand{margin:0 0 20px;color:var(--warm);font-weight:600;font-size:.9rem}
h1{margin:0 0 8px;font-size:1.4rem;line-height:1.4}
h2{margin:24px 0 4px;font-size:1.05rem}
p{margin:0 0 8px}
small,.soft{color:var(--soft);font-size:.9rem}
form{margin:24px 0 0}
fieldset{border:0;padding:0;margin:0 0 20px;min-width:0}
legend{padding:0;margin:0 0 8px;font-weight:600}
label{display:flex;gap:10px;align-items:center;min-height:44px}
input{width:20px;height:20px;margin:0;flex:none;accent-color:var(--warm)}
section{border-top:1px solid var(--line);margin-top:24px;padding-top:20px}
section form{margin-top:12px}
section h2{margin-top:0}
.done{margin:0 0 20px;padding:12px 16px;border:1px solid var(--warm);border-radius:10px}
.reasons{display:grid;gap:8px}
a{color:inherit}
button.quiet{background:transparent;color:var(--ink);border:1px solid var(--line)}
input:focus-visible,a:focus-visible{outline:3px solid var(--warm);outline-offset:2px}
button{width:100%;padding:14px 20px;border:0;border-radius:10px;background:var(--warm);color:#fff;font:inherit;font-weight:600;cursor:pointer}
a.go{display:block;margin:20px 0 0;padding:14px 20px;border-radius:10px;background:var(--warm);color:#fff;font-weight:600;text-align:center;text-decoration:none}
button:focus-visible{outline:3px solid var(--ink);outline-offset:2px}
textarea{width:100%;min-height:6rem;padding:10px 12px;border:1px solid var(--line);border-radius:10px;background:var(--paper);color:var(--ink);font:inherit}
textarea:focus-visible{outline:3px solid var(--warm);outline-offset:2px}
.scores{display:grid;grid-template-columns:repeat(auto-fit,minmax(44px,1fr));gap:8px}
.scores label{justify-content:center;border:1px solid var(--line);border-radius:10px;gap:6px;padding:0 6px}
.scores label:has(:checked){border-color:var(--warm)}
.ends{display:flex;justify-content:space-between;margin:8px 0 0}
hr{border:0;border-top:1px solid var(--line);margin:24px 0 16px}
`;

interface Page {
  readonly status: number;
  readonly title: string;
  readonly brand: Brand | undefined;
  readonly body: string;
  /** Korean unless told; a page in both languages marks its English part. */
  readonly language?: Language;
}

const contact = (brand: Brand | undefined): string =>
  brand
    ? `<hr><p class="soft">${escaped(brand.name)} · ${escaped(brand.phone)} · ${escaped(brand.email)}<br>${escaped(brand.address)}</p>`
    : '';

export const page = ({ status, title, brand, body, language = 'ko' }: Page): HttpResponse =>
  html(
    status,
    `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body><main>${brand ? `<p class="brand">${escaped(brand.name)}</p>` : ''}${body}${contact(brand)}</main></body>
</html>`,
    STYLE,
    { 'x-robots-tag': 'noindex' },
  );

interface Ends {
  readonly ko: string;
  readonly en: string;
  /** What still comes, if anything does. */
  readonly rest: { readonly ko: string; readonly en: string };
}

const ORDERS_STAY = {
  ko: ' 주문과 배송 안내는 계속 보내 드립니다.',
  en: ' You will still get news about your orders.',
};
const NOTHING_STAYS = { ko: '', en: '' };

/** What a press ends: the link of an ad ends ads, that of an information message both, and the page says which. */
const ENDS: Readonly<Record<Channel, Readonly<Record<Purpose, Ends>>>> = {
  email: {
    ad: { ko: '광고 메일을', en: 'advertising e-mail', rest: ORDERS_STAY },
    info: { ko: '광고 메일과 안내 메일을', en: 'advertising and information e-mail', rest: NOTHING_STAYS },
  },
  push: {
    ad: { ko: '광고 푸시 알림을', en: 'advertising push notifications', rest: ORDERS_STAY },
    info: {
      ko: '광고와 안내 푸시 알림을',
      en: 'advertising and information push notifications',
      rest: NOTHING_STAYS,
    },
  },
  kakao: {
    ad: { ko: '카카오톡 광고를', en: 'advertising by KakaoTalk', rest: ORDERS_STAY },
    info: { ko: '카카오톡 광고와 안내를', en: 'advertising and information by KakaoTalk', rest: NOTHING_STAYS },
  },
  sms: {
    ad: { ko: '광고 문자를', en: 'advertising text messages', rest: ORDERS_STAY },
    info: { ko: '광고 문자와 안내 문자를', en: 'advertising and information text messages', rest: NOTHING_STAYS },
  },
};

/** Who leaves: on which channel, and by the link of what kind of message. */
export interface Leaving {
  readonly channel: Channel;
  /** Unknown while the message has no row; then only ads end. */
  readonly purpose: Purpose | undefined;
}

const endsOf = ({ channel, purpose = 'ad' }: Leaving): Ends => ENDS[channel][purpose];

/** Asks once. Nothing happens before the button: mail scanners fetch every link. */
export const askPage = (brand: Brand | undefined, leaving: Leaving, preferences: string): HttpResponse => {
  const { ko, en, rest } = endsOf(leaving);
  return page({
    status: 200,
    title: '수신거부 · Unsubscribe',
    brand,
    body: `<h1>${ko} 그만 받으시겠습니까?</h1>
<p>버튼을 한 번 누르시면 바로 처리됩니다. 로그인도, 비용도 필요 없습니다.${rest.ko}</p>
<div lang="en"><h2>Stop receiving ${en}?</h2>
<p class="soft">One press, no login, no cost.${rest.en}</p></div>
<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">
<button type="submit">수신거부 · Unsubscribe</button></form>
<p><a href="${escaped(preferences)}">덜 자주 받거나 소식을 고르기 · Get fewer or choose</a></p>`,
  });
};

/** Names sender, date and result, as 정보통신망법 제50조 ⑦ asks of the notice that follows a refusal. */
export const donePage = (brand: Brand | undefined, leaving: Leaving, date: string, reasons: string): HttpResponse => {
  const { ko, en, rest } = endsOf(leaving);
  return page({
    status: 200,
    title: '수신거부 완료 · Unsubscribed',
    brand,
    body: `<h1>수신거부가 처리되었습니다</h1>
<p>${date}에 받은 요청에 따라 ${ko} 더 이상 보내지 않습니다.${rest.ko}</p>
<div lang="en"><h2>You are unsubscribed</h2>
<p class="soft">As you asked on ${date}, we no longer send you ${en}.${rest.en}</p></div>
${reasons}`,
  });
};

/** What a confirmation is about, in both languages. */
export interface PendingName {
  readonly ko: string;
  readonly en: string;
}

const listOf = (names: readonly PendingName[], language: Language): string =>
  `<ul>${names.map((name) => `<li>${escaped(name[language])}</li>`).join('')}</ul>`;

/** Asks whether it was really the reader who agreed. Nothing happens before the button. */
export const confirmPage = (brand: Brand | undefined, names: readonly PendingName[]): HttpResponse =>
  page({
    status: 200,
    title: '수신 동의 확인 · Confirm',
    brand,
    body: `<h1>수신에 동의하셨습니까?</h1>
<p>본인이 신청하신 것이 맞으면 확인을 눌러 주세요. 아니면 그냥 닫으시면 됩니다. 아무것도 보내지 않습니다.</p>${listOf(names, 'ko')}
<div lang="en"><h2>Did you ask for this?</h2>
<p class="soft">If it was you, confirm. If not, just close this page: nothing will be sent.</p>${listOf(names, 'en')}</div>
<form method="post"><input type="hidden" name="action" value="confirm"><button type="submit">확인 · Confirm</button></form>`,
  });

/** Names date and result, as 정보통신망법 제50조 ⑦ asks. */
export const confirmedPage = (brand: Brand | undefined, date: string, names: readonly PendingName[]): HttpResponse =>
  page({
    status: 200,
    title: '동의 확인 완료 · Confirmed',
    brand,
    body: `<h1>동의가 확인되었습니다</h1><p>${date}에 처리되었습니다. 언제든지 메시지의 링크로 그만 받으실 수 있습니다.</p>${listOf(names, 'ko')}
<div lang="en"><h2>Confirmed</h2><p class="soft">Done on ${date}. Every message has a link to stop.</p>${listOf(names, 'en')}</div>`,
  });

/** The same for every link that is not ours: forged, cut, expired or of another kind. */
export const unknownPage = (brand: Brand | undefined, status: 400 | 404): HttpResponse =>
  page({
    status,
    title: '링크를 찾을 수 없습니다 · Link not found',
    brand,
    body: `<h1>링크를 찾을 수 없습니다</h1>
<p>주소가 잘렸거나 더 이상 쓰이지 않는 링크입니다. 메일의 링크를 다시 눌러 주세요.</p>
<div lang="en"><h2>This link does not work</h2>
<p class="soft">It was cut off or is no longer in use. Please follow the link in the message again.</p></div>
<p class="soft">수신거부를 원하시면 아래 연락처로 알려 주셔도 됩니다. To unsubscribe you may also write to us.</p>`,
  });

/** Something of ours failed; the request has changed nothing and may be repeated. */
export const laterPage = (brand: Brand | undefined): HttpResponse => {
  const response = page({
    status: 503,
    title: '잠시 후 다시 시도해 주세요 · Please try again',
    brand,
    body: `<h1>잠시 후 다시 시도해 주세요</h1><p>지금은 처리할 수 없습니다. 요청은 아직 반영되지 않았습니다.</p>
<div lang="en"><h2>Please try again in a moment</h2><p class="soft">Nothing has been changed yet.</p></div>`,
  });
  return { ...response, headers: { ...response.headers, 'retry-after': '5' } };
};
