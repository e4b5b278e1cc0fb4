/** What to run, as the command line says it. */
export interface Options {
  readonly folder: string;
  readonly examples: readonly number[];
  /** Negatives handed to the learner. */
  readonly give: number;
  readonly only: string | undefined;
  readonly half: string | undefined;
  readonly caseId: string | undefined;
  readonly failures: boolean;
  readonly cli: boolean;
  readonly baselines: boolean;
}

export function parseOptions(args: readonly string[]): Options | undefined {
  const folder = args.find((arg) => !arg.startsWith('--'));
  if (folder === undefined) return undefined;
  const flagValue = (flag: string): string | undefined =>
    args.find((arg) => arg.startsWith(`--${flag}=`))?.slice(flag.length + 3);
  return {
    folder,
    examples: (flagValue('examples') ?? '1,2').split(',').map(Number),
    give: flagValue('give') === 'all' ? Number.POSITIVE_INFINITY : Number(flagValue('give') ?? 0),
    only: flagValue('only'),
    half: flagValue('half'),
    caseId: flagValue('case'),
    failures: args.includes('--failures'),
    cli: args.includes('--cli'),
    baselines: !args.includes('--no-baselines'),
  };
}
