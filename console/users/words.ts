import type { Language } from '../words/language.tsx';

const ko = {
  title: '사용자',
  adminOnly: '사용자는 admin 역할만 볼 수 있습니다.',
  name: '사용자 이름',
  nameHint: '누가 무엇을 했는지 이 이름으로 남습니다. 나중에 바꿀 수 없습니다.',
  email: '이메일',
  role: '역할',
  none: '역할 없음',
  roles: { viewer: '보기', author: '보기와 작성', approver: '작성과 발송 승인', admin: '모든 일' },
  state: '상태',
  states: { invited: '초대함', active: '사용 중', disabled: '막음' },
  change: '바꾸기',
  roleOf: (name: string) => `${name}의 역할`,
  invite: '사용자 초대하기',
  invited: (email: string) => `${email}로 초대 메일을 보냈습니다. 임시 비밀번호는 7일 동안 쓸 수 있습니다.`,
  remind: '다시 초대',
  disable: '막기',
  disableAsk: (name: string) => `${name}을(를) 막을까요?`,
  disableText: '모든 로그인이 끝납니다. 이미 받은 토큰은 길어도 15분 안에 끝납니다.',
  enable: '풀기',
  delay: '역할을 바꾸면 길어도 15분 안에 적용됩니다.',
  empty: '아직 초대한 사용자가 없습니다.',
};
type Words = typeof ko;

const en: Words = {
  title: 'Users',
  adminOnly: 'Only the role admin sees users.',
  name: 'User name',
  nameHint: 'Stands where it says who did something. It cannot be changed later.',
  email: 'Email',
  role: 'Role',
  none: 'No role',
  roles: { viewer: 'Look', author: 'Look and draft', approver: 'Draft and approve sending', admin: 'Everything' },
  state: 'State',
  states: { invited: 'Invited', active: 'Active', disabled: 'Disabled' },
  change: 'Change',
  roleOf: (name) => `Role of ${name}`,
  invite: 'Invite a user',
  invited: (email) => `The invitation is on its way to ${email}. Its temporary password is good for 7 days.`,
  remind: 'Invite again',
  disable: 'Disable',
  disableAsk: (name) => `Disable ${name}?`,
  disableText: 'Every session ends. A token that was given already ends within 15 minutes.',
  enable: 'Enable',
  delay: 'A changed role is in force within 15 minutes.',
  empty: 'Nobody has been invited yet.',
};

export const USER_WORDS: Readonly<Record<Language, Words>> = { ko, en };
