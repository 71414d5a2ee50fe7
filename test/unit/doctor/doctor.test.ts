import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from 'vitest';
import { examine } from '../../../infra/doctor/doctor.ts';
import { type Finding, linesOf } from '../../../infra/doctor/finding.ts';
import { type FakeAccount, startFakeAws } from './fake-aws.ts';

const REPLIES = 'arn:aws:sns:ap-northeast-2:123456789012:replies';
const ALARMS = 'arn:aws:sns:ap-northeast-2:123456789012:alarms';
const TOKENS = ['aaa', 'bbb', 'ccc'];

const HEALTHY: FakeAccount = {
  account: {
    ProductionAccessEnabled: true,
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    SendQuota: { Max24HourSend: 50_000, MaxSendRate: 14, SentLast24Hours: 120 },
  },
  identity: {
    IdentityType: 'DOMAIN',
    VerifiedForSendingStatus: true,
    DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS', Tokens: TOKENS },
    MailFromAttributes: {
      MailFromDomain: 'mail.shop.kr',
      MailFromDomainStatus: 'SUCCESS',
      BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
    },
  },
  numbers: [
    {
      PhoneNumberId: 'phone-1',
      PhoneNumber: '+12065550100',
      Status: 'ACTIVE',
      IsoCountryCode: 'US',
      MessageType: 'PROMOTIONAL',
      TwoWayEnabled: true,
      TwoWayChannelArn: REPLIES,
    },
  ],
  concurrency: 1_000,
  subscriptions: [{ arn: `${ALARMS}:1`, endpoint: 'ops@shop.kr' }],
  outputs: { Url: 'https://crm.shop.kr', AlarmTopic: ALARMS, TextReplies: REPLIES },
};

const RECORDS: Readonly<Record<string, readonly string[]>> = {
  '_dmarc.shop.kr': ['v=DMARC1; p=quarantine; rua=mailto:dmarc@shop.kr'],
  'mail.shop.kr': ['v=spf1 include:amazonses.com ~all', 'google-site-verification=1'],
  ...Object.fromEntries(TOKENS.map((token) => [`${token}._domainkey.shop.kr`, [`${token}.dkim.amazonses.com`]])),
};

const visit = async (
  fake: FakeAccount,
  records = RECORDS,
  { region = 'ap-northeast-2', domain = 'shop.kr' }: { region?: string; domain?: string | undefined } = {},
): Promise<{ findings: Finding[]; asked: string[] }> => {
  const aws = await startFakeAws(fake);
  const settings = {
    endpoint: aws.endpoint,
    region,
    credentials: { accessKeyId: 't', secretAccessKey: 't' },
    maxAttempts: 1,
  };
  const look = async (name: string): Promise<readonly string[]> => records[name] ?? [];
  try {
    const findings = await examine({
      region,
      domain,
      stack: 'Dangol',
      cloudFormation: new CloudFormationClient(settings),
      ses: new SESv2Client(settings),
      sms: new PinpointSMSVoiceV2Client(settings),
      lambda: new LambdaClient(settings),
      sns: new SNSClient(settings),
      dns: { txt: look, cname: look },
    });
    return { findings, asked: aws.asked };
  } finally {
    await aws.stop();
  }
};

const of = (findings: readonly Finding[], check: string): Finding | undefined =>
  findings.find((finding) => finding.check.startsWith(check));

