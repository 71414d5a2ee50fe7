import type { Channel } from '../inbox/message.ts';

export type Language = 'ko' | 'en';

export const words = {
  ko: {
    title: '받은 편지함',
    lead: '이 컴퓨터 밖으로는 아무것도 나가지 않습니다. 손님이 받았을 모습 그대로입니다.',
    all: '모두',
    search: '주소나 번호로 찾기',
    find: '찾기',
    count: (n: string) => `${n}통`,
    empty: '아직 보낸 메시지가 없습니다.',
    emptyHint: '캠페인을 시작하면 여기에 쌓입니다.',
    noMatch: '찾는 메시지가 없습니다.',
    pick: '메시지를 골라 열어 보세요.',
    pickHint: '메일을 열면 실제 메일처럼 열람으로 기록됩니다.',
    dropped: (n: string) => `메시지가 20만 통을 넘어, 가장 오래된 ${n}통은 목록에서 내렸습니다.`,
    newer: '← 더 새로운',
    older: '더 오래된 →',
    from: '보낸 사람',
    to: '받는 사람',
    raw: '원문 보기',
    onlyHtml: '새 창에서 보기',
    noSubject: '(제목 없음)',
    browser: '브라우저',
    tapLeads: '누르면',
    picture: '그림',
    endAds: '수신거부',
    adBy: (name: string) => `(광고) ${name}`,
    addChannel: '채널 추가',
    refuseFree: '수신거부: 채널 차단 또는 프로필의 080 번호',
    more: '더보기',
    breakIt: '일부러 고장 내기',
    other: 'English',
  },
  en: {
    title: 'Inbox',
    lead: 'Nothing leaves this machine. Each message is shown as its receiver would see it.',
    all: 'All',
    search: 'Find by address or number',
    find: 'Find',
    count: (n: string) => `${n} messages`,
    empty: 'No message has been sent yet.',
    emptyHint: 'Launch a campaign and it arrives here.',
    noMatch: 'No message matches.',
    pick: 'Pick a message to open it.',
    pickHint: 'Opening a mail counts as an open, as in a real mail client.',
    dropped: (n: string) => `Beyond 200,000 messages the oldest leave the list: ${n} so far.`,
    newer: '← Newer',
    older: 'Older →',
    from: 'From',
    to: 'To',
    raw: 'View source',
    onlyHtml: 'Open in a new tab',
    noSubject: '(no subject)',
    browser: 'Browser',
    tapLeads: 'A tap leads to',
    picture: 'Picture',
    endAds: 'Unsubscribe',
    adBy: (name: string) => `(광고) ${name}`,
    addChannel: 'Add channel',
    refuseFree: 'To refuse: block the channel, or the 080 number on its profile',
    more: 'More',
    breakIt: 'Break it',
    other: '한국어',
  },
} as const satisfies Record<Language, object>;

export const channelNames: Record<Language, Record<Channel, string>> = {
  ko: { email: '메일', sms: '문자', lms: '장문', alimtalk: '알림톡', kakao: '브랜드 메시지', push: '푸시' },
  en: { email: 'Mail', sms: 'Text', lms: 'Long text', alimtalk: 'AlimTalk', kakao: 'Brand Message', push: 'Push' },
};

/** What the provider said, in a person's words; a plain delivery needs none. */
export function outcomeName(outcome: string | undefined, language: Language): string | undefined {
  if (outcome === undefined || outcome === 'delivered' || outcome === 'TEXT_DELIVERED' || outcome === '4000')
    return undefined;
  const known: Record<string, readonly [ko: string, en: string]> = {
    bounced: ['반송', 'bounced'],
    suppressed: ['차단된 주소', 'suppressed'],
    complained: ['스팸 신고', 'complained'],
    rejected: ['발송 거부', 'rejected'],
    '3000': ['결과 대기', 'pending'],
    '3032': ['없는 번호', 'invalid number'],
    '3102': ['채널 친구 아님', 'no friend of the channel'],
    '3104': ['카카오톡 없음', 'no KakaoTalk'],
    '3108': ['보낼 수 없는 시간', 'closed at this hour'],
    TEXT_PENDING: ['결과 대기', 'pending'],
    TEXT_INVALID: ['없는 번호', 'invalid number'],
    TEXT_BLOCKED: ['수신 차단', 'blocked'],
    TEXT_CARRIER_BLOCKED: ['통신사 차단', 'carrier blocked'],
    TEXT_CARRIER_UNREACHABLE: ['통신사 연결 안 됨', 'carrier unreachable'],
    TEXT_UNREACHABLE: ['전화기 꺼짐', 'unreachable'],
    TEXT_SPAM: ['스팸 차단', 'spam'],
    TEXT_UNKNOWN: ['결과 모름', 'unknown'],
    TEXT_TTL_EXPIRED: ['시간 초과', 'expired'],
    TEXT_INVALID_MESSAGE: ['잘못된 내용', 'invalid message'],
  };
  return known[outcome]?.[language === 'ko' ? 0 : 1] ?? outcome;
}
