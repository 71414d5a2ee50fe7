import { type Channel, type Language, type Template, templateSchema } from '../templates/template.ts';

/** What the house itself writes to people about their consent. */
export const NOTICE_KINDS = ['confirmation', 'result', 'reconfirmation'] as const;
/** And to people of the shop about the week. */
const BUILT_IN_KINDS = [...NOTICE_KINDS, 'digest'] as const;
export type BuiltInKind = (typeof BUILT_IN_KINDS)[number];

/** Raised with every change of the words: what was sent can then be told from what is sent now. */
const VERSION = 1;

interface Words {
  readonly name: string;
  readonly subject: string;
  readonly html: string;
  readonly sms: string;
}

const LIST = '<ul>{% for one in data.said %}<li>{{ one.date }} · {{ one.what }}</li>{% endfor %}</ul>';
const LINES = '{% for one in data.said %}{{ one.date }} {{ one.what }}\n{% endfor %}';
const ROWS =
  '<table cellpadding="4">{% for one in data.lines %}<tr><td>{{ one.label }}</td><td align="right"><b>{{ one.value }}</b></td><td><small>{{ one.note }}</small></td></tr>{% endfor %}</table>';
const ROWS_TEXT = '{% for one in data.lines %}{{ one.label }} {{ one.value }}\n{% endfor %}';
const BUTTON =
  'display:inline-block;padding:12px 24px;border-radius:8px;background:#c2521f;color:#ffffff;text-decoration:none;font-weight:600';
const SENDER = '<p>{{ brand.name }} | {{ brand.address }} | {{ brand.phone }} | {{ brand.email }}</p>';

