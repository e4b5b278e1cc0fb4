const NAMED = [
  ['customers', []],
  ['orders', ['customers', 'addresses']],
  ['order_lines', ['orders', 'products']],
  ['products', ['categories']],
  ['categories', ['categories']],
  ['addresses', ['customers']],
  ['payments', ['orders']],
  ['shipments', ['orders', 'addresses']],
  ['contractors', ['customers']],
  ['contractor_portfolios', ['contractors']],
] as const;

/** A schema of that many tables, in the shape that the tool gives. */
export function sampleMap(count: number): unknown {
  const tables = Array.from({ length: count }, (_, index) => {
    const [name, refers] = NAMED[index] ?? [
      `archive_${index}`,
      [NAMED[index % NAMED.length]?.[0] ?? 'orders'],
    ];
    return { name, refers: refers.filter((other) => count > NAMED.length || known(other, count)) };
  });
  return {
    origin: 'supabase/migrations, 12 migrations',
    leftOut: 0,
    notes: [],
    nodes: tables.map(({ name, refers }) => ({
      id: `public.${name}`,
      schema: 'public',
      name,
      moreColumns: 0,
      outside: false,
      rowEstimate: name.length * 1_700,
      ...(name === 'orders' && { comment: 'One for each basket that was paid.' }),
      columns: [
        { name: 'id', type: 'uuid', key: 'primary', required: true },
        ...refers.map((other) => ({
          name: `${other}_id`,
          type: 'uuid',
          key: 'foreign',
          required: other !== 'addresses',
        })),
        { name: 'created_at', type: 'timestamp with time zone', required: true },
        { name: 'note', type: 'text', required: false },
      ],
    })),
    edges: tables.flatMap(({ name, refers }) =>
      refers.map((other) => ({
        name: `${name}_${other}_id_fkey`,
        from: `public.${name}`,
        to: `public.${other}`,
        columns: [`${other}_id`],
        targetColumns: ['id'],
        one: name === 'contractors',
        optional: other === 'addresses',
        ...(name === 'order_lines' && { onDelete: 'cascade' }),
      })),
    ),
  };
}

function known(name: string, count: number): boolean {
  return NAMED.slice(0, count).some(([one]) => one === name);
}
