// Planning a change of Authelia's version, and explaining lines of a log.

import { byId, chooseVersion, fillForm, form, readForm, version } from "./form.js";
import { clone, fill, fillList, linkCode, setState, showRefusal, word } from "./show.js";
import { mergedItem } from "./take.js";
import { text } from "./bring.js";
import { ask } from "./ask.js";
import { untouched, update } from "./evaluate.js";

const where = byId("planned");
const { from, to } = form.elements;
const shownPlan = () => where.querySelector('[data-slot="adopt"]') !== null;

// question is what a plan is made of. The version that is chosen for the form has no
// part in it.
const question = () => ({ ...readForm(), authelia: from.value, from: from.value, to: to.value, text: text() });
const same = ({ text: a, ...one }, { text: b, ...other }) => a === b && JSON.stringify(one) === JSON.stringify(other);

// plan is the one that is shown, and asked is what it was made of. One that came with
// the page is asked for when it is needed.
let plan = null;
let asked = question();

export async function showPlan() {
  const mine = (asked = question());
  const fresh = untouched();
  let answer;
  try {
    answer = await ask("upgrade", mine);
  } catch {
    answer = { error: word("error", "module") };
  }
  if (asked !== mine) return; // another one was asked for, or the page cleared
  plan = answer;
  if (plan.error) return showRefusal(plan.error, where);
  const shown = byId("plan-template").content.cloneNode(true);
  fill(shown, { from: plan.from, to: plan.to });
  setState(shown.querySelector('[data-slot="state"]'), plan.ok ? (plan.needed ? "needed" : "nothing") : fresh ? "fresh" : "broken");
  fillList(shown.querySelector('[data-slot="steps"]'), plan.steps.map((step) => {
    const item = clone("step-template");
    item.dataset.kind = step.kind;
    return fill(item, { kind: word("plan", step.kind), since: step.since, title: step.title, text: step.text });
  }));
  shown.querySelector('[data-slot="file"]').replaceChildren(...(plan.merged?.files ?? []).filter((file) => file.changed).map((file, i) => {
    const item = mergedItem(file, `planned-${i}`);
    item.querySelector('[name="action"]').hidden = true; // the tab "Your file" has it once the plan is taken over
    return item;
  }));
  fill(shown, { refusal: plan.refusal ?? "" });
  shown.querySelector('[data-slot="adopt"]').hidden = !plan.adoptable;
  where.replaceChildren(shown);
  age();
}

// age marks a plan as out of date, so that nothing is taken over that would undo what
// was typed since.
function age() {
  if (!shownPlan()) return;
  const stale = !same(asked, question());
  where.querySelector('[data-slot="stale"]').hidden = !stale;
  where.querySelector('[data-slot="adopt"]').disabled = stale;
}

document.addEventListener("changed", age);
document.addEventListener("edited", age);
for (const select of [from, to]) select.addEventListener("change", age);

// adopt takes the plan over into the form.
export async function adopt() {
  if (!plan) await showPlan();
  if (!plan?.adoptable) return;
  fillForm({ ...plan.evaluation, authelia: plan.to, values: plan.values });
  update();
  byId("state").focus();
}

// exchangePlan puts another plan, or none, in place of the one that is shown, and
// gives that back. A version is chosen with it.
export function exchangePlan({ nodes = [], version, ...next }) {
  const before = { nodes: [...where.childNodes], version: [from.value, to.value], plan, asked };
  where.replaceChildren(...nodes);
  chooseVersion(from, version[0]);
  chooseVersion(to, version[1]);
  ({ plan = null, asked = question() } = next);
  age();
  return before;
}

// ---- A log.

let timer = 0;

export async function explain() {
  const where = byId("explained");
  const log = form.elements.log.value;
  if (!log.trim()) return where.replaceChildren();
  let answer;
  try {
    answer = await ask("explain", { ...readForm(), text: log });
  } catch {
    answer = /** @type {any} */ ({ error: word("error", "module") });
  }
  if (form.elements.log.value !== log) return; // it was edited meanwhile, or cleared
  if (answer.error) return showRefusal(answer.error, where);
  showExplained(answer);
}

/** @param {import("../../../wasm/wasm.d.ts").Explained} answer */
function showExplained(answer) {
  const shown = byId("explained-template").content.cloneNode(true);
  setState(shown.querySelector('[data-slot="state"]'), answer.explanations.length > 0 ? "found" : "nothing");
  fillList(shown.querySelector('[data-slot="lines"]'), answer.explanations.map((explanation) => {
    const item = clone("explanation-template");
    const { line, text: said, count, last } = explanation;
    fill(item, { line: String(line), text: said, count: String(count), last: String(last ?? 0) });
    item.querySelector("[data-repeated]").hidden = count < 2;
    fillList(item.querySelector('[data-slot="causes"]'), explanation.causes.map((cause) => {
      const one = clone("cause-template");
      fill(one, { code: cause.code, title: cause.title });
      for (const slot of ["cause", "act"]) spans(one.querySelector(`[data-slot="${slot}"]`), cause[slot]);
      linkCode(one, cause.code);
      return one;
    }));
    return item;
  }));
  const note = shown.querySelector('[data-slot="note"]');
  note.textContent = answer.note ?? "";
  note.hidden = !answer.note;
  byId("explained").replaceChildren(shown);
}

// A log that was imported is explained here, too.
document.addEventListener("brought", ({ detail: { explained } }) => {
  if (!explained) return;
  form.elements.log.value = "";
  byId("explain").open = true;
  showExplained(explained);
});

// spans shows a text in which names of options stand between backticks.
function spans(element, text) {
  element.replaceChildren(...text.split("`").map((part, i) => (i % 2 ? Object.assign(document.createElement("code"), { textContent: part }) : part)));
  element.hidden = text === "";
}

form.elements.log.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(explain, 250);
});

// The plan begins at the version that is chosen above, until it is chosen here.
form.addEventListener("change", (event) => {
  if (["authelia", "release"].includes(event.target.name) && version() && !shownPlan()) chooseVersion(from, version());
});
