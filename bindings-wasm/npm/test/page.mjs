// The script of the page that chromium.mjs opens.
import { Client, OktantError } from "../dist/web.js";
import { tests, environment } from "./suite.mjs";

const mine = tests.filter(({ only }) => (only ?? "chromium") === "chromium");
const worker = new Worker(new URL("worker.mjs", import.meta.url), { type: "module" });
let given;

const wasm = async () => new Uint8Array(await (await fetch("/__test/dist/oktant.wasm")).arrayBuffer());

globalThis.open_ = async (bare) => {
  given = await environment({ ...bare, Client, OktantError, base: "/__test", wasm });
};

globalThis.names = () => mine.map(({ name }) => name);

globalThis.run = async (name) => {
  try {
    await mine.find((test) => test.name === name).run(given);
    return undefined;
  } catch (error) {
    return String(error?.stack ?? error);
  }
};

/** Reads the list of all users so many times; returns how many users that were. */
globalThis.readUsers = async (times) => {
  let users = 0;
  for (let time = 0; time < times; time += 1) for await (const _ of given.okta.users.listUsers({ limit: 200 })) users += 1;
  return users;
};

/** Plays a vector in a worker, where a script can replace clocks, timers and `location`. */
globalThis.play = (vector, version) =>
  new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => resolve(message || "the worker does not start");
    worker.postMessage({ vector, version });
  });
