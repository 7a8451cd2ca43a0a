// The buttons of fixes.

import { byId, ensureRows, form, isOption, options, writeOption } from "./form.js";
import { update } from "./evaluate.js";

// applyFix does in one act what the button of a fix says: see FixAction in wasm/wasm.d.ts.
// Copies read the values as they were before, so that two can change places.
export function applyFix({ set = {}, copy = {}, cut = {} }) {
  const before = (key) => (isOption(byId(key)) ? byId(key).value : "");
  const next = { ...set };
  for (const [key, from] of Object.entries(copy)) next[key] = before(from);
  for (const [key, [first, last]] of Object.entries(cut)) {
    const characters = [...(next[key] ?? before(key))];
    next[key] = characters.slice(first, Math.max(characters.length - last, first)).join("");
  }
  const keys = Object.keys(next).sort(); // a section comes before the options in it
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
  update();
  const first = keys.map(byId).find((e) => e?.checkVisibility?.());
  (first ?? byId("state")).focus({ preventScroll: !first });
}

// touched are the options and sections that a fix reads or changes.
export const touched = ({ set = {}, copy = {}, cut = {} }) => [...Object.keys(set), ...Object.entries(copy).flat(), ...Object.keys(cut)];

// count makes a value count: the kind of set-up and the TLS switch follow it.
function count(control) {
  const kinds = control.closest("[data-kinds]").dataset.kinds.split(" ").filter(Boolean);
  if (kinds.length > 0 && !kinds.includes(form.elements.kind.value)) form.elements.kind.value = kinds[0];
  if (control.closest(".tls-fields")) form.elements.tls.checked = true;
}

// takeOut empties a whole section. Without the one for Sentinel, nothing is left
// of that kind of set-up.
function takeOut(section) {
  for (const control of options()) if (control.name.startsWith(`${section}.`)) control.value = "";
  if (section === form.elements.tls.id) form.elements.tls.checked = false;
  if (byId(section)?.closest('[data-section="sentinels"]')) form.elements.kind.value = form.elements.kind[0].value;
}
