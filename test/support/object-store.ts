import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';

export interface TestObjectStore {
  readonly s3: S3Client;
  readonly bucket: string;
  stop(): Promise<void>;
}

/** An S3 with one empty bucket, in memory. */
export const startObjectStore = async (): Promise<TestObjectStore> => {
  const server = await startFauxqs({ port: 0, logger: false });
  const s3 = new S3Client({
    endpoint: `http://127.0.0.1:${server.port}`,
    region: 'ap-northeast-2',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  });
  const bucket = 'runs';
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  return {
    s3,
    bucket,
    stop: async () => {
      s3.destroy();
      await server.stop();
    },
  };
};
