#!/usr/bin/env bash
# npm undici 7.16.0 on Node 20: `fetch` accepts the interim responses 102 and 103, and fails on a 100 that it did not
# request ("bad response"). RFC 9110, section 15.2, has clients read any 1xx before the final answer, expected or not.
# The final answer is 200 "ok" each time; the interim answer before it, and what fetch gives, seen:
#   none: 200 ok
#   103: 200 ok
#   102: 200 ok
#   100: TypeError, bad response
set -euo pipefail
cd "$(mktemp -d)" && trap 'rm -rf "$PWD"' EXIT
npm install --silent --no-audit --no-fund --prefix . undici@7.16.0
cat >interim.mjs <<'JS'
import net from "node:net";
import { fetch } from "undici";
const server = net.createServer((socket) => {
  let head = "";
  socket.on("error", () => {});
  socket.on("data", (bytes) => {
    head += bytes;
    if (!head.includes("\r\n\r\n")) return;
    const interim = /^GET \/(\w+)/.exec(head)[1];
    head = "";
    const before = interim === "none" ? "" : `HTTP/1.1 ${interim} Interim\r\n\r\n`;
    socket.write(`${before}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok`);
  });
});
server.listen(0, "127.0.0.1", async () => {
  for (const interim of ["none", "103", "102", "100"]) {
    try {
      const answer = await fetch(`http://127.0.0.1:${server.address().port}/${interim}`);
      console.log(`${interim}: ${answer.status} ${await answer.text()}`);
    } catch (error) {
      console.log(`${interim}: ${error.name}, ${error.cause?.message}`);
    }
  }
  process.exit();
});
JS
output="$(node interim.mjs)"
echo "$output"
[ "$output" = "none: 200 ok
103: 200 ok
102: 200 ok
100: TypeError, bad response" ]
