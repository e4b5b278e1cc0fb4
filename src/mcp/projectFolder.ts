import { fileURLToPath } from 'node:url';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';

/** The client's first folder where it tells of any, else the folder it started us in. */
export async function projectFolder(server: Server, workingFolder: string): Promise<string> {
  if (server.getClientCapabilities()?.roots === undefined) return workingFolder;
  try {
    const { roots } = await server.listRoots();
    const [first] = roots.filter(({ uri }) => uri.startsWith('file:'));
    return first ? fileURLToPath(first.uri) : workingFolder;
  } catch {
    // It says that it can and then does not; where it was started is as good.
    return workingFolder;
  }
}
