-- One editing session in Neovim's own language client: open a file, see a finding, take the preferred fix, see it gone.
-- Arguments: path of node, path of the server, path of the result file.  The file to edit is already open.
local node, server, result_path = unpack(_G.arg_list)

local client_id = vim.lsp.start_client({
  name = 'fixward',
  cmd = { node, server, '--stdio' },
  root_dir = vim.fn.getcwd(),
})
vim.lsp.buf_attach_client(0, client_id)
local client = vim.lsp.get_client_by_id(client_id)

local function wait_for(what, condition)
  assert(vim.wait(15000, condition, 20), 'timed out waiting for ' .. what)
end

local function found()
  return vim.tbl_map(function(diagnostic)
    return { line = diagnostic.lnum, column = diagnostic.col, message = diagnostic.message, source = diagnostic.source }
  end, vim.diagnostic.get(0))
end

wait_for('findings', function() return #vim.diagnostic.get(0) > 0 end)
local before = found()

vim.api.nvim_win_set_cursor(0, { before[1].line + 1, before[1].column })
local params = vim.lsp.util.make_range_params()
params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics() }
local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 10000)
local chosen
for _, action in ipairs(answers[client_id].result) do
  if action.isPreferred then chosen = action end
end
assert(chosen, 'no preferred fix')
if not chosen.edit then
  local resolved = vim.lsp.buf_request_sync(0, 'codeAction/resolve', chosen, 10000)
  chosen = resolved[client_id].result
end
vim.lsp.util.apply_workspace_edit(chosen.edit, client.offset_encoding)
wait_for('the finding to go', function() return #vim.diagnostic.get(0) == 0 end)

local hover = vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(), 10000)
vim.fn.writefile({
  vim.fn.json_encode({
    before = before,
    title = chosen.title,
    after = found(),
    text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'),
    hover_after = hover[client_id] ~= nil,
  }),
}, result_path)
vim.lsp.stop_client(client_id)
