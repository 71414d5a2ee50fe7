import type { Settings } from '../settings/settings.ts';
import { linksIn } from '../templates/brand-message.ts';
import { unansweredLanguages } from '../templates/check-template.ts';
import { plainLinks } from '../templates/email-html.ts';
import { versionsOf } from '../templates/languages.ts';
import { linkFault } from '../templates/push-link.ts';
import type { Template } from '../templates/template.ts';
import { block, type Finding, warn } from './finding.ts';
import type { Snapshot } from './snapshot.ts';

const isLoopback = (url: URL): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);

/** What stands on the cards of a carousel. */
const cardWords = (template: Template): string =>
  template.channel === 'kakao' ? (template.cards ?? []).map(({ title, text }) => `${title} ${text}`).join(' ') : '';

/** What somebody would read of it; an address is no word. */
const wordsOf = (template: Template): string =>
  versionsOf(template)
    .map(({ version }) =>
      version.channel === 'email'
        ? `${version.subject} ${version.html.replace(/<[^>]*>/g, ' ')}`
        : `${version.channel === 'push' ? version.title : ''} ${version.text} ${cardWords(version)}`,
    )
    .join(' ')
    .replace(/https?:\/\/\S+/gi, ' ');

/** Where a tap leads, of a push or of the buttons of a Brand Message, and the picture of a push, as far as they are written out. */
const tapTargets = (template: Template): string[] => {
  const push = template.channel === 'push' ? [template.link, template.image] : [];
  const all = template.channel === 'kakao' ? linksIn(template) : push;
  return all.flatMap((target) => (target === undefined || target.includes('{') ? [] : [target]));
};

/** A notification whose tap would lead nowhere, or to another app. */
const pushLinkFindings = (template: Template, allowed: readonly string[]): Finding[] => {
  if (template.channel !== 'push') return [];
  if (template.link === undefined)
    return [
      warn(
        'noDeepLink',
        'The notification has no link: a tap only opens the app.',
        '푸시에 링크가 없어, 눌러도 앱 첫 화면만 열립니다.',
      ),
    ];
  if (template.link.includes('{')) return [];
  const fault = linkFault(template.link, allowed);
  if (fault === undefined) return [];
  const shown = template.link.slice(0, 80);
  return [
    block(
      'badDeepLink',
      `The link "${shown}" ${fault}.`,
      `푸시 링크 ‘${shown}’(으)로는 보낼 수 없습니다. https 주소이거나, 설정의 ‘푸시 링크’에 적은 앱 주소여야 합니다.`,
    ),
  ];
};

const linkFindings = (template: Template): Finding[] => {
  const links = versionsOf(template).flatMap(({ version }) =>
    version.channel === 'email'
      ? plainLinks(version.html)
      : [...version.text.matchAll(/https?:\/\/[^\s{]+/gi)].map(([url]) => url),
  );
  links.push(...tapTargets(template).filter((target) => /^https?:/i.test(target)));
  return [...new Set(links)].flatMap((link) => {
    const shown = link.slice(0, 80);
    if (!URL.canParse(link))
      return [
        block(
          'badLink',
          `The link "${shown}" is no absolute web address.`,
          `링크 ‘${shown}’은(는) 완전한 주소가 아닙니다.`,
        ),
      ];
    const url = new URL(link);
    if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))) return [];
    return [
      block(
        'insecureLink',
        `The link "${shown}" is not https; readers would be warned of it.`,
        `링크 ‘${shown}’이(가) https가 아니어서 받는 사람에게 경고가 뜹니다.`,
      ),
    ];
  });
};

const senderFindings = ({ brand, template }: Snapshot): Finding[] => {
  const missing = (['name', 'email', 'phone', 'address'] as const).filter((field) => brand[field].trim() === '');
  const findings: Finding[] = [];
  if (template.purpose === 'ad' && missing.length > 0)
    findings.push(
      block(
        'senderIncomplete',
        `An ad must name its sender; settings.brand lacks ${missing.join(', ')}.`,
        `광고에는 보내는 사람을 밝혀야 합니다. 설정의 ‘보내는 사람’에서 ${missing.join(', ')} 칸을 채워 주세요.`,
      ),
    );
  if ((template.channel === 'sms' || template.channel === 'kakao') && brand.smsSender.trim() === '')
    findings.push(
      block(
        'senderIncomplete',
        'A text message or Brand Message needs settings.brand.smsSender, the registered caller number.',
        '문자와 브랜드 메시지에는 등록된 발신번호가 필요합니다. 설정의 ‘보내는 사람’에서 넣어 주세요.',
      ),
    );
  return findings;
};

/** Words by which an authority tells an ad from information (제50조 ①: what promotes goods or services, whole or in part). */
const PROMOTIONAL =
  /할인|세일|쿠폰|특가|증정|사은품|프로모션|기획전|적립금 지급|무료 ?체험|이벤트|\b(?:sale|discounts?|coupons?|promo(?:tion)?s?|special offer|free gift|% off)\b/giu;

const wordFindings = (template: Template): Finding[] => {
  if (template.purpose !== 'info') return [];
  const words = [...new Set([...wordsOf(template).matchAll(PROMOTIONAL)].map(([word]) => word.toLowerCase()))];
  if (words.length === 0) return [];
  const list = words.slice(0, 5).join(', ');
  return [
    warn(
      'promotionalWords',
      `Information that also promotes is an ad under Korean law (Act on Promotion of Information and Communications Network Utilization, article 50); look at: ${list}.`,
      `안내에 판촉이 섞이면 법에서는 광고입니다(정보통신망법 제50조). 이 말을 살펴봐 주세요: ${list}.`,
    ),
  ];
};

/** A question without a way to answer it; a block may have lost the link since the template was saved. */
const surveyFindings = (template: Template): Finding[] =>
  unansweredLanguages(template).map((language) =>
    block(
      'surveyWithoutLink',
      `The template asks something, and no link leads to the answer (language ${language}): write {{ survey.url }} or survey.answers into its words.`,
      `설문이 있는 템플릿인데 답할 링크가 없습니다(언어 ${language}). 본문에 {{ survey.url }} 또는 점수별 링크를 넣어 주세요.`,
    ),
  );

/** What can be said of a message without looking at anybody who would get it. */
export const messageFindings = (snapshot: Snapshot, settings: Pick<Settings, 'push'>): Finding[] => {
  const { campaign, template } = snapshot;
  const findings = [
    ...senderFindings(snapshot),
    ...linkFindings(template),
    ...pushLinkFindings(template, settings.push.links),
    ...wordFindings(template),
    ...surveyFindings(template),
  ];
  if (template.channel !== campaign.channel)
    findings.push(
      block(
        'wrongChannel',
        `The template is for ${template.channel}, the campaign for ${campaign.channel}.`,
        `템플릿은 ${template.channel}용인데 캠페인은 ${campaign.channel}로 보냅니다.`,
      ),
    );
  return findings;
};

/** A campaign or template that names a sender who is no longer in the settings. */
export const brandFindings = (unknown: string | undefined): Finding[] =>
  unknown === undefined
    ? []
    : [
        block(
          'unknownBrand',
          `There is no brand "${unknown}" in settings.brands.`,
          `설정에 ‘${unknown}’ 브랜드가 없습니다. 설정의 ‘보내는 사람’을 확인해 주세요.`,
        ),
      ];
