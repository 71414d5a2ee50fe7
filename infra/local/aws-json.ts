import { Agent, request } from 'node:http';

/** An error answer of an AWS JSON service: `name` is the short exception name. */
export class AwsJsonError extends Error {
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

export interface AwsJsonClient {
  /** Calls `<target prefix>.<operation>` and returns the parsed answer. @throws AwsJsonError */
  call(operation: string, body: unknown): Promise<unknown>;
  close(): void;
}

function errorOf(status: number, text: string): AwsJsonError {
  let type = 'UnknownError';
  let message = text;
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) {
      if ('__type' in parsed) type = String(parsed.__type);
      if ('message' in parsed) message = String(parsed.message);
      else if ('Message' in parsed) message = String(parsed.Message);
    }
  } catch {
    // Not JSON: the text itself is the message.
  }
  return new AwsJsonError(type.slice(type.lastIndexOf('#') + 1), message, status);
}

/** The runner's own calls to its emulators: AWS's JSON protocol without the SDK, whose conversions the stream reader does not need. */
export function createAwsJsonClient(endpoint: string, targetPrefix: string, region: string): AwsJsonClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const service = targetPrefix.startsWith('DynamoDB') ? 'dynamodb' : 'sqs';
  const authorization = `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=local`;
  return {
    call: (operation, body) =>
      new Promise((resolve, reject) => {
        const payload = Buffer.from(JSON.stringify(body));
        const outgoing = request(endpoint, {
          agent,
          method: 'POST',
          headers: {
            'content-type': 'application/x-amz-json-1.0',
            'content-length': payload.length,
            'x-amz-target': `${targetPrefix}.${operation}`,
            authorization,
          },
        });
        outgoing.on('error', reject);
        outgoing.on('response', (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            const text = Buffer.concat(chunks).toString('utf8');
            const status = response.statusCode ?? 500;
            if (status >= 300) reject(errorOf(status, text));
            else resolve(text === '' ? {} : JSON.parse(text));
          });
        });
        outgoing.end(payload);
      }),
    close: () => agent.destroy(),
  };
}
