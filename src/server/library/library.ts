import { linkFixes } from '../../core/library/linkFixes.ts';
import type { ShippedLibrary } from '../../core/library/shippedLibrary.ts';
import type { Finding } from '../../core/rules/finding.ts';
import type { ConfidenceTestsParams } from '../../protocol/confidence.ts';
import type { PatternMatch } from '../../protocol/service.ts';
import type { ServiceClient } from '../../store/client/serviceClient.ts';
import type { CheckedDocument } from '../documents.ts';
import type { TrackedEvent } from '../fixTracker.ts';
import type { Session } from '../session.ts';
import { AuditFollower } from './auditFollower.ts';
import { FindingMatches } from './findingMatches.ts';
import { type ApplicationEvent, LibraryEvents } from './libraryEvents.ts';
import { libraryFinding } from './libraryFinding.ts';
import { projectName } from './projectName.ts';
import { ServiceLink } from './serviceLink.ts';
import { ShippedPatterns } from './shippedPatterns.ts';

interface FileSites {
  readonly path: string;
  readonly sites: number;
}

export interface LibraryParts {
  /** Undefined where the service's program is not at hand. */
  readonly connectStore: (() => ServiceClient) | undefined;
  readonly readShippedLibrary: () => Promise<ShippedLibrary>;
  readonly session: () => Session;
  /** The workspace's folders. */
  readonly roots: () => readonly string[];
  readonly checked: (uri: string) => CheckedDocument | undefined;
  /** Checks a document of which nothing is known; undefined when it cannot be. */
  readonly check: (uri: string) => Promise<CheckedDocument | undefined>;
  readonly onEvent: (event: string, params: unknown) => void;
  /** Patterns of the store, or their records, are others than before. */
  readonly patternsChanged: () => void;
  readonly report: (problem: string | undefined) => void;
  readonly log: (line: string) => void;
  readonly nowMs: () => number;
  readonly now: () => Date;
}

/** More places of one file than this are counted as this many. */
const PLACES_COUNTED_MAX = 500;

/** Tables whose changes make what is known of patterns old. */
const PATTERN_TABLES = new Set(['fix_patterns', 'pattern_relationships', 'pattern_applications']);

/** The library's place in the language server: patterns of findings, and what becomes of them. */
export class Library {
  readonly #parts: LibraryParts;
  readonly link: ServiceLink;
  readonly shipped: ShippedPatterns;
  readonly #matches: FindingMatches;
  readonly #events: LibraryEvents;
  readonly #audits: AuditFollower;
  /** How sure each pattern was said to be where it was offered. */
  readonly #offered = new Map<string, Pick<ApplicationEvent, 'confidence' | 'confidence_method'>>();
  readonly #projects = new Map<string, Promise<string>>();

