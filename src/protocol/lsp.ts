/**
 * Messages between the language server and its client beyond the Language Server Protocol.
 * Types only: the extension and the server each name the method strings below.
 */

export type Severity = 'CRITICAL' | 'HIGH' | 'MEDIUM' | 'LOW';
export type RuleOrigin = 'builtin' | 'workspace' | 'learned';

export interface WirePosition {
  readonly line: number;
  readonly character: number;
}

export interface WireRange {
  readonly start: WirePosition;
  readonly end: WirePosition;
}

/** One finding as views show it. Positions count UTF-16 units. */
export interface FindingSummary {
  readonly ruleId: string;
  readonly title: string;
  readonly severity: Severity;
  readonly problemType: string;
  readonly message: string;
  readonly range: WireRange;
  readonly origin: RuleOrigin;
  readonly layer?: number;
  readonly layerName?: string;
  /** Has a fix that fix-all may apply without asking. */
  readonly fixable: boolean;
}

/** `fixward/findings`, server to client: the complete findings of one file; an empty list clears it. */
export interface FindingsParams {
  readonly uri: string;
  readonly findings: readonly FindingSummary[];
  /** Findings hidden by the workspace baseline. */
  readonly baselineCount: number;
  /** Findings hidden by suppression comments. */
  readonly suppressedCount: number;
}

/** `fixward/scan`, client to server: check every file of the workspace; progress through `workDoneToken`, cancellable. */
export interface ScanParams {
  readonly workDoneToken?: string | number;
}

export interface ScanResult {
  readonly files: number;
  readonly findings: number;
  readonly cancelled: boolean;
  readonly milliseconds: number;
  /** One line per file that could not be read or checked. */
  readonly problems: readonly string[];
}

/** `fixward/ruleDocumentation`, client to server. */
export interface RuleDocumentationParams {
  readonly ruleId: string;
}

export interface RuleDocumentationResult {
  readonly title: string;
  /** Markdown written from the rule itself: message, why, how to fix, examples, settings, suppression. */
  readonly markdown: string;
}

/** `fixward/rules`, client to server: the rules in force, for views and settings help. */
export interface RuleSummary {
  readonly id: string;
  readonly title: string;
  readonly severity: Severity;
  readonly problemType: string;
  readonly kind: string;
  readonly languages: readonly string[];
  readonly layers?: readonly number[];
  readonly origin: RuleOrigin;
  readonly enabled: boolean;
  /** Has a fix that fix-all may apply without asking. */
  readonly fixable: boolean;
}

/** `fixward/fixAllInWorkspace`, client to server. */
export interface FixAllInWorkspaceParams {
  readonly ruleId: string;
  readonly workDoneToken?: string | number;
}

export interface FixAllInWorkspaceResult {
  /** A workspace edit of the Language Server Protocol with change annotations, for the refactor preview. */
  readonly edit: unknown;
  readonly files: number;
  readonly fixes: number;
}

/** `fixward/proposeConfig`, client to server: text for `.fixward/config.yaml` from what the folder holds. */
export interface ProposeConfigParams {
  readonly folderUri: string;
}

export interface ProposeConfigResult {
  readonly yaml: string;
  /** One line per part, saying what was found: `Layer 3 Routes & API: api/src/routes/** (12 files)`. */
  readonly summary: readonly string[];
}

/** `fixward/status`, server to client: what the status item says. */
export interface StatusParams {
  readonly state: 'starting' | 'ready' | 'scanning' | 'error';
  readonly message?: string;
  /** Problems of configuration and rule files, one line each, with the file they stand in. */
  readonly configProblems: readonly {
    readonly uri: string;
    readonly message: string;
    readonly line: number;
  }[];
}

/** `fixward/journal`, client to server and server-side: what became of an offered fix; suppressing dismisses it. */
export interface JournalParams {
  readonly event: 'applied' | 'undone' | 'kept' | 'dismissed';
  readonly ruleId: string;
  readonly uri: string;
  readonly fixTitle?: string;
}

