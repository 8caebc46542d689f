// Bundles as wrangler does: the conditions of Workers, and a .wasm file stays a module of its own.
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { rolldown, VERSION } from "rolldown";

const here = new URL(".", import.meta.url).pathname;
mkdirSync(`${here}out`, { recursive: true });
const modules = {
  name: "wasm",
  resolveId(source, importer) {
    if (!source.endsWith(".wasm")) return undefined;
    copyFileSync(new URL(source, `file://${importer}`), `${here}out/oktant.wasm`);
    return { id: "oktant.wasm", external: true };
  },
};
const conditionNames = ["workerd", "worker", "browser", "import"];
const bundle = await rolldown({ input: `${here}worker.mjs`, resolve: { conditionNames }, plugins: [modules] });
await bundle.write({ file: `${here}out/worker.js` });
const config = (date) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [
        (name = "worker.js", esModule = embed "worker.js"),
        (name = "oktant.wasm", wasm = embed "oktant.wasm"),
      ],
      bindings = [(name = "ORG", fromEnvironment = "OKTA_CLIENT_ORGURL"), (name = "TOKEN", fromEnvironment = "OKTA_CLIENT_TOKEN")],
      compatibilityDate = "${date}",
      globalOutbound = "network",
    )),
    (name = "network", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
writeFileSync(`${here}out/config.capnp`, config("2026-11-01"));
writeFileSync(`${here}out/old.capnp`, config("2024-11-01"));
console.log(JSON.stringify({ host: `rolldown ${VERSION}` }));
