// Running a Go module on the page.

import { form } from "./form.js";

// run starts a module; `ended` settles when it has stopped, which it never does
// of itself. `words` is the text of the file with its translations, if there is one:
// a module that could not speak the language of the page is not started. It throws
// where a build or a browser has no WebAssembly.
export async function run(module, file) {
  if (!module) throw new Error("this build has no such module");
  const [response, words] = await Promise.all([fetch(module), file && fetch(file).then((answer) => answer.text()), import(form.dataset.glue)]);
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiateStreaming(response, go.importObject);
  return { ended: go.run(instance), words };
}