/** `fixward/suppressionEdit`, client to server: the workspace edit that writes a suppression comment, or null. */
export interface SuppressionEditParams {
  readonly uri: string;
  readonly ruleId: string;
  readonly range: WireRange;
  readonly scope: 'line' | 'file';
  /** One line, not empty: what a reader of the comment will find after the colon. */
  readonly reason: string;
}

/** Argument of the command `fixward.suppressWithReason`, which the server's code actions name and the client owns. */
export interface SuppressWithReasonArgument {
  readonly uri: string;
  /** Version of the document the range belongs to. */
  readonly version: number;
  readonly ruleId: string;
  readonly range: WireRange;
  readonly scope: 'line' | 'file';
}

/** `fixward/updateBaseline`, client to server: writes every present finding into the workspace baseline. */
export interface UpdateBaselineParams {
  readonly workDoneToken?: string | number;
}

export interface UpdateBaselineResult {
  /** Findings the baseline now hides. */
  readonly findings: number;
  readonly files: number;
  /** The files written, as URIs: one for each workspace folder. */
  readonly uris: readonly string[];
}

/** `fixward/explainFinding`, client to server: why one finding is shown. */
export interface ExplainFindingParams {
  readonly uri: string;
  readonly ruleId: string;
  readonly range: WireRange;
}

export interface ExplainFindingResult {
  /** Workspace-relative path of the document, as layers and globs see it. */
  readonly path: string;
  readonly severity: Severity;
  readonly origin: RuleOrigin;
  /** Workspace-relative file of a workspace or learned rule. */
  readonly ruleFile?: string;
  readonly layer?: { readonly number: number; readonly name: string; readonly globs: readonly string[] };
  readonly workflows: readonly string[];
  /** Workspace-relative file that layers and switches were read from; the built-in defaults when absent. */
  readonly configFile?: string;
  /** The comment that would hide this finding, in the document's own language, with the reason left as `reason`. */
  readonly suppressionComment?: string;
}

export interface MethodNames {
  readonly findings: 'fixward/findings';
  readonly scan: 'fixward/scan';
  readonly ruleDocumentation: 'fixward/ruleDocumentation';
  readonly rules: 'fixward/rules';
  readonly fixAllInWorkspace: 'fixward/fixAllInWorkspace';
  readonly proposeConfig: 'fixward/proposeConfig';
  readonly status: 'fixward/status';
  readonly journal: 'fixward/journal';
  readonly suppressionEdit: 'fixward/suppressionEdit';
  readonly updateBaseline: 'fixward/updateBaseline';
  readonly explainFinding: 'fixward/explainFinding';
  readonly migrations: 'fixward/migrations';
  readonly migrationsChanged: 'fixward/migrationsChanged';
  readonly prove: 'fixward/prove';
  readonly certificate: 'fixward/certificate';
  readonly proposeDown: 'fixward/proposeDown';
  readonly finalSchema: 'fixward/finalSchema';
  readonly liveCheck: 'fixward/liveCheck';
  readonly service: 'fixward/service';
  readonly serviceEvent: 'fixward/serviceEvent';
  readonly similarPatterns: 'fixward/similarPatterns';
  readonly project: 'fixward/project';
  readonly setRule: 'fixward/setRule';
  readonly testsEnded: 'fixward/testsEnded';
}

/** `fixward/service`, client to server: one request to the service, answered with what the service answers. */
export interface ServiceRelayParams {
  readonly method: string;
  readonly params: unknown;
}

/** `fixward/project`, client to server: how file audits and events name a workspace folder's repository. */
export interface ProjectParams {
  /** The first workspace folder when absent. */
  readonly folderUri?: string;
}

export interface ProjectResult {
  /** Host and path of the repository's remote, or the folder's name; empty when no folder is open. */
  readonly project: string;
}

