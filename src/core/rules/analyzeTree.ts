import type { CancellationSignal } from '../cancellation.ts';
import type { SyntaxDocument } from '../ports.ts';
import type { DocumentInput } from './analysis.ts';
import { importOffsetOf } from './importEdit.ts';
import { importTargets } from './importTargets.ts';
import { layerOfPath, type ProjectConfig } from './projectConfig.ts';
import type { RawFinding } from './rawFinding.ts';
import { fillTemplate, renderFix } from './renderFix.ts';
import type { ApplicableRules } from './ruleSet.ts';

/** Everything tree and import rules report on one parsed document, in document order per kind. */
export function analyzeTree(
  input: DocumentInput,
  document: SyntaxDocument,
  rules: ApplicableRules,
  config: ProjectConfig,
  cancellation: CancellationSignal,
): RawFinding[] {
  const findings = matchTrees(input, document, rules, cancellation);
  if (rules.imports.length > 0) findings.push(...matchImports(input, document, rules, config));
  return findings;
}

function matchTrees(
  input: DocumentInput,
  document: SyntaxDocument,
  rules: ApplicableRules,
  cancellation: CancellationSignal,
): RawFinding[] {
  let importOffset: number | undefined;
  const renderContext = {
    text: input.text,
    importOffset: (): number => {
      importOffset ??= importOffsetOf(document, input.text);
      return importOffset;
    },
  };
  const seen = new Set<string>();
  const wanted = (index: number): boolean => rules.trees[index]?.mayKeep(input) ?? false;
  return document.match(rules.treeMatchers, cancellation, wanted).flatMap((match) => {
    const entry = rules.trees[match.matcherIndex];
    if (!entry?.keeps(match, input)) return [];
    const { rule, matcher } = entry;
    const span =
      matcher.report === undefined ? match.span : (match.captures.get(matcher.report)?.span ?? match.span);
    // Two shapes of one rule may cover the same code; it is one problem.
    const key = `${rule.id} ${span.start} ${span.end}`;
    if (seen.has(key)) return [];
    seen.add(key);
    const fixes = entry.fixes
      .filter(({ keeps }) => keeps(match, input))
      .map(({ template }) => renderFix(template, match, renderContext))
      .filter((fix) => fix !== undefined);
    return [{ rule, span, message: fillTemplate(matcher.message ?? rule.message, match.captures), fixes }];
  });
}

function matchImports(
  input: DocumentInput,
  document: SyntaxDocument,
  rules: ApplicableRules,
  config: ProjectConfig,
): RawFinding[] {
  return document.imports.flatMap(({ specifier, span }) => {
    const captures = new Map([['MODULE', { text: specifier, span }]]);
    let targets: readonly string[] | undefined;
    return rules.imports.flatMap(({ rule, matcher, modules }) => {
      let forbidden = modules(specifier);
      if (!forbidden && matcher.layers) {
        targets ??= importTargets(input.language, input.path, specifier);
        const wanted = matcher.layers;
        forbidden = targets.some((target) => wanted.includes(layerOfPath(config, target) ?? 0));
      }
      if (!forbidden) return [];
      return [{ rule, span, message: fillTemplate(matcher.message ?? rule.message, captures), fixes: [] }];
    });
  });
}
