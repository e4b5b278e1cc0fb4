/** What of the environment the shadow's processes see: where files go, never where a database is. */
const ENVIRONMENT_KEPT = [
  ...['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'LANG', 'LC_ALL'],
  ...['FIXWARD_HOME', 'FIXWARD_SHADOW_IDLE_MS', 'ELECTRON_RUN_AS_NODE'],
] as const;

export function keptEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): NodeJS.ProcessEnv {
  return Object.fromEntries(
    ENVIRONMENT_KEPT.flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
