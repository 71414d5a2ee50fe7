import type { Language } from '../words/language.tsx';

const ko = {
  optIn: '동의 확인 (이중 동의)',
  optInText:
    '켜면 그때부터 받은 동의는 본인이 확인 링크를 눌러야 인정됩니다. 확인 메시지는 1–2분 안에 저절로 보내고, 한 주소에 하루 한 번, 1년에 세 번까지만 보냅니다. 가져온 파일의 동의에는 보내지 않습니다.',
  optInBy: { email: '이메일 동의를 메일로 확인', sms: '문자 동의를 문자로 확인' },
  since: (date: string) => `${date}부터`,
  notices: '법에 따른 통지',
  noticesText:
    '정보통신망법 제50조 제7항과 제8항에 따라 동의·거부의 처리 결과를 14일 안에, 광고 수신 동의 사실을 2년마다 알려야 합니다. 보낸 통지는 증거로 남습니다.',
  result: '동의·거부 처리 결과를 바로 알리기',
  reconfirm: '2년이 되기 한 달 전에 동의 사실 알리기',
  elsewhere: '다른 시스템에서 보냅니다',
  nobody: '아무도 보내지 않는 통지가 있습니다. 보내기로 하거나, 다른 시스템에서 보낸다고 표시해 주세요.',
  night: '야간 발송',
  nightText: '이 시간에는 문자 광고를 보내지 않고 아침까지 기다립니다. 한국에서는 21시–8시보다 줄일 수 없습니다.',
  from: '시작',
  to: '끝',
  topics: '소식 종류',
  topicsText:
    '받는 분이 수신 설정에서 고를 수 있는 종류입니다. 템플릿이나 캠페인에 종류를 정하면 그 종류를 거부한 분께는 가지 않습니다.',
  topicId: '영문 이름',
  topicIdHint: '소문자, 숫자, 붙임표. 저장한 뒤에는 바꾸지 않습니다.',
  topicKo: '한국어 이름',
  topicEn: '영어 이름',
  add: '종류 추가',
  remove: (name: string) => `‘${name}’ 빼기`,
};
type Words = typeof ko;

const en: Words = {
  optIn: 'Confirmed consent (double opt-in)',
  optInText:
    'Once on, new consents count only when the person has pressed the link in the confirmation message. It goes out by itself within a minute or two, to one address at most once a day and three times a year, and never because of an import.',
  optInBy: { email: 'Confirm e-mail consents by e-mail', sms: 'Confirm text message consents by text message' },
  since: (date) => `since ${date}`,
  notices: 'Notices by law',
  noticesText:
    'Korean law (Network Act, article 50 (7) and (8)) asks you to tell people within 14 days what you did about a consent or refusal, and every two years that they agreed to ads. What was sent is kept as evidence.',
  result: 'Tell the result of a consent or refusal at once',
  reconfirm: 'Tell people of their consent a month before two years are over',
  elsewhere: 'Another system sends them',
  nobody: 'There are notices that nobody sends. Turn them on, or say that another system sends them.',
  night: 'Night',
  nightText: 'Text ads wait until the morning. In Korea the night cannot be shorter than 21:00 to 08:00.',
  from: 'From',
  to: 'To',
  topics: 'Topics',
  topicsText:
    'What people can choose among in their preferences. A template or campaign with a topic does not go to those who refused it.',
  topicId: 'Id',
  topicIdHint: 'Small letters, digits and hyphens. It is not changed once saved.',
  topicKo: 'Korean name',
  topicEn: 'English name',
  add: 'Add a topic',
  remove: (name) => `Remove “${name}”`,
};

export const CONSENT_SETTING_WORDS: Readonly<Record<Language, Words>> = { ko, en };
