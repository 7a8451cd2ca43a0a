// A draft of the form survives a reload. It is a link's fragment, so no secret can be
// in it.

import { form, readForm } from "./form.js";
import { fillFrom, fragmentOf, readFragment } from "./link.js";
import { untouched } from "./evaluate.js";
import { unread } from "./bring.js";

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
let turn = 0; // of the newest draft, so that an older one is dropped
let fresh = untouched(); // and so without a draft

document.addEventListener("changed", (event) => {
  ({ fresh } = event.detail);
  clearTimeout(timer);
  timer = setTimeout(keepDraft, fresh ? 0 : 300);
});

async function keepDraft() {
  const mine = ++turn;
  if (fresh) return store.clear();
  try {
    const { fragment } = await fragmentOf(readForm());
    if (fragment && mine === turn) store.set(fragment);
  } catch {
    // The server is away, too: the next change tries again.
  }
}

// restore fills in the draft of before a reload. A form that was sent came back
// whole, with its secrets; only when that page is loaded again is the draft newer.
export async function restore() {
  if (posted && performance.getEntriesByType("navigation")[0]?.type !== "reload") return;
  const draft = store.get();
  if (!draft) return;
  try {
    if ((await fragmentOf(readForm())).fragment === draft) return; // nothing was typed, or only secrets
    const setUp = await readFragment(draft);
    if (!setUp.error) fillFrom(setUp, "draft");
  } catch {
    // Neither the module nor the server is there to read it.
  }
}

// Leaving with secrets typed asks first, and so does a text that is not in the form
// yet, because they are kept nowhere. A form that is sent takes them along, and the
// page that answers it holds them as its defaults.
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
  const brought = posted ? form.elements.yaml.value.trim() !== "" : unread();
  if ((typed || brought) && !sent) event.preventDefault();
  sent = false;
});
