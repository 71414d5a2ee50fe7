import { resolveCname, resolveTxt } from 'node:dns/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { PinpointSMSVoiceV2Client } from '@aws-sdk/client-pinpoint-sms-voice-v2';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { examine } from '../doctor/doctor.ts';
import { linesOf } from '../doctor/finding.ts';
import type { Dns } from '../doctor/look-at-mail.ts';
import { readFlags } from './read-flags.ts';

const USAGE = `Usage: npm run doctor -- [--domain shop.example] [--region ap-northeast-2] [--stack Dangol] [--json]
Looks at the AWS account that your credentials are for, and says what stands in the way of sending. It changes nothing.
Exit code 1 while something stops messages or alarms.`;

/** A name that does not exist has no records; a server that does not answer is an error. */
const none = (error: unknown): never[] => {
  if (error instanceof Error && 'code' in error && (error.code === 'ENOTFOUND' || error.code === 'ENODATA')) return [];
  throw error;
};

const dns: Dns = {
  txt: async (name) => (await resolveTxt(name).catch(none)).map((parts) => parts.join('')),
  cname: (name) => resolveCname(name).catch(none),
};

const main = async (): Promise<void> => {
  const { values } = readFlags(USAGE, {
    options: {
      domain: { type: 'string' },
      region: { type: 'string' },
      stack: { type: 'string', default: 'Dangol' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(USAGE);
  const region = values.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION;
  if (region === undefined) {
    console.error(`No region is set.\n${USAGE}`);
    process.exitCode = 1;
    return;
  }
  const findings = await examine({
    region,
    stack: values.stack,
    domain: values.domain,
    cloudFormation: new CloudFormationClient({ region }),
    ses: new SESv2Client({ region }),
    sms: new PinpointSMSVoiceV2Client({ region }),
    lambda: new LambdaClient({ region }),
    sns: new SNSClient({ region }),
    dns,
  });
  console.log(values.json ? JSON.stringify(findings, undefined, 2) : linesOf(findings).join('\n'));
  if (findings.some(({ level }) => level === 'stop')) process.exitCode = 1;
};

await main();