/** `fixward/testsEnded`, client to server: tests that the user ran in a folder came to their end. */
export interface TestsEndedParams {
  readonly folderUri: string;
  /** Of the task, for people. */
  readonly name: string;
  readonly passed: boolean;
  /** ISO 8601 */
  readonly startedAt: string;
}

/** `fixward/setRule`, client to server: a project's configuration with one rule set; nothing is written. */
export interface SetRuleParams {
  /** The file as it stands in the editor; empty when there is none. */
  readonly text: string;
  readonly ruleId: string;
  /** A severity, or `off`. */
  readonly setting: string;
}

export type SetRuleResult = { readonly text: string } | { readonly error: string };

/** `fixward/serviceEvent`, server to client: an event of the service, once something was asked of it. */
export interface ServiceRelayEvent {
  readonly event: string;
  readonly params: unknown;
}

/** Sent as `initializationOptions`; every part is optional so that any LSP client can start the server bare. */
export interface InitializationOptions {
  readonly settings?: Partial<ServerSettings>;
  /**
   * Where a diagnostic's documentation link leads: `{ruleId}` is replaced. A command URI in VS Code;
   * the server's own bundled pages (`file:`) when absent.
   */
  readonly ruleDocumentationLink?: string;
  /** False in an untrusted workspace: `.fixward` of the workspace is not read. */
  readonly trusted?: boolean;
  /** The client sends and wants `fixward/*` notifications. */
  readonly fixwardClient?: boolean;
  /** The client's own folder for this workspace: what waits for its reader is kept there, and in memory alone without it. */
  readonly storageFolder?: string;
}

/** The `fixward` section of the client's settings, as the server uses it; defaults stand in package.json. */
export interface ServerSettings {
  readonly enable: boolean;
  /** Rule id to `off` or a severity; adds to and overrides `.fixward/config.yaml`. */
  readonly rules: Readonly<Record<string, string>>;
  /** Editor severity of each rule severity. */
  readonly severities: Readonly<Record<Severity, 'error' | 'warning' | 'information' | 'hint'>>;
  readonly baseline: { readonly enable: boolean };
  readonly limits: { readonly fileSizeMaxBytes: number; readonly fileLinesMax: number };
  readonly run: 'onType' | 'onSave';
  readonly proof: {
    readonly engine: 'embedded' | 'local';
    /** Folder with `initdb` and `postgres` of a local installation; the best one found when empty. */
    readonly postgresFolder: string;
  };
  readonly finalSchema: 'onSave' | 'manual' | 'off';
  readonly inlayLocks: { readonly enable: boolean };
  readonly library: {
    /** Patterns of the store are offered and fixes are counted there; the shipped patterns alone when off. */
    readonly enable: boolean;
    /** Fixes of patterns with a good record may be applied by fix-all. */
    readonly autoApply: boolean;
  };
  readonly learn: {
    /** What is done after a save with an edit that could be learned: nothing, an offer, or a draft for review. */
    readonly offer: 'off' | 'ask' | 'draft';
    /** Kept fixes of a learned pattern until it is shown with its own severity. */
    readonly raiseAfter: number;
    /** Run in the folder between batches of files; none when empty. */
    readonly testCommand: string;
  };
}

/** How far the proof of one migration is; `stale` when a script changed since. */
export type MigrationState =
  | 'notProven'
  | 'proving'
  | 'proven'
  | 'notIdentical'
  | 'irreversible'
  | 'unprovable'
  | 'failed'
  | 'stale';

export interface MigrationSummary {
  readonly name: string;
  readonly uri: string;
  /** The file of the down script; absent when there is none and when one file holds both directions. */
  readonly downUri?: string;
  readonly hasDown: boolean;
  readonly state: MigrationState;
  /** One line: the deciding reason, or what was proven. */
  readonly detail: string;
  /** Findings in the up script, final-schema findings included. */
  readonly findingCount: number;
  /** The first of them; a file with more is better read in the editor. */
  readonly findings: readonly FindingSummary[];
}

