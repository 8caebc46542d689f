// Runs quickstart.mjs on a simulated org, or read-only on the org of OKTA_CLIENT_ORGURL.
//
// node demo.mjs SIMULATOR    the simulator's program, as `cargo build -p oktant-simulator` makes it
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const QUICKSTART = fileURLToPath(new URL("quickstart.mjs", import.meta.url));
const TOKEN = "00demoTokenOfTheSimulatedOrgDemoTokenOfIt0";
const ORG = ["--port", "0", "--users", "10000", "--seed", "42", "--token", TOKEN, "--rate-limit", "10000"];

if (process.env.OKTA_CLIENT_ORGURL) {
  console.log("this is your own org: nothing is written");
  process.exitCode = await run([QUICKSTART], process.env);
} else {
  const simulator = spawn(process.argv[2], ORG, { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const url = await new Promise((resolve, reject) => {
      simulator.once("error", reject);
      createInterface(simulator.stdout).once("line", (line) => resolve(line.split(" ").at(-1)));
    });
    process.exitCode = await run([QUICKSTART, "--write"], { ...process.env, OKTA_CLIENT_ORGURL: url, OKTA_CLIENT_TOKEN: TOKEN });
  } finally {
    simulator.kill();
  }
}

function run(args, env) {
  return new Promise((resolve) => spawn(process.execPath, args, { env, stdio: "inherit" }).once("exit", resolve));
}
