import { rolldown, VERSION } from "rolldown";

const cwd = new URL(".", import.meta.url).pathname;
for (const [input, platform, file, format] of [["page.mjs", "browser", "page.js", "esm"], ["program.mjs", "node", "program.mjs", "esm"], ["program.cjs", "node", "program.cjs", "cjs"]]) {
  const bundle = await rolldown({ cwd, input, platform, logLevel: "silent" });
  await bundle.write({ file: `${cwd}out/${file}`, format, codeSplitting: false });
}
console.log(JSON.stringify({ host: `Rolldown ${VERSION}` }));
