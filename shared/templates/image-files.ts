import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** Bytes of images in S3, by name, for those who only show them. */
export const createImageReader = (s3: S3Client, bucket: string) => {
  /** Nothing if there is none of that name. */
  const read = async (name: string): Promise<Buffer | undefined> => {
    try {
      const answer = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
      const bytes = await answer.Body?.transformToByteArray();
      return bytes && Buffer.from(bytes);
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  };

  return { read };
};

export const createImageFiles = (s3: S3Client, bucket: string) => {
  const put = async (name: string, type: string, bytes: Buffer): Promise<void> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: bytes, ContentType: type }));
  };

  const remove = async (name: string): Promise<void> => {
    await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }));
  };

  return { ...createImageReader(s3, bucket), put, remove };
};

export type ImageFiles = ReturnType<typeof createImageFiles>;
export type ImageReader = ReturnType<typeof createImageReader>;