/** Each names the sender, the fact and its date, and how to stay or leave (제50조 ⑦ ⑧, 시행령 제62조의2, 제62조의3). */
const WORDS: Readonly<Record<BuiltInKind, Readonly<Record<Language, Words>>>> = {
  confirmation: {
    ko: {
      name: '수신 동의 확인',
      subject: '[{{ brand.name }}] 수신 동의를 확인해 주세요',
      html: `<p>{{ brand.name }}입니다. 아래 내용에 동의하신 것이 맞는지 확인해 주세요.</p>${LIST}<p><a style="${BUTTON}" href="{{ links.confirm }}">동의 확인하기</a></p><p>본인이 신청하지 않으셨다면 이 메일을 그냥 지우시면 됩니다. 확인하지 않으시면 아무것도 보내지 않습니다. 링크는 30일 동안 쓸 수 있습니다.</p>${SENDER}`,
      sms: `[{{ brand.name }}] 아래 내용에 동의하신 것이 맞으면 링크에서 확인해 주세요. 아니면 무시하시면 됩니다.\n${LINES}{{ links.confirm }}`,
    },
    en: {
      name: 'Confirm your consent',
      subject: '[{{ brand.name }}] Please confirm your consent',
      html: `<p>This is {{ brand.name }}. Please confirm that you agreed to the following.</p>${LIST}<p><a style="${BUTTON}" href="{{ links.confirm }}">Confirm</a></p><p>If it was not you, just delete this e-mail: without your confirmation nothing is sent. The link works for 30 days.</p>${SENDER}`,
      sms: `[{{ brand.name }}] Please confirm that you agreed to the following, or ignore this message.\n${LINES}{{ links.confirm }}`,
    },
  },
  result: {
    ko: {
      name: '수신 동의·거부 처리 결과',
      subject: '[{{ brand.name }}] 광고 수신 동의·거부 처리 결과를 알려 드립니다',
      html: `<p>{{ brand.name }}입니다. 광고성 정보 수신에 대한 고객님의 뜻을 아래와 같이 처리했습니다.</p>${LIST}<p>언제든지 <a href="{{ links.preferences }}">수신 설정</a>에서 비용 없이 바꾸실 수 있습니다.</p><p>이 메일은 정보통신망법 제50조 제7항에 따른 안내이며 광고가 아닙니다.</p>${SENDER}`,
      sms: `[{{ brand.name }}] 광고 수신 의사 처리 결과 안내\n${LINES}변경: {{ links.preferences }}`,
    },
    en: {
      name: 'What we did about your consent',
      subject: '[{{ brand.name }}] Your choice about advertising messages',
      html: `<p>This is {{ brand.name }}. We have done as you asked about advertising messages.</p>${LIST}<p>You can change this at any time, free of charge: <a href="{{ links.preferences }}">preferences</a>.</p><p>This notice is required by law (Korean Network Act, article 50 (7)) and is no advertisement.</p>${SENDER}`,
      sms: `[{{ brand.name }}] Your choice about advertising messages\n${LINES}Change it: {{ links.preferences }}`,
    },
  },
  reconfirmation: {
    ko: {
      name: '수신 동의 여부 확인',
      subject: '[{{ brand.name }}] 광고 수신 동의 사실을 알려 드립니다',
      html: `<p>{{ brand.name }}입니다. 고객님께서는 아래와 같이 광고성 정보 수신에 동의하셨습니다.</p>${LIST}<p>계속 받으시려면 아무것도 하지 않으셔도 됩니다. 그만 받으시려면 <a href="{{ links.preferences }}">수신 설정</a>에서 비용 없이 철회하실 수 있습니다.</p><p>이 메일은 정보통신망법 제50조 제8항에 따라 2년마다 보내 드리는 안내이며 광고가 아닙니다.</p>${SENDER}`,
      sms: `[{{ brand.name }}] 광고 수신 동의 사실 안내(2년마다)\n${LINES}유지하시려면 그대로 두시면 됩니다. 철회: {{ links.preferences }}`,
    },
    en: {
      name: 'Your consent to advertising messages',
      subject: '[{{ brand.name }}] You agreed to advertising messages',
      html: `<p>This is {{ brand.name }}. You agreed to advertising messages as follows.</p>${LIST}<p>To keep getting them, you need not do anything. To stop, free of charge: <a href="{{ links.preferences }}">preferences</a>.</p><p>This notice is required by law every two years (Korean Network Act, article 50 (8)) and is no advertisement.</p>${SENDER}`,
      sms: `[{{ brand.name }}] You agreed to advertising messages (notice every two years)\n${LINES}To keep them, do nothing. To stop: {{ links.preferences }}`,
    },
  },
  digest: {
    ko: {
      name: '주간 요약',
      subject: '[{{ brand.name }}] 지난주 메시지 결산 ({{ data.from }} ~ {{ data.to }})',
      html: `<p>{{ data.from }}부터 {{ data.to }}까지 시작한 캠페인이 남긴 것입니다.</p>${ROWS}<p><small>{{ data.foot }}</small></p>${SENDER}`,
      sms: `[{{ brand.name }}] 지난주 메시지 결산\n${ROWS_TEXT}`,
    },
    en: {
      name: 'The week',
      subject: '[{{ brand.name }}] Messages of last week ({{ data.from }} to {{ data.to }})',
      html: `<p>What the campaigns launched from {{ data.from }} to {{ data.to }} left behind.</p>${ROWS}<p><small>{{ data.foot }}</small></p>${SENDER}`,
      sms: `[{{ brand.name }}] Messages of last week\n${ROWS_TEXT}`,
    },
  },
};

/** A capital letter stands in no id that a person may give. */
const idOf = (kind: BuiltInKind, channel: Channel, language: Language): string =>
  `${kind.charAt(0).toUpperCase()}${kind.slice(1)}-${channel}-${language}`;

const built = (kind: BuiltInKind, channel: Channel, language: Language): Template => {
  const { name, subject, html, sms } = WORDS[kind][language];
  const base = { name, channel, purpose: 'info', language };
  return templateSchema.parse(channel === 'email' ? { ...base, subject, html } : { ...base, text: sms });
};

const TEMPLATES: ReadonlyMap<string, Template> = new Map(
  BUILT_IN_KINDS.flatMap((kind) =>
    (['email', 'sms'] as const).flatMap((channel) =>
      (['ko', 'en'] as const).map(
        (language) => [idOf(kind, channel, language), built(kind, channel, language)] as const,
      ),
    ),
  ),
);

/** Id of the house's own template for a channel and language. */
export const builtInId = idOf;

/** One of the house's own templates by id, as it stands now. */
export const builtInTemplate = (id: string): { readonly template: Template; readonly version: number } | undefined => {
  const template = TEMPLATES.get(id);
  return template && { template, version: VERSION };
};
