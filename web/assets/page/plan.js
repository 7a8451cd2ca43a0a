// Planning a change of Authelia's version, and explaining lines of a log.

import { byId, chooseVersion, fillForm, form, readForm } from "./form.js";
import { clone, fill, fillList, linkCode, setState, showRefusal, word } from "./show.js";
import { mergedItem } from "./take.js";
import { text } from "./bring.js";
import { ask } from "./workshop.js";
import { update } from "./evaluate.js";

let plan = null;

export async function showPlan() {
  const where = byId("planned");
  try {
    plan = await ask("upgrade", { ...readForm(), from: form.elements.from.value, to: form.elements.to.value, text: text() });
  } catch {
    return showRefusal(word("error", "workshop"), where);
  }
  if (plan.error) return showRefusal(plan.error, where);
  const shown = byId("plan-template").content.cloneNode(true);
  fill(shown, { from: plan.from, to: plan.to });
  setState(shown.querySelector('[data-slot="state"]'), plan.ok ? (plan.needed ? "needed" : "nothing") : "broken");
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
  shown.querySelector('[data-slot="adopt"]').hidden = !plan.ok;
  where.replaceChildren(shown);
}

// adopt takes the plan over into the form.
export function adopt() {
  if (!plan?.ok) return;
  fillForm({ ...plan.evaluation, authelia: plan.to, values: plan.values });
  update();
  byId("state").focus();
}

// ---- A log.

let timer = 0;

export async function explain() {
  const where = byId("explained");
  const log = form.elements.log.value;
  if (!log.trim()) return where.replaceChildren();
  let answer;
  try {
    answer = await ask("explain", { text: log });
  } catch {
    return showRefusal(word("error", "workshop"), where);
  }
  if (answer.error) return showRefusal(answer.error, where);
  const shown = byId("explained-template").content.cloneNode(true);
  setState(shown.querySelector('[data-slot="state"]'), answer.explanations.length > 0 ? "found" : "nothing");
  fillList(shown.querySelector('[data-slot="lines"]'), answer.explanations.map((explanation) => {
    const item = clone("explanation-template");
    fill(item, { line: String(explanation.line), text: explanation.text });
    fillList(item.querySelector('[data-slot="causes"]'), explanation.causes.map((cause) => {
      const one = clone("cause-template");
      fill(one, { code: cause.code, title: cause.title });
      for (const slot of ["cause", "act"]) spans(one.querySelector(`[data-slot="${slot}"]`), cause[slot]);
      linkCode(one, cause.code);
      return one;
    }));
    return item;
  }));
  where.replaceChildren(shown);
}

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
form.elements.authelia.addEventListener("change", () => {
  if (!plan) chooseVersion(form.elements.from, form.elements.authelia.value);
});
