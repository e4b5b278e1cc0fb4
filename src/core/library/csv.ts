export interface CsvRow {
  readonly cells: readonly string[];
  /** 1-based line of the file at which the row starts. */
  readonly line: number;
}

/** Spreadsheets run a cell that starts with one of these as a formula, or drop the character. */
const FORMULA_START = /^[=+\-@\t\r]/u;

const DELIMITERS = [',', ';', '\t'] as const;

/**
 * Rows of a CSV file (RFC 4180): quoted cells may hold delimiters, doubled quotes and line breaks; rows end with LF, CRLF
 * or CR; a byte order mark and empty lines are passed over. The delimiter is the one that the first line uses most.
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const source = text.replace(/^\uFEFF/u, '');
  const delimiter = delimiterOf(source);
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let cell = '';
  let quoted = false;
  let wasQuoted = false;
  let line = 1;
  let rowLine = 1;
  const endRow = (): void => {
    const empty = cells.length === 0 && cell === '' && !wasQuoted;
    if (!empty) rows.push({ cells: [...cells, cell], line: rowLine });
    cells = [];
    cell = '';
    wasQuoted = false;
  };
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (quoted) {
      if (character === '"' && source[at + 1] === '"') {
        cell += '"';
        at++;
      } else if (character === '"') quoted = false;
      else {
        if (character === '\n' || (character === '\r' && source[at + 1] !== '\n')) line++;
        cell += character;
      }
    } else if (character === '"' && cell === '' && !wasQuoted) {
      quoted = true;
      wasQuoted = true;
    } else if (character === delimiter) {
      cells.push(cell);
      cell = '';
      wasQuoted = false;
    } else if (character === '\n' || character === '\r') {
      if (character === '\r' && source[at + 1] === '\n') at++;
      endRow();
      line++;
      rowLine = line;
    } else cell += character;
  }
  endRow();
  return rows;
}

/** CSV for spreadsheets: a byte order mark so that they read UTF-8, CRLF, and no cell that would run as a formula. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')}`;
}

/** A cell as its author wrote it: without the apostrophe that keeps spreadsheets from running it. */
export function plainCell(cell: string): string {
  return cell.startsWith("'") && FORMULA_START.test(cell.slice(1).replace(/^'+/u, '')) ? cell.slice(1) : cell;
}

function csvCell(text: string): string {
  // Cells that begin like a kept apostrophe get one more, so that reading gives back what was written.
  const safe = FORMULA_START.test(text.replace(/^'+/u, '')) ? `'${text}` : text;
  return /[",;\t\r\n]|^\s|\s$/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function delimiterOf(source: string): string {
  let quoted = false;
  const counts = new Map<string, number>(DELIMITERS.map((delimiter) => [delimiter, 0]));
  for (const character of source) {
    if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '\n' || character === '\r') break;
    else if (counts.has(character)) counts.set(character, (counts.get(character) ?? 0) + 1);
  }
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best))[0];
}
