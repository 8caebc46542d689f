#!/usr/bin/env bash
# npm @okta/okta-sdk-nodejs 8.1.0 on Node 20: an empty page in the middle of a list is returned as a null item.
# Okta sends such pages: a page is a slice of the index before it is filtered, and only a missing next link ends a list.
# Three pages, of two users, none and one, seen:
#   00u1,00u2,null,00u3
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
npm install --silent --no-audit --no-fund --prefix . @okta/okta-sdk-nodejs@8.1.0
cat >list.cjs <<'JS'
const http = require("node:http");
const { Client } = require("@okta/okta-sdk-nodejs");
const pages = { "": ["00u1", "00u2"], b: [], c: ["00u3"] };
const next = { "": "b", b: "c" };
const server = http.createServer((request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const after = url.searchParams.get("after") ?? "";
  const headers = { "content-type": "application/json" };
  if (next[after]) headers.link = `<${url.origin}/api/v1/users?after=${next[after]}>; rel="next"`;
  response.writeHead(200, headers).end(JSON.stringify(pages[after].map((id) => ({ id }))));
});
server.listen(0, "127.0.0.1", async () => {
  const orgUrl = `http://127.0.0.1:${server.address().port}`;
  const client = new Client({ orgUrl, token: "00token", testing: { disableHttpsCheck: true } });
  const seen = [];
  for await (const user of await client.userApi.listUsers()) seen.push(user?.id ?? "null");
  console.log(seen.join());
  server.closeAllConnections();
  server.close();
});
JS
output="$(node list.cjs 2>/dev/null)"
echo "$output"
[ "$output" = "00u1,00u2,null,00u3" ]
