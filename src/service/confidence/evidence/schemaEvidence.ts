import { classifySql } from '../../../core/policy/sql/classifySql.ts';
import type { ParseScript } from '../../../core/ports.ts';
import type { ConfidenceEvidence } from '../../../protocol/confidence.ts';
import { givenMigration, givenPlace } from '../../../tools/givenMigration.ts';
import { loadSchema } from '../../../tools/schemaSource.ts';
import type { ToolContext } from '../../../tools/toolContext.ts';
import { objectEvidence } from './sqlChecks.ts';

/** More texts than so are a program, no answer. */
const RUNS_MAX = 8;

/** What the project's schema, as its migrations make it on the shadow, says of SQL texts. */
export async function schemaEvidence(
  context: ToolContext,
  texts: readonly string[],
): Promise<readonly ConfidenceEvidence[]> {
  await context.engines.prepare('sql');
  const parse = context.engines.sqlParser.parseScript;
  const { model } = await loadSchema({}, context);
  const objects = objectEvidence(parse, texts, model);
  return [...objects, ...(await runEvidence(parse, texts, context))];
}

/** Whether the texts, one after another behind the project's migrations, run on the shadow; reads are only planned. */
async function runEvidence(
  parse: ParseScript,
  texts: readonly string[],
  context: ToolContext,
): Promise<readonly ConfidenceEvidence[]> {
  const runnable = texts.slice(0, RUNS_MAX).flatMap((text) => runnableText(parse, text));
  if (runnable.length === 0) return [];
  const place = await givenPlace(context, { up: runnable.join('\n') });
  let { history } = place;
  const given = runnable.map((up, index) => {
    const migration = givenMigration({ ...place, history }, { title: `answer ${index + 1}`, up });
    history = { ...history, migrations: [...history.migrations, migration] };
    return migration;
  });
  const shadow = await context.shadow();
  const { failures } = await shadow.replay(
    { migrations: history.migrations, settings: place.settings, ruleIds: [], withSchema: false },
    { signal: context.signal },
  );
  const failed = failures.filter(({ path }) => given.some(({ up }) => up.path === path));
  const failedPaths = new Set(failed.map(({ path }) => path));
  const ran = given.length - failedPaths.size;
  const [first] = failed;
  return [
    {
      part: 'factual',
      kind: 'plan_runs',
      text: `${ran} of ${given.length} SQL texts run on the shadow database${first ? `; one says: ${first.message}` : ''}.`,
      passed: ran,
      of: given.length,
    },
  ];
}

/** As it may run on the shadow: reads as their plan, changes as they are; what is neither is not tried. */
function runnableText(parse: ParseScript, text: string): readonly string[] {
  const { class: kind } = classifySql(parse, text);
  if (kind === 'ddl' || kind === 'write') return [text];
  if (kind !== 'read') return [];
  const read = parse(text);
  const [statement] = 'error' in read ? [] : read.statements;
  // Parameters of a prepared query have no values here.
  if (!statement || /\$\d/u.test(statement.text)) return [];
  return [/^\s*explain\b/iu.test(statement.text) ? statement.text : `explain ${statement.text};`];
}
