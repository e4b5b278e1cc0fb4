/** Statement shapes of everyday migrations; about nine in ten have something a linter would say. */
const SHAPES: readonly ((n: number) => string)[] = [
  (n) =>
    `create table depot_${n} (\n  id serial primary key,\n  label text not null,\n  opened_at timestamptz not null default now()\n);`,
  (n) => `create index depot_${n}_label_idx on depot_${n} (label, opened_at);`,
  (n) => `alter table parcel add column weight_${n} integer not null;`,
  (n) =>
    `alter table parcel add column note_${n} text;\ncomment on column parcel.note_${n} is 'What the driver should know, run ${n}';`,
  (n) => `alter table courier drop column nickname_${n};`,
  (n) => `alter table route add constraint route_stops_${n} check (stops_${n} > 0);`,
  (n) =>
    `create table trip_${n} (\n  id bigint generated always as identity primary key,\n  started_at timestamp,\n  ended_at timestamptz\n);`,
  (n) => `alter table route rename column leg_${n} to section_${n};`,
  (n) =>
    `create or replace function touch_${n}() returns trigger language plpgsql as $$\nbegin\n  new.changed_at := now();\n  return new;\nend;\n$$;`,
  (n) => `update parcel set state = 'lost ä🙂' where checked_at = null and run = ${n};`,
  (n) => `drop table if exists import_${n};`,
  (n) => `alter table courier alter column phone_${n} set not null;`,
];

/** Deterministic SQL with exactly this many statements. */
export function generateSql(statements: number): string {
  const parts: string[] = [];
  let count = 0;
  for (let n = 0; count < statements; n++) {
    const shape = SHAPES[n % SHAPES.length];
    const text = shape?.(n) ?? '';
    parts.push(text);
    count += shape === SHAPES[3] ? 2 : 1;
  }
  return `${parts.join('\n\n')}\n`;
}

/** One small migration, different for each number. */
export function generateMigration(number: number): string {
  const picked = [0, 1, 2, 3].map(
    (step) => SHAPES[(number * 5 + step * 3) % SHAPES.length]?.(number * 10 + step) ?? '',
  );
  return `-- Change ${number}\n\n${picked.join('\n\n')}\n`;
}
