import type { FindingSummary, FindingsParams, RuleSummary } from '../protocol/lsp.ts';
import type { CheckedDocument } from './documents.ts';
import type { PositionCodec } from './positions.ts';
import type { LoadedProject } from './projects.ts';

/** The findings of one file in the words that views need. */
export function findingsParamsOf(checked: CheckedDocument, codec: PositionCodec): FindingsParams {
  const { document, findings, own, project, uri } = checked;
  const { ruleSet, config } = project.analyzer;
  // Fix-all knows the text alone; what mends a schema is chosen one by one.
  const fixable = new Set(own);
  return {
    uri,
    baselineCount: document.analysis.findings.length - own.length,
    suppressedCount: document.analysis.suppressedCount,
    findings: findings.map((finding): FindingSummary => {
      const rule = ruleSet.rule(finding.ruleId);
      const layerName = config.layers.find(({ number }) => number === finding.layer)?.name;
      return {
        ruleId: finding.ruleId,
        title: rule?.title ?? finding.ruleId,
        severity: finding.severity,
        problemType: rule?.problemType ?? 'Standards',
        message: finding.message,
        range: codec.range(document.input.text, document.lines, finding.span),
        origin: finding.origin,
        fixable: fixable.has(finding) && finding.fixes.some(({ kind }) => kind === 'auto'),
        ...(finding.layer !== undefined && { layer: finding.layer }),
        ...(layerName !== undefined && { layerName }),
      };
    }),
  };
}

export function ruleSummariesOf({ analyzer: { ruleSet } }: LoadedProject): readonly RuleSummary[] {
  const enabled = new Set(ruleSet.rules.map(({ id }) => id));
  return ruleSet.all.map((rule) => ({
    id: rule.id,
    title: rule.title,
    severity: ruleSet.severityOf(rule),
    problemType: rule.problemType,
    kind: rule.kind,
    languages: rule.languages,
    origin: rule.origin,
    enabled: enabled.has(rule.id),
    fixable: rule.match.some(
      (matcher) => 'fixes' in matcher && (matcher.fixes ?? []).some(({ kind }) => kind === 'auto'),
    ),
    ...(rule.layers && { layers: rule.layers }),
  }));
}
