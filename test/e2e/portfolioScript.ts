import { callTool, pause, type ScriptedStep, say } from '../support/scripted/steps.ts';
import type { ModelScript } from '../support/scriptedModel.ts';

export const PORTFOLIO_QUESTION =
  'Add a portfolio of past projects for each customer, with an approval workflow and the migration for it.';

/** Comes after the sample's own migrations; has all that its rules ask for. */
const PORTFOLIO_UP = `set lock_timeout = '2s';

create table public.projects (
  id uuid primary key default gen_random_uuid(),
  customer_id uuid not null references public.customers (id) on delete cascade,
  title text not null check (char_length(title) between 1 and 200),
  finished_on date,
  state text not null default 'draft' check (state in ('draft', 'submitted', 'approved')),
  created_at timestamptz not null default now()
);

create index projects_customer_id_idx on public.projects (customer_id);

alter table public.projects enable row level security;

create policy "staff see projects of their customer" on public.projects
  for select to authenticated
  using (customer_id in (select customer_id from public.staff where user_id = (select auth.uid())));
`;

const PORTFOLIO_DOWN = 'drop table public.projects;\n';

const STEPS = [
  'schema: Map customers and who may see them',
  'design: Projects with a state that is approved',
  'migration: Write it with its way back, and prove it',
  'testing: Say how to try it out',
];

/** A planned consultation: two specialists at once, a proven migration, a file in two versions, and an answer. */
export const portfolioScript: ModelScript = ({ messages }) => {
  const system = messages[0]?.text ?? '';
  const asked = messages.findLastIndex(({ role }) => role === 'user');
  const results = messages.slice(asked).filter(({ role }) => role === 'tool').length;
  if (system.includes('You write Postgres migrations')) return migrationTurn(results);
  if (system.includes('You analyse Postgres schemas')) return schemaTurn(results);
  if (system.includes('Postgres queries are slow'))
    return [pause(1_000), say('One index on the customer is enough for now.')];
  return consultantTurn(results);
};

function consultantTurn(results: number): readonly ScriptedStep[] {
  switch (results) {
    case 0:
      return [plan(0)];
    case 1:
      return [
        task('schema-analyst', 'Map the tables around customers'),
        task('performance-optimizer', 'Find what reads of a portfolio would cost'),
      ];
    case 3:
      return [plan(2)];
    case 4:
      return [task('migration-specialist', 'Write the migration for projects')];
    case 5:
      return [
        callTool('write_file', {
          file_path: '/documentation/guide.md',
          content: '# Portfolio\n\n1. Apply the migration.\n',
        }),
      ];
    case 6:
      return [
        callTool('edit_file', {
          file_path: '/documentation/guide.md',
          old_string: '1. Apply the migration.\n',
          new_string: '1. Apply the migration.\n2. Try it as staff of two customers.\n',
        }),
      ];
    case 7:
      return [plan(4)];
    default:
      return [callTool('give_answer', ANSWER)];
  }
}

function schemaTurn(results: number): readonly ScriptedStep[] {
  if (results === 0) return [callTool('list_schema', { kind: 'tables' })];
  return [
    say('`customers` is the root of everything; '),
    pause(1_500),
    say('its staff reach it through `staff`, under row level security.'),
  ];
}

function migrationTurn(results: number): readonly ScriptedStep[] {
  if (results === 0) {
    return [
      callTool('propose_migration', {
        title: 'Add portfolio of projects',
        up: PORTFOLIO_UP,
        down: PORTFOLIO_DOWN,
        folder: 'supabase/migrations',
      }),
    ];
  }
  return [say('Proposed and proven: one table, its index and its policy.')];
}

function task(specialist: string, description: string): ScriptedStep {
  return callTool('task', { subagent_type: specialist, description });
}

/** The first steps are done, the next is under way. */
function plan(done: number): ScriptedStep {
  const status = (index: number): string =>
    index < done ? 'completed' : index === done ? 'in_progress' : 'pending';
  return callTool('write_todos', {
    todos: STEPS.map((content, index) => ({ content, status: status(index) })),
  });
}

const ANSWER = {
  recommendation: [
    'A table **projects** belongs to a customer and carries its own state, so that approving is one update:',
    '',
    '| State | Who may set it |',
    '| --- | --- |',
    '| `draft` | staff of the customer |',
    '| `submitted` | staff of the customer |',
    '| `approved` | the office |',
    '',
    'Its policy follows the one of `orders`; its foreign key has an index from the start.',
  ].join('\n'),
  sql: [
    {
      title: 'What waits for approval',
      sql: "select id, title from public.projects where state = 'submitted' order by created_at;",
    },
  ],
  impacts: ['Reads of customers stay as they are; the new table is empty at first.'],
  warnings: ['Nobody may insert yet: policies for writing are to be decided.'],
  nextSteps: ['Write the policies for inserting and approving.', 'Add the page that lists what waits.'],
  sources: [
    { kind: 'schema', title: 'supabase/migrations' },
    {
      kind: 'file',
      title: 'The policy on orders',
      reference: 'supabase/migrations/20251011080000_orders.sql',
    },
  ],
  confidence: 0.8,
};
