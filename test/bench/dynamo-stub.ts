// A table that takes everything: what is measured is the caller, not a database.
import { bytesOf, serve } from './serve.ts';

const KEY = JSON.stringify({
  Item: {
    definitionId: { S: 'bench' },
    keyName: { S: 'bench' },
    scopes: { L: [{ S: 'write' }] },
    source: { S: 'bench' },
    createdAt: { S: '2026-11-01T00:00:00.000Z' },
  },
});

serve(async (request, response) => {
  await bytesOf(request);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(request.headers['x-amz-target'] === 'DynamoDB_20120810.GetItem' ? KEY : '{}');
});
