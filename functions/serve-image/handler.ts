import { type HttpRequest, type HttpResponse, httpHandler } from '../../shared/platform/http.ts';
import { typeOfName } from '../../shared/templates/image.ts';
import type { ImageReader } from '../../shared/templates/image-files.ts';

const gone: HttpResponse = {
  status: 404,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: 'No such image.\n',
};

/** An image of a message, to anybody: a mail program says nothing of who it is. Whatever the bytes are, they run nowhere. */
export const createHandler = (files: ImageReader) =>
  httpHandler(async ({ pathParameters, headers }: HttpRequest): Promise<HttpResponse> => {
    const name = pathParameters.name ?? '';
    const type = typeOfName(name);
    if (type === undefined) return gone;
    const kept = {
      // The name is the hash of the bytes.
      etag: `"${name}"`,
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': type,
      'content-security-policy': "default-src 'none'; sandbox",
      'cross-origin-resource-policy': 'cross-origin',
    };
    if (headers['if-none-match'] === kept.etag) return { status: 304, headers: kept };
    const body = await files.read(name);
    return body ? { status: 200, headers: kept, body } : gone;
  });
