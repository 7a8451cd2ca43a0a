// Starts a built module in node, as the page does in a browser:
//   const { evaluate } = await load("…/redis-wizard.wasm", "…/wasm_exec.js")
//   const { ask } = await load("…/workshop.wasm", "…/wasm_exec.js", "redisWorkshop")
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

export async function load(module, glue, door = "redisWizard") {
  await import(pathToFileURL(resolve(glue)).href); // sets globalThis.Go
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiate(await readFile(module), go.importObject);
  go.run(instance); // ends with the process
  if (!globalThis[door]) {
    throw new Error(`${module} ran but did not set ${door}`);
  }
  return globalThis[door];
}
