// Asking for the page anew: one question at a time, each with all the fields. The module
// answers, and until it runs the server, which is not sent what is to stay here.

/** @type {Job[]} */
const jobs = [];
let stale = false; // something was typed that was not asked about
let busy = false;
/** @type {Job | null} */
let failed = null; // the job that could not be done
/** @type {Map<string, number>} */
const scrolled = new Map(); // how far, by the path of the place

// While a button is being pressed nothing moves away from under it.
let pressed = Promise.resolve();
addEventListener("pointerdown", () => {
  pressed = new Promise((done) => {
    for (const end of ["pointerup", "pointercancel", "dragend"]) addEventListener(end, () => setTimeout(done), { once: true, capture: true });
  });
}, true);

/** ask asks for the page. What is typed while another question is out becomes one question. @param {Job} [job] */
function ask(job) {
  if (job) jobs.push(job);
  else stale = true;
  if (!busy) work();
}

/** retry does again what could not be done. */
function retry() {
  const job = failed;
  failed = null;
  delete root.dataset.trouble;
  if (job) ask(job);
}
addEventListener("online", retry);

async function work() {
  busy = true;
  while (jobs.length > 0 || stale) {
    const job = jobs.shift();
    stale = false;
    if (!job) await (worker ? pressed : new Promise((done) => setTimeout(done, 120)));
    const before = remember();
    const late = setTimeout(() => (root.dataset.busy = ""), 300);
    try {
      const asked = job?.fields ?? fields();
      const answer = await answerTo(job ?? {}, asked);
      if (!job) await pressed;
      const left = fields().left; // a field that was left meanwhile is one of the next question
      show(job ?? {}, answer, job ? before : null);
      if (left?.[0] !== asked.left?.[0] && !job?.fields) Object.assign(byId("left") ?? {}, { value: left?.[0] });
    } catch (error) {
      failed = job ?? null;
      if (job) trouble(error instanceof TypeError ? "unreachable" : "module");
    }
    clearTimeout(late);
    delete root.dataset.busy;
  }
  busy = false;
}

/** staysHere tells whether a field is to be sent to no server. @param {string} name */
const staysHere = (name) => form().querySelector(`[name="${CSS.escape(name)}"][data-private]`) !== null;

/** @param {Job} job @param {Fields} asked @returns {Promise<Answer>} */
async function answerTo(job, asked) {
  const local = job.local || Object.entries(asked).some(([name, [text]]) => text !== "" && staysHere(name));
  if (!worker && !local) return askServer(job, asked);
  try {
    const place = (job.path ?? location.pathname).slice(base.length + 1);
    return { lang: job.language, ...(await askModule({ fields: asked, action: job.action, files: job.files, place, language: job.language ?? root.lang })) };
  } catch (error) {
    if (local) throw error;
    return askServer(job, asked);
  }
}

/** @param {Job} job @param {Fields} asked @returns {Promise<Answer>} */
async function askServer(job, asked) {
  const body = new FormData();
  for (const [name, texts] of Object.entries(asked)) if (!staysHere(name)) for (const text of texts) body.append(name, text);
  if (job.action !== undefined) body.append("action", job.action);
  const response = await fetch(`${job.path ?? location.pathname}?lang=${root.lang}`, { method: "POST", body, headers: { Accept: "text/html" } });
  const name = /filename="?([^";]+)/.exec(response.headers.get("Content-Disposition") ?? "")?.[1];
  if (name) return save(name, await response.blob()), {};
  const answered = new DOMParser().parseFromString(await response.text(), "text/html");
  const page = answered.getElementById("page");
  return { title: answered.title, lang: answered.documentElement.lang, page, error: page ? "" : answered.querySelector("main p")?.textContent ?? response.statusText };
}

/** @param {Job} job @param {Answer} answer @param {Map<string, string> | null} before */
function show(job, answer, before) {
  const [page, { file }] = [byId("page"), answer];
  if (file) save(file.name, Uint8Array.from(atob(file.base64), (c) => c.charCodeAt(0)), file.type);
  if (answer.error) trouble("server", answer.error);
  else if (job.action !== undefined || !["large", "binary"].includes(root.dataset.trouble ?? "")) delete root.dataset.trouble;
  const next = answer.page ?? parsed(answer.html ?? "").firstElementChild;
  if (!page || !next) return;
  root.lang = answer.lang ?? root.lang;
  document.title = answer.title ?? document.title;
  const [from, to] = [page.dataset.path ?? location.pathname, next.getAttribute("data-path") ?? job.path ?? location.pathname];
  if (to !== location.pathname && job.action === undefined) return; // somebody has gone elsewhere meanwhile
  if (to !== from) scrolled.set(from, scrollY);
  if (to !== location.pathname) history.pushState(null, "", to);
  morphPage(page, next, before);
  if (to !== from) scrollTo(0, scrolled.get(to) ?? 0);
  document.dispatchEvent(new CustomEvent("answered", { detail: { job, answer } }));
}

/** @param {string} html */
const parsed = (html) => Object.assign(document.createElement("template"), { innerHTML: html }).content;
