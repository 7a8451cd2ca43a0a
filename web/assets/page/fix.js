// The buttons of fixes.

import { byId, ensureRows, form, isOption, options, rootOf, tlsSwitches, writeOption } from "./form.js";
import { fixText } from "./bring.js";
import { update } from "./evaluate.js";

// applyFix does in one act what the button of a fix says: see FixAction in wasm/wasm.d.ts.
// Copies read the values as they were before, so that two can change places.
/** @param {import("../../../wasm/wasm.d.ts").FixAction} fix */
export async function applyFix({ set = {}, copy = {}, cut = {} }) {
  const before = (key) => (isOption(byId(key)) ? byId(key).value : "");
  const next = { ...set };
  for (const [key, from] of Object.entries(copy)) next[key] = before(from);
  for (const [key, [first, last]] of Object.entries(cut)) {
    const characters = [...(next[key] ?? before(key))];
    next[key] = characters.slice(first, Math.max(characters.length - last, first)).join("");
  }
  const keys = Object.keys(next).sort(); // a section comes before the options in it
  if (keys.some((key) => next[key] === "" && !byId(key))) await fixText(next); // what the form has no field for
  ensureRows(keys.filter((key) => next[key] !== ""));
  for (const key of keys) {
    const control = byId(key);
    if (isOption(control)) {
      writeOption(key, next[key]);
      if (next[key] !== "") count(byId(key));
    } else if (next[key] === "") {
      takeOut(key);
    }
  }
  await update(); // it may show a field that was hidden
  const first = keys.map(byId).find((e) => e?.checkVisibility?.());
  (first ?? byId("state")).focus({ preventScroll: !first });
}

// touched are the options and sections that a fix reads or changes.
export const touched = ({ set = {}, copy = {}, cut = {} }) => [...Object.keys(set), ...Object.entries(copy).flat(), ...Object.keys(cut)];

const kindsOf = (field) => field.dataset.kinds.split(" ");

// count makes a value count: the kind of set-up and the TLS switch follow it.
function count(control) {
  const kinds = kindsOf(control.closest("[data-kinds]"));
  if (!kinds.includes(form.elements.kind.value)) form.elements.kind.value = kinds[0];
  const box = tlsSwitches().find((box) => control.name.startsWith(`${box.id}.`));
  if (box) box.checked = true;
}

// takeOut empties a whole section. Without one that is not for the first kind of
// set-up, such as that for Sentinel, nothing is left of the kinds that it is for.
function takeOut(section) {
  for (const control of options()) if (control.name.startsWith(`${section}.`)) control.value = "";
  const box = tlsSwitches().find((box) => box.id === section);
  if (box) box.checked = false;
  const first = form.querySelector(`[name="kind"][data-root="${rootOf(section)}"]`)?.value;
  const within = [...form.querySelectorAll(`[data-key^="${section}."]`)];
  if (within.length > 0 && !within.some((field) => kindsOf(field).includes(first))) form.elements.kind.value = first;
}
