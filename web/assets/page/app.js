// The page's script: its wiring. It holds no rule, no default and no message:
// what it shows are answers to questions (ask.js), and how it looks comes from the
// <template> elements at the end of the page, and for a connection test from the
// server whole.

import { addRow, applySetUp, byId, form, holdsText, isOption, moveRow, options, rowControls, tlsSwitches } from "./form.js";
import { copy, reveal, save, showRefusal, word } from "./show.js";
import { begin, update } from "./evaluate.js";
import { applyFix } from "./fix.js";
import { bring, carry, text, usedFix } from "./bring.js";
import { goTo } from "./editor.js";
import { choose, get } from "./take.js";
import { adopt, explain, showPlan } from "./plan.js";
import { openLink, share } from "./link.js";
import { clear, go } from "./history.js";
import { restore, send } from "./draft.js";
import { cancel, test } from "./report.js";

form.addEventListener("input", (event) => {
  if (isOption(event.target) || ["authelia", "release", "kind", "tls"].includes(event.target.name)) update();
});

// refuseToSend says that a text is larger than the server takes, where there is one.
// The page would be lost for the answer that says so.
function refuseToSend() {
  const boxes = [[text(), "imported"], [form.elements.log.value, "explained"], [form.elements.ca.value, "refusal"]];
  const large = boxes.find(([held]) => new TextEncoder().encode(held).length > Number(form.dataset.largest));
  if (!large) return false;
  const where = byId(large[1]);
  showRefusal(word("error", "sent"), where);
  where.closest("details")?.setAttribute("open", "");
  where.scrollIntoView({ block: "nearest" });
  return true;
}

// Each submit button says in its value what it does; what follows the first
// point or colon is its argument.
const actions = {
  clear: (_, button) => clear(JSON.parse(button.dataset.setUp)),
  undo: () => go(-1), redo: () => go(1),
  preset: (_, button) => {
    applySetUp(JSON.parse(button.dataset.setUp));
    update();
  },
  test, import: () => bring(), plan: showPlan, adopt, explain,
  download: () => save(byId("yaml-title").textContent, byId("yaml").textContent),
  tab: (name) => choose(name),
  get: (index) => get(Number(index)),
  fix: (fix, button) => {
    button.dataset.applied = "";
    usedFix(button);
    applyFix(JSON.parse(fix));
  },
  "add-row": (list) => {
    rowControls(addRow(list))[0].focus();
    update();
  },
  ...Object.fromEntries(["remove", "up", "down"].map((move) => [`${move}-row`, (row) => {
    moveRow(move, row);
    update();
  }])),
};

form.addEventListener("submit", (event) => {
  if (event.submitter?.value.startsWith("language.")) { // the server answers with the whole page
    if (refuseToSend()) return event.preventDefault();
    carry();
    return send();
  }
  event.preventDefault();
  const [, name, argument] = /^([a-z-]+)[.:]?(.*)$/s.exec(event.submitter?.value ?? "check");
  (actions[name] ?? update)(argument, event.submitter);
});

// Enter in a field checks the form; it must not press whichever button is first.
form.addEventListener("keydown", async (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=file])")) {
    event.preventDefault();
    await update();
    if (byId("state").dataset.states === "error") byId("state").focus();
  }
});

// A link to a field opens what the field is folded away in, and focuses it; a link
// to a line goes there in the editor.
document.addEventListener("click", (event) => {
  const spot = event.target.closest('a[data-slot="spot"]');
  const target = byId(decodeURIComponent(event.target.closest('a[data-slot="link"]')?.hash.slice(1) ?? ""));
  if (!spot && !target) return;
  event.preventDefault();
  if (spot) return goTo(Number(spot.dataset.line), Number(spot.dataset.column));
  target.closest("details")?.setAttribute("open", "");
  target.focus();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal], [data-copy]");
  if (button?.dataset.reveal) reveal(button);
  if (button?.dataset.copy) copy(button);
});

byId("cancel").addEventListener("click", cancel);
byId("share").addEventListener("click", share);
for (const button of form.querySelectorAll("[data-reveal]")) button.hidden = false;

// What was typed before this script ran, or brought back by the browser, has
// not been judged yet.
const typed = (control) => control.value !== (control.defaultValue ?? "") || control.checked !== control.defaultChecked;
if (byId("state").dataset.states !== "fresh" || [...options(), ...form.elements.kind, ...tlsSwitches(), form.elements.release].some(typed)) update();

// Undo where the focus is in no text, which has an undo of its own.
addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || holdsText(event.target)) return;
  event.preventDefault();
  go(event.shiftKey ? 1 : -1);
});

// The page answers to typing now; what else there is to begin need not hold it up.
document.documentElement.dataset.script = "running";
setTimeout(begin);
setTimeout(location.hash.includes("share=") ? openLink : restore);
