// A worker that runs the module, so that nothing it does keeps the page from answering
// to its reader. Before this script stands Go's own, which defines Go. The first
// message says where the module is, and where the translations for it; it is answered
// by {module}, the compiled one, once that runs, or by {failed} where a build or a
// browser has no WebAssembly. Every other message is a question. The shapes are
// declared in wasm/wasm.d.ts.

async function begin({ module, words }) {
  const go = new globalThis.Go();
  const compile = typeof module === "string" ? WebAssembly.compileStreaming(fetch(module)) : module;
  // A module that could not speak the language of the page is not started.
  const [compiled, translations] = await Promise.all([compile, words ? fetch(words).then((answer) => answer.text()) : "null"]);
  const instance = await WebAssembly.instantiate(compiled, go.importObject);
  go.run(instance).finally(() => postMessage({ failed: true })); // it never ends of itself
  globalThis.redisWizard.language(translations);
  return compiled;
}

onmessage = ({ data: start }) => {
  onmessage = ({ data: { id, name, question } }) => {
    postMessage({ id, answer: JSON.parse(globalThis.redisWizard.ask(name, JSON.stringify(question))) });
  };
  begin(start).then((module) => postMessage({ module }), () => postMessage({ failed: true }));
};
