import { GetAccountCommand, GetEmailIdentityCommand, NotFoundException, type SESv2Client } from '@aws-sdk/client-sesv2';
import { act, type Finding, ok, stop } from './finding.ts';

/** Asks DNS; an answer of nothing is an empty list. */
export interface Dns {
  /** Each record with its parts joined. */
  txt(name: string): Promise<readonly string[]>;
  cname(name: string): Promise<readonly string[]>;
}

const PLAN =
  'look under Account dashboard in the SES console: à la carte is 0.10 USD per 1,000 mails, Essentials (where accounts start since 2026-07-21) 0.16';

/** The SES account of the region: sandbox, pause, reputation, quota. */
export const lookAtSes = async (ses: SESv2Client): Promise<Finding[]> => {
  const account = await ses.send(new GetAccountCommand({}));
  const { Max24HourSend = 0, MaxSendRate = 0, SentLast24Hours = 0 } = account.SendQuota ?? {};
  // -1 is no limit.
  const left = Max24HourSend < 0 ? Number.POSITIVE_INFINITY : Max24HourSend - SentLast24Hours;
  const quota = `${Max24HourSend < 0 ? 'no limit' : Max24HourSend.toLocaleString('en-US')} a day, ${MaxSendRate} a second, ${SentLast24Hours.toLocaleString('en-US')} sent in 24 hours`;
  return [
    account.ProductionAccessEnabled
      ? ok('SES sandbox', 'left')
      : stop(
          'SES sandbox',
          'the account is in the sandbox: it mails verified addresses only, 200 a day',
          'aws sesv2 put-account-details --production-access-enabled --mail-type MARKETING --website-url https://YOUR.SHOP --contact-language EN\nAWS answers within a day; say that people opted in and how they leave.',
        ),
    account.SendingEnabled
      ? ok('SES sending', 'on')
      : stop(
          'SES sending',
          'paused for the account',
          'Read the mails of AWS about it, then aws sesv2 put-account-sending-attributes --sending-enabled',
        ),
    account.EnforcementStatus === undefined || account.EnforcementStatus === 'HEALTHY'
      ? ok('SES reputation', 'healthy')
      : stop(
          'SES reputation',
          account.EnforcementStatus,
          'Pause campaigns (POST /v1/campaigns/{id}/pause) and answer the case that AWS opened; bounces must stay below 5 %, complaints below 0.1 %.',
        ),
    left < 1_000
      ? act(
          'SES quota',
          quota,
          'Ask for more under Service Quotas, "Sending quota": campaigns wait for the next day otherwise.',
        )
      : ok('SES quota', quota),
    act('SES plan', 'no call of AWS names it', PLAN),
  ];
};

const DKIM_TARGET = 'dkim.amazonses.com';

const lookAtDns = async (dns: Dns, domain: string, mailFrom: string | undefined): Promise<Finding[]> => {
  const dmarc = (await dns.txt(`_dmarc.${domain}`)).filter((text) => /^v=DMARC1\b/i.test(text));
  const policy = /\bp=(\w+)/i.exec(dmarc[0] ?? '')?.[1]?.toLowerCase();
  const spfAt = mailFrom ?? domain;
  const spf = (await dns.txt(spfAt)).filter((text) => /^v=spf1\b/i.test(text));
  return [
    dmarc.length > 1
      ? stop('DMARC', `${dmarc.length} records at _dmarc.${domain}; receivers then ignore all of them`, 'Keep one.')
      : policy === undefined
        ? stop(
            'DMARC',
            `no record at _dmarc.${domain}; Gmail and Yahoo ask it of bulk senders`,
            `TXT _dmarc.${domain} "v=DMARC1; p=none; rua=mailto:dmarc@${domain}"`,
          )
        : ok('DMARC', `p=${policy}`),
    mailFrom === undefined
      ? act(
          'SPF',
          'mails return to amazonses.com, so SPF passes without being yours; DKIM alone aligns with the sender',
          `aws sesv2 put-email-identity-mail-from-attributes --email-identity ${domain} --mail-from-domain mail.${domain}`,
        )
      : spf.length > 1
        ? stop('SPF', `${spf.length} records at ${spfAt}; receivers then fail all of them`, 'Keep one.')
        : spf.some((text) => text.includes('include:amazonses.com'))
          ? ok('SPF', `${spfAt} includes amazonses.com`)
          : stop('SPF', `${spfAt} does not include amazonses.com`, `TXT ${spfAt} "v=spf1 include:amazonses.com ~all"`),
  ];
};

/** The sender's domain: verified, signed by DKIM, and what DNS says of it. */
export const lookAtDomain = async (ses: SESv2Client, dns: Dns, domain: string): Promise<Finding[]> => {
  const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: domain })).catch((error: unknown) => {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  });
  if (!identity)
    return [
      stop(
        'Sender domain',
        `SES does not know ${domain} in this region`,
        `aws sesv2 create-email-identity --email-identity ${domain}`,
      ),
      ...(await lookAtDns(dns, domain, undefined)),
    ];
  const { Status: status = 'NOT_STARTED', Tokens: tokens = [] } = identity.DkimAttributes ?? {};
  const missing: string[] = [];
  for (const token of tokens) {
    const found = await dns.cname(`${token}._domainkey.${domain}`);
    if (!found.some((name) => name.replace(/\.$/, '') === `${token}.${DKIM_TARGET}`)) missing.push(token);
  }
  const records = missing.map((token) => `CNAME ${token}._domainkey.${domain} ${token}.${DKIM_TARGET}`).join('\n');
  const mailFrom =
    identity.MailFromAttributes?.MailFromDomainStatus === 'SUCCESS'
      ? identity.MailFromAttributes.MailFromDomain
      : undefined;
  return [
    identity.VerifiedForSendingStatus
      ? ok('Sender domain', `${domain} is verified`)
      : stop(
          'Sender domain',
          `${domain} is not verified yet (DKIM ${status})`,
          records || 'Wait: AWS looks again for 72 hours.',
        ),
    status === 'SUCCESS' && missing.length === 0
      ? ok('DKIM', 'signed, records in place')
      : stop(
          'DKIM',
          `${status}, ${missing.length} of ${tokens.length} records missing`,
          records || 'Wait: AWS looks again for 72 hours.',
        ),
    ...(await lookAtDns(dns, domain, mailFrom)),
  ];
};
