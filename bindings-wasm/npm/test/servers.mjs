// The servers of the tests, all on 127.0.0.1: the simulator, a server that serves the page and forwards everything else to the
// simulator, and a server that misbehaves on request.
import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import http from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { apps } from "./apps.mjs";

export const TOKEN = "00simulatorTokenSimulatorTokenSimulatorTokn";
const MEDIA = { ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".json": "application/json" };
const HERE = fileURLToPath(new URL("..", import.meta.url));

/** Starts the servers. `end` stops them. */
export async function start(simulator) {
  const { args, known, forget } = apps();
  const program = spawn(simulator, ["--users", "1000", "--seed", "7", "--rate-limit", "100000", ...args], { stdio: ["ignore", "pipe", "inherit"] });
  const address = await new Promise((resolve, reject) => {
    program.once("error", reject);
    program.once("exit", (code) => reject(new Error(`the simulator ended with ${code}`)));
    createInterface(program.stdout).once("line", (line) => resolve(line.split(" ").at(-1)));
  });
  forget();
  const [home, odd] = await Promise.all([listen(served(address)), listen(misbehaving())]);
  return {
    home: home.origin,
    odd: odd.origin,
    apps: known,
    end() {
      for (const { server } of [home, odd]) {
        server.close();
        server.closeAllConnections();
      }
      program.kill();
    },
  };
}

/** Listens on a free port. */
export async function listen(handler) {
  const server = http.createServer(handler);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}

/** Serves the files of folders, each below a prefix; false if a request has none of the prefixes. */
export function files(folders) {
  return (request, response) => {
    const path = new URL(request.url, "http://x").pathname;
    const [prefix, root] = folders.find(([prefix]) => path.startsWith(prefix)) ?? [];
    if (root === undefined) return false;
    const file = normalize(join(root, path.slice(prefix.length)));
    if (!file.startsWith(normalize(root + sep))) return response.writeHead(404).end();
    response.setHeader("Content-Type", MEDIA[extname(file)] ?? "text/plain");
    return createReadStream(file).on("error", () => response.writeHead(404).end()).pipe(response);
  };
}

/** Files below /__test, otherwise the simulator, so that the page and the org have the same origin. */
function served(simulator) {
  const serve = files([["/__test/", HERE]]);
  return (request, response) => {
    if (serve(request, response)) return;
    const passed = http.request(simulator + request.url, { method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.on("error", () => response.destroy());
    request.pipe(passed);
  };
}

/** An org of another origin, with CORS. The header `X-Do` of a request contains its behaviour as JSON steps. */
function misbehaving() {
  const seen = new Map();
  return (request, response) => {
    const url = new URL(request.url, "http://x");
    response.setHeader("Access-Control-Allow-Origin", request.headers.origin ?? "*");
    response.setHeader("Access-Control-Allow-Headers", "*, Authorization, X-Do");
    response.setHeader("Access-Control-Allow-Methods", "*");
    if (request.method === "OPTIONS") return response.writeHead(204).end();
    if (url.pathname === "/seen") return response.end(JSON.stringify(seen.get(url.searchParams.get("name")) ?? { requests: 0, closed: 0 }));
    const { name, script } = JSON.parse(request.headers["x-do"]);
    const count = seen.get(name) ?? { requests: 0, closed: 0 };
    seen.set(name, count);
    const step = script[Math.min(count.requests, script.length - 1)];
    count.requests += 1;
    response.on("close", () => {
      if (!response.writableFinished) count.closed += 1;
    });
    answer(response, step);
  };
}

function answer(response, { status = 200, headers = {}, json, text, base64, fill = 0, hang, cut, hidden }) {
  if (hang === "answer") return;
  const all = { "Content-Type": "application/json", "X-Okta-Request-Id": "req00001", ...headers };
  if (!hidden) response.setHeader("Access-Control-Expose-Headers", Object.keys(all).join(", "));
  const body = base64 ? Buffer.from(base64, "base64") : Buffer.from((text ?? (json === undefined ? "" : JSON.stringify(json))) + "x".repeat(fill));
  if (cut || hang === "body") {
    response.writeHead(status, { ...all, "Content-Length": body.length + 100 });
    return response.write(body, () => cut && response.destroy());
  }
  response.writeHead(status, all).end(body);
}
