import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { layerOfPath, workflowsOfPath } from '../core/rules/projectConfig.ts';
import { suppressionEdit } from '../core/rules/suppressionEdit.ts';
import type { ExplainFindingParams, ExplainFindingResult } from '../protocol/lsp.ts';
import { findingAt } from './findingAt.ts';
import type { ServerContext } from './server.ts';

/** Answers "why am I seeing this?": the rule, the layer and globs that brought it here, and how to silence it. */
export function registerExplainFinding({ connection, live, session }: ServerContext): void {
  connection.onRequest(
    'fixward/explainFinding',
    async (params: ExplainFindingParams, token: CancellationToken): Promise<ExplainFindingResult> => {
      const checked = await live.check(params.uri, token);
      const finding = checked && findingAt(checked, params, session().codec);
      if (!checked || !finding) {
        throw new ResponseError(LSPErrorCodes.RequestFailed, `${params.ruleId} is no longer found here`);
      }
      const { project, document } = checked;
      const { config, ruleSet } = project.analyzer;
      const { path } = document.input;
      const number = layerOfPath(config, path);
      const layer = config.layers.find((known) => known.number === number);
      const ruleFile = ruleSet.rule(params.ruleId)?.sourceFile;
      const comment = suppressionEdit(project.analyzer, document, finding, 'line', 'reason')?.newText.trim();
      return {
        path,
        severity: finding.severity,
        origin: finding.origin,
        workflows: workflowsOfPath(config, path),
        ...(ruleFile !== undefined && { ruleFile }),
        ...(layer && { layer: { number: layer.number, name: layer.name, globs: layer.include } }),
        ...(project.configFile !== undefined && { configFile: project.configFile }),
        ...(comment !== undefined && { suppressionComment: comment }),
      };
    },
  );
}
