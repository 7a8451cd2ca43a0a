// The form: reading it, writing into it, and the rows of sentinels.

export const form = document.getElementById("wizard");
// base is the path below which the wizard is served.
export const base = document.documentElement.dataset.base;
// inLanguage asks the server for its answer in the language of the page.
const language = document.documentElement.lang;
export const inLanguage = language === "en" ? "" : `?lang=${language}`;
export const byId = (id) => document.getElementById(id);

export const isOption = (element) => element?.matches?.(".control > [name]") ?? false;
export const options = (of = form) => [...of.elements].filter(isOption);
// holdsText tells whether one types into a control, which then has an undo of its own.
export const holdsText = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea");

// version is the release that is chosen, or typed.
export const version = (of = form) => (isTyped(of) ? of.elements.release.value.trim() : of.elements.authelia.value);
export const isTyped = (of = form) => of.elements.authelia.value === "other";

/** @returns {import("../../../wasm/wasm.d.ts").EvaluateInput & import("../../../wasm/wasm.d.ts").Question} */
export function readForm(of = form) {
  const values = Object.fromEntries(options(of).map((control) => [control.name, control.value]));
  return {
    authelia: version(of),
    kind: of.elements.kind.value,
    tls: tlsSwitch(of)?.checked ? "on" : "off",
    values,
  };
}

// root is the section of Authelia's configuration that the chosen kind of set-up is for,
// tlsSwitch the switch for TLS in it.
export const tlsSwitches = (of = form) => [...of.querySelectorAll('[name="tls"]')];
const root = (of) => of.querySelector('[name="kind"]:checked')?.dataset.root;
const tlsSwitch = (of = form) => tlsSwitches(of).find((box) => box.dataset.root === root(of));

// rootOf is the root that a key stands in.
export const rootOf = (key) => [...form.elements.kind].map((kind) => kind.dataset.root).find((path) => key === path || key.startsWith(`${path}.`));

// switchTLS turns it on or off; the switches of other roots follow what is typed there.
function switchTLS(on) {
  for (const box of tlsSwitches()) {
    box.checked = box === tlsSwitch() ? on : options().some((control) => control.name.startsWith(`${box.id}.`) && control.value !== "");
  }
}

export function writeOption(name, text) {
  let control = byId(name) ?? standIn(name);
  if (!isOption(control)) return;
  if (control.tagName === "SELECT" && ![...control.options].some((o) => o.value === text)) {
    control.add(new Option(text, text)); // unknown, but it must not be lost
  }
  if (control.tagName === "INPUT" && /[\r\n]/.test(text)) control = toLines(control);
  control.value = text;
}

// standIn adds the control of a variable whose value is not known here.
function standIn(name) {
  if (!name.startsWith("AUTHELIA_")) return null;
  const section = byId("elsewhere");
  const added = section.querySelector("template").content.cloneNode(true);
  const control = added.querySelector("input");
  added.querySelector("code").textContent = control.name = control.id = name;
  section.querySelector("div").append(added);
  section.hidden = false;
  return control;
}

// An <input> drops line breaks; a value that has some moves to a <textarea>.
function toLines(input) {
  const lines = document.createElement("textarea");
  for (const name of ["id", "name", "aria-describedby", "aria-invalid", "autocomplete", "autocapitalize", "spellcheck"]) {
    if (input.hasAttribute(name)) lines.setAttribute(name, input.getAttribute(name));
  }
  lines.rows = 2;
  lines.classList.toggle("concealed", input.type === "password");
  input.replaceWith(lines);
  return lines;
}

// ---- Rows of lists, such as that of the sentinels. They keep their places; their
// values move.

const lists = () => [...document.querySelectorAll("[data-list]")].map((list) => list.dataset.list);
const listOf = (list) => document.querySelector(`[data-list="${list}"]`);
export const rows = (list) => [...listOf(list).children];
export const rowControls = (row) => [...row.querySelectorAll(".control > [name]")];

