import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gatewayError, type HttpAnswer, type HttpRequest } from './payload.ts';

export interface HttpFront {
  readonly port: number;
  /** Requests not answered yet. */
  busy(): number;
  /** From now on requests are answered by `handler`; before that, with 503. */
  serve(handler: (request: HttpRequest) => Promise<HttpAnswer>): void;
  stop(): Promise<void>;
}

// The limit of an HTTP API; it cannot be raised.
const maxBody = 10 * 1024 * 1024;

async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    // Read to the end, so that the client gets the answer and not a broken connection.
    if (size <= maxBody) chunks.push(chunk);
  }
  return size > maxBody ? undefined : Buffer.concat(chunks);
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The HTTP front has no port.');
  return address.port;
}

/** The one door of the local stack, on the loopback interface only. */
export async function startFront(port: number): Promise<HttpFront> {
  let handler: (request: HttpRequest) => Promise<HttpAnswer> = async () => gatewayError(503, 'Service Unavailable');
  let busy = 0;

  const answer = async (message: IncomingMessage): Promise<HttpAnswer> => {
    const body = await readBody(message);
    if (body === undefined) return gatewayError(413, 'Request Entity Too Large');
    const url = message.url ?? '/';
    const mark = url.indexOf('?');
    return handler({
      method: message.method ?? 'GET',
      path: mark < 0 ? url : url.slice(0, mark),
      query: mark < 0 ? '' : url.slice(mark + 1),
      headers: message.headers,
      body,
      sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
    });
  };

  const server = createServer(async (message: IncomingMessage, response: ServerResponse) => {
    busy += 1;
    try {
      const { status, headers, body } = await answer(message);
      for (const [name, value] of Object.entries(headers))
        response.setHeader(name, typeof value === 'string' ? value : [...value]);
      response.setHeader('content-length', Buffer.byteLength(body));
      response.writeHead(status);
      response.end(message.method === 'HEAD' ? undefined : body);
    } catch {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    } finally {
      busy -= 1;
    }
  });
  // Longer than clients keep idle connections, so that no request meets one that is closing.
  server.keepAliveTimeout = 120_000;
  const actualPort = await listen(server, port).catch((error: unknown) => {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken
      ? new Error(`Port ${port} is taken: stop what uses it or choose another with --port.`, { cause: error })
      : error;
  });

  return {
    port: actualPort,
    busy: () => busy,
    serve: (given) => {
      handler = given;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
