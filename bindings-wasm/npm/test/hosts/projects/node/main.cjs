const { Client, OktantError } = require("oktant");

(async () => {
  const imported = await import("oktant");
  if (imported.Client !== Client || imported.OktantError !== OktantError) throw new Error("import and require give two clients");
  if (require("oktant/inline").Client !== Client) throw new Error("oktant/inline has a client of its own");
  const { list } = await import("../list.mjs");
  console.log(JSON.stringify(await list(new Client(), `Node ${process.version}`)));
})();
