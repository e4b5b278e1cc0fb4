import type { LearnedEdit } from '../patterns/learn/learnedEdit.ts';
import type { SchemaMatcher } from '../schema/schemaRule.ts';
import type { SqlCheck } from '../sql/sqlRule.ts';
import type { NodeKind } from '../sql/sqlStatement.ts';
import type { Condition } from './conditions.ts';
import type { Language } from './languages.ts';

export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'] as const;
export type Severity = (typeof SEVERITIES)[number];

export const RULE_KINDS = ['prevention', 'detection', 'enforcement'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

export const PROBLEM_TYPES = [
  'Security',
  'Architecture',
  'Standards',
  'UI-UX',
  'Performance',
  'Data',
] as const;
export type ProblemType = (typeof PROBLEM_TYPES)[number];

export type RuleOrigin = 'builtin' | 'workspace' | 'learned';

export type FindingTag = 'unnecessary' | 'deprecated';

/**
 * `auto`: one deterministic edit that keeps behaviour or makes it right; safe in fix-all.
 * `suggest`: an edit that needs a reader's choice. `recipe`: several steps or files.
 */
export type FixKind = 'auto' | 'suggest' | 'recipe';

/**
 * An ast-grep rule object (`pattern`, `kind`, `regex`, `has`, `inside`, `all`, `any`, `not`, `matches`, …).
 * In `regex`, `\w`, `\d` and `\s` mean ASCII, as they do in JavaScript.
 */
export type TreeRule = Readonly<Record<string, unknown>>;

/** One place a fix template writes to. */
export interface TemplateEdit {
  /** Metavariable whose text is edited, without `$`; absent for the whole match. */
  readonly at?: string;
  /** Default `replace`. */
  readonly place?: 'replace' | 'before' | 'after';
  /**
   * Replacement with `$NAME` and `$$$NAME` filled from the match; later lines are indented like the edited place.
   * An empty one removes the whole line when nothing else stands on it.
   */
  readonly text: string;
}

export interface FixTemplate {
  readonly title: string;
  readonly kind: FixKind;
  /** Short form of one edit that replaces the whole match. */
  readonly replace?: string;
  readonly edits?: readonly TemplateEdit[];
  /** Lines such as `import os` that the result needs; each is added once, after the last import, when absent. */
  readonly needsImports?: readonly string[];
  /** The fix is left out unless every condition holds. */
  readonly where?: readonly Condition[];
}

/** Matches syntax trees through ast-grep; `fix` templates are rendered by Fixward itself. */
export interface TreeMatcher {
  readonly kind: 'tree';
  /** Languages of this matcher; the rule's own when absent. */
  readonly languages?: readonly Language[];
  readonly rule: TreeRule;
  readonly constraints?: Readonly<Record<string, TreeRule>>;
  readonly utils?: Readonly<Record<string, TreeRule>>;
  readonly transform?: Readonly<Record<string, unknown>>;
  readonly where?: readonly Condition[];
  /** Metavariable the finding points at, without `$`; the whole match when absent. */
  readonly report?: string;
  readonly message?: string;
  readonly fixes?: readonly FixTemplate[];
}

/** Matches the token stream of one SQL statement, keywords and unquoted names in any case. */
export interface SqlPatternMatcher {
  readonly kind: 'sqlPattern';
  /** Tokens with `$NAME` for one token or bracketed group and `$$$NAME` for any run of tokens. */
  readonly pattern: string;
  /** The match is dropped when the same statement also matches one of these. */
  readonly unless?: readonly string[];
  readonly report?: string;
  readonly message?: string;
  readonly fixes?: readonly FixTemplate[];
}

/**
 * Statements inside others that a SQL rule judges beside a file's own. `blocks`: those that run with the file, in `DO` blocks
 * and what they `EXECUTE`; the default. `functions`: also those that run later, in bodies of functions and in rules, and the
 * expressions of PL/pgSQL; for rules about what a query means, not about what it does to the database now. `none`: neither.
 */
export type InnerStatements = 'none' | 'blocks' | 'functions';

/** A built-in SQL rule written as a function over a parsed statement. */
export interface SqlCheckMatcher {
  readonly kind: 'sqlCheck';
  readonly check: SqlCheck;
  /** The check reports nothing on statements of other kinds and is not asked about them; about all when absent. */
  readonly statements?: readonly NodeKind[];
  readonly inner?: InnerStatements;
}

/** Forbids imports: of modules by glob, or of project files that belong to given layers. */
export interface ImportMatcher {
  readonly kind: 'import';
  /** Languages of this matcher; the rule's own when absent. */
  readonly languages?: readonly Language[];
  readonly modules?: readonly string[];
  readonly layers?: readonly number[];
  readonly message?: string;
}

/** Finds the places that a learned edit would change; the edit is the fix. */
export interface LearnedMatcher {
  readonly kind: 'learned';
  readonly edit: LearnedEdit;
  /** What the fix is called in a light bulb. */
  readonly fixTitle: string;
}

export type Matcher =
  | TreeMatcher
  | SqlPatternMatcher
  | SqlCheckMatcher
  | ImportMatcher
  | SchemaMatcher
  | LearnedMatcher;

/** Text that a rule must or must not report; the rule's own tests. */
export interface RuleExample {
  readonly code: string;
  /** The rule's first language when absent. */
  readonly language?: Language;
  /** Workspace-relative path the text pretends to have, for rules bound to layers or file names. */
  readonly path?: string;
  /** Postgres major version to judge SQL for; the default of projects when absent. */
  readonly postgres?: number;
  /** Number of findings in `code`; default 1 for examples that fire. */
  readonly count?: number;
  /** The text after the preferred fix of every finding, to a fixed point. */
  readonly fixed?: string;
  /** Exact text the first finding must cover. */
  readonly marks?: string;
}

export interface Rule {
  /** Kebab-case, stable, shown as the diagnostic's code. */
  readonly id: string;
  readonly title: string;
  readonly kind: RuleKind;
  readonly severity: Severity;
  readonly problemType: ProblemType;
  readonly languages: readonly Language[];
  /** Layers 1–7 the rule applies to; every file when absent. */
  readonly layers?: readonly number[];
  readonly workflows?: readonly string[];
  /** One sentence; `$NAME` is filled from the match. */
  readonly message: string;
  /** Imperative: what the developer should do now. */
  readonly actionRequired: string;
  /** Markdown: the harm, with a concrete failure. */
  readonly why: string;
  /** Markdown: how to mend it by hand. */
  readonly howToFix: string;
  readonly references?: readonly string[];
  /** Key of the fix pattern this rule guards, for learned rules. */
  readonly sourcePattern?: string;
  /** Learned, and not accepted often enough yet: shown as a hint whatever its pattern's severity is. */
  readonly provisional?: boolean;
  readonly tags?: readonly FindingTag[];
  /** Runs only when named in configuration or on the command line. */
  readonly optIn?: boolean;
  /** Peers' names of the same rule, accepted in suppressions and configuration. */
  readonly aliases?: readonly string[];
  /** The path globs of files the rule skips, such as tests. */
  readonly exceptPaths?: readonly string[];
  readonly match: readonly Matcher[];
  readonly examples: { readonly fires: readonly RuleExample[]; readonly silent: readonly RuleExample[] };
}

/** A rule as it runs: with its origin and, for workspace rules, the file it came from. */
export interface ActiveRule extends Rule {
  readonly origin: RuleOrigin;
  readonly sourceFile?: string;
}
