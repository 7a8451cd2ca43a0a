// A worker that runs the module, so that nothing it does keeps the page from answering
// to its reader. Before this script stands Go's own, which defines Go. The first
// message is the page's settings: where the module is, and where the translations for it.
// It is answered by {ready} once that runs, or by {failed} where a build or a browser has
// no WebAssembly. Every other message is a question, which may come with other
// translations. The shapes are declared in wasm/wasm.d.ts.

/** @param {string} words where the translations are */
const speak = async (words) => globalThis.redisWizard.language(words ? await (await fetch(words)).text() : "null");

/** @param {{ module: string, words: string }} settings */
async function begin(settings) {
  const go = new Go();
  const { instance } = await WebAssembly.instantiateStreaming(fetch(settings.module), go.importObject);
  go.run(instance).finally(() => postMessage({ failed: true })); // it never ends of itself
  globalThis.redisWizard.settings(JSON.stringify(settings));
  await speak(settings.words); // a module that could not speak the language of the page is not started
}

onmessage = ({ data: settings }) => {
  onmessage = async ({ data: { id, question, words } }) => {
    if (words !== undefined) await speak(words).catch(() => {});
    postMessage({ id, answer: JSON.parse(globalThis.redisWizard.ask("page", JSON.stringify(question))) });
  };
  begin(settings).then(() => postMessage({ ready: true }), () => postMessage({ failed: true }));
};
