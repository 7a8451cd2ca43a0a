// A worker that runs the module, so that nothing it does keeps the page from answering
// to its reader. Before this script stands Go's own, which defines Go. The first
// message has the page's settings, and where the translations for it are. It is answered
// by {ready} once the module runs, or by {failed} where a build or a browser has no
// WebAssembly. Every other message is a question. The shapes are declared in wasm/wasm.d.ts.

let spoken = ""; // the address of the translations that the module has

/** @param {string} words the address of those that it is to have */
async function speak(words) {
  if (words === spoken) return;
  globalThis.redisWizard.language(words ? await (await fetch(words)).text() : "null");
  spoken = words;
}

/** @param {{ settings: { assets: { module: string } }, words: string }} start */
async function begin({ settings, words }) {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch(settings.assets.module), go.importObject);
  go.run(instance).finally(() => postMessage({ failed: true })); // it never ends of itself
  globalThis.redisWizard.settings(JSON.stringify(settings));
  await speak(words); // a module that could not speak the language of the page is not started
}

onmessage = ({ data: start }) => {
  onmessage = async ({ data: { id, question, words } }) => {
    const answered = speak(words).then(() => JSON.parse(globalThis.redisWizard.ask("page", JSON.stringify(question))));
    postMessage({ id, answer: await answered.catch(() => null) });
  };
  begin(start).then(() => postMessage({ ready: true }), () => postMessage({ failed: true }));
};
