// The page's script. It holds no rule, no default and no message: what it shows
// comes from the evaluation (the module redis-wizard.wasm, or the server until
// that has arrived), and how it looks comes from the <template> elements at the
// end of the page, and for a connection test from the server whole. The shapes
// are declared in wasm/wasm.d.ts.

const form = document.getElementById("wizard");
const byId = (id) => document.getElementById(id);
const words = Object.fromEntries([...byId("words").content.children].map((e) => [e.dataset.word, e.textContent]));
const word = (group, name) => words[`${group}.${name}`] ?? name;

document.documentElement.classList.add("js");

// ---- The form: reading it, and writing into it.

const isOption = (element) => element?.name?.startsWith("session.redis.") ?? false; // a section's element has no name
const options = () => [...form.elements].filter(isOption);

function readForm() {
  const values = {};
  for (const control of options()) values[control.name] = control.value;
  return {
    authelia: form.elements.authelia.value,
    kind: form.elements.kind.value,
    tls: form.elements.tls.checked ? "on" : "off",
    values,
  };
}

function writeOption(name, text) {
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

const rows = () => [...document.querySelectorAll("#nodes > [data-row]")];
const rowControls = (row) => [...row.querySelectorAll(".control > [name]")];

function addRow() {
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

function ensureRows(keys) {
  for (const key of keys) {
    const index = /\.nodes\.(\d+)\./.exec(key)?.[1];
    while (index !== undefined && rows().length <= Number(index)) addRow();
  }
}

function focusRow(index, action) {
  const row = rows()[Math.min(index, rows().length - 1)];
  const button = row.querySelector(`[value^="${action}-node"]`);
  (button && !button.disabled ? button : rowControls(row)[0]).focus();
}

// ---- Evaluation: by the module once it is there, until then by the server.

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
  const response = await fetch("/api/v1/evaluate", {
    method: "POST", signal, headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(input),
  });
  return response.json();
}

const evaluate = async (input) => evaluateHere(input) ?? evaluateThere(input);

function update() {
  const mine = ++turn;
  clearTimeout(timer);
  asking?.abort();
  const input = readForm();
  const result = evaluateHere(input);
  if (result) return render(result);
  timer = setTimeout(async () => {
    asking = new AbortController();
    try {
      const answer = await evaluateThere(input, asking.signal);
      if (mine === turn) render(answer);
    } catch {
      // Aborted by the next keystroke, or the server is away: the form keeps
      // what was typed, and the next change asks again.
    }
  }, 120);
}

// ---- Showing a result.

const clone = (id) => byId(id).content.firstElementChild.cloneNode(true);

// fill puts texts into the slots of an element; an empty text hides its slot.
function fill(root, texts) {
  for (const [slot, text] of Object.entries(texts)) {
    for (const e of root.querySelectorAll(`[data-slot="${slot}"]`)) {
      e.textContent = text ?? "";
      e.hidden = text === undefined || text === "";
    }
  }
  return root;
}

function setState(element, state) {
  element.dataset.states = state;
  for (const e of element.querySelectorAll("[data-when]")) e.hidden = e.dataset.when !== state;
}

// linkCode lets a code lead to what there is to say about it.
function linkCode(root, code) {
  root.querySelector('[data-slot="code"]').href = `/codes#${code ?? ""}`;
}

function problemItem(problem, { link = "", label = "" } = {}) {
  const item = clone("problem-template");
  item.dataset.severity = problem.severity;
  const place = item.querySelector('[data-slot="place"]');
  fill(item, { severity: word("severity", problem.severity), code: problem.code, message: problem.message, hint: problem.hint });
  fill(item, { link: link && label, label: link ? "" : label });
  item.querySelector('[data-slot="link"]').href = `#${link}`;
  place.hidden = !problem.line;
  if (problem.line) fill(item, { line: problem.line, column: problem.column });
  linkCode(item, problem.code);
  const fix = item.querySelector('[data-slot="fix"]');
  if (problem.fix) {
    fix.textContent = problem.fix.label;
    fix.value = `fix:${JSON.stringify({ set: problem.fix.set })}`;
  } else {
    fix.remove();
  }
  return item;
}

function fillList(list, items) {
  list.replaceChildren(...items);
  list.hidden = items.length === 0;
}

// place is where on the page a problem's option stands.
function place(key) {
  if (!key || !byId(key)) return { label: key };
  const field = byId(key).closest("[data-label]");
  return { link: key, label: field?.dataset.label ?? byId(key).closest("fieldset")?.querySelector("legend")?.textContent };
}

function render(result) {
  if (result.error) return showRefusal(result.error);
  latest = result;
  const problems = new Map();
  for (const problem of result.problems) {
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

  const state = !result.ok ? "error" : result.problems.some((p) => p.severity === "warning") ? "warning" : "ok";
  for (const element of [byId("state"), document.querySelector(".jump .state")]) {
    fill(element, { authelia: result.authelia });
    if (element.dataset.states !== state) setState(element, state);
  }
  fillList(byId("summary"), result.problems.map((p) => problemItem(p, place(p.key))));
  byId("yaml").textContent = result.outputs.yaml;
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
    }
  }
  for (const group of form.querySelectorAll("details.advanced, fieldset[data-section]")) {
    const kinds = group.dataset.sectionKinds;
    group.hidden = kinds
      ? !kinds.split(" ").includes(result.kind)
      : [...group.querySelectorAll("[data-field]")].every((field) => field.hidden);
  }
}

