// Running a Go module on the page.

import { form } from "./form.js";

// run starts a module; `ended` settles when it has stopped, which it never does
// of itself. It throws where a build or a browser has no WebAssembly.
export async function run(module) {
  if (!module) throw new Error("this build has no such module");
  const compiled = fetch(module);
  await import(form.dataset.glue);
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiateStreaming(compiled, go.importObject);
  return { ended: go.run(instance) };
}
