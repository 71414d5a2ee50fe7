import { type HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { Environment } from '../../functions/serve-image/environment.ts';
import { houseOf } from '../house/house.ts';
import { HouseBucket } from '../house/house-bucket.ts';
import { HouseFunction } from '../house/house-function.ts';

/** Pictures of messages: kept in a closed bucket, read by anybody through the door under names that never change. */
export const createImages = (scope: Construct, door: HttpApi): Bucket => {
  const house = houseOf(scope);
  const bucket = new HouseBucket(scope, 'Images', {
    // Sent mails show them for years: nothing expires, and the bucket outlives the stack.
    removalPolicy: house.stateful,
  });
  const images = new HouseFunction<Environment>(scope, 'ServeImage', {
    verb: 'serve-image',
    purpose: 'Pictures of messages, to whoever opens one.',
    memorySize: 512,
    environment: { IMAGE_BUCKET: bucket.bucketName },
  });
  bucket.grantRead(images);
  const integration = new HttpLambdaIntegration('ImageRoutes', images);
  door.addRoutes({ path: '/i/{name}', methods: [HttpMethod.GET, HttpMethod.HEAD], integration });
  return bucket;
};