// ---- The buttons.

// applyFix does in one act what the button of a fix says: see FixAction in wasm/wasm.d.ts.
// Copies read the values as they were before, so that two can change places.
function applyFix({ set = {}, copy = {}, cut = {} }) {
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

// A report is about the form as it was, so each of its fixes can be applied once.
function usedUp(button) {
  if (!button.closest("#report")) return;
  button.disabled = true;
  button.textContent = word("fix", "applied");
}

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

async function bring() {
  const yaml = form.elements.yaml.value;
  let result;
  try {
    result = await evaluate({ authelia: form.elements.authelia.value, yaml });
  } catch {
    return showRefusal(word("error", "unreachable"), byId("imported"));
  }
  if (result.error) return showRefusal(result.error, byId("imported"));
  const filled = Object.keys(result.values).length > 0;
  if (filled) {
    for (const control of options()) control.value = "";
    ensureRows(Object.keys(result.values));
    form.elements.kind.value = result.kind;
    form.elements.tls.checked = result.tls;
    for (const [key, text] of Object.entries(result.values)) writeOption(key, text);
    update();
  }
  const shown = byId("imported-template").content.cloneNode(true);
  setState(shown.querySelector('[data-slot="state"]'), filled ? (result.problems.length ? "flawed" : "read") : result.ok ? "empty" : "broken");
  fillList(shown.querySelector('[data-slot="problems"]'), result.problems.map((p) => problemItem(p, { label: p.key })));
  byId("imported").replaceChildren(shown);
}

function showRefusal(message, where = byId("refusal")) {
  if (where !== byId("refusal")) return where.replaceChildren(Object.assign(document.createElement("p"), { className: "refusal", textContent: message }));
  where.textContent = message;
  where.hidden = message === "";
}

async function copy(button) {
  const source = byId(button.dataset.copy);
  let state = "done";
  try {
    await navigator.clipboard.writeText(source.textContent);
  } catch { // not permitted, or no secure context: the old way
    source.closest("details")?.setAttribute("open", "");
    getSelection().selectAllChildren(source);
    if (!document.execCommand("copy")) state = "failed";
  }
  setState(button, state);
  setTimeout(() => setState(button, "idle"), 2500);
}

function download() {
  const url = URL.createObjectURL(new Blob([byId("yaml").textContent], { type: "application/yaml" }));
  Object.assign(document.createElement("a"), { href: url, download: "configuration.yml" }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

function reveal(button) {
  const control = byId(button.dataset.reveal);
  const show = button.getAttribute("aria-pressed") !== "true";
  if (control.tagName === "INPUT") control.type = show ? "text" : "password";
  else control.classList.toggle("concealed", !show);
  button.setAttribute("aria-pressed", show);
  setState(button, show ? "shown" : "hidden");
}

// ---- The connection test. The server renders the report, as it does without
// this script, again and again while it grows.

const report = document.querySelector("#report .report");
const view = report.querySelector('[data-slot="view"]');
let testing = null;

async function test() {
  testing?.abort();
  const mine = (testing = new AbortController());
  const input = { ...readForm(), ca: form.elements.ca.value, neighbours: form.elements.neighbours.checked };
  showRefusal("");
  view.replaceChildren();
  folds.clear();
  setVerdict("running");
  report.firstElementChild.scrollIntoView({ block: "nearest" });
  byId("cancel").hidden = false;
  if (document.activeElement === byId("test")) byId("cancel").focus();
  byId("test").disabled = true;
  try {
    const response = await fetch("/report", {
      method: "POST", signal: mine.signal, headers: { "Content-Type": "application/json", Accept: "text/event-stream, application/json" },
      body: JSON.stringify(input),
    });
    if (!response.ok) {
      const { error } = await response.json();
      setVerdict("");
      return showRefusal(error);
    }
    for await (const [name, data] of events(response.body)) {
      if (name === "view") showView(data);
      if (name === "report") setVerdict(data.verdict, data.authelia);
    }
    if (report.dataset.verdict === "running") throw new Error("the stream ended early");
  } catch {
    if (testing !== mine) return; // the next test has the page now
    setVerdict(mine.signal.aborted ? "cancelled" : "broken");
    if (!mine.signal.aborted) showRefusal(word("error", "unreachable"));
  } finally {
    if (testing === mine) {
      testing = null;
      byId("test").disabled = false;
      if (document.activeElement === byId("cancel")) byId("test").focus({ preventScroll: true });
      byId("cancel").hidden = true;
    }
  }
}

function setVerdict(verdict, authelia) {
  report.dataset.verdict = verdict;
  const line = report.querySelector('[data-slot="verdict"]');
  if (authelia !== undefined) fill(line, { authelia });
  setState(line, verdict);
}

// What a person folded or unfolded, by the id of the <details>.
const folds = new Map();

view.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (details?.id) folds.set(details.id, !details.open); // as it will be after this click
});

// showView puts a rendering in, and leaves folds and focus as they were.
function showView(html) {
  const focused = view.contains(document.activeElement) ? document.activeElement.closest("[id]")?.id : undefined;
  const next = document.createElement("template");
  next.innerHTML = html;
  for (const [id, open] of folds) {
    const details = next.content.getElementById(id);
    if (details) details.open = open;
  }
  view.replaceChildren(next.content);
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

// events reads server-sent events from a response.
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop();
    for (const block of blocks) {
      const lines = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]));
      yield [lines.event, JSON.parse(lines.data)];
    }
  }
}

