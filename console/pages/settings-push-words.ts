import type { Language } from '../words/language.tsx';

const en = {
  title: 'Providers of push',
  app: 'Apps, by Firebase',
  appSet: (project: string, account: string) => `Project ${project}, ${account}`,
  appMissing: 'Not set up: notifications to apps wait.',
  file: 'JSON file of the service account',
  fileHint: 'Put in and never shown again; used within five minutes.',
  put: 'Put in',
  noFile: 'This file is no service account of Firebase.',
  browsers: 'Browsers, by web push',
  webSet: 'Browsers can subscribe. The public key:',
  webMissing: 'Not set up: nobody can subscribe.',
  make: 'Make a key',
  replace: 'Make another key',
  replaceAsk: 'Make another key?',
  replaceText: 'Every browser that has subscribed is lost, and its person must subscribe again.',
  adminOnly: 'Only an admin sees what is set up here.',
};
type PushWords = typeof en;

const ko: PushWords = {
  title: '푸시 연결',
  app: '앱 (Firebase)',
  appSet: (project, account) => `프로젝트 ${project}, ${account}`,
  appMissing: '연결되지 않았습니다. 앱 푸시가 나가지 않고 기다립니다.',
  file: '서비스 계정 JSON 파일',
  fileHint: '넣은 뒤에는 다시 보이지 않으며, 5분 안에 쓰이기 시작합니다.',
  put: '넣기',
  noFile: 'Firebase 서비스 계정 파일이 아닙니다.',
  browsers: '브라우저 (웹 푸시)',
  webSet: '브라우저에서 구독할 수 있습니다. 공개 키는 다음과 같습니다.',
  webMissing: '연결되지 않았습니다. 아무도 구독할 수 없습니다.',
  make: '웹 푸시 키 만들기',
  replace: '다른 키로 바꾸기',
  replaceAsk: '다른 키로 바꿀까요?',
  replaceText: '지금까지 구독한 브라우저를 모두 잃으며, 고객이 다시 구독해야 합니다.',
  adminOnly: '관리자만 볼 수 있습니다.',
};

export const PUSH_WORDS: Readonly<Record<Language, PushWords>> = { ko, en };
