// A small server of the Model Context Protocol over standard input and output, for tests; its first argument says how it
// behaves: `dies` ends in the middle of a call, once.
import { existsSync, writeFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const [behaviour = 'plain', mark = ''] = process.argv.slice(2);
const server = new McpServer({ name: 'small', version: '1' });

server.registerTool(
  'search',
  { description: 'Searches', inputSchema: { query: z.string() } },
  async ({ query }) => {
    if (behaviour === 'dies' && !existsSync(mark)) {
      writeFileSync(mark, '');
      process.exit(1);
    }
    return { content: [{ type: 'text', text: `found ${query} with ${process.env.TOKEN ?? 'no token'}` }] };
  },
);
server.registerTool('breaks', { description: 'Fails', inputSchema: {} }, async () => ({
  content: [{ type: 'text', text: `it broke` }],
  isError: true,
}));
server.registerTool('hangs', { description: 'Never answers', inputSchema: {} }, () => new Promise(() => {}));
server.registerTool('huge', { description: 'Says much', inputSchema: {} }, async () => ({
  content: [{ type: 'text', text: 'x'.repeat(100_000) }],
}));
server.registerTool('environment', { description: 'Shows what it was given', inputSchema: {} }, async () => ({
  content: [{ type: 'text', text: Object.keys(process.env).sort().join(' ') }],
}));

await server.connect(new StdioServerTransport());
