// Taking away: the tabs with the shapes of the configuration, and the file that
// was brought with the form's options in it.

import { byId, form, readForm } from "./form.js";
import { clone, fill, fillList, save, setState, word } from "./show.js";
import { text, unread } from "./bring.js";
import { ask } from "./ask.js";
import { documentText } from "./evaluate.js";

const tabs = [...document.querySelectorAll('#tabs [role="tab"]')];
const nameOf = (tab) => tab.dataset.tab;
const chosen = () => form.elements.tab.value;
const panels = { yaml: byId("panel-yaml"), file: byId("panel-file") };
const panelOf = (name) => panels[name] ?? byId("panel-shape");

// Of the tabs, the keyboard reaches the chosen one; the arrow keys lead on.
for (const tab of tabs) tab.tabIndex = tab.getAttribute("aria-selected") === "true" ? 0 : -1;

export const firstTab = nameOf(tabs[0]);

export function choose(name, { focus = false } = {}) {
  form.elements.tab.value = name;
  for (const tab of tabs) {
    const on = nameOf(tab) === name;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    if (on) panelOf(name).setAttribute("aria-labelledby", tab.id);
    if (on && focus) tab.focus();
  }
  for (const panel of [...Object.values(panels), byId("panel-shape")]) panel.hidden = panel !== panelOf(name);
  return refresh();
}

byId("tabs").addEventListener("keydown", (event) => {
  const at = tabs.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  choose(nameOf(tabs[(to + tabs.length) % tabs.length]), { focus: true });
});

document.addEventListener("evaluated", () => refresh());
document.addEventListener("brought", (event) => {
  if (event.detail.mergeable) choose("file");
  else refresh();
});

let timer = 0;
document.addEventListener("edited", () => {
  clearTimeout(timer);
  timer = setTimeout(() => chosen() === "file" && refresh(), 250);
});

// ---- Showing the chosen shape.

let turn = 0;
let asking = null;
let shown = []; // the files of the panel, for saving them as they are

async function refresh() {
  const name = chosen();
  if (name === "yaml") return;
  const mine = ++turn;
  const panel = panelOf(name);
  panel.setAttribute("aria-busy", "true");
  await asking; // a large file takes seconds, and only the newest change is worth them
  if (mine !== turn) return;
  asking = (name === "file" ? merged() : ask("render", { ...readForm(), text: documentText(), to: name })).catch(() => ({ error: word("error", "module") }));
  const answer = /** @type {any} */ (await asking);
  if (mine !== turn) return;
  panel.removeAttribute("aria-busy");
  if (answer.error) return panel.replaceChildren(Object.assign(document.createElement("p"), { className: "refusal", textContent: answer.error }));
  shown = answer.files ?? [];
  if (name === "file") showMerged(panel, answer);
  else showShape(panel, answer);
}

const merged = async () => (text().trim() ? ask("merge", { ...readForm(), text: text() }) : { files: null });

/**
 * @param {HTMLElement} panel
 * @param {import("../../../wasm/wasm.d.ts").Rendering} rendering
 */
function showShape(panel, { notes, files }) {
  const shape = byId("shape-template").content.cloneNode(true);
  for (const [slot, wanted] of [["lost", true], ["notes", false]]) {
    const some = (notes ?? []).filter((note) => (note.kind === "inexpressible") === wanted);
    fillList(shape.querySelector(`[data-slot="${slot}"]`), some.map((note) => Object.assign(document.createElement("li"), { textContent: note.text })));
  }
  shape.querySelector('[data-slot="files"]').replaceChildren(...files.map((file, i) => {
    const item = clone("shape-file-template");
    fill(item, { name: file.name, mode: file.mode, note: file.note });
    item.querySelector('[data-slot="secret"]').hidden = !file.secret;
    item.querySelector("h3").id = `shape-${i}-name`;
    const code = item.querySelector("code");
    Object.assign(code, { id: `shape-${i}`, textContent: file.text });
    code.parentElement.setAttribute("aria-labelledby", `shape-${i}-name`);
    item.querySelector("[data-copy]").dataset.copy = `shape-${i}`;
    item.querySelector('[name="action"]').value = `get.${i}`;
    return item;
  }));
  panel.replaceChildren(shape);
}

// mergedItem is one file with what changed in it.
/**
 * @param {import("../../../wasm/wasm.d.ts").MergedFile} file
 * @param {string} id
 */
export function mergedItem(file, id) {
  const item = clone("merged-template");
  fill(item, { name: file.name, added: file.added, removed: file.removed });
  setState(item.querySelector('[data-slot="state"]'), file.changed ? "changed" : "same");
  const table = item.querySelector('[data-slot="diff"]');
  table.querySelector("tbody").replaceChildren(...file.diff.flatMap((hunk) => hunk.lines.map((line, i) => {
    const row = clone("diff-line-template");
    row.dataset.op = line.op;
    row.classList.toggle("first", i === 0);
    fill(row, { old: line.old ? String(line.old) : "", new: line.new ? String(line.new) : "", sign: word("sign", line.op), line: line.text });
    for (const cell of row.querySelectorAll("[data-slot]")) cell.hidden = false; // an empty cell is a cell
    return row;
  })));
  table.hidden = file.diff.length === 0;
  const code = item.querySelector("code[data-whole]");
  Object.assign(code, { id, textContent: file.text });
  item.querySelector("[data-copy]").dataset.copy = id;
  return item;
}

/**
 * @param {HTMLElement} panel
 * @param {{ files: import("../../../wasm/wasm.d.ts").MergedFile[], notes?: string[] }} merged
 */
function showMerged(panel, { files, notes = [] }) {
  if (!files) return panel.replaceChildren(byId("no-file-template").content.cloneNode(true));
  panel.replaceChildren(...files.map((file, i) => {
    const item = mergedItem(file, `merged-${i}`);
    item.querySelector('[name="action"]').value = `get.${i}`;
    return item;
  }));
  const list = byId("merged-notes-template").content.cloneNode(true);
  fillList(list.firstElementChild, notes.map((note) => Object.assign(document.createElement("li"), { textContent: note })));
  panel.prepend(list);
  if (unread()) panel.prepend(byId("unread-template").content.cloneNode(true));
}

export function get(index) {
  const file = shown[index];
  if (file) save(file.name, file.text);
}
