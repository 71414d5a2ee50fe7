import type { RemovalPolicy } from 'aws-cdk-lib';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { houseOf } from './house.ts';

interface HouseBucketProps {
  readonly removalPolicy: RemovalPolicy;
  readonly lifecycleRules?: LifecycleRule[];
}

/** A bucket with the policy of the house: closed to the public, encrypted, over TLS only. */
export class HouseBucket extends Bucket {
  constructor(scope: Construct, id: string, props: HouseBucketProps) {
    const { key } = houseOf(scope);
    super(scope, id, {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      // A bucket key asks KMS once for many files.
      ...(key
        ? { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      autoDeleteObjects: false,
      ...props,
    });
  }
}
