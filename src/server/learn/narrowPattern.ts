import { patternContentSchema } from '../../core/library/fixPattern.ts';
import { writePatternFile } from '../../core/library/writePatternFile.ts';
import { type Declined, learnEdit } from '../../core/patterns/learn/learnEdit.ts';
import { readLearnedEdit } from '../../core/patterns/learn/learnedEdit.ts';
import { hunkExample, openPair, type StatementPair } from '../../core/patterns/mine/hunkExample.ts';
import { rangeOf } from '../../core/patterns/mine/lineHunks.ts';
import { shownEdit } from '../../core/patterns/mine/shownEdit.ts';
import { learnableLanguage } from '../../core/patterns/mine/writtenByHand.ts';
import { hashText } from '../../core/text/hash.ts';
import type { LearnedDraft } from '../../protocol/learn.ts';
import { withSites } from './draftRecord.ts';
import { hunksBetween } from './editedLines.ts';
import type { DraftRecord, EditedFile, LearnJobs } from './learnJobs.ts';
import type { JobTools } from './learnThread.ts';
import { SITES_LISTED_MAX } from './longRequest.ts';
import { findWorkspaceSites } from './workspaceSites.ts';

/** More examples in a file teach a reader nothing new. */
const EXAMPLES_MAX = 6;
const COUNTER_EXAMPLES_MAX = 20;

/**
 * Learns a pattern anew from its examples, the fixes of it that were kept and those that were undone: a draft that
 * leaves alone what was undone, or why there is none.
 */
export async function narrowPattern(
  { root, content, kept, undone, texts }: LearnJobs['narrow']['params'],
  tools: JobTools,
): Promise<LearnJobs['narrow']['result']> {
  const read = readLearnedEdit(content.pattern);
  if ('problem' in read) return { declined: read.problem };
  const { language } = read.edit;
  await tools.engines.prepare(language);
  const statements = (files: readonly EditedFile[]) =>
    files.flatMap((file) => statementOf(file, tools) ?? []);
  const examples = [
    ...content.examples.flatMap(({ before, after, path }) =>
      after === undefined ? [] : [{ before, after, path }],
    ),
    ...statements(kept),
  ].slice(0, EXAMPLES_MAX);
  const counter = [
    ...content.counter_examples,
    ...statements(undone).map(({ before, path }) => ({ before, path })),
  ].slice(-COUNTER_EXAMPLES_MAX);
  const learned = learnEdit(
    {
      language,
      examples: examples.map(({ before, after }) => ({ before, after })),
      negatives: counter.map(({ before }) => before),
    },
    { parse: tools.engines.plainTrees },
  );
  if (isDeclined(learned)) return learned;
  const [first] = examples;
  const shown = first && shownEdit(learned.edit, first, tools.engines.plainTrees);
  const narrowed = patternContentSchema.parse({
    ...content,
    pattern: learned.edit,
    examples,
    counter_examples: counter,
    ...(shown && { code_before: shown.before, code_after: shown.after }),
  });
  const record: DraftRecord = { content: narrowed, draft: draftOf(root, narrowed, learned.evidence) };
  const found = await findWorkspaceSites({ root, content: narrowed, limit: SITES_LISTED_MAX, texts }, tools);
  return { record: withSites(root, record, found) };
}

function isDeclined(value: object): value is Declined {
  return 'declined' in value;
}

/** The statement that a fix changed, before and after it. */
function statementOf(file: EditedFile, { engines }: JobTools): StatementPair | undefined {
  const language = learnableLanguage(file.path);
  const [first, ...others] = hunksBetween(file.before, file.after).map(rangeOf);
  if (language === undefined || !first) return undefined;
  return hunkExample(
    openPair({ ...file, language }, [first, ...others]),
    first.beforeLine,
    engines.plainTrees,
  );
}

function draftOf(root: string, content: DraftRecord['content'], evidence: readonly string[]): LearnedDraft {
  return {
    id: hashText(`${root}\n${content.key}\n${JSON.stringify(content.pattern)}`),
    key: content.key,
    title: content.title,
    language: content.code_type ?? '',
    problemDescription: content.problem_description,
    symptoms: content.symptoms,
    severity: content.severity,
    problemType: content.problem_type,
    layers: content.layers,
    workflows: content.workflows,
    tags: content.tags,
    preventionGuidance: content.prevention_guidance ?? '',
    antiPatterns: content.anti_patterns,
    before: content.code_before ?? '',
    after: content.code_after ?? '',
    conditions: [],
    examples: content.examples.map(({ before, after = '', path }) => ({
      before,
      after,
      ...(path !== undefined && { path }),
    })),
    sites: [],
    sitesTotal: 0,
    source: { kind: 'fix', commits: [] },
    evidence,
    yaml: writePatternFile(content),
  };
}
