import { createServer, type IncomingHttpHeaders } from 'node:http';

export type HttpRequest = { method: string; path: string; headers: IncomingHttpHeaders; body: Buffer };
/** `drop`: the connection is destroyed instead of answered. */
export type HttpReply = { status: number; headers: Record<string, string>; body: string; drop?: boolean };
export type Endpoint = { endpoint: string; stop(): Promise<void> };

const LARGEST_BODY = 32 * 1024 * 1024;

/** Serves on a free loopback port; a handler that throws is a 500 with the reason, never a hang. */
export async function serve(handle: (request: HttpRequest) => Promise<HttpReply> | HttpReply): Promise<Endpoint> {
  const server = createServer((incoming, outgoing) => {
    const parts: Buffer[] = [];
    let bytes = 0;
    incoming.on('data', (part: Buffer) => {
      bytes += part.length;
      if (bytes > LARGEST_BODY) incoming.destroy();
      else parts.push(part);
    });
    incoming.on('end', async () => {
      const reply = await answer({
        method: incoming.method ?? 'GET',
        path: incoming.url ?? '/',
        headers: incoming.headers,
        body: Buffer.concat(parts),
      });
      if (reply.drop) return incoming.socket.destroy();
      outgoing.writeHead(reply.status, { ...reply.headers, 'content-length': Buffer.byteLength(reply.body) });
      return outgoing.end(reply.body);
    });
    // A caller that was killed in the middle of its request is no concern of the provider's.
    incoming.on('error', () => incoming.socket.destroy());
    outgoing.on('error', () => incoming.socket.destroy());
  });
  const answer = async (request: HttpRequest): Promise<HttpReply> => {
    try {
      return await handle(request);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { status: 500, headers: { 'content-type': 'text/plain' }, body: `stand-in failed: ${reason}` };
    }
  };
  // Longer than the SDK keeps idle sockets, so that no send meets a connection closing under it.
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('stand-in server has no TCP port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
