// Older versions of Hermes have none of these either.
if (process.execArgv.includes("react-native")) for (const name of ["TextDecoder", "TextEncoder", "FinalizationRegistry"]) delete globalThis[name];
const { Client, OktantError } = await import("oktant");

const errors = [];
for (const make of [() => new Client({ orgUrl: "https://example.okta.com", token: "00token0123456789" }), () => Client.create()]) {
  try {
    await make();
  } catch (error) {
    if (!(error instanceof OktantError) || error.kind !== "config") throw error;
    errors.push(error.message);
  }
}
console.log(JSON.stringify({ host: `Node ${process.version} without WebAssembly`, errors }));
