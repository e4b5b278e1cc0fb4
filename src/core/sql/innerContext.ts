import type { InnerStatement } from './innerStatements.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import type { SqlStatement } from './sqlStatement.ts';
import { type CreatedKind, createdFact, type SqlFact } from './statementFacts.ts';
import { tableLocks } from './tableLocks.ts';

/** What is around a statement inside another: the other statement's surroundings, and its neighbours within. */
export class InnerContext implements SqlFileContext {
  readonly isInner = true;
  readonly #outer: SqlFileContext;
  readonly #inner: readonly InnerStatement[];
  readonly #place: number;

  constructor(outer: SqlFileContext, inner: readonly InnerStatement[], place: number) {
    this.#outer = outer;
    this.#inner = inner;
    this.#place = place;
  }

  get path(): string {
    return this.#outer.path;
  }

  get targetVersion(): number {
    return this.#outer.targetVersion;
  }

  get tool(): SqlFileContext['tool'] {
    return this.#outer.tool;
  }

  get isMigration(): boolean {
    return this.#outer.isMigration;
  }

  get lineBreak(): SqlFileContext['lineBreak'] {
    return this.#outer.lineBreak;
  }

  get index(): number {
    return this.#outer.index;
  }

  /** A body always runs in one transaction, which its statements cannot leave. */
  get isWrapped(): boolean {
    return true;
  }

  get inTransaction(): boolean {
    return true;
  }

  get inExplicitTransaction(): boolean {
    return false;
  }

  get isDownMigration(): boolean {
    return this.#outer.isDownMigration;
  }

  get isDeferred(): boolean {
    return this.#inner[this.#place]?.isDeferred ?? false;
  }

  get isTriggered(): boolean {
    return this.#inner[this.#place]?.isTriggered ?? false;
  }

  isActive(ruleId: string): boolean {
    return this.#outer.isActive(ruleId);
  }

  createdEarlier(kind: CreatedKind, name: string): boolean {
    if (this.#saidBefore(createdFact(kind, name))) return true;
    // By the time a body runs, what its file makes is as old as everything else.
    return !this.isDeferred && this.#outer.createdEarlier(kind, name);
  }

  happensEarlier(fact: SqlFact): boolean {
    return this.#saidBefore(fact) || this.#outer.happensEarlier(fact);
  }

  happensLater(fact: SqlFact): boolean {
    return this.#says(fact, this.#place + 1) || this.#outer.happensLater(fact);
  }

  happensAnywhere(fact: SqlFact): boolean {
    return this.#says(fact, 0) || this.#outer.happensAnywhere(fact);
  }

  happensInEarlierFile(fact: SqlFact): boolean {
    return this.#outer.happensInEarlierFile(fact);
  }

  happensInLaterFile(fact: SqlFact): boolean {
    return this.#outer.happensInLaterFile(fact);
  }

  lockedBefore(): readonly string[] {
    const outer = this.#outer.lockedBefore();
    const inner = this.#inner
      .slice(0, this.#place)
      .flatMap(({ statement }) => tableLocks(statement))
      .flatMap(({ table, mode }) => (mode === 'ACCESS EXCLUSIVE' && table !== undefined ? [table] : []))
      .filter((table) => !this.createdEarlier('table', table) && !this.createdEarlier('view', table));
    return inner.length === 0 ? outer : [...new Set([...outer, ...inner])];
  }

  statements(): readonly SqlStatement[] {
    return this.#outer.statements();
  }

  leadLength(): number {
    return 0;
  }

  lastStatementEnd(): number {
    return this.#inner[this.#place]?.statement.text.length ?? 0;
  }

  #saidBefore(fact: SqlFact): boolean {
    return this.#inner.slice(0, this.#place).some(({ facts }) => facts.includes(fact));
  }

  #says(fact: SqlFact, from: number): boolean {
    return this.#inner.slice(from).some(({ facts }) => facts.includes(fact));
  }
}
