import { toLowerCase } from '../down/keywordCase.ts';
import type { MigrationTool } from '../rules/projectConfig.ts';
import { isWrapped } from '../sql/migrationTool.ts';
import type { RecipeStep } from './recipe.ts';

/** Long enough for a queue of short queries, short enough that nobody behind it notices. */
const LOCK_TIMEOUT = '2s';

/** How scripts are written in a project. */
export interface ScriptStyle {
  readonly tool: MigrationTool;
  readonly isLowerCase: boolean;
  readonly lineBreak: '\n' | '\r\n';
  /** A transaction is open already, or is not, whatever the tool usually does. */
  readonly opensTransaction?: boolean;
}

/** Tools that cannot run a SQL file without a transaction around it. */
const ALWAYS_IN_TRANSACTION: ReadonlySet<MigrationTool> = new Set(['supabase', 'drizzle', 'node-pg-migrate']);

/** Where the tool opens the transaction itself, once a file holds more than one statement. */
function opensTransaction(tool: MigrationTool): boolean {
  return isWrapped({
    tool,
    path: '',
    options: {},
    statementCount: 2,
    has: () => false,
    usesConcurrently: false,
  });
}

/** The step can run as it is meant to: outside a transaction where it must. */
export function runsAsMeant({ inTransaction }: RecipeStep, tool: MigrationTool): boolean {
  return inTransaction || !ALWAYS_IN_TRANSACTION.has(tool);
}

export interface StepScripts {
  readonly up: string;
  readonly down: string;
  /** The file needs the tool's mark that it runs without a transaction. */
  readonly withoutTransaction: boolean;
}

/** The text of both directions, without what a tool writes around them. */
export function scriptsOf(step: RecipeStep, style: ScriptStyle): StepScripts {
  if (runsAsMeant(step, style.tool)) {
    return {
      up: `${comment(step.note)}${scriptOf(step.up, step.inTransaction, style)}`,
      down: step.down.length === 0 ? '-- Nothing to undo.\n' : scriptOf(step.down, step.inTransaction, style),
      withoutTransaction: !step.inTransaction,
    };
  }
  const { up, down, reportedBy } = step.inTransactionInstead ?? { up: [], down: [] };
  const ignored =
    reportedBy === undefined
      ? ''
      : `-- fixward-ignore-next-line ${reportedBy}: built by hand before, concurrently\n`;
  // What looks at the next line must stand right above it.
  const script = scriptOf(up, true, style, reportedBy === undefined);
  const byHand = scriptOf(step.up, false, style);
  return {
    up: `${comment(`${step.note} This tool runs every migration in a transaction, so run the following by hand first; what stands below it then finds nothing left to do.`)}${commentedOut(byHand)}${ignored}${script}`,
    down: down.length === 0 ? '-- Nothing to undo.\n' : scriptOf(down, true, style),
    withoutTransaction: false,
  };
}

/** Statements with the lock timeout and, where nobody else opens it, the transaction they belong in. */
export function scriptOf(
  statements: readonly string[],
  inTransaction: boolean,
  style: ScriptStyle,
  setsTimeout = true,
): string {
  const separator = style.tool === 'drizzle' ? ' --> statement-breakpoint\n' : '\n';
  return transactionOf(statements, inTransaction, style, setsTimeout)
    .map((statement) => inCase(`${statement};`, style))
    .join(separator)
    .concat('\n');
}

function transactionOf(
  statements: readonly string[],
  inTransaction: boolean,
  style: ScriptStyle,
  setsTimeout: boolean,
): readonly string[] {
  if (!inTransaction) return statements;
  const opened = style.opensTransaction ?? opensTransaction(style.tool);
  const isGroup = statements.length > 1;
  const timeout = setsTimeout
    ? [`SET ${opened || isGroup ? 'LOCAL ' : ''}lock_timeout = '${LOCK_TIMEOUT}'`]
    : [];
  const body = [...timeout, ...statements];
  return opened || !isGroup ? body : ['BEGIN', ...body, 'COMMIT'];
}

/** The author's case; inside dollar quotes as well, since what stands there is ours. */
function inCase(sql: string, { isLowerCase }: ScriptStyle): string {
  if (!isLowerCase) return sql;
  return toLowerCase(sql).replace(/\$\$([\s\S]*?)\$\$/gu, (_, body: string) => `$$${toLowerCase(body)}$$`);
}

// As wide as comments are usually written.
const COMMENT_WIDTH = 100;

function comment(text: string): string {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < COMMENT_WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else lines.push(`-- ${word}`);
  }
  return `${lines.join('\n')}\n`;
}

export function commentedOut(sql: string): string {
  return sql
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '--\n' : `-- ${line}\n`))
    .join('');
}

export function withLineBreaks(text: string, { lineBreak }: ScriptStyle): string {
  return lineBreak === '\n' ? text : text.replace(/\r?\n/gu, lineBreak);
}
