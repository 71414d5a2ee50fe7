import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type InboxMessage, messageSchema } from './message.ts';

/** Where a message stands in the file: its JSON line and, behind it, the line with its raw source. */
export type Entry = Pick<InboxMessage, 'id' | 'channel' | 'direction' | 'to' | 'from'> & {
  offset: number;
  length: number;
  rawLength: number;
};
type Span = { offset: number; length: number };

const READ_BYTES = 1 << 20;

/**
 * Append-only JSON lines; bodies stay on disk, so 200,000 messages cost index memory only. A line is
 * written before `append` returns: what the provider answered survives kill -9. Without a folder the
 * file is a nameless temporary one that ends with the process.
 */
export function openMessageLog(dataDir: string | undefined, onEntry: (entry: Entry) => void) {
  const descriptor = dataDir ? openKept(dataDir) : openNameless();
  let end = readEntries(descriptor, onEntry);
  // A torn last line belongs to a call that was never answered; cut it off so that the next line starts clean.
  ftruncateSync(descriptor, end);

  const read = ({ offset, length }: Span): Buffer => {
    const bytes = Buffer.alloc(length);
    for (let done = 0; done < length; ) {
      const count = readSync(descriptor, bytes, done, length - done, offset + done);
      if (count === 0) throw new Error(`inbox file ends at ${offset + done}, expected ${length} bytes from ${offset}`);
      done += count;
    }
    return bytes;
  };
  return {
    append(message: InboxMessage, raw: Uint8Array | undefined): Entry {
      const line = Buffer.from(`${JSON.stringify(message)}\n`);
      const rawLine = Buffer.from(raw ? `${JSON.stringify({ raw: Buffer.from(raw).toString('base64') })}\n` : '');
      const both = Buffer.concat([line, rawLine]);
      for (let done = 0; done < both.length; )
        done += writeSync(descriptor, both, done, both.length - done, end + done);
      const entry = entryOf(message, end, line.length, rawLine.length);
      end += both.length;
      return entry;
    },
    /** The message's JSON as it was written, without the line end. */
    json: (entry: Entry): Buffer => read({ offset: entry.offset, length: entry.length - 1 }),
    raw(entry: Entry): Buffer | undefined {
      if (entry.rawLength === 0) return undefined;
      const line = read({ offset: entry.offset + entry.length, length: entry.rawLength }).toString('latin1');
      return Buffer.from(line.slice('{"raw":"'.length, -'"}\n'.length), 'base64');
    },
    close: () => closeSync(descriptor),
  };
}

function entryOf(message: InboxMessage, offset: number, length: number, rawLength: number): Entry {
  const { id, channel, direction, to, from } = message;
  return { id, channel, direction, to, from, offset, length, rawLength };
}

function openKept(dataDir: string): number {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'inbox.jsonl');
  return openSync(file, existsSync(file) ? 'r+' : 'w+');
}

function openNameless(): number {
  const folder = mkdtempSync(join(tmpdir(), 'dangol-inbox-'));
  const descriptor = openSync(join(folder, 'inbox.jsonl'), 'w+');
  rmSync(folder, { recursive: true, force: true });
  return descriptor;
}

/** Reads the file once, keeping the index only; answers where its last whole message ends. */
function readEntries(descriptor: number, onEntry: (entry: Entry) => void): number {
  const size = fstatSync(descriptor).size;
  const chunk = Buffer.alloc(READ_BYTES);
  let rest: Buffer = Buffer.alloc(0);
  let offset = 0;
  let pending: Entry | undefined;
  for (let at = 0; at < size; ) {
    const count = readSync(descriptor, chunk, 0, READ_BYTES, at);
    if (count === 0) break;
    at += count;
    let text: Buffer = Buffer.concat([rest, chunk.subarray(0, count)]);
    for (let newline = text.indexOf(10); newline !== -1; newline = text.indexOf(10)) {
      const length = newline + 1;
      if (text.subarray(0, 8).toString('latin1') === '{"raw":"') {
        if (pending) pending.rawLength = length;
      } else {
        if (pending) onEntry(pending);
        pending = entryOf(messageSchema.parse(JSON.parse(text.toString('utf8', 0, newline))), offset, length, 0);
      }
      offset += length;
      text = text.subarray(length);
    }
    rest = Buffer.from(text);
  }
  if (pending) onEntry(pending);
  return offset;
}
