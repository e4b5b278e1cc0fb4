import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { listMigrations } from '../core/migrations/listMigrations.ts';
import type { MigrationHistory } from '../core/migrations/migration.ts';
import { createBaseline, filterBaseline, formatBaseline } from '../core/rules/baseline.ts';
import type { LearnedKnowledge } from '../core/rules/learned/learnedRules.ts';
import { proposeConfig, wantedContents } from '../core/rules/proposeConfig.ts';
import { schemaSettings } from '../core/schema/schemaSettings.ts';
import { createProjectAnalyzer } from '../engines/workspace/createProjectAnalyzer.ts';
import type { Engines } from '../engines/workspace/engines.ts';
import { loadMigrations } from '../engines/workspace/loadMigrations.ts';
import { BASELINE_FILE } from '../engines/workspace/loadProject.ts';
import { readApiSchemas } from '../engines/workspace/supabaseConfig.ts';
import type { LoadProject } from './projects.ts';
import type { Session } from './session.ts';

/** Opens workspace folders from disk, as the session's trust and settings allow. */
export function projectLoader(engines: Engines, session: Session, learned: LearnedKnowledge): LoadProject {
  return async (root) => {
    const { settings, trusted } = session;
    const project = await createProjectAnalyzer({
      rootFolder: root,
      trusted,
      engines,
      ruleOverrides: settings.rules,
      limits: settings.limits,
      learned,
    });
    const baseline = settings.baseline.enable ? project.files.baseline : undefined;
    const folder = root ?? '';
    return {
      root,
      analyzer: project.analyzer,
      problems: project.problems,
      patterns: project.files.patterns,
      configFile: project.files.configFile,
      prepare: (language) => engines.prepare(language),
      fresh: ({ input: { path, text }, lines, analysis: { findings } }) =>
        baseline ? filterBaseline(baseline, { path, text, lines, findings }).fresh : findings,
      walk: async function* (cancellation) {
        for await (const file of project.walk(cancellation)) if ('language' in file) yield file.path;
      },
      read: async (path) => {
        const source = await project.read(path);
        return source.kind === 'text' ? { text: source.text } : { reason: source.reason };
      },
      histories: async () => {
        if (root === undefined) return [];
        const paths: string[] = [];
        for await (const file of project.walk()) if ('language' in file) paths.push(file.path);
        const { config } = project.files;
        const found: MigrationHistory[] = [];
        for (const listing of listMigrations(paths, config.migrations)) {
          const { history } = await loadMigrations(root, listing.folder, config);
          if (history.migrations.length > 0) found.push(history);
        }
        return found;
      },
      schemaSettings: ({ folder, tool, migrations }) => {
        const apiSchemas = root === undefined ? undefined : readApiSchemas(root, folder);
        return schemaSettings(project.files.config, {
          tool,
          paths: migrations.map(({ up }) => up.path),
          texts: migrations.map(({ up }) => up.text),
          ...(apiSchemas && { apiSchemas }),
        });
      },
      proposeConfig: async (cancellation) => {
        const paths: string[] = [];
        for await (const file of project.walk(cancellation)) if ('language' in file) paths.push(file.path);
        const contents = new Map<string, string>();
        for (const path of wantedContents(paths)) {
          const source = await project.read(path);
          if (source.kind === 'text') contents.set(path, source.text);
        }
        return proposeConfig({ paths, contents });
      },
      writeBaseline: async (documents) => {
        const path = join(folder, BASELINE_FILE);
        const files = documents.map(({ input, lines, analysis: { findings } }) => ({
          path: input.path,
          text: input.text,
          lines,
          findings,
        }));
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, formatBaseline(createBaseline(files)), 'utf8');
        return path;
      },
    };
  };
}
