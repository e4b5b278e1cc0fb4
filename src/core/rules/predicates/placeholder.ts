import { contentOfString } from './stringText.ts';

const PLACEHOLDER_WORDS =
  /(?:^|[^a-z])(?:change[-_ ]?me|your[-_ ]|my[-_ ]?(?:secret|password|token|key)|example|sample|dummy|fake|placeholder|redacted|todo|xxx+|test(?:ing)?|insert|replace|none|null|undefined|foo|bar|baz|secret|password|passwd|passw0rd|hunter2|token|api[-_ ]?key)(?:$|[^a-z])/iu;

const REFERENCE = /^(?:\$\{?\w+|\{\{|<[^>]+>|%\w+%|process\.env|os\.environ|env[.:(])/iu;

/** Whether a string is plainly not a real secret: a word to be replaced, a reference, or one character repeated. */
export function isPlaceholder(text: string): boolean {
  const content = contentOfString(text);
  if (content.length < 4) return true;
  if (REFERENCE.test(content) || content.includes('${') || content.includes('{{')) return true;
  if (new Set(content.replace(/[-_.:]/g, '')).size <= 3) return true;
  if (/^(?:0123456789|1234567890?|abcdef|qwerty)/iu.test(content)) return true;
  if (/EXAMPLE|XXXX/u.test(content)) return true;
  return PLACEHOLDER_WORDS.test(content) || /^\*+$|\.\.\.$|…$/u.test(content);
}
