/** Statements by their first words; a sentence that begins with "select" or "update" lacks the second one. */
const STATEMENT =
  /^\W*(?:select\b.{1,2000}?\bfrom\b|insert\s+(?:ignore\s+)?into\b|replace\s+into\b|update\b.{1,500}?\bset\b|delete\s+from\b|with\s+\w+\s+as\b|merge\s+into\b|call\s+\w+\s*\(|exec(?:ute)?\s+\w+)/isu;

/** What stands before a hole when a quoted value belongs there. */
const QUOTED_POSITION = /['"]%?$/u;

/** What stands before a hole when a value belongs there, and not a table, a column or a whole clause. */
const VALUE_POSITION = /(?:[=<>(,]|\b(?:like|ilike|between|then|else|in))\s*$/iu;

/** Expressions that quote what they are given, turn it into a number, or are constants. */
const HARMLESS =
  /escape|quote|ident|literal|mogrify|^(?:int|float|Number|parseInt|len)\(|(?:^|\.)[A-Z][A-Z0-9_]*$|^\d+$|\.length$|\bjoin\(|\.map\(|\?/u;

/** Names of lists of columns, of placeholders and of finished clauses, which builders put in. */
const CLAUSE_NAME =
  /(?:^|[._])\w*(?:placeholder|column|cols?$|fields?$|keys$|names?$|clause|condition|where|sql|quer|filter|order|sort|table|schema|params?$|question|marks|values$|bind|batch|limit|offset|index$|^i$)/iu;

interface Hole {
  readonly before: string;
  readonly expression: string;
}

/** Whether source text is an SQL statement put together at run time with a value written into it. */
export function isBuiltSql(text: string): boolean {
  const literal = text.replace(
    /^[\s(&]*(?:(?:fmt\.Sprintf|format!|String\.format|sprintf)\(\s*)?(?:@?\$@?|[a-zA-Z]{1,2})?(?=["'`])/u,
    '',
  );
  if (!STATEMENT.test(literal.replace(/["'`]\s*\+\s*(?:\n\s*)?["'`]/gu, ''))) return false;
  return holesOf(text, literal).some(
    ({ before, expression }) =>
      !HARMLESS.test(expression) &&
      (QUOTED_POSITION.test(before) || (VALUE_POSITION.test(before) && !CLAUSE_NAME.test(expression.trim()))),
  );
}

function holesOf(text: string, literal: string): readonly Hole[] {
  const holes: Hole[] = [];
  const add = (pattern: RegExp): void => {
    for (const match of literal.matchAll(pattern)) {
      holes.push({
        before: literal.slice(Math.max(0, match.index - 60), match.index),
        expression: match[1] ?? '',
      });
    }
  };
  if (literal.startsWith('`')) add(/\$\{([^}]*)\}/gu);
  else if (/^\s*(?:[fF][rR]?|[rR][fF]|@?\$@?)["']/u.test(text)) add(/(?<!\{)\{([^{}]*)\}(?!\})/gu);
  else if (literal.startsWith('"') && /[#$]/u.test(literal)) {
    add(/#\{([^}]*)\}/gu);
    add(/\{?\$(\w+(?:->\w+|\['?\w+'?\])*)\}?/gu);
  }
  if (/["']\s*\.format\(/u.test(literal)) add(/(?<!\{)\{(\w*)[^{}]*\}(?!\})/gu);
  if (
    /["']\s*%\s*[\w({[]/u.test(literal) ||
    /^[\s(&]*(?:fmt\.Sprintf|sprintf|String\.format)\(/u.test(text)
  ) {
    add(/%(?:\((\w+)\))?[svrq]/gu);
  }
  if (/^[\s(&]*format!/u.test(text)) add(/\{(\w*)\}/gu);
  for (const match of literal.matchAll(/(?<!\\)["'`]\s*[+.]\s*(?!["'`+])([^+,;]+)/gu)) {
    holes.push({
      before: literal.slice(Math.max(0, match.index - 60), match.index),
      expression: match[1] ?? '',
    });
  }
  return holes;
}
