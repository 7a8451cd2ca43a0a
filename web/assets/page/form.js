// The form: reading it, writing into it, and the rows of sentinels.

export const form = document.getElementById("wizard");
// base is the path below which the wizard is served.
export const base = document.documentElement.dataset.base;
// inLanguage asks the server for its answer in the language of the page.
const language = document.documentElement.lang;
export const inLanguage = language === "en" ? "" : `?lang=${language}`;
export const byId = (id) => document.getElementById(id);

export const isOption = (element) => element?.name?.startsWith("session.redis.") ?? false; // a section's element has no name
export const options = (of = form) => [...of.elements].filter(isOption);
// holdsText tells whether one types into a control, which then has an undo of its own.
export const holdsText = (element) => element.matches("input:not([type=radio], [type=checkbox]), textarea");

export function readForm(of = form) {
  const values = {};
  for (const control of options(of)) values[control.name] = control.value;
  return {
    authelia: of.elements.authelia.value,
    kind: of.elements.kind.value,
    tls: of.elements.tls.checked ? "on" : "off",
    values,
  };
}

export function writeOption(name, text) {
  let control = byId(name);
  if (!isOption(control)) return;
  if (control.tagName === "SELECT" && ![...control.options].some((o) => o.value === text)) {
    control.add(new Option(text, text)); // unknown, but it must not be lost
  }
  if (control.tagName === "INPUT" && /[\r\n]/.test(text)) control = toLines(control);
  control.value = text;
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

// ---- Sentinel rows. They keep their places; their values move.

export const rows = () => [...document.querySelectorAll("#nodes > [data-row]")];
export const rowControls = (row) => [...row.querySelectorAll(".control > [name]")];

export function addRow() {
  const index = rows().length;
  const template = document.createElement("template");
  template.innerHTML = byId("node-template").innerHTML
    .replaceAll("nodes.N.", `nodes.${index}.`)
    .replaceAll("-node.N", `-node.${index}`)
    .replaceAll(/\bN\b/g, index + 1);
  byId("nodes").append(template.content);
  refreshRows();
  return rows()[index];
}

function refreshRows() {
  const all = rows();
  all.forEach((row, i) => {
    row.querySelector('[value^="up-node"]').disabled = i === 0;
    row.querySelector('[value^="down-node"]').disabled = i === all.length - 1;
  });
}

function swapRows(a, b) {
  const [from, to] = [rowControls(rows()[a]), rowControls(rows()[b])];
  from.forEach((control, i) => ([control.value, to[i].value] = [to[i].value, control.value]));
}

function removeRow(index) {
  const count = rows().length;
  for (let i = index; i < count - 1; i++) swapRows(i, i + 1);
  const last = rows()[count - 1];
  if (count > 1) last.remove();
  else for (const control of rowControls(last)) control.value = "";
  refreshRows();
}

const rowOf = (key) => Number(/\.nodes\.(\d+)\./.exec(key)?.[1] ?? -1);

export function ensureRows(keys) {
  for (const key of keys) {
    while (rows().length <= rowOf(key)) addRow();
  }
}

// fitRows leaves as many rows as a set-up names; one without sentinels leaves them.
function fitRows(keys) {
  ensureRows(keys);
  const named = Math.max(...keys.map(rowOf)) + 1;
  if (named > 0) for (const row of rows().slice(named)) row.remove();
  refreshRows();
}

function focusRow(index, action) {
  const row = rows()[Math.min(index, rows().length - 1)];
  const button = row.querySelector(`[value^="${action}-node"]`);
  (button && !button.disabled ? button : rowControls(row)[0]).focus();
}

export function moveRow(move, index) {
  const other = { up: index - 1, down: index + 1 }[move];
  if (move === "remove") removeRow(index);
  else swapRows(index, other);
  focusRow(other ?? index, move);
}

// fillForm replaces what the form holds by a set-up.
export function fillForm({ authelia, kind, tls, values }) {
  for (const control of options()) control.value = "";
  fitRows(Object.keys(values));
  if (authelia) chooseVersion(form.elements.authelia, authelia);
  form.elements.kind.value = kind;
  form.elements.tls.checked = tls;
  for (const [key, text] of Object.entries(values)) writeOption(key, text);
}

// chooseVersion selects a version, also one that is not offered.
export function chooseVersion(select, version) {
  if (![...select.options].some((o) => o.value === version)) select.add(new Option(version, version), 0);
  select.value = version;
}

// applySetUp sets what a preset says, and leaves the rest as it is.
export function applySetUp({ kind, tls, values }) {
  ensureRows(Object.keys(values));
  form.elements.kind.value = kind;
  form.elements.tls.checked = tls === "on";
  for (const [key, text] of Object.entries(values)) writeOption(key, text);
}
