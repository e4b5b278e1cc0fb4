import { ruleDocumentation } from '../rules/ruleDocumentation.ts';
import type { ActiveRule, Severity } from '../rules/ruleModel.ts';
import type { Range } from '../text/lineIndex.ts';
import {
  type CheckReport,
  type KnownFinding,
  type Level,
  levelOf,
  type ReportedError,
  type ReportedFinding,
  type ReportedFix,
} from './findingReport.ts';

export interface SarifOptions {
  readonly version: string;
  /** Rules that ran; those with findings are described in full. */
  readonly rules: readonly ActiveRule[];
  readonly severityOf: (rule: ActiveRule) => Severity;
  readonly exitCode: number;
}

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json';

/** Name of our fingerprint; the number changes when its making does. */
const FINGERPRINT = 'fixward/v1';

/** The level as SARIF names it. */
const SARIF_LEVEL: Readonly<Record<Level, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** A number from 0 to 10 by which code scanning services sort security findings. */
const SECURITY_SEVERITY: Readonly<Record<Severity, string>> = {
  CRITICAL: '9.5',
  HIGH: '8.0',
  MEDIUM: '5.5',
  LOW: '2.5',
};

/** The report as a SARIF 2.1.0 log of one run. */
export function sarifReport(report: CheckReport, options: SarifOptions): string {
  const indexOfRule = new Map(options.rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Fixward',
            semanticVersion: options.version,
            informationUri: 'https://github.com/fixward/fixward',
            rules: options.rules.map((rule) => describeRule(rule, options.severityOf(rule))),
          },
        },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            exitCode: options.exitCode,
            toolExecutionNotifications: report.errors.map(notification),
          },
        ],
        results: [
          ...report.findings.map((finding, index) =>
            result(finding, report.fingerprints[index] ?? '', indexOfRule.get(finding.ruleId)),
          ),
          ...report.known.map((finding) => knownResult(finding, indexOfRule.get(finding.ruleId))),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describeRule(rule: ActiveRule, severity: Severity): object {
  return {
    id: rule.id,
    name: rule.id.replace(/(?:^|-)(\w)/gu, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: rule.title },
    fullDescription: { text: plain(rule.why) },
    help: { text: plain(rule.howToFix), markdown: ruleDocumentation(rule, { severity }) },
    defaultConfiguration: { level: SARIF_LEVEL[levelOf(severity)] },
    properties: {
      tags: [rule.problemType.toLowerCase(), rule.kind, rule.origin],
      ...(rule.problemType === 'Security' && { 'security-severity': SECURITY_SEVERITY[severity] }),
    },
  };
}

function result(finding: ReportedFinding, fingerprint: string, ruleIndex: number | undefined): object {
  const artifactLocation = { uri: uriOf(finding.path) };
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex !== undefined && { ruleIndex }),
    level: SARIF_LEVEL[finding.level],
    message: { text: finding.message },
    locations: [{ physicalLocation: { artifactLocation, region: regionOf(finding.range) } }],
    partialFingerprints: { [FINGERPRINT]: fingerprint },
    ...(finding.fixes.length > 0 && {
      fixes: [...finding.fixes]
        .sort((a, b) => Number(b.preferred) - Number(a.preferred))
        .map((fix) => describeFix(fix, artifactLocation)),
    }),
    properties: {
      severity: finding.severity,
      origin: finding.origin,
      ...(finding.layer !== undefined && { layer: finding.layer }),
      ...(finding.patternId !== undefined && { patternId: finding.patternId }),
    },
  };
}

function knownResult(finding: KnownFinding, ruleIndex: number | undefined): object {
  return {
    ...result(finding, finding.fingerprint, ruleIndex),
    suppressions: [
      { kind: 'external', status: 'accepted', justification: 'In the baseline of the project.' },
    ],
  };
}

function describeFix(fix: ReportedFix, artifactLocation: object): object {
  return {
    description: { text: fix.title },
    artifactChanges: [
      {
        artifactLocation,
        replacements: fix.edits.map(({ range, newText }) => ({
          deletedRegion: regionOf(range),
          ...(newText !== '' && { insertedContent: { text: newText } }),
        })),
      },
    ],
  };
}

function notification({ path, message, range }: ReportedError): object {
  return {
    level: 'error',
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(path) },
          ...(range && { region: regionOf(range) }),
        },
      },
    ],
  };
}

/** 1-based, the end exclusive. */
function regionOf({ start, end }: Range): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** A relative reference, or a file URI for a path outside the working folder. */
function uriOf(path: string): string {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//u.test(path)) return `file:///${encoded.replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}

/** Markdown's code marks and links taken away, for services that show plain text. */
function plain(markdown: string): string {
  return markdown
    .replace(/```\w*\n?/gu, '')
    .replaceAll('`', '')
    .trim();
}
