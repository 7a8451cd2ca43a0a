// Bringing a text: choosing, dropping or pasting it, the editor with its line
// numbers and marks, and filling in the form. The text stays in this browser.

import { byId, fillForm, form } from "./form.js";
import { fill, fillList, problemItem, setState, showRefusal, word } from "./show.js";
import { ask, loaded } from "./workshop.js";
import { update } from "./evaluate.js";

const box = form.elements.yaml;
const gutter = byId("gutter");
const limit = Number(box.dataset.limit); // bytes

// A <textarea> turns every line break into a line feed; what was brought is kept
// beside it, so that the file can be given back as it was.
let brought = { original: form.elements.original.value ? fromBase64(form.elements.original.value) : box.value, shown: box.value };

const toBase64 = (text) => btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(""));

// carry puts what was brought into the form as it is, for when the form is sent.
export function carry() {
  const original = text();
  form.elements.original.value = original.includes("\r") ? toBase64(original) : "";
}

function fromBase64(text) {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
}

// text is what was brought, with its own line breaks, also after an edit here.
export function text() {
  if (box.value === brought.shown) return brought.original;
  const windows = brought.original.includes("\r\n") && !/[^\r]\n/.test(brought.original);
  return windows ? box.value.replaceAll("\n", "\r\n") : box.value;
}

function keep(original) {
  box.value = original;
  brought = { original, shown: box.value };
  form.elements.original.value = "";
}

const refuse = (name) => showRefusal(word("error", name), byId("imported"));

// ---- Files.

async function take(files) {
  if (files.length === 0) return;
  if (files.reduce((sum, file) => sum + file.size, 0) > limit) return refuse("large");
  const texts = [];
  for (const file of files) {
    try {
      texts.push({ name: file.name, text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer()) });
    } catch {
      return refuse("binary");
    }
  }
  byId("import").open = true;
  await bring({ texts });
  byId("import").scrollIntoView({ block: "nearest" });
}

form.elements.file.addEventListener("change", async () => {
  const files = [...form.elements.file.files];
  form.elements.file.value = "";
  await take(files);
});

// A file may be dropped anywhere; without this the browser would leave the page.
const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
let over = 0;
addEventListener("dragenter", (event) => carriesFiles(event) && (document.documentElement.classList.toggle("dropping", ++over > 0)));
addEventListener("dragleave", (event) => carriesFiles(event) && (document.documentElement.classList.toggle("dropping", --over > 0)));
addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  over = 0;
  document.documentElement.classList.remove("dropping");
  take([...event.dataTransfer.files]);
});

box.addEventListener("paste", (event) => {
  if (event.clipboardData.getData("text").length <= limit) return;
  event.preventDefault(); // a browser can hang on a text of megabytes
  refuse("large");
});

// ---- Reading.

// bring fills in the form: from files, or from the text in the box.
export async function bring(question = { text: text() }) {
  const answer = await read(question);
  if (!answer || answer.error) return;
  if (question.texts) keep(answer.text);
  const { evaluation } = answer;
  if (Object.keys(evaluation.values).length > 0) {
    fillForm(evaluation);
    update();
  }
  show(answer);
  document.dispatchEvent(new CustomEvent("brought", { detail: { mergeable: answer.mergeable } }));
}

async function read(question) {
  try {
    const answer = await ask("import", { authelia: form.elements.authelia.value, ...question });
    if (answer.error) showRefusal(answer.error, byId("imported"));
    return answer;
  } catch {
    refuse("workshop");
    return null;
  }
}

function state({ form: kind, evaluation }) {
  if (kind === "") return "unknown";
  if (Object.keys(evaluation.values).length === 0) return evaluation.ok ? "empty" : "broken";
  return evaluation.problems.length > 0 ? "flawed" : "read";
}

function show(answer) {
  const shown = byId("imported-template").content.cloneNode(true);
  const { problems } = answer.evaluation;
  fill(shown, { form: word("form", answer.form) });
  setState(shown.querySelector('[data-slot="state"]'), state(answer));
  for (const [slot, lines] of [["notes", answer.notes], ["looked", answer.looked_for]]) {
    fillList(shown.querySelector(`[data-slot="${slot}"]`), lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  }
  const items = problems.map((p, i) => problemItem(p, { label: p.key, at: answer.lines[i] }));
  fillList(shown.querySelector('[data-slot="problems"]'), answer.form === "" ? [] : items);
  byId("imported").replaceChildren(shown);
  mark(problems.map((p, i) => ({ line: answer.lines[i], severity: p.severity })));
}

// ---- The editor: a plain text box with a gutter.

const lineHeight = () => parseFloat(getComputedStyle(box).lineHeight);

function mark(marks = []) {
  const count = box.value.split("\n").length;
  const numbers = document.createElement("pre");
  numbers.textContent = Array.from({ length: count }, (_, i) => i + 1).join("\n") + "\n\n";
  const height = lineHeight();
  const worst = new Map();
  for (const { line, severity } of marks) {
    const order = ["info", "warning", "error"];
    if (line > 0 && order.indexOf(severity) > order.indexOf(worst.get(line) ?? "")) worst.set(line, severity);
  }
  gutter.replaceChildren(numbers, ...[...worst].map(([line, severity]) => {
    const dot = Object.assign(document.createElement("span"), { className: "mark" });
    dot.dataset.severity = severity;
    dot.dataset.line = line;
    dot.style.setProperty("top", `${(line - 1) * height}px`);
    dot.style.setProperty("height", `${height}px`);
    return dot;
  }));
  gutter.scrollTop = box.scrollTop;
}

box.addEventListener("scroll", () => (gutter.scrollTop = box.scrollTop));

// While a text is mended here, its marks follow; the form is left alone.
let timer = 0;
box.addEventListener("input", () => {
  mark();
  clearTimeout(timer);
  if (loaded() && box.value.trim()) timer = setTimeout(async () => {
    const answer = await read({ text: text() });
    if (answer && !answer.error) show(answer);
  }, 250);
});

// goTo selects a line from a column on.
export function goTo(line, column) {
  const lines = box.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, l) => sum + l.length + 1, 0);
  const shift = [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  byId("import").open = true;
  box.focus();
  box.setSelectionRange(start + shift, start + (lines[line - 1] ?? "").length);
  box.scrollTop = Math.max(0, (line - 4) * lineHeight());
}

mark();
