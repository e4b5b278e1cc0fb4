const NAME = String.raw`(?:"(?:[^"]|"")+"|[^\s".]+)`;
const INDEX = new RegExp(`^(CREATE (?:UNIQUE )?INDEX ${NAME} ON (?:ONLY )?)public\\.`, 'u');
const TRIGGER = new RegExp(
  `^(CREATE (?:CONSTRAINT )?TRIGGER ${NAME} [A-Z ]+(?: OF [^\\n]+?)? ON )public\\.`,
  'u',
);
const ROUTINE = /^(CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE) )public\./u;

/**
 * A statement as people write it: Postgres names the schema, the access method and the type of every text where it prints
 * the definition of an index, trigger or function.
 *
 * @param searchPath `public` where names of that schema are written without it
 */
export function plainStatement(statement: string, searchPath: string): string {
  const bare =
    searchPath === 'public'
      ? statement.replace(INDEX, '$1').replace(TRIGGER, '$1').replace(ROUTINE, '$1')
      : statement;
  if (/^CREATE (?:UNIQUE )?INDEX /u.test(bare)) return bare.replace(' USING btree (', ' (');
  if (/^(?:CREATE|DROP|ALTER)(?: OR REPLACE)? (?:FUNCTION|PROCEDURE) /u.test(bare)) return plainRoutine(bare);
  return bare;
}

/** Only the part before the body, which is its author's. */
function plainRoutine(statement: string): string {
  const bodyStart = statement.search(/\n(?:AS |BEGIN ATOMIC|RETURN )/u);
  const end = bodyStart < 0 ? statement.length : bodyStart;
  const head = statement
    .slice(0, end)
    .replace(
      /\b([a-z]+(?: [a-z]+)*?)((?:\[\])?) DEFAULT ('(?:[^']|'')*')::\1\2(?=[,)])/gu,
      '$1$2 DEFAULT $3',
    );
  return `${isSignatureOnly(head) ? head.replaceAll(/,(?=\S)/gu, ', ') : head}${statement.slice(end)}`;
}

/** `DROP FUNCTION f(text,text)`: types only, no quoted name that could hold a comma. */
function isSignatureOnly(head: string): boolean {
  return head.startsWith('DROP ') && !head.includes('"');
}
