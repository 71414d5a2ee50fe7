import { CfnOutput, Fn } from 'aws-cdk-lib';
import { ApiMapping, DomainName, type HttpApi, HttpStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { Construct } from 'constructs';
import { DOOR_STAGE } from './api.ts';

interface AddressOptions {
  readonly domain?: string | undefined;
  readonly certificate?: string | undefined;
  readonly firewall?: string | undefined;
}

/**
 * Where browsers, SDKs and readers of messages find the door: its own address, a domain of the shop, or a distribution with
 * a firewall before it. Answers the base URL, without a slash at the end.
 */
export const createPublicAddress = (scope: Construct, door: HttpApi, options: AddressOptions): string => {
  const { domain, certificate: arn, firewall } = options;
  const certificate = arn === undefined ? undefined : Certificate.fromCertificateArn(scope, 'Certificate', arn);
  const leadsTo = (target: string): void => {
    new CfnOutput(scope, 'DomainTarget', { value: target, description: `CNAME of ${domain} in your DNS` });
  };

  if (firewall !== undefined) {
    // A firewall cannot stand before an HTTP API itself; answers are never kept, because they hold people's data.
    const distribution = new Distribution(scope, 'Firewall', {
      comment: 'Dangol behind a web application firewall',
      webAclId: firewall,
      ...(domain !== undefined && certificate ? { domainNames: [domain], certificate } : {}),
      defaultBehavior: {
        origin: new HttpOrigin(Fn.select(2, Fn.split('/', door.apiEndpoint))),
        allowedMethods: AllowedMethods.ALLOW_ALL,
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
      },
    });
    if (domain !== undefined) leadsTo(distribution.distributionDomainName);
    return `https://${domain ?? distribution.distributionDomainName}`;
  }
  if (domain === undefined || !certificate) return door.apiEndpoint;
  const name = new DomainName(scope, 'Domain', { domainName: domain, certificate });
  const stage = scope.node.findChild(DOOR_STAGE);
  if (!(stage instanceof HttpStage)) throw new Error('The door has no stage yet; call createDoor() first.');
  new ApiMapping(scope, 'DomainMapping', { api: door, domainName: name, stage });
  leadsTo(name.regionalDomainName);
  return `https://${domain}`;
};