export function addRow(list) {
  const index = rows(list).length;
  const template = document.createElement("template");
  template.innerHTML = byId(`${list}.row`).innerHTML
    .replaceAll(`${list}.N`, `${list}.${index}`)
    .replaceAll(/\bN\b/g, String(index + 1));
  listOf(list).append(template.content);
  refreshRows(list);
  const [first, added] = [0, index].map((at) => rows(list)[at].querySelectorAll("[data-field]"));
  added.forEach((field, i) => (field.hidden = first[i].hidden)); // at once, for who types on
  return rows(list)[index];
}

function refreshRows(list) {
  const all = rows(list);
  all.forEach((row, i) => {
    row.querySelector('[value^="up-row"]').disabled = i === 0;
    row.querySelector('[value^="down-row"]').disabled = i === all.length - 1;
  });
}

function swapRows(list, a, b) {
  const [from, to] = [rowControls(rows(list)[a]), rowControls(rows(list)[b])];
  from.forEach((control, i) => ([control.value, to[i].value] = [to[i].value, control.value]));
}

function removeRow(list, index) {
  const count = rows(list).length;
  for (let i = index; i < count - 1; i++) swapRows(list, i, i + 1);
  const last = rows(list)[count - 1];
  if (count > 1) last.remove();
  else for (const control of rowControls(last)) control.value = "";
  refreshRows(list);
}

// named is how many rows of a list some keys name.
const named = (list, keys) => Math.max(0, ...keys.filter((key) => key.startsWith(`${list}.`))
  .map((key) => Number(/^\d+/.exec(key.slice(list.length + 1))?.[0] ?? -1) + 1));

export function ensureRows(keys) {
  for (const list of lists()) {
    while (rows(list).length < named(list, keys)) addRow(list);
  }
}

// fitRows leaves as many rows as a set-up names; a list of which it names none stays.
function fitRows(keys) {
  ensureRows(keys);
  for (const list of lists()) {
    const kept = named(list, keys);
    if (kept > 0) for (const row of rows(list).slice(kept)) row.remove();
    refreshRows(list);
  }
}

function focusRow(list, index, action) {
  const row = rows(list)[Math.min(index, rows(list).length - 1)];
  const button = row.querySelector(`[value^="${action}-row"]`);
  (button && !button.disabled ? button : rowControls(row)[0]).focus();
}

// moveRow moves a row, "list.number", or removes it.
export function moveRow(move, row) {
  const at = row.lastIndexOf(".");
  const [list, index] = [row.slice(0, at), Number(row.slice(at + 1))];
  const other = { up: index - 1, down: index + 1 }[move];
  if (move === "remove") removeRow(list, index);
  else swapRows(list, index, other);
  focusRow(list, other ?? index, move);
}

// fillForm replaces what the form holds by a set-up.
export function fillForm({ authelia, kind, tls, values }) {
  for (const control of options()) control.value = "";
  byId("elsewhere").querySelector("div").replaceChildren();
  byId("elsewhere").hidden = true;
  fitRows(Object.keys(values));
  if (authelia) setVersion(authelia);
  form.elements.kind.value = kind;
  for (const [key, text] of Object.entries(values)) writeOption(key, text);
  switchTLS(tls);
}

// setVersion chooses a release, or types one that is not offered.
function setVersion(release) {
  const { authelia, release: other } = form.elements;
  const offered = [...authelia.options].some((o) => o.value === release);
  authelia.value = offered ? release : "other";
  other.value = offered ? "" : release;
}

// chooseVersion selects a version to plan with, also one that is not offered.
export function chooseVersion(select, version) {
  if (![...select.options].some((o) => o.value === version)) select.add(new Option(version, version), 0);
  select.value = version;
}

// applySetUp sets what a preset says, and leaves the rest as it is.
export function applySetUp({ kind, tls, values }) {
  ensureRows(Object.keys(values));
  form.elements.kind.value = kind;
  for (const [key, text] of Object.entries(values)) writeOption(key, text);
  switchTLS(tls === "on");
}
