/**
 * What a project that has no `.fixward/config.yaml` is taken to look like: the folder names that teams use most.
 * A layer number is a place in the architecture, from the data outwards.
 */
export const DEFAULT_LAYERS: readonly {
  readonly number: number;
  readonly name: string;
  readonly include: readonly string[];
}[] = [
  {
    number: 7,
    name: 'Tests',
    include: [
      '**/{test,tests,__tests__,spec,specs,e2e}/**',
      '**/*.{test,spec}.*',
      '**/test_*.py',
      '**/*_test.{py,go}',
      '**/conftest.py',
    ],
  },
  {
    number: 1,
    name: 'Models & enums',
    include: [
      '**/{models,entities,enums}/**',
      '**/{models,enums,entities}.{ts,js,py,go,rb,java,kt,cs,php}',
      '**/{migrations,migration}/**',
      '**/*.sql',
    ],
  },
  {
    number: 2,
    name: 'Schemas & types',
    include: ['**/{schemas,schema,dto,types}/**', '**/{schemas,schema,types}.{ts,js,py}'],
  },
  {
    number: 3,
    name: 'Routes & API',
    include: [
      '**/{routes,routers,controllers,handlers,endpoints}/**',
      '**/{app,src/app,pages}/api/**',
      '**/supabase/functions/**',
      '**/{routes,router,routers,views,urls}.{ts,js,py}',
    ],
  },
  {
    number: 6,
    name: 'UI',
    include: [
      '**/{components,pages,views,screens,widgets,ui,hooks}/**',
      '**/app/**/*.{tsx,jsx}',
      '**/*.{tsx,jsx}',
    ],
  },
  {
    number: 4,
    name: 'Services',
    include: [
      '**/{services,service,usecases,use-cases,domain,workers,worker,jobs,tasks,repositories,lib}/**',
      '**/{services,tasks}.{ts,js,py}',
    ],
  },
  {
    number: 5,
    name: 'Configuration',
    include: [
      '**/{config,configs,settings}/**',
      '**/{config,settings}.{ts,js,py}',
      '**/*.config.{ts,js,mjs,cjs}',
      '**/*.{yaml,yml}',
    ],
  },
];
