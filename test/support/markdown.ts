/** One fenced block of a Markdown page. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** Nearest heading above it. */
  readonly heading: string;
}

/** Fenced blocks in order. */
export const blocksOf = (markdown: string): Block[] => {
  const blocks: Block[] = [];
  let heading = '';
  let open: { language: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (open === undefined) {
      const title = /^#+ +(.*)$/.exec(line)?.[1];
      if (title !== undefined) heading = title;
      const language = /^```(\w*)$/.exec(line)?.[1];
      if (language !== undefined) open = { language, lines: [] };
    } else if (line === '```') {
      blocks.push({ language: open.language, text: open.lines.join('\n'), heading });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) throw new Error(`The block below "${heading}" is never closed.`);
  return blocks;
};

/** A line goes on while a quote is open or a backslash ends it. */
const isWhole = (command: string): boolean => command.split("'").length % 2 === 1 && !command.endsWith('\\');

/** Commands of a block that start with `name`, each with the lines it goes on in; other lines, such as what a command prints, are passed over. */
export const commandsIn = (block: Block, name: string): string[] => {
  const commands: string[] = [];
  let open = '';
  for (const line of block.text.split('\n')) {
    if (open === '' && !line.trimStart().startsWith(`${name} `)) continue;
    open = open === '' ? line : `${open}\n${line}`;
    if (!isWhole(open)) continue;
    commands.push(open.trim());
    open = '';
  }
  if (open !== '') throw new Error(`A command below "${block.heading}" has no end: ${open}`);
  return commands;
};
