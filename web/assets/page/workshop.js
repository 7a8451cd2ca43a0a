// The second module, workshop.wasm: importing, rendering, merging and the like.
// It is loaded when the first question is asked. The shapes of questions and
// answers are declared in wasm/wasm.d.ts.

import { base, form, inLanguage } from "./form.js";
import { run } from "./wasm.js";

let loading = null;

async function load() {
  const { ended, words } = await run(form.dataset.workshop, form.dataset.workshopWords);
  if (words) globalThis.redisWorkshop?.language?.(words);
  ended.finally(() => {
    globalThis.redisWorkshop = undefined;
    loading = null;
  });
}

// ask answers with the document for a question, or {error}. Without the module
// the server answers what it may know; a text that was brought stays here, and ask
// throws.
export async function ask(name, question) {
  try {
    await (loading ??= load());
    return JSON.parse(globalThis.redisWorkshop.ask(name, JSON.stringify(question)));
  } catch (cause) {
    loading = null;
    if (question.text || question.texts) throw cause;
  }
  return askServer(name, question);
}

// askServer asks what the server may know, as it evaluates the form without a module.
export async function askServer(name, question) {
  const response = await fetch(`${base}/api/v1/${name}${inLanguage}`, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(question),
  });
  return response.json();
}

export const loaded = () => globalThis.redisWorkshop !== undefined;
