// Bringing a text: choosing, dropping, pasting or typing it, and filling in the form.
// The text stays in this browser. An event "edited" tells the rest of the page that it
// may be another one.

import { byId, fillForm, form, version } from "./form.js";
import { fill, fillList, problemItem, setState, showRefusal, word } from "./show.js";
import { mark } from "./editor.js";
import { ask, loaded } from "./ask.js";
import { judgeWith, update } from "./evaluate.js";

const box = form.elements.yaml;
const gutter = byId("gutter");
const limit = Number(box.dataset.limit); // bytes

// A <textarea> turns every line break into a line feed; what was brought is kept
// beside it, so that the file can be given back as it was.
let brought = { original: form.elements.original.value ? fromBase64(form.elements.original.value) : box.value, shown: box.value };

// filled is the text that the form was last filled in from. What came with the page is
// taken for read.
let filled = text();

judgeWith(() => (filled === "" ? "" : text()));

// unread tells whether there is a text that the form was not filled in from.
export const unread = () => box.value.trim() !== "" && text() !== filled;

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
  document.dispatchEvent(new CustomEvent("edited"));
}

// exchangeText puts another text in place of what was brought, with what there was
// to say about it, and gives back what was there.
export function exchangeText({ original = "", answer = [], marks = [] } = {}) {
  const before = { original: text(), answer: [...byId("imported").childNodes], marks: [...gutter.childNodes] };
  forget();
  bringing++;
  keep(original);
  byId("imported").replaceChildren(...answer);
  if (marks.length > 0) gutter.replaceChildren(...marks);
  else mark();
  return before;
}

export const filledFrom = () => filled;

// regard takes the form to be filled in from another text than before, and says what
// that means for the one in the box.
export function regard(source) {
  if (source === filled) return;
  if (source !== "" && filled !== "" && text() === filled) keep(source); // a fix, or another import, has changed it
  filled = source;
  judge();
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
/** @param {import("../../../wasm/wasm.d.ts").Question} question */
export async function bring(question = { text: text() }) {
  forget();
  const mine = ++bringing;
  const answer = await read(question);
  if (mine !== bringing) return;
  if (answer.error) return showRefusal(answer.error, byId("imported"));
  if (question.texts) keep(answer.text);
  const { evaluation } = answer;
  if (answer.form !== "" && evaluation.ok || Object.keys(evaluation.values).length > 0) filled = answer.text;
  if (Object.keys(evaluation.values).length > 0) {
    fillForm(evaluation);
    update();
  }
  if (text() === answer.text) show(answer);
  else judge(); // it was edited meanwhile
  document.dispatchEvent(new CustomEvent("brought", { detail: { mergeable: answer.mergeable, explained: answer.explained } }));
}

// The newest question of either kind, so that a late answer is dropped.
let bringing = 0;
let judging = 0;
let timer = 0;
let reading = null; // what is being judged
let following = 0; // until the verdict on form and text follows what is typed here

// forget drops the judgement that is on its way.
function forget() {
  judging++;
  clearTimeout(timer);
}

/**
 * @param {import("../../../wasm/wasm.d.ts").Question} question
 * @returns {Promise<import("../../../wasm/wasm.d.ts").Answer<"import">>}
 */
async function read(question) {
  try {
    return await ask("import", { authelia: version(), ...question });
  } catch {
    return /** @type {any} */ ({ error: word("error", "module") });
  }
}

function state({ form: kind, evaluation }) {
  if (kind === "") return "unknown";
  if (kind === "log") return "log";
  if (Object.keys(evaluation.values).length === 0) return evaluation.ok ? "empty" : "broken";
  if (unread()) return "waiting";
  return evaluation.problems.length > 0 ? "flawed" : "read";
}

/** @param {import("../../../wasm/wasm.d.ts").Imported} answer */
function show(answer) {
  const shown = byId("imported-template").content.cloneNode(true);
  const { problems } = answer.evaluation;
  fill(shown, { form: word("form", answer.form) });
  setState(shown.querySelector('[data-slot="state"]'), state(answer));
  for (const [slot, lines] of Object.entries({ notes: answer.notes, looked: answer.looked_for })) {
    fillList(shown.querySelector(`[data-slot="${slot}"]`), lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })));
  }
  const items = problems.map((p, i) => problemItem(p, { label: p.key, at: answer.lines[i] }));
  fillList(shown.querySelector('[data-slot="problems"]'), ["", "log"].includes(answer.form) ? [] : items);
  byId("imported").replaceChildren(shown);
  mark(items);
}

// ---- What is said of it.

// While a text is mended here, its marks and what is said of it follow; the form is
// left alone.
box.addEventListener("input", () => {
  mark();
  document.dispatchEvent(new CustomEvent("edited"));
  judge();
  clearTimeout(following);
  if (filled !== "") following = setTimeout(update, 250);
});

// judge says what is in the box now. For a text that was never read, nothing is
// loaded to do so.
function judge() {
  forget();
  if (!loaded() || !box.value.trim()) return byId("imported").replaceChildren();
  const mine = judging;
  timer = setTimeout(async () => {
    await reading; // a large text takes seconds, and only the newest is worth them
    if (mine !== judging) return;
    const answer = await (reading = read({ text: text() }));
    if (mine !== judging) return;
    if (answer.error) showRefusal(answer.error, byId("imported"));
    else show(answer);
  }, 250);
}

// fixText applies a fix to the text.
export async function fixText(set) {
  const before = text();
  if (filled === "" || !before.trim()) return;
  const fixed = await ask("fix", { text: before, authelia: version(), set }).catch(() => null);
  if (!fixed?.changed || text() !== before) return;
  keep(fixed.text);
  filled = fixed.text;
  judge();
}

// usedFix takes the problems off the list that the button of a fix has dealt with:
// the form does not hold them any more, and so the file to take away does not.
export function usedFix({ value }) {
  const shown = byId("imported");
  const used = [...shown.querySelectorAll('[data-slot="fix"]')].filter((button) => button.value === value);
  if (used.length === 0) return;
  for (const button of used) button.closest(".problem").remove();
  const list = shown.querySelector('[data-slot="problems"]');
  mark([...list.children]);
  if (list.childElementCount > 0) return;
  list.hidden = true;
  const said = shown.querySelector('[data-slot="state"]');
  if (said.dataset.states === "flawed") setState(said, "read");
}
