import { parseArgs } from 'node:util';
import { nearestName } from '../core/rules/nearestName.ts';
import { UsageError } from './cliHost.ts';

export interface OptionDescription {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
  readonly multiple?: boolean;
  /** Placeholder of the value in help. */
  readonly value?: string;
  readonly choices?: readonly string[];
  readonly help: string;
}

export type OptionDescriptions = Readonly<Record<string, OptionDescription>>;

export interface ParsedOptions {
  readonly paths: readonly string[];
  flag(name: string): boolean;
  text(name: string): string | undefined;
  texts(name: string): readonly string[];
}

/** Reads a command's arguments; what is not understood is told in one line with the nearest name that is. */
export function parseOptions(
  command: string,
  args: readonly string[],
  options: OptionDescriptions,
): ParsedOptions {
  const known = Object.fromEntries(
    Object.entries(options).map(([name, { type, short, multiple }]) => [
      name,
      { type, ...(short !== undefined && { short }), ...(multiple === true && { multiple }) },
    ]),
  );
  const { tokens } = parseArgs({
    args: [...args],
    options: known,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const paths: string[] = [];
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind === 'positional') paths.push(token.value);
    if (token.kind === 'option') {
      const value = readValue(command, token, options);
      values.set(token.name, [...(values.get(token.name) ?? []), value]);
    }
  }
  for (const [name, given] of values) {
    if (given.length > 1 && options[name]?.multiple !== true && options[name]?.type === 'string') {
      throw new UsageError(`${command}: --${name} may be given once`);
    }
  }
  return {
    paths,
    flag: (name) => values.has(name),
    text: (name) => values.get(name)?.[0],
    texts: (name) => values.get(name) ?? [],
  };
}

function readValue(
  command: string,
  {
    name,
    rawName,
    value,
    inlineValue,
  }: { name: string; rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
  options: OptionDescriptions,
): string {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  if (!option) {
    const near = nearestName(name, Object.keys(options));
    const hint = near === undefined ? `see fixward ${command} --help` : `did you mean --${near}?`;
    throw new UsageError(`${command}: unknown option ${rawName}; ${hint}`);
  }
  if (option.type === 'boolean') {
    if (inlineValue === true) throw new UsageError(`${command}: --${name} takes no value`);
    return '';
  }
  if (value === undefined || value === '' || (inlineValue !== true && value.startsWith('--'))) {
    throw new UsageError(
      `${command}: --${name} needs ${option.choices ? `one of ${option.choices.join(', ')}` : `a value: ${option.value ?? name}`}`,
    );
  }
  if (option.choices && !option.choices.includes(value)) {
    throw new UsageError(`${command}: --${name} is one of ${option.choices.join(', ')}; got "${value}"`);
  }
  return value;
}

/** The options part of a command's help. */
export function optionsHelp(options: OptionDescriptions): string {
  const rows = Object.entries(options).map(([name, { short, value, choices, help, multiple }]) => {
    const argument = choices ? ` ${choices.join('|')}` : value === undefined ? '' : ` ${value}`;
    return [
      `  ${short === undefined ? '' : `-${short}, `}--${name}${argument}${multiple === true ? ' …' : ''}`,
      help,
    ] as const;
  });
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, help]) => `${left.padEnd(width)}${help}`).join('\n');
}
