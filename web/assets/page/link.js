// A link to a set-up: making it, and opening it. What stands in its fragment is
// never sent to any server, and no secret can be in it.

import { byId, fillForm, readForm } from "./form.js";
import { copyText, fill, setState, showRefusal, word } from "./show.js";
import { update } from "./evaluate.js";
import { ask, askModule, ready, running } from "./ask.js";

// labels are the names of options on the page.
const labels = (keys) => keys.map((key) => byId(key)?.closest("[data-label]")?.dataset.label ?? key).join(", ");

function without(root, slot, keys) {
  fill(root, { [slot]: labels(keys) });
  root.querySelector('[data-slot="without"]').hidden = keys.length === 0;
}

const linkTo = (fragment) => `${location.origin}${location.pathname}#${fragment}`;

// fragmentOf is what a link to a set-up ends in. Without the module the server makes
// it, which then judges the set-up, too.
export async function fragmentOf(setUp) {
  await ready();
  return ask("share", setUp);
}

// readFragment reads one: a draft, which the server may know, as it knew the form.
export async function readFragment(fragment) {
  await ready();
  return ask("open", { fragment });
}

export async function share() {
  let made;
  try {
    made = await fragmentOf(readForm());
  } catch {
    return showRefusal(word("error", "unreachable"));
  }
  if (made.error) return showRefusal(made.error);
  const { fragment, left } = made;
  const link = linkTo(fragment);
  byId("link").value = link;
  without(byId("shared"), "left", left);
  byId("shared").hidden = false;
  setState(byId("share"), (await copyText(link, byId("link"))) ? "done" : "failed");
  setTimeout(() => setState(byId("share"), "idle"), 2500);
}

// A link that leads to something else than the form is not left standing.
let turn = 0;

document.addEventListener("changed", async () => {
  const [mine, shared] = [++turn, byId("shared")];
  if (shared.hidden) return;
  const { fragment } = running() ? await ask("share", readForm()) : {};
  if (mine === turn) shared.hidden = linkTo(fragment) !== byId("link").value;
});

export async function openLink() {
  const fragment = location.hash.slice(1);
  if (!/(^|&)share=/.test(fragment)) return;
  const where = byId("opened");
  where.hidden = false;
  if (!(await ready())) return showRefusal(word("error", "link"), where);
  const setUp = await askModule("open", { fragment });
  if (setUp.error) return showRefusal(setUp.error, where);
  history.replaceState(null, "", location.pathname + location.search); // what is typed from here on is not in the link
  fillFrom(setUp, "link");
}

// fillFrom fills in the form from a link, or from the draft of before a reload,
// and says which options were not in it.
export function fillFrom(setUp, source) {
  fillForm({ ...setUp, tls: setUp.tls === "on" });
  const shown = byId("opened-template").content.cloneNode(true);
  setState(shown.querySelector('[data-slot="state"]'), source);
  without(shown, "missing", setUp.missing);
  byId("opened").replaceChildren(shown);
  byId("opened").hidden = false;
  update();
}

addEventListener("hashchange", openLink);
