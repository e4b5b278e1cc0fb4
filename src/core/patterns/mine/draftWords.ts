import { patternKey } from '../../library/patternKey.ts';
import type { Language } from '../../rules/languages.ts';
import type { ProblemType, Severity } from '../../rules/ruleModel.ts';
import { codeTokens, isWord } from './codeTokens.ts';
import { looksLikeFix } from './fixLooking.ts';
import type { CommitFacts } from './historySource.ts';

/** What the words of a draft are made from. */
export interface DraftFacts {
  readonly language: Language;
  /** With `$NAMES` in place of what may vary. */
  readonly before: string;
  readonly after: string;
  readonly commits: readonly CommitFacts[];
  readonly places: number;
}

export interface DraftWords {
  readonly key: string;
  readonly title: string;
  readonly problemDescription: string;
  readonly symptoms: readonly string[];
  readonly severity: Severity;
  readonly problemType: ProblemType;
  readonly tags: readonly string[];
  readonly preventionGuidance: string;
  readonly antiPatterns: readonly string[];
}

/** Longer code in a title is no title. */
const SHOWN_LENGTH_MAX = 60;
const KEY_LENGTH_MAX = 70;
const SYMPTOMS_MAX = 4;
const TAGS_MAX = 5;

/** Every word comes from the edit itself and from what its authors wrote of it; nothing is made up. */
export function draftWords(facts: DraftFacts): DraftWords {
  const title = titleOf(facts);
  const fixes = facts.commits.map(({ subject }) => plainSubject(subject)).filter((words) => words !== '');
  const said = [...new Set(facts.commits.some(({ subject }) => looksLikeFix(subject)) ? fixes : [])];
  return {
    key: keyOf(title),
    title,
    problemDescription: descriptionOf(facts),
    symptoms: [...said.slice(0, SYMPTOMS_MAX - 1), `code still has ${shown(facts.before)}`],
    severity: severityOf(facts),
    problemType: problemTypeOf(facts),
    tags: tagsOf(facts),
    preventionGuidance: `Write ${shown(facts.after)} in new code; the rule of this pattern reports ${shown(facts.before)}.`,
    antiPatterns: [`${shown(facts.before)} where ${shown(facts.after)} is meant`],
  };
}

function titleOf({ before, after, language }: DraftFacts): string {
  const [left, right] = [oneLine(before), oneLine(after)];
  if (left.length <= SHOWN_LENGTH_MAX && right.length <= SHOWN_LENGTH_MAX) {
    return `Replace \`${left}\` with \`${right}\``;
  }
  const [gone, come] = [only(before, after, language), only(after, before, language)];
  if (gone.length === 0 && come.length > 0) return `Add ${listed(come)} to \`${cut(left)}\``;
  if (come.length === 0 && gone.length > 0) return `Remove ${listed(gone)} from \`${cut(left)}\``;
  if (gone.length > 0 && come.length > 0) return `Replace ${listed(gone)} with ${listed(come)}`;
  return `Replace \`${cut(left)}\` with \`${cut(right)}\``;
}

function descriptionOf({ before, after, commits, places }: DraftFacts): string {
  const [newest] = commits;
  const lines = [`${shown(before)} was changed to ${shown(after)} by hand`];
  if (places > 1) lines.push(` in ${places} places`);
  if (commits.length > 1) lines.push(` of ${commits.length} commits`);
  if (newest && newest.subject !== '')
    lines.push(`, last by “${newest.subject}” (${newest.sha.slice(0, 10)})`);
  return `${lines.join('')}. The same change is due wherever the old form is met.`;
}

const HIGH =
  /\b(?:security|vuln\w*|cve-\d+|inject(?:ion)?|xss|csrf|ssrf|traversal|prototype pollution|secret|password|redos|escape[sd]?|sanitiz\w*)\b/iu;
const MEDIUM =
  /\b(?:crash\w*|leak\w*|deadlock|race|corrupt\w*|data loss|overflow|hang[s]?|unhandled|exception)\b/iu;
const SLOW = /\b(?:perf(?:ormance)?|slow\w*|fast(?:er)?|speed|optimi[sz]\w*|memory|cache[sd]?)\b/iu;
const SHOWN_TO_USERS = /\b(?:a11y|accessib\w*|aria|ui|ux|css|layout|contrast|focus)\b/iu;
const STRUCTURE = /\b(?:import|require|layer|depend\w*|circular|module|architecture)\b/iu;

function severityOf({ commits }: DraftFacts): Severity {
  const words = commits.map(({ subject }) => subject).join('\n');
  if (HIGH.test(words)) return 'HIGH';
  if (MEDIUM.test(words)) return 'MEDIUM';
  return 'LOW';
}

function problemTypeOf({ commits, language, before }: DraftFacts): ProblemType {
  const words = commits.map(({ subject }) => subject).join('\n');
  if (HIGH.test(words)) return 'Security';
  if (SLOW.test(words)) return 'Performance';
  if (language === 'sql') return 'Data';
  if (SHOWN_TO_USERS.test(words) || language === 'css' || language === 'html') return 'UI-UX';
  if (STRUCTURE.test(words) || /^\s*(?:import|from|const .* = require)\b/u.test(before))
    return 'Architecture';
  return 'Standards';
}

/** Names that the edit is about: those on one side alone first. */
function tagsOf({ before, after, language }: DraftFacts): readonly string[] {
  const names = [...only(before, after, language), ...only(after, before, language)].filter(
    (token) => isWord(token) && !token.startsWith('$') && token.length > 2,
  );
  return [...new Set([language, ...names.map((name) => name.toLowerCase())])].slice(0, TAGS_MAX);
}

function only(text: string, other: string, language: Language): readonly string[] {
  const others = new Set(codeTokens(other, language));
  const found = codeTokens(text, language).filter(
    (token) => !others.has(token) && /[\p{L}\p{N}]/u.test(token),
  );
  return [...new Set(found)];
}

function listed(tokens: readonly string[]): string {
  const named = tokens.slice(0, 3).map((token) => `\`${cut(token)}\``);
  return tokens.length > 3 ? `${named.join(', ')} …` : named.join(', ');
}

/** `fix(core): stop the leak (#12)` → `stop the leak` */
function plainSubject(subject: string): string {
  return subject
    .replace(/^(?:\w+(?:\([^)]*\))?!?|\[[^\]]*\]|[\w./-]+):\s+/u, '')
    .replaceAll(/\s*\((?:#\d+|[^)]*#\d+[^)]*)\)/gu, '')
    .trim();
}

function shown(code: string): string {
  return `\`${cut(oneLine(code))}\``;
}

function oneLine(code: string): string {
  return code
    .trim()
    .replaceAll(/\s*\n\s*/gu, ' ')
    .replaceAll('`', "'");
}

function cut(text: string): string {
  return text.length <= SHOWN_LENGTH_MAX ? text : `${text.slice(0, SHOWN_LENGTH_MAX - 1).trimEnd()}…`;
}

function keyOf(title: string): string {
  const key = patternKey(title.replaceAll(/[$][A-Z_0-9]+/gu, ' '));
  return key.length <= KEY_LENGTH_MAX ? key : key.slice(0, KEY_LENGTH_MAX).replace(/-[^-]*$/u, '');
}
