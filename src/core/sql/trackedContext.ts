import type { FileFacts } from './fileFacts.ts';
import type { FolderFacts } from './folderFacts.ts';
import { isDownPath } from './migrationTool.ts';
import type { SqlFile, SqlFileContext } from './sqlFileContext.ts';
import type { SqlStatement } from './sqlStatement.ts';
import { type CreatedKind, createdFact, type SqlFact } from './statementFacts.ts';

type Question =
  | 'index'
  | 'inTransaction'
  | 'isDown'
  | 'earlier'
  | 'later'
  | 'anywhere'
  | 'earlierFile'
  | 'laterFile'
  | 'lockedBefore'
  | 'leadLength'
  | 'lastStatementEnd'
  | 'statements';

/** Questions whose answers change with edits that change no facts. */
export const VOLATILE_QUESTIONS: ReadonlySet<string> = new Set<Question>([
  'leadLength',
  'lastStatementEnd',
  'statements',
]);

/** One answer a rule got, kept so that its reports can be trusted again while the answer is the same. */
export interface ContextRead {
  readonly question: Question;
  readonly fact: SqlFact;
  readonly answer: number | string;
}

/** Everything that answers questions about a statement's surroundings. */
export interface ContextSource {
  readonly file: SqlFile;
  readonly facts: FileFacts;
  readonly history: FolderFacts;
  readonly activeRules: ReadonlySet<string>;
  readonly statements: () => readonly SqlStatement[];
  readonly leadLength: (index: number) => number;
  readonly lastStatementEnd: (index: number) => number;
}

/** True when every question would be answered as it was. */
export function readsHold(reads: readonly ContextRead[], source: ContextSource, index: number): boolean {
  for (const { question, fact, answer } of reads) {
    if (ask(source, index, question, fact) !== answer) return false;
  }
  return true;
}

/** Never equal to a remembered answer, itself included. */
const ALWAYS_NEW = Number.NaN;

function ask(source: ContextSource, index: number, question: Question, fact: SqlFact): number | string {
  switch (question) {
    case 'index':
      return index;
    case 'inTransaction':
      return source.facts.inTransaction[index] ?? 0;
    case 'isDown':
      return isDownPath(source.file.path) ? 1 : (source.facts.isDown[index] ?? 0);
    case 'earlier': {
      const place = source.facts.places.get(fact);
      return place !== undefined && place.first < index ? 1 : 0;
    }
    case 'later': {
      const place = source.facts.places.get(fact);
      return place !== undefined && place.last > index ? 1 : 0;
    }
    case 'anywhere':
      return source.facts.places.has(fact) ? 1 : 0;
    case 'earlierFile':
      return source.history.earlier.has(fact) ? 1 : 0;
    case 'laterFile':
      return source.history.later.has(fact) ? 1 : 0;
    case 'lockedBefore':
      return (source.facts.lockedBefore[index] ?? []).join('\n');
    case 'leadLength':
      return source.leadLength(index);
    case 'lastStatementEnd':
      return source.lastStatementEnd(index);
    case 'statements':
      return ALWAYS_NEW;
  }
}

/** The context of one statement, which writes down in `reads` what its rules asked. */
export class TrackedContext implements SqlFileContext {
  readonly reads: ContextRead[] = [];
  readonly path: string;
  readonly targetVersion: number;
  readonly tool: SqlFile['tool'];
  readonly isMigration: boolean;
  readonly isWrapped: boolean;
  readonly lineBreak: SqlFile['lineBreak'];
  readonly isInner = false;
  readonly isDeferred = false;
  readonly isTriggered = false;
  readonly #source: ContextSource;
  readonly #index: number;

  constructor(source: ContextSource, index: number) {
    const { file } = source;
    this.path = file.path;
    this.targetVersion = file.targetVersion;
    this.tool = file.tool;
    this.isMigration = file.isMigration;
    this.isWrapped = file.isWrapped;
    this.lineBreak = file.lineBreak;
    this.#source = source;
    this.#index = index;
  }

  get index(): number {
    this.#ask('index', '');
    return this.#index;
  }

  get inExplicitTransaction(): boolean {
    return this.#ask('inTransaction', '') === 1;
  }

  get inTransaction(): boolean {
    return this.isWrapped || this.inExplicitTransaction;
  }

  get isDownMigration(): boolean {
    return this.#ask('isDown', '') === 1;
  }

  /** Not remembered: other rules mean a new epoch, which drops every judgement. */
  isActive(ruleId: string): boolean {
    return this.#source.activeRules.has(ruleId);
  }

  createdEarlier(kind: CreatedKind, name: string): boolean {
    return this.#ask('earlier', createdFact(kind, name)) === 1;
  }

  happensEarlier(fact: SqlFact): boolean {
    return this.#ask('earlier', fact) === 1;
  }

  happensLater(fact: SqlFact): boolean {
    return this.#ask('later', fact) === 1;
  }

  happensAnywhere(fact: SqlFact): boolean {
    return this.#ask('anywhere', fact) === 1;
  }

  happensInEarlierFile(fact: SqlFact): boolean {
    return this.#ask('earlierFile', fact) === 1;
  }

  happensInLaterFile(fact: SqlFact): boolean {
    return this.#ask('laterFile', fact) === 1;
  }

  lockedBefore(): readonly string[] {
    this.#ask('lockedBefore', '');
    return this.#source.facts.lockedBefore[this.#index] ?? [];
  }

  leadLength(): number {
    this.#ask('leadLength', '');
    return this.#source.leadLength(this.#index);
  }

  lastStatementEnd(): number {
    this.#ask('lastStatementEnd', '');
    return this.#source.lastStatementEnd(this.#index);
  }

  statements(): readonly SqlStatement[] {
    this.#ask('statements', '');
    return this.#source.statements();
  }

  #ask(question: Question, fact: SqlFact): number | string {
    const answer = ask(this.#source, this.#index, question, fact);
    this.reads.push({ question, fact, answer });
    return answer;
  }
}
