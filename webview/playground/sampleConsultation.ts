import type {
  Approval,
  Consultation,
  ConsultEvent,
  Plan,
  Proposal,
  StoredEvent,
} from '../../src/protocol/consult.ts';

const UP = `create table public.contractor_portfolios (
  id uuid primary key default gen_random_uuid(),
  contractor_id uuid not null references public.contractors (id),
  title text not null check (length(title) between 1 and 200),
  status text not null default 'draft' check (status in ('draft', 'submitted', 'approved')),
  created_at timestamptz not null default now()
);
create index on public.contractor_portfolios (contractor_id);
alter table public.contractor_portfolios enable row level security;
-- owners see their own, reviewers see all
create policy "own portfolios" on public.contractor_portfolios
  for select using (contractor_id = auth.uid());
`;
/** What the question was asked about. */
const ATTACHED = `create table public.contractor_portfolios (
  id serial primary key,
  contractor_id uuid,
  title text,
  status text
);`;
const DOWN = 'drop table public.contractor_portfolios;\n';

const SAMPLE_PROPOSAL: Proposal = {
  id: 'pr1',
  title: 'Portfolios of contractors with an approval workflow',
  number: 1,
  up: UP,
  down: DOWN,
  hash: 'a1b2c3',
  verdict: 'PROVEN',
  reasons: [],
  engine: 'Postgres 18.6 (PGlite)',
  upMs: 41.4,
  downMs: 12,
  locks: [
    {
      statement: 'create table public.contractor_portfolios (…)',
      relation: 'public.contractors',
      mode: 'SHARE ROW EXCLUSIVE',
      rewrites: false,
    },
    {
      statement: 'create index on public.contractor_portfolios (contractor_id)',
      relation: 'public.contractor_portfolios',
      mode: 'SHARE',
      rewrites: false,
    },
  ],
  findings: [],
  dataProbe: 'Rows that were there before stood unchanged afterwards, in 6 tables.',
  certificate: '# Certificate\n\nPROVEN',
  destroys: [],
  upPath: 'migrations/001_portfolios.up.sql',
  downPath: 'migrations/001_portfolios.down.sql',
  confidence: {
    scoreId: 's3',
    method: 'agreement',
    raw: 0.92,
    calibrated: 0.81,
    lower: 0.74,
    upper: 0.87,
    state: 'calibrated',
    outcomes: 240,
    samples: 3,
  },
};

const DOUBTFUL_PROPOSAL: Proposal = {
  ...SAMPLE_PROPOSAL,
  id: 'pr2',
  number: 2,
  title: 'Drop the old portfolio columns',
  up: 'alter table public.contractors drop column portfolio_json;\n',
  down: 'alter table public.contractors add column portfolio_json jsonb;\n',
  hash: 'd4e5f6',
  verdict: 'IRREVERSIBLE',
  reasons: [
    'The column portfolio_json cannot be brought back with its values.',
    'Views that read it were not found, but functions were not looked into.',
  ],
  upMs: 8.2,
  downMs: 5,
  locks: [
    {
      statement: 'alter table public.contractors drop column portfolio_json',
      relation: 'public.contractors',
      mode: 'ACCESS EXCLUSIVE',
      rewrites: false,
    },
  ],
  findings: [
    {
      ruleId: 'drop-column-in-use',
      severity: 'HIGH',
      message: 'The column portfolio_json is read by api/src/portfolio.ts.',
      line: 1,
    },
  ],
  dataProbe: '1 of 6 probe rows lost a value.',
  destroys: ['column public.contractors.portfolio_json'],
  upPath: 'migrations/002_drop_portfolio_json.up.sql',
  downPath: 'migrations/002_drop_portfolio_json.down.sql',
  confidence: { scoreId: 's5', method: 'hybrid', raw: 0.66, state: 'uncalibrated', outcomes: 7 },
};

const { upMs: _, downMs: _1, confidence: _2, ...NOT_RUN } = SAMPLE_PROPOSAL;

const FAILED_PROPOSAL: Proposal = {
  ...NOT_RUN,
  id: 'pr3',
  number: 3,
  title: 'Check of phone numbers',
  hash: '778899',
  verdict: 'FAILED',
  reasons: ['Line 3: function phone_is_valid(text) does not exist'],
  locks: [],
  dataProbe: 'Not run.',
  upPath: 'migrations/003_phones.up.sql',
  downPath: 'migrations/003_phones.down.sql',
};