/** What the last check of a folder's final schema said. */
export interface FinalSchemaSummary {
  readonly findingCount: number;
  /** Statements that did not run, stubbed extensions and statements passed over, one line each. */
  readonly notes: readonly string[];
  /** Engine and time: `Postgres 18.6 · 0.4 s`. */
  readonly detail: string;
}

export interface MigrationFolderSummary {
  readonly uri: string;
  /** Workspace-relative. */
  readonly path: string;
  readonly tool: string;
  readonly migrations: readonly MigrationSummary[];
  /** Absent until the final schema has been checked. */
  readonly finalSchema?: FinalSchemaSummary;
}

/** `fixward/migrations`, client to server: every migration folder of the workspace with the state of each proof. */
export interface MigrationsParams {
  /** Read the folders from disk again, whatever has been told of changes. */
  readonly refresh?: boolean;
}

export interface MigrationsResult {
  readonly folders: readonly MigrationFolderSummary[];
}

/** `fixward/migrationsChanged`, server to client, without parameters: ask again. */

/** Argument of the commands that the server's code lenses name and the client owns. */
export interface MigrationArgument {
  /** Up or down script of the migration. */
  readonly uri: string;
}

/** `fixward/prove`, client to server: proves migrations; progress through `workDoneToken`, cancellable. */
export interface ProveParams {
  /** Migration files, up or down; all migrations of `folderUri` when absent. */
  readonly uris?: readonly string[];
  readonly folderUri?: string;
  readonly workDoneToken?: string | number;
}

export interface ProveResult {
  readonly certificates: readonly {
    readonly uri: string;
    readonly name: string;
    readonly verdict: 'PROVEN' | 'NOT_IDENTICAL' | 'IRREVERSIBLE' | 'UNPROVABLE' | 'FAILED';
    readonly detail: string;
  }[];
  readonly cancelled: boolean;
  /** One line per problem, such as a shadow that could not be started. */
  readonly problems: readonly string[];
}

/** `fixward/certificate`, client to server: the last certificate of a migration, or null. */
export interface CertificateParams {
  readonly uri: string;
}

export interface CertificateResult {
  readonly name: string;
  /** For a pull request. */
  readonly markdown: string;
  /** As `fixward prove --format json` prints it. */
  readonly json: string;
  readonly stale: boolean;
}

/** `fixward/proposeDown`, client to server: writes a down migration, proven; null when there is one already. */
export interface ProposeDownParams {
  readonly uri: string;
  readonly workDoneToken?: string | number;
}

export interface ProposeDownResult {
  /** A workspace edit of the Language Server Protocol that makes the file. */
  readonly edit: unknown;
  /** The file that gets the down migration. */
  readonly uri: string;
  /** The file's whole text after the edit. */
  readonly text: string;
  readonly verdict: 'PROVEN' | 'NOT_IDENTICAL' | 'IRREVERSIBLE' | 'UNPROVABLE' | 'FAILED';
  readonly cannotComeBack: readonly string[];
  /** What down leaves behind or does not bring back of the schema, in words. */
  readonly differences: readonly string[];
}

/** `fixward/finalSchema`, client to server: replays migrations and runs the rules over the final schema. */
export interface FinalSchemaParams {
  /** All migration folders when absent. */
  readonly folderUri?: string;
  readonly workDoneToken?: string | number;
}

export interface FinalSchemaResult {
  readonly findings: number;
  readonly cancelled: boolean;
  /** Stubbed extensions and statements passed over. */
  readonly notes: readonly string[];
  readonly problems: readonly string[];
}

/** `fixward/liveCheck`, client to server: reads the statistics of a database the user has added, changing nothing. */
export interface LiveCheckParams {
  /** The user's name for the connection. */
  readonly name: string;
  /** Connection string with its password: never logged, stored or put on a command line by the server. */
  readonly connection: string;
}

export interface LiveCheckResult {
  readonly markdown: string;
  readonly findings: number;
  /** Why the database could not be checked, in one line; the report is empty then. */
  readonly problem?: string;
}
