// Starts the built module in node, as the worker does in a browser:
//   const { ask } = await load("…/redis-wizard.wasm", "…/wasm_exec.js")
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";

export async function load(module, glue) {
  await import(pathToFileURL(resolve(glue)).href); // sets globalThis.Go
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiate(await readFile(module), go.importObject);
  go.run(instance); // ends with the process
  if (!globalThis.redisWizard) {
    throw new Error(`${module} ran but did not set redisWizard`);
  }
  return globalThis.redisWizard;
}
