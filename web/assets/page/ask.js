// Questions, which the module answers in a worker (web/assets/worker.js) once it runs,
// and until then the server. Their shapes are declared in wasm/wasm.d.ts.

import { base, form, inLanguage } from "./form.js";

// Runner is a worker with the module in it, which is started when it is needed.
class Runner {
  starting = null; // settles when the module runs
  worker = null; // there once it does
  waiting = new Map(); // what becomes of each question, by its id
  last = 0;

  // start starts the worker, again if it has ended: with a module that is compiled, or
  // with the address of one.
  start(module) {
    this.starting ??= new Promise((resolve, reject) => {
      if (!module) throw new Error("this build has no module");
      const worker = new Worker(form.dataset.worker);
      const end = () => {
        worker.terminate();
        this.starting = this.worker = null;
        const lost = new Error("the module does not run");
        reject(lost);
        for (const question of this.waiting.values()) question.reject(lost);
        this.waiting.clear();
      };
      worker.onerror = end;
      worker.onmessage = ({ data }) => {
        if (data.failed) return end();
        if (data.module) {
          this.worker = worker;
          return resolve(data.module);
        }
        this.waiting.get(data.id).resolve(data.answer);
        this.waiting.delete(data.id);
      };
      worker.postMessage({ module, words: form.dataset.words });
    });
    return this.starting;
  }

  ask(name, question) {
    return new Promise((resolve, reject) => {
      this.waiting.set(++this.last, { resolve, reject });
      this.worker.postMessage({ id: this.last, name, question });
    });
  }
}

// Texts that were brought have a worker of their own: a large one takes seconds, in
// which the form is still judged.
const [forForm, forTexts] = [new Runner(), new Runner()];

// loadModule starts the module for the form.
export const loadModule = () => forForm.start(form.dataset.module);

// running tells whether the module runs, and loaded whether it has read a text.
export const running = () => forForm.worker !== null;
export const loaded = () => forTexts.worker !== null;

// ready waits for the module that was started, and tells whether it is there.
export async function ready() {
  await forForm.starting?.catch(() => {});
  return running();
}

/** @typedef {import("../../../wasm/wasm.d.ts").Question & import("../../../wasm/wasm.d.ts").EvaluateInput} Question */

// askModule asks the module alone, for what no server may know, and throws without it.
/**
 * @template {import("../../../wasm/wasm.d.ts").QuestionName} Name
 * @param {Name} name
 * @param {Question} question
 * @returns {Promise<import("../../../wasm/wasm.d.ts").Answer<Name>>}
 */
export async function askModule(name, question) {
  const module = await loadModule();
  const runner = question.text || question.texts ? forTexts : forForm;
  if (runner === forTexts) await runner.start(module);
  return runner.ask(name, question);
}

// ask answers with the document for a question, or {error}. A text that was brought
// stays here.
/**
 * @template {import("../../../wasm/wasm.d.ts").QuestionName} Name
 * @param {Name} name
 * @param {Question} question
 * @param {AbortSignal} [signal]
 * @returns {Promise<import("../../../wasm/wasm.d.ts").Answer<Name>>}
 */
export async function ask(name, question, signal) {
  if (question.text || question.texts) return askModule(name, question);
  try {
    if (running()) return await askModule(name, question);
  } catch {
    // It has died; the server can do it as well.
  }
  return askServer(name, question, signal);
}

async function askServer(name, question, signal) {
  const response = await fetch(`${base}/api/v1/${name}${inLanguage}`, {
    method: "POST", signal, headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(question),
  });
  return response.json();
}