  constructor(parts: LibraryParts) {
    this.#parts = parts;
    this.link = new ServiceLink({
      connect: parts.connectStore,
      report: parts.report,
      nowMs: parts.nowMs,
      onEvent: (event, params) => this.#heard(event, params),
      connected: () => void this.#connected(),
    });
    this.shipped = new ShippedPatterns(parts.readShippedLibrary);
    this.#matches = new FindingMatches({
      link: this.link,
      shipped: this.shipped,
      usesStore: () => parts.session().settings.library.enable,
      autoApply: () => parts.session().settings.library.autoApply,
      nowMs: parts.nowMs,
    });
    this.#events = new LibraryEvents(this.link, parts.now);
    this.#audits = new AuditFollower(this.link, (root) => this.project(root));
  }

  /** Patterns for a finding, the surest first; at once, from what is known. */
  matchesOf(checked: CheckedDocument, finding: Finding): readonly PatternMatch[] {
    return this.#matches.of(libraryFinding(checked, finding));
  }

  /** A pattern's fix or page stands in a light bulb. */
  offered(checked: CheckedDocument, finding: Finding, match: PatternMatch): void {
    const key = offerKey(checked.uri, finding.ruleId, match.key);
    if (this.#offered.has(key) || !this.#parts.session().settings.library.enable) return;
    const stated = { confidence: match.confidence, confidence_method: match.method };
    this.#offered.set(key, stated);
    void this.#withProject(checked, (project) =>
      this.#events.application({
        id: crypto.randomUUID(),
        event: 'offered',
        pattern_key: match.key,
        rule_name: finding.ruleId,
        ...stated,
        path: checked.document.input.path,
        project,
      }),
    );
  }

  /** What became of a fix or a finding. */
  tracked(event: TrackedEvent): void {
    if (!this.#parts.session().settings.library.enable) return;
    if (event.event === 'applied') this.#audits.fixApplied(event.uri, event.ruleId);
    const checked = this.#parts.checked(event.uri);
    if (checked) this.#count(event, checked);
    // While rules are loaded anew nothing is known of any document; a fix made meanwhile is not lost.
    else void this.#countChecked(event);
  }

  async #countChecked(event: TrackedEvent): Promise<void> {
    const made = await this.#parts.check(event.uri).catch(() => undefined);
    const checked = made ?? this.#parts.checked(event.uri);
    if (checked) this.#count(event, checked);
  }

  #count(event: TrackedEvent, checked: CheckedDocument): void {
    void this.#withProject(checked, (project) => {
      const rule = checked.project.analyzer.ruleSet.rule(event.ruleId);
      const ruleEvent = RULE_EVENTS[event.event];
      if (ruleEvent) {
        this.#events.rule({
          rule_name: event.ruleId,
          event: ruleEvent,
          amount: event.amount ?? 1,
          project,
          ...(rule && { severity: checked.project.analyzer.ruleSet.severityOf(rule) }),
        });
      }
      this.#recordApplication(event, checked, project);
    });
  }

  /** A pattern was applied to files: each place counts as applied, and as kept where tests have held. */
  async appliedInFiles(
    root: string,
    pattern: string,
    files: readonly FileSites[],
    { tested }: { readonly tested: boolean },
  ): Promise<void> {
    if (files.length === 0 || !this.#parts.session().settings.library.enable) return;
    const project = await this.project(root).catch(() => '');
    for (const { path, sites } of files) {
      for (let count = 0; count < Math.min(sites, PLACES_COUNTED_MAX); count++) {
        const id = crypto.randomUUID();
        const event = { pattern_key: pattern, rule_name: pattern, path, project };
        this.#events.application({ ...event, id, event: 'applied', verification: 'clean' });
        if (tested) this.#tested(event, id, 'kept');
      }
      this.#events.rule({
        rule_name: pattern,
        event: 'fixed',
        amount: Math.min(sites, PLACES_COUNTED_MAX),
        project,
      });
    }
  }

  /**
   * The tests failed with these files changed, and they are as before. One place at least was wrong, nobody knows which:
   * one application counts as failed.
   */
  async failedInFiles(root: string, pattern: string, paths: readonly string[]): Promise<void> {
    const [path] = paths;
    if (path === undefined || !this.#parts.session().settings.library.enable) return;
    const id = crypto.randomUUID();
    const project = await this.project(root).catch(() => '');
    const event = { pattern_key: pattern, rule_name: pattern, path, project };
    this.#events.application({ ...event, id, event: 'applied' });
    this.#tested(event, id, 'failed');
  }

  /** Tests of a folder ended: what was changed in it before they began has its outcome by them. */
  async testsEnded(root: string, run: Omit<ConfidenceTestsParams, 'projects'>): Promise<void> {
    // Without a service nothing was scored in this session.
    if (!this.link.isConnected) return;
    await this.#events.flush();
    const name = await this.project(root).catch(() => '');
    const projects = [...new Set([root, name])].filter((one) => one !== '');
    await this.link.background('confidence/testsEnded', { ...run, projects });
  }

  /** A document was checked after a change. */
  checked(checked: CheckedDocument): void {
    this.#audits.checked(checked);
  }

  /** The workspace's own patterns reach the store when it is open anyway; nothing is written to the workspace. */
  projectsLoaded(roots: readonly string[]): void {
    if (!this.link.isConnected || !this.#parts.session().trusted) return;
    for (const folder of roots) {
      void this.link.background('library/syncFolder', { folder, trusted: true, direction: 'toStore' });
    }
  }

  /** The name of the repository that a workspace folder belongs to. */
  project(root: string | undefined): Promise<string> {
    const folder = root ?? '';
    const known =
      this.#projects.get(folder) ?? (root === undefined ? Promise.resolve('') : projectName(root));
    this.#projects.set(folder, known);
    return known;
  }

  async dispose(): Promise<void> {
    this.#matches.dispose();
    // Nobody starts a service only to say goodbye.
    if (this.link.isConnected) await this.#events.flush();
    this.#events.dispose();
    await this.link.close();
  }

  #tested(
    event: Pick<ApplicationEvent, 'pattern_key' | 'rule_name' | 'path' | 'project'>,
    applied: string,
    end: 'kept' | 'failed',
  ): void {
    this.#events.application({
      ...event,
      id: crypto.randomUUID(),
      event: end,
      application_id: applied,
      tested: true,
    });
  }

  #recordApplication(event: TrackedEvent, checked: CheckedDocument, project: string): void {
    if (event.event === 'fired') return;
    // Whoever hides a finding has declined the fix.
    const name = event.event === 'suppressed' ? 'dismissed' : event.event;
    const match = event.pattern ?? learnedPattern(event, checked) ?? this.#carrier(event, checked);
    if (!match) return;
    this.#events.application({
      id: name === 'applied' && event.applicationId !== undefined ? event.applicationId : crypto.randomUUID(),
      event: name,
      pattern_key: match,
      rule_name: event.ruleId,
      path: checked.document.input.path,
      project,
      ...(name === 'applied' && event.verified === true && { verification: 'clean' as const }),
      ...(name === 'applied' && this.#offered.get(offerKey(event.uri, event.ruleId, match))),
      ...(name !== 'applied' && event.applicationId !== undefined && { application_id: event.applicationId }),
    });
  }

  /** The pattern that the fix of a rule carries out, as its light bulb linked them. */
  #carrier(event: TrackedEvent, checked: CheckedDocument): string | undefined {
    const { input } = checked.document;
    const matches = this.#matches.of({
      ruleId: event.ruleId,
      message: '',
      language: input.language,
      workflows: [],
      path: input.path,
      code: '',
    });
    const fixes = event.fixTitle === undefined ? [] : [{ title: event.fixTitle }];
    const { fixes: linked, pages } = linkFixes(event.ruleId, fixes, matches);
    return (linked[0]?.match ?? (fixes.length === 0 ? pages[0] : undefined))?.key;
  }

  async #withProject(checked: CheckedDocument, then: (project: string) => void): Promise<void> {
    then(await this.project(checked.project.root).catch(() => ''));
  }

  #heard(event: string, params: unknown): void {
    const changed =
      event === 'store/changed' &&
      typeof params === 'object' &&
      params !== null &&
      'tables' in params &&
      Array.isArray(params.tables) &&
      params.tables.some((table) => PATTERN_TABLES.has(String(table)));
    if (changed) {
      this.#matches.outdated();
      this.#parts.patternsChanged();
    }
    this.#parts.onEvent(event, params);
  }

  /** The shipped patterns come into the store before anything is recorded of them. */
  async #connected(): Promise<void> {
    try {
      await this.link.request('library/installStarter', {});
      this.#matches.outdated();
    } catch (error) {
      this.#parts.log(`the shipped patterns were not brought into the store: ${String(error)}`);
    }
    await this.#events.flush();
    this.projectsLoaded(this.#parts.roots());
    this.#parts.patternsChanged();
  }
}

function offerKey(uri: string, ruleId: string, patternKey: string): string {
  return `${uri}\n${ruleId}\n${patternKey}`;
}

/** A derived rule is its pattern's own. */
function learnedPattern({ ruleId }: TrackedEvent, { project }: CheckedDocument): string | undefined {
  return project.analyzer.ruleSet.rule(ruleId)?.sourcePattern;
}

const RULE_EVENTS: Readonly<
  Partial<Record<TrackedEvent['event'], 'fired' | 'fixed' | 'dismissed' | 'suppressed'>>
> = { fired: 'fired', applied: 'fixed', dismissed: 'dismissed', suppressed: 'suppressed' };
