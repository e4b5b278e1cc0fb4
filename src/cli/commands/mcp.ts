import { EXIT, UsageError } from '../cliHost.ts';
import type { Command } from '../commandLine.ts';
import { type OptionDescriptions, parseOptions } from '../parseOptions.ts';

const options: OptionDescriptions = {
  untrusted: { type: 'boolean', help: 'reads nothing of the project’s own configuration' },
};

export const mcpCommand: Command = {
  usage: 'mcp [--untrusted]',
  description: `Serves other agents over standard input and output by the Model Context Protocol: consultations, patterns, checks and
proofs. A client starts it in the project's folder and ends it by closing its input. With OPENAI_API_KEY (and
OPENAI_BASE_URL for another endpoint) consultations need no editor; everything else needs no model at all.`,
  options,
  run: async (host, args) => {
    const parsed = parseOptions('mcp', args, options);
    if (parsed.paths.length > 0)
      throw new UsageError('mcp: takes no path; it is started in the project’s folder');
    if (host.isTerminal)
      throw new UsageError('mcp: standard input is a terminal; an agent starts this program itself');
    await host.serveMcp({ trusted: !parsed.flag('untrusted') });
    return EXIT.done;
  },
};