describe('npm run doctor', () => {
  it('finds nothing to do in an account that is ready, but to look which plan of SES it pays', async () => {
    const { findings, asked } = await visit(HEALTHY);
    expect(findings.filter(({ level }) => level !== 'ok').map(({ check }) => check)).toEqual(['SES plan']);
    expect(of(findings, 'SES plan')?.todo).toMatch(/0\.10 USD.*0\.16/);
    expect(of(findings, 'SES quota')?.says).toBe('50,000 a day, 14 a second, 120 sent in 24 hours');
    // It looks and changes nothing.
    expect(new Set(asked)).toEqual(
      new Set([
        'POST DescribeStacks',
        'POST ListSubscriptionsByTopic',
        'GET /v2/email/account',
        'GET /v2/email/identities/shop.kr',
        'POST PinpointSMSVoiceV2.DescribePhoneNumbers',
        'GET /2016-08-19/account-settings',
      ]),
    );
  });

  it('tells a new account everything that stands in the way, each with what to do', async () => {
    const { findings } = await visit(
      {
        account: {
          ProductionAccessEnabled: false,
          SendingEnabled: true,
          EnforcementStatus: 'HEALTHY',
          SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 },
        },
        numbers: [],
        concurrency: 10,
      },
      {},
    );
    const stops = findings.filter(({ level }) => level === 'stop').map(({ check }) => check);
    expect(stops).toEqual(['Stack', 'SES sandbox', 'Sender domain', 'DMARC', 'Lambda concurrency']);
    expect(of(findings, 'Stack')?.todo).toBe('npm run deploy');
    expect(of(findings, 'Sender domain')?.todo).toBe('aws sesv2 create-email-identity --email-identity shop.kr');
    expect(of(findings, 'SES quota')?.level).toBe('do');
    expect(of(findings, 'Sender numbers')?.level).toBe('do');
    expect(findings.every(({ level, todo }) => level === 'ok' || (todo ?? '').length > 10)).toBe(true);
  });

  it('names the records of DKIM that are missing, and SPF and DMARC that receivers would ignore', async () => {
    const { bbb: _lost, ...records } = { ...RECORDS, bbb: [] };
    const { findings } = await visit(HEALTHY, {
      ...records,
      'bbb._domainkey.shop.kr': ['bbb.dkim.example.com'],
      '_dmarc.shop.kr': ['v=DMARC1; p=none', 'v=DMARC1; p=reject'],
      'mail.shop.kr': ['v=spf1 include:_spf.google.com ~all'],
    });
    expect(of(findings, 'DKIM')).toMatchObject({
      level: 'stop',
      todo: 'CNAME bbb._domainkey.shop.kr bbb.dkim.amazonses.com',
    });
    expect(of(findings, 'DMARC')?.says).toMatch(/2 records/);
    expect(of(findings, 'SPF')?.todo).toBe('TXT mail.shop.kr "v=spf1 include:amazonses.com ~all"');
  });

  it('says that mails return to Amazon where no domain of return was set, which is no fault', async () => {
    const { findings } = await visit({ ...HEALTHY, identity: { ...HEALTHY.identity, MailFromAttributes: {} } });
    expect(of(findings, 'SPF')).toMatchObject({ level: 'do' });
  });

  it.each([
    ['PROBATION', 'SES reputation'],
    ['SHUTDOWN', 'SES reputation'],
  ])('stops at an account that AWS put on %s', async (EnforcementStatus, check) => {
    const { findings } = await visit({ ...HEALTHY, account: { ...HEALTHY.account, EnforcementStatus } });
    expect(of(findings, check)).toMatchObject({ level: 'stop', says: EnforcementStatus });
  });

  it('sees a number whose STOP nobody would hear, and alarms that nobody confirmed', async () => {
    const { findings } = await visit({
      ...HEALTHY,
      numbers: [{ ...HEALTHY.numbers?.[0], TwoWayChannelArn: 'arn:aws:sns:ap-northeast-2:123456789012:other' }],
      subscriptions: [{ arn: 'PendingConfirmation', endpoint: 'ops@shop.kr' }],
    });
    expect(of(findings, 'Sender number')).toMatchObject({ level: 'stop' });
    expect(of(findings, 'Sender number')?.todo).toContain(`--two-way-channel-arn ${REPLIES}`);
    expect(of(findings, 'Alarms')?.says).toBe('ops@shop.kr has not confirmed');
  });

  it('tells when data lies outside Korea', async () => {
    const { findings } = await visit(HEALTHY, RECORDS, { region: 'us-east-1' });
    expect(of(findings, 'Region')).toMatchObject({ level: 'do' });
  });

  it('goes on with the other checks where one may not be read', async () => {
    const { account: _account, ...rest } = HEALTHY;
    const { findings } = await visit(rest);
    expect(of(findings, 'SES')?.says).toMatch(/could not be read \(AccessDenied/);
    expect(of(findings, 'DKIM')?.level).toBe('ok');
    expect(linesOf(findings).join('\n')).toContain('→ Give your credentials the right to read it');
  });

  it('stops whoever is not signed in, and says how to', async () => {
    const nobody = {
      ...{ region: 'ap-northeast-2', maxAttempts: 1 },
      credentials: async () => {
        throw Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
      },
    };
    const findings = await examine({
      ...{ region: 'ap-northeast-2', stack: 'Dangol', domain: undefined },
      ...{ cloudFormation: new CloudFormationClient(nobody), ses: new SESv2Client(nobody) },
      ...{ sms: new PinpointSMSVoiceV2Client(nobody), lambda: new LambdaClient(nobody), sns: new SNSClient(nobody) },
      dns: { txt: async () => [], cname: async () => [] },
    });
    expect(findings.filter(({ level }) => level === 'stop').map(({ check }) => check)).toEqual([
      'Stack',
      'SES',
      'Sender numbers',
      'Lambda concurrency',
    ]);
    expect(linesOf(findings).join('\n')).toContain('→ Sign in (aws configure');
  });
});
