import { EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type DoctorReport, diagnose } from '../diagnose.ts';
import { type OptionDescriptions, parseOptions } from '../parseOptions.ts';
import { storeLines } from '../store/storeReport.ts';

const FORMATS = ['text', 'json'] as const;

const options: OptionDescriptions = {
  format: { type: 'string', choices: FORMATS, help: 'how the report is printed; default text' },
};

export const doctorCommand: Command = {
  usage: 'doctor [folder] [--format text|json]',
  description: `Tells what is configured, loaded and wrong in a project, and how to mend it; the working folder's project
when no folder is given. The exit code is 2 when something needs mending.`,
  options,
  run: async (host, args) => {
    const parsed = parseOptions('doctor', args, options);
    if (parsed.paths.length > 1) throw new UsageError('doctor: give one folder');
    const report = await diagnose(host, parsed.paths[0] ?? '.');
    host.write(
      parsed.text('format') === 'json' ? `${JSON.stringify(report, undefined, 2)}\n` : doctorText(report),
    );
    return report.problems.length > 0 ? EXIT.badInput : EXIT.done;
  },
};

function doctorText(report: DoctorReport): string {
  const { engines, project, rules, baseline, store, problems } = report;
  const origins = Object.entries(rules.byOrigin).map(([origin, count]) => `${count} ${origin}`);
  const lines = [
    `Fixward ${report.version} on Node ${report.node}, ${report.platform}`,
    `Data folder: ${report.home}`,
    '',
    `Parsers: ${engines.syntax.loaded ? `${engines.syntax.languages.length} languages` : 'not loaded'}; SQL ${engines.sql.loaded ? 'loaded' : 'not loaded'}`,
    ...(engines.syntax.missing.length > 0 ? [`  missing: ${engines.syntax.missing.join(', ')}`] : []),
    `Proofs: ${engines.shadow.engine ?? 'the embedded Postgres does not start'}`,
    ...engines.localPostgres.map(
      ({ version, binFolder }) => `  also installed: PostgreSQL ${version} in ${binFolder}`,
    ),
    '',
    `Project: ${project.root}`,
    `  configuration: ${project.configFile ?? 'none; the usual folder names apply'}`,
    `  Postgres ${project.postgres}; ${project.layers} layers, ${project.workflows} workflows, ${project.migrations.length} migration folders`,
    '',
    `Rules: ${rules.active} on (${origins.join(', ')}), ${rules.off} off`,
    baselineLine(baseline),
    '',
    ...storeLines(store),
    '',
    ...(problems.length === 0 ? ['Nothing needs mending.'] : ['To mend:']),
    ...problems.map(({ what, mend }) => `  - ${what}${mend === undefined ? '' : `\n    ${mend}`}`),
  ];
  return `${lines.join('\n')}\n`;
}

function baselineLine(baseline: DoctorReport['baseline']): string {
  if (!baseline) return 'Baseline: none';
  const stale = baseline.stale > 0 ? `, ${baseline.stale} of them no longer found` : '';
  return `Baseline: ${baseline.findings} findings in ${baseline.files} files${stale}`;
}
