/** Operators that Postgres brings; their functions only compute. */
const SYSTEM: ReadonlySet<string> = new Set(
  `!! !~ !~* !~~ !~~* # ## #- #> #>> % & && &< &<| &> * *< *<= *<> *= *> *>= + - -> ->> -|- / < <-> << <<= <<| <= <> <@
  <^ = > >= >> >>= >^ ? ?# ?& ?- ?-| ?| ?|| @ @-@ @> @? @@ @@@ ^ ^@ | |&> |/ |>> || ||/ ~ ~* ~<=~ ~<~ ~= ~>=~ ~>~ ~~ ~~*
  != ?> |&>`.split(/\s+/u),
);

/** Operators of pg_trgm, pgvector, hstore, ltree, intarray and PostGIS. */
const EXTENSIONS: ReadonlySet<string> = new Set(
  `<-> <#> <=> <+> <~> <%> % <% %> <<% %>> <<-> <->> <<<-> <->>> <<->> #= %% %# ?@ ?~ ?^ ^? ^?@ ^?~ ^@> ^<@ ~ @ @@ @> <@
  && &&& &/& @>> <<@ ~~= |=| <<#>> |>> @~ <<|`.split(/\s+/u),
);

const EXTENSION_SCHEMAS: ReadonlySet<string> = new Set(['public', 'extensions', 'postgis']);

/** Whether a read may use the operator; an operator of another schema or name calls somebody's own function. */
export function isAllowedOperator(name: string, schema?: string): boolean {
  if (schema === undefined) return SYSTEM.has(name) || EXTENSIONS.has(name);
  if (schema === 'pg_catalog') return SYSTEM.has(name);
  return EXTENSION_SCHEMAS.has(schema) && EXTENSIONS.has(name);
}
