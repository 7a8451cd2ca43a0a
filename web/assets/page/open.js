// Opening a link to a set-up: its fragment never leaves the browser.

import { byId, fillForm } from "./form.js";
import { fill, showRefusal, word } from "./show.js";
import { ask } from "./workshop.js";
import { update } from "./evaluate.js";

export async function openLink() {
  const fragment = location.hash.slice(1);
  if (!/(^|&)share=/.test(fragment)) return;
  const where = byId("opened");
  where.hidden = false;
  let setUp;
  try {
    setUp = await ask("open", { fragment });
  } catch {
    return showRefusal(word("error", "workshop"), where);
  }
  if (setUp.error) return showRefusal(setUp.error, where);
  fillForm({ ...setUp, tls: setUp.tls === "on" });
  history.replaceState(null, "", location.pathname + location.search); // what is typed from here on is not in the link
  const shown = byId("opened-template").content.cloneNode(true);
  const labels = setUp.missing.map((key) => byId(key)?.closest("[data-label]")?.dataset.label ?? key);
  fill(shown, { missing: labels.join(", ") });
  shown.querySelector('[data-slot="without"]').hidden = labels.length === 0;
  where.replaceChildren(shown);
  update();
}

addEventListener("hashchange", openLink);
