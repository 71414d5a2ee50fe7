declare module 'njre' {
  /** Fetches a Java runtime into a folder `jre` beside `installPath`. */
  export function install(version: number, options: { type: 'jre' | 'jdk'; installPath: string }): Promise<string>;
  const njre: { install: typeof install };
  export default njre;
}
