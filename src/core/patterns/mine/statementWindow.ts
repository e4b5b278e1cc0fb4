/** Lines from `first` up to, not including, `end`. 0-based. */
export interface LineRun {
  readonly first: number;
  readonly end: number;
}

/** Longer statements hold more than one idea; what changed in them is told too vaguely by showing all of it. */
const REACH_MAX = 24;
const LINES_MAX = 30;

/** A line that ends so goes on in the next. */
const GOES_ON =
  /(?:[,([=.+*/%&|^?<~\\-]|&&|\|\||=>|\b(?:return|and|or|not|in|is|from|where|select|set|as))$/iu;

/** A line that begins so goes on from the one before. */
const CONTINUES =
  /^(?:[)\]}.,?:&|+*/%=<>]|(?:else|elif|except|finally|catch|and|or|then|do|while|from|where)\b)/iu;

const CLOSES = /^[)\]}]/u;

/** Whether a line belongs to the statement before it. */
export function continues(line: string): boolean {
  return CONTINUES.test(line.trim());
}

/** Whether a line's statement does not end with it. */
export function goesOn(line: string): boolean {
  return GOES_ON.test(line.trim());
}

/**
 * Runs of whole lines around some lines, the smallest first, that look like statements of their own: brackets in pairs,
 * no line cut off before its end, nothing further left than the first line. A parser has the last word; asking it about
 * some lines costs a hundredth of asking it about their whole file.
 */
export function* statementWindows(
  lines: readonly string[],
  changed: LineRun,
): Generator<LineRun, void, undefined> {
  const lowest = Math.max(0, changed.first - REACH_MAX);
  const highest = Math.min(lines.length, changed.end + REACH_MAX);
  for (let extra = 0; extra <= lines.length && extra + changed.end - changed.first <= LINES_MAX; extra++) {
    for (let above = 0; above <= extra; above++) {
      const run = { first: changed.first - above, end: changed.end + extra - above };
      if (run.first < lowest || run.end > highest) continue;
      if (isPlausible(lines, run)) yield run;
    }
  }
}

function isPlausible(lines: readonly string[], { first, end }: LineRun): boolean {
  const top = lines[first] ?? '';
  const bottom = lines[end - 1] ?? '';
  if (top.trim() === '' || bottom.trim() === '' || CONTINUES.test(top.trim())) return false;
  if (GOES_ON.test(bottom.trim()) || endsOpen(lines[first - 1])) return false;
  const margin = indentation(top);
  for (let line = first; line < end; line++) {
    const text = lines[line] ?? '';
    if (text.trim() !== '' && indentation(text) < margin) return false;
  }
  const next = lines[end] ?? '';
  // Lines that are indented deeper, or go on, belong to what stands above them.
  if (next.trim() !== '' && (indentation(next) > margin || goesOnFrom(next, margin))) return false;
  return isBalanced(lines.slice(first, end).join('\n'));
}

/** `.then()` or `else` at the statement's own margin; a closing bracket there belongs to what stands around. */
function goesOnFrom(next: string, margin: number): boolean {
  return indentation(next) === margin && CONTINUES.test(next.trim()) && !CLOSES.test(next.trim());
}

function endsOpen(line: string | undefined): boolean {
  const text = line?.replace(/\s*(?:\/\/|#\s|--\s).*$/u, '').trim() ?? '';
  return text !== '' && !text.endsWith('=>') && GOES_ON.test(text) && !text.endsWith('*/');
}

function indentation(line: string): number {
  return /^[ \t]*/u.exec(line)?.[0].length ?? 0;
}

const QUOTED = /"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`|\/\/[^\n]*/gu;

/** Brackets outside of strings, counted; the parser finds what this does not. */
function isBalanced(text: string): boolean {
  let depth = 0;
  for (const [bracket] of text.replaceAll(QUOTED, '').matchAll(/[()[\]{}]/gu)) {
    depth += '([{'.includes(bracket) ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}
