import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command's flags; one that is not known ends the command with what was wrong and its usage, not with a stack. */
export const readFlags = <Config extends ParseArgsConfig>(usage: string, config: Config) => {
  try {
    return parseArgs(config);
  } catch (error) {
    const isFlag = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_');
    if (!isFlag) throw error;
    process.stderr.write(`${error.message}\n\n${usage}\n`);
    process.exit(1);
  }
};
