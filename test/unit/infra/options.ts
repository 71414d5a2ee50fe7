import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Dangol } from '../../../infra/dangol.ts';
import { readOptions } from '../../../infra/options.ts';
import { synthesizeTemplate } from '../../support/synthesize.ts';

const CERTIFICATE = 'arn:aws:acm:ap-northeast-2:123456789012:certificate/3f1c9d1e-0000-4000-8000-000000000000';

/** One synthesis with everything turned on that can stand together, inside a stack of somebody else's. */
const everything = (): Template => {
  const stack = new Stack(new App({ context: { '@aws-cdk/aws-iam:minimizePolicies': true } }), 'Shop', {
    env: { account: '123456789012', region: 'ap-northeast-2' },
  });
  new Dangol(stack, 'Crm', {
    stage: 'trial',
    domain: 'crm.shop.kr',
    certificate: CERTIFICATE,
    shortUrl: 'https://dgl.kr/',
    customerKey: true,
    alarmMail: 'ops@shop.kr',
    logDays: 30,
  });
  return Template.fromStack(stack);
};

export const describeOptions = (production: Template): void => {
  describe('the options', () => {
    it('stand in a stack of somebody else’s, with a domain, a key, a mail address and a retention of their own', () => {
      // The bundles' folders are made by the synthesis that came before.
      const template = everything();
      const ids = Object.keys(template.findResources('AWS::Lambda::Function'));
      expect(ids.filter((id) => id.startsWith('CrmIngest'))).toHaveLength(1);
      template.hasResourceProperties('AWS::ApiGatewayV2::DomainName', {
        DomainName: 'crm.shop.kr',
        DomainNameConfigurations: [Match.objectLike({ CertificateArn: CERTIFICATE })],
      });
      template.resourceCountIs('AWS::ApiGatewayV2::ApiMapping', 1);
      template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@shop.kr' });
      template.hasResourceProperties('AWS::KMS::Key', { EnableKeyRotation: true });
      template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
      for (const { Properties } of Object.values(template.findResources('AWS::DynamoDB::GlobalTable')))
        expect(Properties.SSESpecification.SSEType).toBe('KMS');
      template.allResourcesProperties('AWS::S3::Bucket', {
        BucketEncryption: {
          ServerSideEncryptionConfiguration: [
            { BucketKeyEnabled: true, ServerSideEncryptionByDefault: Match.objectLike({ SSEAlgorithm: 'aws:kms' }) },
          ],
        },
      });
      template.allResourcesProperties('AWS::SecretsManager::Secret', { KmsKeyId: Match.anyValue() });
      const senders = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) =>
        id.startsWith('CrmSendEmail'),
      );
      const [[, sender] = []] = senders;
      expect(sender?.Properties.Environment.Variables).toMatchObject({
        PUBLIC_URL: 'https://crm.shop.kr',
        SHORT_URL: 'https://dgl.kr',
      });
      template.hasResourceProperties('AWS::Cognito::UserPoolClient', { CallbackURLs: ['https://crm.shop.kr/'] });
    });

    it('put a firewall before everything, and keep no answer', () => {
      const arn = 'arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/11111111-2222-3333-4444-555555555555';
      const template = synthesizeTemplate('trial', { firewall: arn, dashboard: false });
      template.hasResourceProperties('AWS::CloudFront::Distribution', {
        DistributionConfig: Match.objectLike({
          WebACLId: arn,
          DefaultCacheBehavior: Match.objectLike({
            // Managed policies: CachingDisabled, AllViewerExceptHostHeader.
            CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
            OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
            ViewerProtocolPolicy: 'https-only',
          }),
        }),
      });
      template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
      const [domain] = Object.keys(template.findResources('AWS::CloudFront::Distribution'));
      const url = JSON.stringify(template.findOutputs('Url'));
      expect(url).toContain(`"${domain}","DomainName"`);
    });

    it('are off unless asked for: nothing of them is paid by who does not want it', () => {
      for (const type of ['AWS::KMS::Key', 'AWS::CloudFront::Distribution', 'AWS::ApiGatewayV2::DomainName'])
        production.resourceCountIs(type, 0);
    });

    it('are refused with the option, what it got and what is allowed', () => {
      const read = (given: Record<string, unknown>) => () => readOptions((name) => given[name]);
      expect(read({})()).toEqual({ stage: 'production', customerKey: false, dashboard: true });
      expect(read({ customerKey: 'true', dashboard: 'false', logDays: '30', shortUrl: 'https://dgl.kr/' })()).toEqual({
        ...{ stage: 'production', customerKey: true, dashboard: false, logDays: 30, shortUrl: 'https://dgl.kr' },
      });
      expect(read({ stage: 'Prod!' })).toThrow(/Option stage = "Prod!": must be a short word/);
      expect(read({ logDays: '31' })).toThrow(/Option logDays = "31": must be one of 1, 3, 5, 7/);
      expect(read({ domain: 'https://crm.shop.kr', certificate: CERTIFICATE })).toThrow(/must be a domain name/);
      expect(read({ domain: 'crm.shop.kr' })).toThrow(/domain and certificate belong together/);
      expect(read({ firewall: 'yes' })).toThrow(/Option firewall = "yes": must be the ARN of a global web ACL/);
      expect(read({ alarmMail: 'ops' })).toThrow(/Option alarmMail/);
    });
  });

  describe('the dashboard', () => {
    it('shows every alarm, and holds no more metrics than a free one may', () => {
      const [[, { Properties } = { Properties: undefined }] = []] = Object.entries(
        production.findResources('AWS::CloudWatch::Dashboard'),
      );
      const body = JSON.stringify(Properties?.DashboardBody);
      for (const id of Object.keys(production.findResources('AWS::CloudWatch::Alarm')))
        expect(body).toContain(`"${id}"`);
      const metrics = body.match(/\\"(period|stat)\\":/g)?.length ?? 0;
      expect(metrics).toBeGreaterThan(20);
      expect((body.match(/\\"label\\":/g) ?? []).length).toBeLessThanOrEqual(50);
    });
  });
};
