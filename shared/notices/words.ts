import { localDate } from '../platform/time.ts';
import type { Settings } from '../settings/settings.ts';
import type { Language } from '../templates/template.ts';
import type { Notice, Said } from './notice.ts';

const MEDIA: Readonly<Record<Language, Readonly<Record<Said['channel'], string>>>> = {
  ko: { email: '이메일', sms: '문자', push: '앱 푸시', kakao: '카카오톡' },
  en: { email: 'e-mail', sms: 'text message', push: 'app push', kakao: 'KakaoTalk' },
};

const PURPOSES: Readonly<Record<Language, Readonly<Record<Said['purpose'], string>>>> = {
  ko: { ad: '광고', info: '정보', night: '야간(21시–8시) 광고' },
  en: { ad: 'advertising', info: 'information', night: 'advertising at night (21:00–08:00)' },
};

type Words = Pick<Settings, 'timezone' | 'topics'>;

const subjectOf = ({ channel, purpose, topic }: Said, language: Language, { topics }: Words): string => {
  const known = topics.find(({ id }) => id === topic)?.name[language];
  const what = topic === undefined ? PURPOSES[language][purpose] : `${PURPOSES[language].ad} (${known ?? topic})`;
  return language === 'ko' ? `${MEDIA.ko[channel]} ${what}` : `${what} by ${MEDIA.en[channel]}`;
};

const whatOf = (said: Said, kind: Notice['kind'], language: Language, words: Words): string => {
  const subject = subjectOf(said, language, words);
  const agreed = said.state === 'granted';
  if (language === 'ko') {
    const word = agreed ? '수신 동의' : '수신거부';
    return kind === 'result' ? `${subject} ${word} (처리 완료)` : `${subject} ${word}`;
  }
  const word = agreed ? 'you agreed to' : 'you refused';
  return kind === 'result' ? `${word} ${subject} (done)` : `${word} ${subject}`;
};

/** What the house's own templates read: each thing said, with its date in the shop's zone. */
export const noticeData = ({ said, kind, language }: Notice, words: Words): Record<string, unknown> => ({
  said: said.map((one) => ({
    date: localDate(Date.parse(one.at), words.timezone),
    what: whatOf(one, kind, language, words),
  })),
});
