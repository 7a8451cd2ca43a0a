// Evaluation: by the module redis-wizard.wasm once it is there, until then by the
// server. What comes of it is shown beside the fields and in the summary, and told
// to the rest of the page by an event "evaluated".

import { base, byId, form, inLanguage, readForm } from "./form.js";
import { fill, fillList, place, problemItem, setState, showRefusal } from "./show.js";
import { run } from "./wasm.js";

let latest = null; // the result that the page shows
let turn = 0; // of the newest question, so that a late answer is dropped
let asking = null;
let timer = 0;

const moduleReady = () => typeof globalThis.redisWizard?.evaluate === "function";

function evaluateHere(input) {
  if (!moduleReady()) return null;
  try {
    return JSON.parse(globalThis.redisWizard.evaluate(input));
  } catch {
    globalThis.redisWizard = undefined; // it has died; the server can do it as well
    return null;
  }
}

async function evaluateThere(input, signal) {
  const response = await fetch(`${base}/api/v1/evaluate${inLanguage}`, {
    method: "POST", signal, headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(input),
  });
  return response.json();
}

// untouched tells whether nobody has typed anything yet: such a form is not judged.
export const untouched = () => byId("state").dataset.states === "fresh";

// update evaluates the form, and tells by an event "changed" that it may be another one.
export function update({ fresh = false } = {}) {
  document.dispatchEvent(new CustomEvent("changed", { detail: { fresh } }));
  const mine = ++turn;
  clearTimeout(timer);
  asking?.abort();
  const input = readForm();
  const result = evaluateHere(input);
  if (result) return render(result, fresh);
  timer = setTimeout(async () => {
    asking = new AbortController();
    try {
      const answer = await evaluateThere(input, asking.signal);
      if (mine === turn) render(answer, fresh);
    } catch {
      // Aborted by the next keystroke, or the server is away: the form keeps
      // what was typed, and the next change asks again.
    }
  }, 120);
}

function render(result, fresh) {
  if (result.error) return showRefusal(result.error);
  latest = result;
  const told = fresh ? [] : result.problems;
  const problems = new Map();
  for (const problem of told) {
    problems.set(problem.key, [...(problems.get(problem.key) ?? []), problem]);
  }
  showFields(result, problems);
  for (const list of document.querySelectorAll("[data-problems]")) {
    const own = problems.get(list.dataset.problems) ?? [];
    fillList(list, own.map((p) => problemItem(p)));
    const control = byId(list.dataset.problems);
    if (control?.hasAttribute("aria-invalid")) control.setAttribute("aria-invalid", own.some((p) => p.severity === "error"));
    if (own.some((p) => p.severity !== "info")) list.closest("details.advanced")?.setAttribute("open", "");
  }

  const state = fresh ? "fresh" : !result.ok ? "error" : result.problems.some((p) => p.severity === "warning") ? "warning" : "ok";
  for (const element of [byId("state"), document.querySelector(".jump .state")]) {
    fill(element, { authelia: result.authelia });
    if (element.dataset.states !== state) setState(element, state);
  }
  fillList(byId("summary"), told.map((p) => problemItem(p, place(p.key))));
  byId("yaml").textContent = result.outputs.yaml;
  document.dispatchEvent(new CustomEvent("evaluated"));
}

// showFields shows what the version knows and the kind uses, and what has a
// problem; the rest keeps its values out of sight.
function showFields(result, problems) {
  const known = new Set(result.fields);
  const now = `${form.elements.authelia.value} ${form.elements.kind.value}`;
  for (const field of form.querySelectorAll("[data-field]")) {
    field.hidden = !known.has(field.dataset.field) && !problems.has(field.dataset.key);
    const note = field.querySelector("[data-defaults]");
    if (note?.dataset.defaults) {
      const text = JSON.parse(note.dataset.defaults)[now] ?? "";
      fill(note, { default: text });
      note.hidden = text === "";
      const control = field.querySelector("[data-example]");
      if (control) control.placeholder = text || control.dataset.example;
    }
  }
  for (const group of form.querySelectorAll("details.advanced, fieldset[data-section]")) {
    const kinds = group.dataset.sectionKinds;
    group.hidden = kinds
      ? !kinds.split(" ").includes(result.kind)
      : [...group.querySelectorAll("[data-field]")].every((field) => field.hidden);
  }
}

// warmUp evaluates a form that is filled from top to bottom, again and again, while
// nobody types: an engine makes code fast once it has run a while, and does so beside
// the page, in its way. Each turn is shorter than a frame.
function warmUp(rounds) {
  const { values, ...input } = readForm();
  for (const name of Object.keys(values)) values[name] ||= "1";
  const kinds = [...form.elements.kind];
  const idle = globalThis.requestIdleCallback ?? ((turn) => setTimeout(turn, 20));
  idle(function turn() {
    const began = performance.now();
    while (rounds > 0 && performance.now() - began < 8) {
      evaluateHere({ ...input, kind: kinds[--rounds % kinds.length].value, values });
    }
    if (rounds > 0 && moduleReady()) idle(turn);
  });
}

let loading = null;

export function loadModule() {
  loading ??= run(form.dataset.module, form.dataset.words).then(({ ended, words }) => {
    if (words) globalThis.redisWizard?.language?.(JSON.parse(words));
    ended.finally(() => (globalThis.redisWizard = undefined));
    evaluateHere(readForm()); // the first call is the slow one
    if (latest) update({ fresh: untouched() });
    warmUp(200);
  });
  loading.catch(() => {}); // without it the server evaluates
}

// ready waits for the module, and tells whether it is there.
export async function ready() {
  await loading?.catch(() => {});
  return moduleReady();
}
