import { LANGUAGES } from '../../../src/core/rules/languages.ts';
import { figuresOf, milliseconds } from '../../bench/figures.ts';
import { astGrepRule } from './astGrepRule.ts';
import { type Case, halfOf, readCases } from './cases.ts';
import { cliSubject } from './cliSubject.ts';
import { learnerSubject } from './learnerSubject.ts';
import { type Options, parseOptions } from './options.ts';
import { type CaseScore, scoreCase } from './score.ts';
import type { Subject } from './subject.ts';
import { printCase, printFailures, printTable } from './table.ts';
import { tokenReplace } from './tokenReplace.ts';

/** Runs every subject over the cases and prints its tables; returns an exit code. */
export async function main(root: string, args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  if (options === undefined) {
    console.error('a folder with LANGUAGE.jsonl files is needed');
    return 2;
  }
  const cases = readCases(options.folder).filter((one) => isWanted(one, options));
  if (cases.length === 0) {
    console.error('no case is left');
    return 2;
  }
  const subjects = await subjectsOf(root, options);
  for (const subject of subjects) {
    for (const examples of options.examples) await runSubject(subject, cases, examples, options);
    subject.close?.();
  }
  return 0;
}

async function subjectsOf(root: string, options: Options): Promise<readonly Subject[]> {
  const learner = options.cli ? cliSubject(root) : await learnerSubject();
  const beside = options.baselines && options.caseId === undefined ? [tokenReplace, astGrepRule] : [];
  return [learner, ...beside];
}

function isWanted(one: Case, { only, half, caseId }: Options): boolean {
  if (caseId !== undefined) return one.id === caseId;
  if (half !== undefined && halfOf(one.id) !== half) return false;
  if (LANGUAGES.some((language) => language === only)) return one.language === only;
  return only === undefined || [one.id, one.group, one.language].some((text) => text.includes(only));
}

async function runSubject(
  subject: Subject,
  cases: readonly Case[],
  examples: number,
  options: Options,
): Promise<void> {
  const scores: CaseScore[] = [];
  for (const one of cases) scores.push(await scoreCase(subject, one, examples, options.give));
  const title = `${subject.name}, ${examples} ${examples === 1 ? 'example' : 'examples'}`;
  if (options.caseId !== undefined) {
    for (const score of scores) printCase(title, score);
    return;
  }
  printTable(title, scores);
  if (subject === tokenReplace || subject === astGrepRule) return;
  printTimes(scores);
  if (options.failures) printFailures(scores);
}

function printTimes(scores: readonly CaseScore[]): void {
  const learn = figuresOf(scores.map((score) => score.learnMs));
  const apply = figuresOf(scores.flatMap((score) => score.applyMs));
  const memory = process.memoryUsage();
  console.log(
    `learning p50 ${milliseconds(learn.median)}, p95 ${milliseconds(learn.p95)}; ` +
      `applying p50 ${milliseconds(apply.median)}, p95 ${milliseconds(apply.p95)}; ` +
      `memory ${mebibytes(memory.rss)} resident, ${mebibytes(memory.heapUsed)} heap`,
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
