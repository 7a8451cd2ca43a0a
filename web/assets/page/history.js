// Undo and redo for the form, and a draft that survives a reload. The draft is a
// link's fragment, so no secret can be in it; the steps stay in memory.

import { byId, fillForm, form, readForm } from "./form.js";
import { fillFrom } from "./link.js";
import { ready, update } from "./evaluate.js";
import { clearReport } from "./report.js";

const limit = 200; // steps
let steps = [];
let at = -1;
let last = { field: null, time: 0 };
let restoring = false;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// note adds the form as it is now. What is typed into one field in one go is one
// step.
function note() {
  const now = readForm();
  if (restoring || (at >= 0 && same(now, steps[at]))) return;
  const field = document.activeElement?.name ?? null;
  const time = Date.now();
  const goesOn = at > 0 && at === steps.length - 1 && field !== null && field === last.field && time - last.time < 1000;
  last = { field, time };
  if (goesOn) steps[at] = now;
  else {
    steps = steps.slice(Math.max(0, at + 1 - limit), at + 1).concat([now]);
    at = steps.length - 1;
  }
  showButtons();
}

function showButtons() {
  byId("undo").disabled = at <= 0;
  byId("redo").disabled = at >= steps.length - 1;
}

export function go(by) {
  if (at + by < 0 || at + by >= steps.length) return;
  at += by;
  last.field = null;
  restoring = true;
  fillForm({ ...steps[at], tls: steps[at].tls === "on" });
  update();
  restoring = false;
  showButtons();
}

note();

// ---- The draft.

const store = {
  get: () => attempt(() => sessionStorage.getItem("draft")),
  set: (draft) => attempt(() => sessionStorage.setItem("draft", draft)),
  clear: () => attempt(() => sessionStorage.removeItem("draft")),
};

function attempt(what) {
  try {
    return what();
  } catch {
    return null; // storage is switched off, and the draft does not survive
  }
}

let timer = 0;

document.addEventListener("evaluated", () => {
  note();
  clearTimeout(timer);
  timer = setTimeout(keepDraft, 300);
});

function keepDraft() {
  const made = globalThis.redisWizard?.share(readForm());
  if (made?.fragment) store.set(made.fragment);
}

// restore fills in the draft of before a reload. A form that was sent came back
// whole, with its secrets; only when that page is loaded again is the draft newer.
export async function restore() {
  if (posted && performance.getEntriesByType("navigation")[0]?.type !== "reload") return;
  const draft = store.get();
  if (!draft || !(await ready())) return;
  if (globalThis.redisWizard.share(readForm()).fragment === draft) return; // nothing was typed, or only secrets
  const setUp = globalThis.redisWizard.open(draft);
  if (setUp.error) store.clear();
  else fillFrom(setUp, "draft");
}

// clear takes the page back to how it was first served. It can be undone.
export function clear() {
  clearTimeout(timer);
  const log = form.elements.log.value;
  form.reset();
  clearReport();
  form.elements.log.value = log;
  byId("opened").hidden = true;
  update();
  clearTimeout(timer);
  store.clear();
}

// Leaving with secrets typed asks first: they are kept nowhere. A form that is sent
// takes them along, and the page that answers it holds them as its defaults.
const posted = "posted" in form.dataset;
let sent = false;

// send makes ready for the form to be sent.
export function send() {
  sent = true;
  clearTimeout(timer);
  keepDraft();
}

addEventListener("beforeunload", (event) => {
  const typed = [...form.querySelectorAll(".control[data-secret] > [name]")].some((e) => e.value !== "" && (posted || e.value !== e.defaultValue));
  if (typed && !sent) event.preventDefault();
  sent = false;
});