const SAMPLE_APPROVALS: readonly Approval[] = [
  {
    id: 'ap1',
    title: 'Apply 001_portfolios.up.sql',
    tool: 'apply_migration',
    agent: 'migration-specialist',
    text: UP,
    hash: 'a1b2c3',
    target: 'orders-staging',
    environment: 'staging',
    policyId: 'ask-before-writes',
    reason: 'Writes into a database need an approval of the exact text.',
    proposalId: 'pr1',
    expiresAt: '2026-11-21T14:30:00Z',
    state: 'waiting',
  },
  {
    id: 'ap2',
    title: 'Apply 002_drop_portfolio_json.up.sql',
    tool: 'apply_migration',
    agent: 'migration-specialist',
    text: DOUBTFUL_PROPOSAL.up,
    hash: 'd4e5f6',
    target: 'orders-staging',
    environment: 'staging',
    typedConfirmation: 'portfolio_json',
    policyId: 'ask-before-writes',
    reason: 'It destroys data.',
    proposalId: 'pr2',
    expiresAt: '2026-11-21T14:30:00Z',
    state: 'waiting',
  },
  {
    id: 'ap3',
    title: 'Create a task in the tracker',
    tool: 'create_task',
    agent: 'documentation-researcher',
    text: '{"title":"Move portfolio_json into its own table","dartboard":"Backend"}',
    hash: '00ff00',
    target: 'dart',
    policyId: 'ask-after-untrusted',
    reason: 'Untrusted text was read in this turn.',
    expiresAt: '2026-11-21T14:30:00Z',
    state: 'waiting',
  },
];

const SAMPLE_PLAN: Plan = {
  revision: 3,
  steps: [
    step('s1', 'Map the contractor tables', 'schema', 'done', ['analysis/contractors.md']),
    step('s2', 'Find who reads portfolio_json', 'schema', 'done', ['3 uses in the application']),
    step('s3', 'Design the portfolio tables', 'design', 'done', []),
    step('s4', 'Write the migration with its rollback', 'migration', 'done', ['001: PROVEN']),
    step('s5', 'Drop the old column', 'migration', 'active', []),
    step('s6', 'Index for the review queue', 'performance', 'waiting', []),
    step('s7', 'Move rows over in one statement', 'migration', 'skipped', ['too long a lock']),
    step('s8', 'Testing scenarios', 'testing', 'waiting', []),
  ],
};

function step(
  id: string,
  title: string,
  phase: Plan['steps'][number]['phase'],
  status: Plan['steps'][number]['status'],
  evidence: readonly string[],
): Plan['steps'][number] {
  return { id, title, phase, status, evidence };
}

const ANSWER = `Portfolios get a table of their own, \`contractor_portfolios\`, with a **status** that moves from *draft* to *approved*.

1. Apply the first migration; it locks \`contractors\` for a few milliseconds.
2. Deploy the code that reads the new table.
3. Only then drop \`portfolio_json\`.

| Status | Who may set it |
| --- | --- |
| draft | the contractor |
| submitted | the contractor |
| approved | a reviewer |

\`\`\`sql
-- who waits longest
select id, title, now() - created_at as waiting
from public.contractor_portfolios
where status = 'submitted'
order by created_at
limit 20;
\`\`\`

See [row level security](https://www.postgresql.org/docs/current/ddl-rowsecurity.html) and [the API](api/src/portfolio.ts).

<img src=x onerror="document.title='run'"> stays text, and ![a picture](https://example.test/x.png) is not loaded.`;

