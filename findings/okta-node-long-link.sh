#!/usr/bin/env bash
# npm @okta/okta-sdk-nodejs 8.1.0 with its dependency parse-link-header, on Node 20: a list whose Link header is longer than
# 2,000 characters ends with a TypeError after its first page. Okta repeats the whole query in that header, so a long `search`
# (a hundred ids, say) is enough.
# A list of two pages, its search being 30 and 2,100 characters long, seen:
#   30: 2 users
#   2100: TypeError
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
npm install --silent --no-audit --no-fund --prefix . @okta/okta-sdk-nodejs@8.1.0
cat >list.cjs <<'JS'
const http = require("node:http");
const { Client } = require("@okta/okta-sdk-nodejs");
const server = http.createServer((request, response) => {
  const url = new URL(request.url, `http://${request.headers.host}`);
  const headers = { "content-type": "application/json" };
  const first = !url.searchParams.has("after");
  url.searchParams.set("after", "b");
  if (first) headers.link = `<${url}>; rel="next"`;
  response.writeHead(200, headers).end(JSON.stringify([{ id: first ? "00u1" : "00u2" }]));
});
server.listen(0, "127.0.0.1", async () => {
  const orgUrl = `http://127.0.0.1:${server.address().port}`;
  for (const length of [30, 2100]) {
    const client = new Client({ orgUrl, token: "00token", testing: { disableHttpsCheck: true } });
    let count = 0;
    try {
      for await (const user of await client.userApi.listUsers({ search: "x".repeat(length) })) count += user ? 1 : 0;
      console.log(`${length}: ${count} users`);
    } catch (error) {
      console.log(`${length}: ${error.constructor.name}`);
    }
  }
  server.closeAllConnections();
  server.close();
});
JS
output="$(node list.cjs 2>/dev/null)"
echo "$output"
[ "$output" = "30: 2 users
2100: TypeError" ]
