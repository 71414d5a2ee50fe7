import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';

/** Routes that ask for a key or a signed body themselves, and are slowed down by key or by the door as a whole. */
const ASKS_FOR_A_KEY = / \/v1\/| \/health$/;

export const describeDoor = (template: Template): void => {
  const [[, stage] = []] = Object.entries(template.findResources('AWS::ApiGatewayV2::Stage'));
  const routes = Object.values(template.findResources('AWS::ApiGatewayV2::Route')).map(
    ({ Properties }) => Properties.RouteKey,
  );

  describe('the door', () => {
    it('bounds all calls together, and each route that a stranger may call', () => {
      expect(stage?.Properties.DefaultRouteSettings).toMatchObject({
        ThrottlingRateLimit: 2_000,
        ThrottlingBurstLimit: 4_000,
      });
      const limited = stage?.Properties.RouteSettings ?? {};
      const open = routes.filter((key: string) => !ASKS_FOR_A_KEY.test(key) && !key.includes(' /i/'));
      expect(open.length).toBeGreaterThan(10);
      expect(open.filter((key: string) => !(key in limited))).toEqual([]);
      for (const each of Object.values(limited)) {
        expect(each).toMatchObject({
          ThrottlingRateLimit: expect.any(Number),
          ThrottlingBurstLimit: expect.any(Number),
        });
      }
      // Settings are refused by API Gateway unless their routes stand already.
      expect(stage?.DependsOn.length).toBeGreaterThanOrEqual(Object.keys(limited).length);
    });

    it('lets pages of other sites send events and read, and change nothing with somebody’s session: there is none', () => {
      const [api] = Object.values(template.findResources('AWS::ApiGatewayV2::Api'));
      const cors = api?.Properties.CorsConfiguration;
      expect(cors.AllowCredentials ?? false).toBe(false);
      expect([...cors.AllowMethods].sort()).toEqual(['GET', 'POST']);
    });
  });
};