/** What happened in the sample, one after the other. */
const EVENTS: readonly ConsultEvent[] = [
  {
    kind: 'question',
    text: `Add a contractor portfolio with an approval workflow.\nContractors write it, reviewers approve it.\n\ndb/portfolios.sql:\n\`\`\`\n${ATTACHED}\n\`\`\``,
  },
  {
    kind: 'route',
    route: 'planned',
    reason: 'several tables, a migration and data to move',
    overridden: false,
  },
  {
    kind: 'memory',
    used: [{ id: 'm1', text: 'This workspace keeps statuses as text with a check, not as an enum.' }],
  },
  { kind: 'plan', plan: { revision: 1, steps: SAMPLE_PLAN.steps.slice(0, 6) }, changes: [] },
  agent('r1', 'schema-analyst', 'started', 'Map the contractor tables'),
  tool('t1', 'r1', 'list_schema', 'List the schema', '{"match":"contractor"}', '3 tables', 312),
  tool(
    't2',
    'r1',
    'run_readonly_sql',
    'Run a read-only query',
    '{"sql":"select status, count(*) from contractors group by 1"}',
    '{"columns":["status","count"],"rows":[["active",1204],["paused",31],[null,2]],"truncated":false,"ms":12}',
    48,
    true,
  ),
  {
    ...agent('r1', 'schema-analyst', 'finished', 'Map the contractor tables'),
    result: 'Portfolios stand in `contractors.portfolio_json`; **1,204** rows have one.',
    durationMs: 4_180,
  },
  tool(
    't3',
    undefined,
    'search_patterns',
    'Search patterns',
    '{"query":"approval workflow"}',
    '2 patterns',
    95,
  ),
  agent('r2', 'documentation-researcher', 'started', 'Look up row level security with statuses'),
  {
    ...agent('r2', 'documentation-researcher', 'failed', 'Look up row level security with statuses'),
    result: 'The documentation server did not answer; it is tried again later.',
    durationMs: 15_000,
  },
  { kind: 'notice', level: 'info', text: 'The key “team” was used up; the key “spare” is used now.' },
  {
    kind: 'plan',
    plan: SAMPLE_PLAN,
    reason: 'Moving all rows in one statement would lock the table for too long.',
    changes: [
      { kind: 'removed', step: step('s7', 'Move rows over in one statement', 'migration', 'waiting', []) },
      { kind: 'added', step: step('s8', 'Testing scenarios', 'testing', 'waiting', []) },
    ],
  },
  { kind: 'file', path: 'analysis/contractors.md', version: 1, bytes: 2_210 },
  { kind: 'file', path: 'migrations/001_portfolios.up.sql', version: 2, bytes: 640 },
  { kind: 'proposal', proposal: SAMPLE_PROPOSAL },
  {
    kind: 'usage',
    usage: { model: 'o3', tokensIn: 18_240, tokensOut: 2_310, costUsd: 0.0549, method: 'reported' },
    agent: 'consultant',
  },
  {
    kind: 'answer',
    text: ANSWER,
    answer: {
      recommendation: ANSWER,
      sql: [],
      impacts: ['Readers of contractors wait a few milliseconds while the foreign key is added.'],
      warnings: ['Dropping portfolio_json cannot be undone: keep a dump of the column.'],
      nextSteps: ['Write the testing scenarios', 'Which index does the review queue need?'],
      sources: [
        { kind: 'schema', title: 'public.contractors' },
        {
          kind: 'pattern',
          title: 'Turn on row level security before the table is exposed',
          reference: 'enable-row-level-security',
        },
        {
          kind: 'documentation',
          title: 'Row security policies',
          reference: 'https://www.postgresql.org/docs/current/ddl-rowsecurity.html',
        },
      ],
      confidence: { verbalized: 0.81 },
    },
  },
  { kind: 'question', text: 'Then drop the old column as well.' },
  { kind: 'proposal', proposal: DOUBTFUL_PROPOSAL },
  { kind: 'proposal', proposal: FAILED_PROPOSAL },
  ...SAMPLE_APPROVALS.map((approval): ConsultEvent => ({ kind: 'approval', approval })),
];

function agent(
  run: string,
  name: Extract<ConsultEvent, { kind: 'agent' }>['agent'],
  state: 'started' | 'finished' | 'failed',
  task: string,
): Extract<ConsultEvent, { kind: 'agent' }> {
  return { kind: 'agent', run, agent: name, state, task };
}

function tool(
  call: string,
  run: string | undefined,
  name: string,
  title: string,
  input: string,
  result: string,
  durationMs: number,
  untrusted = false,
): ConsultEvent {
  return {
    kind: 'tool',
    call,
    ...(run !== undefined && { run }),
    agent: run === undefined ? 'consultant' : 'schema-analyst',
    name,
    title,
    state: 'finished',
    input,
    result,
    durationMs,
    ...(untrusted && { untrusted }),
  };
}

export function storedEvents(events: readonly ConsultEvent[]): readonly StoredEvent[] {
  return events.map((event, index) => ({
    position: index + 1,
    at: new Date(Date.UTC(2026, 10, 21, 12, 0, index)).toISOString(),
    event,
  }));
}

export const SAMPLE_CONSULTATION: Consultation = {
  id: 'c1',
  title: 'Contractor portfolio with an approval workflow',
  state: 'waiting',
  project: '/home/mina/orders',
  model: 'o3',
  createdAt: '2026-11-21T12:00:00Z',
  updatedAt: '2026-11-21T12:06:00Z',
  stepsDone: 4,
  steps: 7,
  proposals: 3,
  waiting: 3,
  tokensIn: 18_240,
  tokensOut: 2_310,
  costUsd: 0.0549,
  events: storedEvents(EVENTS),
  earlier: 0,
  plan: SAMPLE_PLAN,
  files: [
    file('analysis/contractors.md', 1, 2_210),
    file('migrations/001_portfolios.up.sql', 2, 640),
    file('migrations/001_portfolios.down.sql', 1, 41),
    file('documentation/implementation.md', 3, 5_870),
    file('plans/progress.md', 4, 1_120),
  ],
  proposalCards: [SAMPLE_PROPOSAL, DOUBTFUL_PROPOSAL, FAILED_PROPOSAL],
  approvals: SAMPLE_APPROVALS,
  budget: {
    tokensMax: 200_000,
    costUsdMax: 2,
    dayCostUsdMax: 10,
    dayTokensUsed: 61_000,
    dayCostUsdUsed: 0.61,
  },
};

function file(path: string, version: number, bytes: number): Consultation['files'][number] {
  return { path, version, bytes, updatedAt: '2026-11-21T12:05:00Z', author: 'migration-specialist' };
}