// ---- Wiring.

form.addEventListener("input", (event) => {
  if (isOption(event.target) || ["authelia", "kind", "tls"].includes(event.target.name)) update();
});

form.addEventListener("submit", (event) => {
  const action = event.submitter?.value ?? "check";
  const row = /^(remove|up|down)-node\.(\d+)$/.exec(action);
  event.preventDefault();
  if (action.startsWith("fix:")) {
    usedUp(event.submitter);
    applyFix(JSON.parse(action.slice(4)));
  }
  else if (action === "test") test();
  else if (action === "import") bring();
  else if (action === "download") download();
  else {
    if (action === "add-node") rowControls(addRow())[0].focus();
    if (row) moveRow(row[1], Number(row[2]));
    update();
  }
});

function moveRow(move, index) {
  const other = { up: index - 1, down: index + 1 }[move];
  if (move === "remove") removeRow(index);
  else swapRows(index, other);
  focusRow(other ?? index, move);
}

// Enter in a field checks the form; it must not press whichever button is first.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=file])")) {
    event.preventDefault();
    update();
  }
});

// A link to a field opens what the field is folded away in, and focuses it.
document.addEventListener("click", (event) => {
  const target = byId(decodeURIComponent(event.target.closest('a[data-slot="link"]')?.hash.slice(1) ?? ""));
  if (!target) return;
  event.preventDefault();
  target.closest("details")?.setAttribute("open", "");
  target.focus();
});

form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-reveal], [data-copy]");
  if (button?.dataset.reveal) reveal(button);
  if (button?.dataset.copy) copy(button);
});

form.elements.file.addEventListener("change", async () => {
  const [file] = form.elements.file.files;
  if (!file) return;
  form.elements.yaml.value = await file.text();
  form.elements.file.value = "";
  bring();
});

byId("cancel").addEventListener("click", () => testing?.abort());
for (const button of form.querySelectorAll("[data-reveal]")) button.hidden = false;

// What was typed before this script ran, or brought back by the browser, has
// not been judged yet.
const typed = (control) => control.value !== (control.defaultValue ?? "") || control.checked !== control.defaultChecked;
if (byId("state").dataset.states !== "fresh" || [...options(), ...form.elements.kind, form.elements.tls].some(typed)) update();

// ---- The module.

async function loadModule() {
  const { module, glue } = form.dataset;
  if (!module) return;
  const compiled = fetch(module);
  await import(glue);
  const go = new globalThis.Go();
  const { instance } = await WebAssembly.instantiateStreaming(compiled, go.importObject);
  go.run(instance).finally(() => (globalThis.redisWizard = undefined));
  evaluateHere(readForm()); // the first call is the slow one
  if (latest) update();
}

loadModule().catch(() => {}); // without it the server evaluates
