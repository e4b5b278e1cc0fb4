/** Words that authors of fixes use in a subject; `refix` or `prefix` are none. */
const FIX =
  /\b(?:fix(?:e[sd]|ing)?|hot-?fix|bug(?:s|fix)?|repair|correct(?:s|ed|ly)?|wrong(?:ly)?|prevent(?:s|ed)?|avoid(?:s|ed)?|leak(?:s|ed)?|rac(?:e|y)|deadlock|crash(?:es|ed)?|regress(?:ion)?|vuln\w*|cve-\d+|inject(?:ion)?|xss|security|escape[sd]?|sanitiz\w*|overflow|null(?:ish)?|undefined|deprecat\w*|resolve[sd]? #?\d+|close[sd]? #\d+|missing|broken|fail(?:s|ed|ing|ure)?|handle[sd]?|ensure[sd]?)\b/iu;

/** Subjects of commits that mend nothing although they say the word. */
const NO_FIX = /\b(?:typo|lint|formatting|whitespace|changelog|readme|docs?|revert|merge|bump|release)\b/iu;

export function looksLikeFix(subject: string): boolean {
  return FIX.test(subject) && !NO_FIX.test(subject);
}
