// The module, which draws the page in a worker (web/assets/worker.js). It is started
// again when it is needed and has ended.

/** @type {Promise<void> | null} */
let starting = null; // settles when the module runs
/** @type {Worker | null} */
let worker = null; // there once it does
/** @type {Map<number, PromiseWithResolvers<Answer>>} */
const waiting = new Map(); // what becomes of each question, by its id
let lastAsked = 0;

const settings = JSON.parse(byId("settings")?.textContent ?? "{}");

/** wordsOf is where the translations are for a language. @param {string} tag @returns {string} empty for English */
const wordsOf = (tag) => settings.languages?.find((/** @type {{ tag: string }} */ choice) => choice.tag === tag)?.words ?? "";

/** startModule ends when the module runs, and throws where it cannot. */
function startModule() {
  starting ??= new Promise((resolve, reject) => {
    if (!settings.assets?.module) throw new Error("this build has no module");
    const started = new Worker(settings.assets.worker);
    const end = () => {
      started.terminate();
      starting = worker = null;
      delete root.dataset.module;
      const lost = new Error("the module does not run");
      reject(lost);
      for (const question of waiting.values()) question.reject(lost);
      waiting.clear();
    };
    started.onerror = end;
    started.onmessage = ({ data }) => {
      if (data.failed) return end();
      if (data.ready) {
        worker = started;
        root.dataset.module = "running";
        return resolve();
      }
      waiting.get(data.id)?.resolve(data.answer);
      waiting.delete(data.id);
    };
    started.postMessage({ settings: { ...settings, origin: location.origin }, words: wordsOf(root.lang) });
  });
  starting.catch(() => (starting = null));
  return starting;
}

/** askModule asks the module for the page. @param {Question} question @returns {Promise<Answer>} */
async function askModule(question) {
  await startModule();
  const answered = Promise.withResolvers();
  waiting.set(++lastAsked, answered);
  worker?.postMessage({ id: lastAsked, question, words: wordsOf(question.language) });
  const answer = await answered.promise;
  if (!answer) throw new TypeError("the translations did not arrive");
  return answer;
}
