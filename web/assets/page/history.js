// Undo and redo: the steps of the form, which stay in memory.

import { byId, fillForm, form, holdsText, isOption, readForm } from "./form.js";
import { untouched, update } from "./evaluate.js";
import { filledFrom, regard } from "./bring.js";
import { blank, exchange } from "./afresh.js";

const limit = 200; // steps
let steps = [];
let at = -1;
let last = { field: null, time: 0 };
let typedIn = null; // the field of the input event that is being handled
let restoring = false;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

form.addEventListener("input", ({ target }) => (typedIn = isOption(target) && holdsText(target) ? target.name : null));

// note adds the form as it is now. What is typed into one field in one go is one
// step; each press of a button is one of its own.
function note(fresh) {
  const [field, time] = [typedIn, Date.now()];
  typedIn = null;
  if (restoring || (at >= 0 && same(readForm(), steps[at].set) && filledFrom() === steps[at].filled)) return;
  const goesOn = at > 0 && at === steps.length - 1 && field !== null && field === last.field && time - last.time < 1000;
  last = { field, time };
  if (goesOn) steps[at].set = readForm();
  else add({ fresh });
}

function add(step) {
  steps = steps.slice(Math.max(0, at + 1 - limit), at + 1).concat([{ ...step, set: readForm(), filled: filledFrom() }]);
  at = steps.length - 1;
  showButtons();
}

// showButtons turns off what leads nowhere. The focus moves to the other button then,
// rather than to nowhere.
function showButtons() {
  const [undo, redo] = [byId("undo"), byId("redo")];
  const focused = document.activeElement;
  undo.disabled = at <= 0;
  redo.disabled = at >= steps.length - 1;
  if (focused === undo && undo.disabled) redo.focus();
  if (focused === redo && redo.disabled) undo.focus();
}

export function go(by) {
  const to = at + by;
  if (to < 0 || to >= steps.length) return;
  const act = steps[Math.max(at, to)]; // what is taken back, or done again
  at = to;
  last.field = null;
  put(steps[to].set, steps[to].fresh, () => {
    regard(steps[to].filled);
    if (act.rest) act.rest = exchange(act.rest);
  });
  showButtons();
}

// put shows a step; others are the parts of the page that go with it.
/** @param {any} step */
function put({ tls, ...set }, fresh, others) {
  restoring = true;
  others();
  fillForm({ ...set, tls: tls === "on" });
  update({ fresh });
  restoring = false;
}

// clear takes the page back to how it is first served: the form, and all the rest,
// which the step keeps for when it is taken back.
export function clear(first) {
  let rest;
  put(first, first.fresh, () => {
    rest = exchange(blank(first));
    regard("");
  });
  last.field = null;
  add({ fresh: first.fresh, rest });
}

note(untouched());
document.addEventListener("brought", () => (steps[at].filled = filledFrom()));
document.addEventListener("changed", (event) => note(event.detail.fresh));
