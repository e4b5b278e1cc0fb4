import type { PatternContent } from '../../core/library/fixPattern.ts';
import { anchorsOf } from '../../core/patterns/learn/anchorsOf.ts';
import { type AnalyzedDocument, type Analyzer, createAnalyzer } from '../../core/rules/analyzer.ts';
import { EMPTY_BASELINE, filterBaseline } from '../../core/rules/baseline.ts';
import type { Finding } from '../../core/rules/finding.ts';
import { isGenerated } from '../../core/rules/generatedFiles.ts';
import { languageOfPath } from '../../core/rules/languages.ts';
import { ruleOfLearned } from '../../core/rules/learned/ruleOfLearned.ts';
import { createRuleSet } from '../../core/rules/ruleSet.ts';
import { createProjectAnalyzer, type Project } from '../../engines/workspace/createProjectAnalyzer.ts';
import type { Engines } from '../../engines/workspace/engines.ts';
import type { OpenTexts } from './learnJobs.ts';

/** One pattern as the only rule of a project, over the project's files as they stand in the editor. */
export interface PatternProject {
  readonly project: Project;
  readonly analyzer: Analyzer;
  /** The file judged by the pattern; undefined where it has no say or the file is not read. */
  judge(path: string): Promise<AnalyzedDocument | undefined>;
  /** What the pattern finds and the project has not agreed to live with. */
  findings(document: AnalyzedDocument): readonly Finding[];
}

/** @throws when the pattern holds no edit that can be read, with what is wrong in one line */
export async function openPatternProject(
  root: string,
  content: PatternContent,
  texts: OpenTexts,
  engines: Engines,
): Promise<PatternProject> {
  const project = await createProjectAnalyzer({ rootFolder: root, trusted: true, engines });
  const { config } = project.analyzer;
  const derived = ruleOfLearned({ ...content, rule: undefined }, { raised: false });
  if (!derived || 'problem' in derived) throw new Error(derived?.problem ?? 'pattern: holds no learned edit');
  const { rule } = derived;
  const analyzer = createAnalyzer({
    syntax: engines.syntax,
    sqlParser: engines.sqlParser,
    plainTrees: engines.plainTrees,
    ruleSet: createRuleSet([{ origin: 'learned', rules: [rule] }], config, { only: [rule.id] }),
    config,
    limits: project.limits,
  });
  const anchors = rule.match.flatMap((matcher) =>
    matcher.kind === 'learned' ? anchorsOf(matcher.edit) : [],
  );
  const baseline = project.files.baseline ?? EMPTY_BASELINE;
  return {
    project,
    analyzer,
    judge: async (path) => {
      const language = languageOfPath(path);
      if (language === undefined || !rule.languages.includes(language)) return undefined;
      const text = texts[path] ?? textOf(project, path);
      // Most files hold none of the pattern's words; they are not parsed.
      if (text === undefined || !holdsAll(text, anchors, language === 'sql') || isGenerated(text))
        return undefined;
      await engines.prepare(language);
      return analyzer.analyze({ path, language, text });
    },
    findings: ({ input: { path, text }, lines, analysis: { findings } }) =>
      filterBaseline(baseline, { path, text, lines, findings }).fresh.filter(
        ({ ruleId }) => ruleId === rule.id,
      ),
  };
}

/** A file on disk; undefined where it is no text, or one whose bytes could not be written back. */
export function textOf(project: Project, path: string): string | undefined {
  const source = project.readSync(path);
  return source.kind === 'text' && source.isUtf8 ? source.text : undefined;
}

function holdsAll(text: string, anchors: readonly string[], isSql: boolean): boolean {
  const searched = isSql ? text.toLowerCase() : text;
  return anchors.every((word) => searched.includes(isSql ? word.toLowerCase() : word));
}
