import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { describe, expect, it } from 'vitest';
import { settleIn } from '../../../infra/deploy/afterwards.ts';
import { collectAnswers } from '../../../infra/deploy/answers.ts';
import { planDeploy, shellLine } from '../../../infra/deploy/plan.ts';

const ROOT = join(import.meta.dirname, '../../..');
const command = promisify(execFile);

/** A person who answers in order, and what was asked. */
const person = (answers: readonly string[]) => {
  const asked: string[] = [];
  const left = [...answers];
  const ask = async (question: string): Promise<string> => {
    asked.push(question);
    return left.shift() ?? '';
  };
  return { ask, asked };
};

describe('npm run deploy', () => {
  it('asks five things, and takes what it proposes from whoever presses return', async () => {
    const { ask, asked } = person([]);
    expect(await collectAnswers({}, ask)).toEqual({ region: 'ap-northeast-2', options: { stage: 'production' } });
    expect(asked).toHaveLength(5);
  });

  it('asks again after an answer that cannot be, saying why', async () => {
    const { ask, asked } = person(['seoul', '', 'us-east-1', 'trial', 'shop.kr', '단골상점', 'ops@shop.kr']);
    expect(await collectAnswers({}, ask)).toEqual({
      region: 'us-east-1',
      options: { stage: 'trial', alarmMail: 'ops@shop.kr' },
      senderDomain: 'shop.kr',
      brand: '단골상점',
    });
    expect(asked[1]).toContain('"seoul" is no region');
  });

  it('asks nothing that a flag says, and nobody where nobody is', async () => {
    const { ask, asked } = person([]);
    const flags = {
      region: 'ap-northeast-2',
      stage: 'trial',
      senderDomain: '',
      brand: '',
      alarmMail: '',
      logDays: '30',
    };
    expect((await collectAnswers(flags, ask)).options).toEqual({ stage: 'trial', logDays: '30' });
    expect(asked).toEqual([]);
    expect((await collectAnswers({}, undefined)).region).toBe('ap-northeast-2');
  });

  it.each([
    [{ region: 'seoul' }, /--region: "seoul" is no region/],
    [{ stage: 'Prod uction' }, /--stage: Option stage/],
    [{ alarmMail: 'ops' }, /--alarmMail: Option alarmMail/],
    [{ domain: 'crm.shop.kr' }, /domain and certificate belong together/],
    [{ customerKey: 'perhaps' }, /Option customerKey = "perhaps": must be true or false/],
    [{ logDays: 'long' }, /Option logDays = "long": must be one of 1, 3, 5/],
    [{ shortUrl: 'http://dgl.kr' }, /Option shortUrl = "http:\/\/dgl.kr": must be an address that begins with https/],
    [{ alarmMail: 'ops' }, /must be a mail address/],
  ])('refuses %j', async (flags, message) => {
    await expect(collectAnswers(flags, undefined)).rejects.toThrow(message);
  });

  it('bootstraps once, and gives the options to CDK as they were checked', async () => {
    const answers = await collectAnswers({ stage: 'trial', alarmMail: "o'ps@shop.kr" }, undefined);
    const first = planDeploy(answers, { bootstrapped: false }).map(shellLine);
    expect(first).toHaveLength(3);
    expect(first[1]).toBe(
      'AWS_REGION=ap-northeast-2 AWS_DEFAULT_REGION=ap-northeast-2 CDK_DEFAULT_REGION=ap-northeast-2 cdk bootstrap',
    );
    expect(first[2]).toContain(`-c stage=trial -c 'alarmMail=o'\\''ps@shop.kr'`);
    expect(planDeploy(answers, { bootstrapped: true }).map(({ command: [name, verb] }) => `${name} ${verb}`)).toEqual([
      'node infra/tools/bundle.ts',
      'cdk deploy',
    ]);
  });

  it('makes the sender identity after the first deploy and says what a person has to do', async () => {
    const said: string[] = [];
    const ses = new SESv2Client({ region: 'ap-northeast-2', credentials: { accessKeyId: 't', secretAccessKey: 't' } });
    const inputs: unknown[] = [];
    ses.middlewareStack.add(
      () => async (args) => {
        inputs.push(args.input);
        return { output: { $metadata: {}, DkimAttributes: { Tokens: ['aaa'] } }, response: {} };
      },
      { step: 'initialize', name: 'test' },
    );
    const answers = await collectAnswers(
      { senderDomain: 'shop.kr', brand: "도넛's", alarmMail: 'ops@shop.kr' },
      undefined,
    );
    const outputs = { Url: 'https://x.example', DefinitionsTable: 'T', UserPool: 'P' };
    await settleIn(answers, { outputs, ses, say: (line) => said.push(line) });
    expect(inputs).toEqual([{ EmailIdentity: 'shop.kr' }]);
    const all = said.join('\n');
    expect(all).toContain('CNAME aaa._domainkey.shop.kr aaa.dkim.amazonses.com');
    expect(all).toContain(`-d '{"brand":{"name":"도넛'\\''s"}}'`);
    expect(all).toContain('npm run keys -- --table T --name me --role admin');
    expect(all).toContain('npm run doctor -- --region ap-northeast-2 --domain shop.kr');
  });

  it('answers a flag that it does not know with its usage', async () => {
    const asked = command(process.execPath, ['infra/tools/client.ts', '--Url', 'x'], { cwd: ROOT });
    await expect(asked).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/'--Url'[\s\S]*\nUsage: npm run client/),
    });
  });

  it('shows what it would do without an account, and does nothing', async () => {
    const { stdout } = await command(
      process.execPath,
      ['infra/tools/deploy.ts', '--dry-run', '--stage', 'trial', '--senderDomain', 'shop.kr'],
      { cwd: ROOT, env: { PATH: process.env.PATH, AWS_REGION: 'ap-northeast-2' } },
    );
    expect(stdout).toContain('Region ap-northeast-2, stage trial');
    expect(stdout).toContain('cdk deploy Dangol --outputs-file cdk.out/outputs.json -c stage=trial');
    expect(stdout).toContain('Make shop.kr an identity of SES');
  });
});
