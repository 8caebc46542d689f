const { Client } = require("oktant");

(async () => {
  if ((await import("oktant")).Client !== Client) throw new Error("import and require give two clients");
  const { list } = await import("../list.mjs");
  console.log(JSON.stringify(await list(new Client(), `bundle in Node ${process.version}`)));
})();
