import type { CaseScore, Verdict } from './score.ts';

interface Row {
  readonly name: string;
  readonly scores: readonly CaseScore[];
}

const COLUMNS = [
  'cases',
  'sites',
  'exact',
  'to blanks',
  'wrong',
  'precision',
  'silent',
  'declined',
  'failed',
  'negatives',
  'changed',
  'whole',
] as const;
const NAME_WIDTH = 36;
const WIDTH = 10;

/** One line per group and language, per group, per language, and all. */
export function printTable(title: string, scores: readonly CaseScore[]): void {
  console.log(`\n${title}`);
  console.log(`${''.padEnd(NAME_WIDTH)}${COLUMNS.map((column) => column.padStart(WIDTH)).join('')}`);
  const groups = [...new Set(scores.map((score) => score.case.group))].sort();
  const languages = [...new Set(scores.map((score) => score.case.language))].sort();
  const rows: Row[] = [];
  for (const group of groups) {
    const inGroup = scores.filter((score) => score.case.group === group);
    for (const language of languages) {
      const both = inGroup.filter((score) => score.case.language === language);
      if (both.length > 0) rows.push({ name: `${group} ${language}`, scores: both });
    }
    rows.push({ name: `${group} (all)`, scores: inGroup });
  }
  for (const language of languages)
    rows.push({
      name: `${language} (all)`,
      scores: scores.filter((score) => score.case.language === language),
    });
  rows.push({ name: 'all', scores });
  for (const row of rows) printRow(row);
}

function printRow({ name, scores }: Row): void {
  const sites = scores.flatMap((score) => score.sites);
  const negatives = scores.flatMap((score) => score.negatives);
  const count = (...verdicts: readonly Verdict[]): number =>
    sites.filter(({ verdict }) => verdicts.includes(verdict)).length;
  const right = count('exact', 'spaced');
  const whole = scores.filter((score) => score.sites.every(({ verdict }) => verdict === 'exact')).length;
  const cells = [
    String(scores.length),
    String(sites.length),
    share(count('exact'), sites.length),
    share(right, sites.length),
    share(count('wrong'), sites.length),
    share(right, right + count('wrong')),
    share(count('silent'), sites.length),
    share(count('declined'), sites.length),
    share(count('failed'), sites.length),
    String(negatives.length),
    share(negatives.filter(({ changed }) => changed).length, negatives.length),
    share(whole, scores.length),
  ];
  console.log(`${name.padEnd(NAME_WIDTH)}${cells.map((cell) => cell.padStart(WIDTH)).join('')}`);
}

function share(part: number, total: number): string {
  return total === 0 ? '–' : `${((100 * part) / total).toFixed(1)} %`;
}

/** Cases that are not right everywhere, by the worst thing that happened. */
export function printFailures(scores: readonly CaseScore[]): void {
  const byCategory = new Map<string, string[]>();
  for (const score of scores) {
    const category = categoryOf(score);
    if (category === undefined) continue;
    const right = score.sites.filter(({ verdict }) => verdict === 'exact').length;
    const why = score.declined === undefined ? '' : `: ${score.declined.split('\n')[0]}`;
    const line = `${score.case.id} [${score.case.language}, ${score.case.group}] ${right}/${score.sites.length}${why}`;
    byCategory.set(category, [...(byCategory.get(category) ?? []), line]);
  }
  for (const [category, lines] of [...byCategory].sort()) {
    console.log(`\n${category} (${lines.length})`);
    for (const line of lines) console.log(`  ${line}`);
  }
}

function categoryOf(score: CaseScore): string | undefined {
  const verdicts = new Set(score.sites.map(({ verdict }) => verdict));
  if (verdicts.has('failed') || score.negatives.some(({ result }) => result.startsWith('Error')))
    return '1 failed with an exception';
  if (verdicts.has('wrong')) return '2 wrong on a site';
  if (score.negatives.some(({ changed }) => changed)) return '3 changed a negative';
  if (score.declined !== undefined) return '4 declined';
  if (verdicts.has('spaced')) return '5 right but for blanks';
  if (verdicts.has('silent'))
    return verdicts.has('exact') ? '6 silent on some sites' : '7 silent on every site';
  return undefined;
}

/** Everything about one case. */
export function printCase(title: string, score: CaseScore): void {
  console.log(`\n######## ${title}: ${score.case.id} [${score.case.language}, ${score.case.group}]`);
  if (title.endsWith(', 1 example')) {
    for (const [index, { before, after }] of score.case.train.entries()) {
      block(`training ${index + 1}, before`, before);
      block(`training ${index + 1}, after`, after);
    }
  }
  if (score.declined === undefined) block('learned', score.print);
  else block('declined', score.declined);
  for (const [index, { pair, verdict, result }] of score.sites.entries()) {
    console.log(`==== site ${index + 1}: ${verdict}`);
    if (verdict === 'exact') continue;
    block('before', pair.before);
    block('expected', pair.after);
    if (verdict !== 'silent' && verdict !== 'declined') block('got', result);
  }
  for (const { text, result, changed } of score.negatives) if (changed) printChangedLines(text, result);
}

function printChangedLines(text: string, result: string): void {
  console.log('==== negative changed');
  const before = text.split('\n');
  const after = result.split('\n');
  const gone = before.filter((line) => !after.includes(line));
  const come = after.filter((line) => !before.includes(line));
  for (const line of gone.slice(0, LINES_SHOWN)) console.log(`- ${line}`);
  for (const line of come.slice(0, LINES_SHOWN)) console.log(`+ ${line}`);
}

const LINES_SHOWN = 20;

function block(title: string, text: string): void {
  console.log(`---- ${title}\n${text}`);
}
