import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const wanted = 17;
const advice = `DynamoDB Local needs Java ${wanted} or newer and none was found: install it (Debian/Ubuntu: apt-get install --no-install-recommends openjdk-17-jre-headless; macOS: brew install openjdk@17) or connect to the internet once, so that it can be fetched.`;

export interface JavaSearch {
  /** Path of a java binary to try first, such as JAVA_HOME's. */
  readonly candidates: readonly string[];
  /** Folder that keeps a fetched runtime between starts. */
  readonly cacheDir: string;
  /** Major version of a java binary, or undefined if it does not run. */
  version(binary: string): Promise<number | undefined>;
  /** Fetches a runtime into `<folder>/jre`. */
  fetch(folder: string): Promise<unknown>;
}

/** Major version out of `java -version`: "1.8.0_x" is 8, "17.0.15" is 17. */
export function majorVersion(output: string): number | undefined {
  const match = /version "(?:1\.)?(\d+)/.exec(output);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

function binaryWithin(folder: string): string | undefined {
  const root = join(folder, 'jre');
  if (!existsSync(root)) return undefined;
  const places = readdirSync(root).flatMap((entry) => [
    join(root, entry, 'bin', 'java'),
    join(root, entry, 'Contents', 'Home', 'bin', 'java'),
    join(root, entry, 'bin', 'java.exe'),
  ]);
  return places.find((place) => existsSync(place));
}

/**
 * A Java binary of version 17 or newer: the candidates, then the cache, then a download into the cache.
 * @throws Error of one sentence that says what to install
 */
export async function findJava(search: JavaSearch): Promise<string> {
  const cached = binaryWithin(search.cacheDir);
  for (const candidate of [...search.candidates, ...(cached === undefined ? [] : [cached])]) {
    const version = await search.version(candidate);
    if (version !== undefined && version >= wanted) return candidate;
  }
  try {
    mkdirSync(search.cacheDir, { recursive: true });
    await search.fetch(search.cacheDir);
  } catch (cause) {
    throw new Error(advice, { cause });
  }
  const fetched = binaryWithin(search.cacheDir);
  if (fetched === undefined) throw new Error(advice);
  return fetched;
}

export function systemJavaSearch(environment: NodeJS.ProcessEnv): JavaSearch {
  const home = environment.JAVA_HOME;
  return {
    candidates: [...(home === undefined || home === '' ? [] : [join(home, 'bin', 'java')]), 'java'],
    cacheDir: join(environment.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'dangol'),
    version: (binary) =>
      new Promise((resolve) => {
        execFile(binary, ['-version'], { timeout: 20_000 }, (error, stdout, stderr) => {
          resolve(error === null ? majorVersion(`${stdout}${stderr}`) : undefined);
        });
      }),
    fetch: async (folder) => {
      const { default: njre } = await import('njre');
      // njre puts its `jre` folder beside the path it is given.
      await njre.install(21, { type: 'jre', installPath: join(folder, 'jre') });
    },
  };
}
