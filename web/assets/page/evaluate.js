// Evaluation: what comes of it is shown beside the fields and in the summary, and said
// to the rest of the page by an event "evaluated".

import { byId, form, isTyped, readForm, version } from "./form.js";
import { fill, fillList, place, problemItem, setState, showRefusal, word } from "./show.js";
import { ask, loadModule, running } from "./ask.js";

// document is the text that was imported and that the form's options belong into;
// empty without one. bring.js has it.
let ownText = () => "";
export const judgeWith = (text) => void (ownText = text);
export const documentText = () => ownText();

let latest = null; // the result that the page shows
let turn = 0; // of the newest question, so that a late answer is dropped
let asking = null;
let judging = null; // the text that is being judged: a large one takes seconds

// untouched tells whether nobody has typed anything yet: such a form is not judged.
export const untouched = () => byId("state").dataset.states === "fresh";

// update tells by an event "changed" that the form may be another one, and evaluates
// it. It ends when that is shown, or when there is a newer one to evaluate.
export async function update({ fresh = false } = {}) {
  document.dispatchEvent(new CustomEvent("changed", { detail: { fresh } }));
  const mine = ++turn;
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  const input = { ...readForm(), text: documentText() };
  await judging;
  if (mine !== turn) return;
  if (!running() && !input.text) await new Promise((done) => setTimeout(done, 120)); // no question for each key, while there are more
  if (mine !== turn) return;
  try {
    const question = ask("evaluate", input, signal);
    if (input.text) judging = question.catch(() => {});
    const answer = await question;
    if (mine === turn) render(answer, fresh);
  } catch {
    if (input.text && mine === turn) showRefusal(word("error", "module")); // the form alone is not what was asked
    // Aborted by the next keystroke, or the server is away: the form keeps
    // what was typed, and the next change asks again.
  }
}

/** @param {import("../../../wasm/wasm.d.ts").Answer<"evaluate">} result */
function render(result, fresh) {
  const typed = byId("release-refusal");
  typed.replaceChildren();
  form.elements.release.setAttribute("aria-invalid", Boolean(result.error) && isTyped());
  if (result.error) return showRefusal(result.error, isTyped() ? typed : undefined);
  latest = result;
  const listed = fresh ? [] : result.problems;
  const problems = new Map();
  for (const problem of listed) {
    problems.set(problem.key, [...(problems.get(problem.key) ?? []), problem]);
  }
  showFields(result, problems);
  for (const list of document.querySelectorAll("[data-problems]")) {
    const own = problems.get(list.dataset.problems) ?? [];
    showProblems(list, own, () => ({}));
    const control = byId(list.dataset.problems);
    const invalid = String(own.some((p) => p.severity === "error"));
    if ((control?.getAttribute("aria-invalid") ?? invalid) !== invalid) control.setAttribute("aria-invalid", invalid);
    if (own.some((p) => p.severity !== "info")) list.closest("details.advanced")?.setAttribute("open", "");
  }

  const state = fresh ? "fresh" : !result.ok ? "error" : result.problems.some((p) => p.severity === "warning") ? "warning" : "ok";
  for (const element of [byId("state"), document.querySelector(".jump .state")]) {
    fill(element, { authelia: result.authelia });
    if (element.dataset.states !== state) setState(element, state);
  }
  showProblems(byId("summary"), listed, (p) => place(p.key));
  const yaml = byId("yaml");
  if (yaml.textContent !== result.outputs.yaml) yaml.textContent = result.outputs.yaml;
  document.dispatchEvent(new CustomEvent("evaluated"));
}

// listed is what each list of problems shows, so that a keystroke makes anew only those
// lists in which something changed.
const listed = new WeakMap();

function showProblems(list, problems, placeOf) {
  const items = problems.map((problem) => [problem, placeOf(problem)]);
  const said = JSON.stringify(items);
  if (listed.get(list) === said) return;
  listed.set(list, said);
  fillList(list, items.map(([problem, place]) => problemItem(problem, place)));
}

const hide = (element, hidden) => {
  if (element.hidden !== hidden) element.hidden = hidden;
};

let defaultsOf = ""; // the version and kind whose defaults the fields show

// showFields shows what the version knows and the kind uses, and what has a
// problem; the rest keeps its values out of sight.
function showFields(result, problems) {
  const known = new Set(result.fields);
  const now = `${version()} ${form.elements.kind.value}`;
  for (const field of form.querySelectorAll("[data-field]")) {
    hide(field, !known.has(field.dataset.field) && !problems.has(field.dataset.key));
    if (now === defaultsOf) continue;
    const note = field.querySelector("[data-defaults]");
    if (note?.dataset.defaults) {
      const text = JSON.parse(note.dataset.defaults)[now] ?? "";
      fill(note, { default: text });
      note.hidden = text === "";
      const control = field.querySelector("[data-example]");
      if (control) control.placeholder = text || control.dataset.example;
    }
  }
  defaultsOf = now;
  for (const group of form.querySelectorAll("details.advanced, fieldset[data-section]")) {
    const kinds = group.dataset.sectionKinds;
    hide(group, kinds
      ? !kinds.split(" ").includes(result.kind)
      : [...group.querySelectorAll("[data-field]")].every((field) => field.hidden));
  }
}

// begin starts the module, which then judges what the server has judged until then.
export async function begin() {
  try {
    await loadModule();
  } catch {
    return; // the server goes on
  }
  document.documentElement.dataset.module = "running";
  if (latest) update({ fresh: untouched() });
}
