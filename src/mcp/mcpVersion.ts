/** The name that other agents know the server by. */
export const MCP_SERVER_NAME = 'fixward';
