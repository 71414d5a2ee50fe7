// An ingestion that takes every batch.
import { bytesOf, serve } from './serve.ts';

serve(async (request, response) => {
  await bytesOf(request);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ success: true }));
});
