import { sha256Hex } from '../platform/hash.ts';

/** Kind of definition: what an image is, without its bytes. */
export const IMAGE = 'image';

/** What every mail program shows. SVG and HTML are code; WebP stays a gap in some versions of Outlook. */
const TYPES = { jpg: 'image/jpeg', png: 'image/png', gif: 'image/gif' } as const;
type Extension = keyof typeof TYPES;

/** Bytes; a mail's picture beyond this is waited for. */
export const MAX_IMAGE_BYTES = 1024 * 1024;
const MAX_SIDE = 6_000;
/** Bytes of a picture in a Korean MMS (Solapi: JPEG up to 200 KB), and of one in KakaoTalk. */
const MMS_BYTES = 200 * 1024;
const KAKAO_BYTES = 500 * 1024;

export interface Image {
  /** Hash of the bytes and what they are: a name never changes its meaning. */
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  /** Where it is within the medium's own limits. */
  readonly fits: { readonly email: boolean; readonly mms: boolean; readonly kakao: boolean };
}

interface Seen {
  readonly extension: Extension;
  readonly width: number;
  readonly height: number;
}

/** Frame headers of JPEG that hold its size (ITU-T T.81, table B.1). */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

const jpegSize = (bytes: Buffer): Pick<Seen, 'width' | 'height'> | undefined => {
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (isFrame(marker)) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
};

/** What bytes are, by themselves and not by what anybody says of them. */
const see = (bytes: Buffer): Seen | undefined => {
  const begins = bytes.subarray(0, 8).toString('latin1');
  if (begins === '\u0089PNG\r\n\u001a\n' && bytes.length > 33 && bytes.subarray(12, 16).toString('latin1') === 'IHDR')
    return { extension: 'png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  if (/^GIF8[79]a/.test(begins) && bytes.length > 13)
    return { extension: 'gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
  const size = begins.startsWith('\u00ff\u00d8\u00ff') ? jpegSize(bytes) : undefined;
  return size && { extension: 'jpg', ...size };
};

/** An image that may be hosted, or why it may not. */
export const imageOf = (bytes: Buffer): Image | { readonly fault: string } => {
  if (bytes.length > MAX_IMAGE_BYTES)
    return { fault: `has ${bytes.length} bytes; at most ${MAX_IMAGE_BYTES} are allowed, save it smaller` };
  const seen = see(bytes);
  if (!seen)
    return { fault: 'is no JPEG, PNG or GIF; other kinds are not shown by every mail program, and SVG is code' };
  const { extension, width, height } = seen;
  if (Math.min(width, height) < 1 || Math.max(width, height) > MAX_SIDE)
    return { fault: `measures ${width} × ${height}; each side must be between 1 and ${MAX_SIDE} pixels` };
  return {
    name: `${sha256Hex(bytes.toString('latin1')).slice(0, 32)}.${extension}`,
    ...{ type: TYPES[extension], bytes: bytes.length, width, height },
    fits: {
      email: true,
      mms: extension === 'jpg' && bytes.length <= MMS_BYTES,
      kakao: extension !== 'gif' && bytes.length <= KAKAO_BYTES,
    },
  };
};

const NAME = /^[0-9a-f]{32}\.(jpg|png|gif)$/;

/** Media type of a name that `imageOf` gave; nothing for any other. */
export const typeOfName = (name: string): string | undefined => {
  const extension = NAME.exec(name)?.[1];
  return extension === 'jpg' || extension === 'png' || extension === 'gif' ? TYPES[extension] : undefined;
};
