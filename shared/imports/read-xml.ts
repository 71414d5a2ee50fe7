import { Parser } from 'htmlparser2';

export interface XmlListener {
  /** Names without their namespace prefix: some programs write `x:row` for `row`. */
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void;
  readonly text?: (text: string) => void;
  readonly close?: (name: string) => void;
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** XML in bytes to its tags; entities of a document's own are not expanded, so that none can grow. */
export const createXmlReader = (listener: XmlListener) => {
  const parser = new Parser(
    {
      onopentag: (name, attributes) => listener.open?.(localName(name), attributes),
      ontext: (text) => listener.text?.(text),
      onclosetag: (name) => listener.close?.(localName(name)),
    },
    { xmlMode: true },
  );
  const decoder = new TextDecoder();
  return {
    push: (bytes: Uint8Array): void => parser.write(decoder.decode(bytes, { stream: true })),
    end: (): void => parser.end(decoder.decode()),
  };
};

export const readXml = async (chunks: AsyncIterable<Uint8Array>, listener: XmlListener): Promise<void> => {
  const reader = createXmlReader(listener);
  for await (const chunk of chunks) reader.push(chunk);
  reader.end();
};
