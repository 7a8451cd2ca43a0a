// Undo and redo: a stack of states, which are the fields, and the report that was there.

const mostSteps = 200;
const passing = ["testing", "ended", "refused", "left", "put"]; // fields of which no step is made
/** @type {{ fields: Fields, report: ReportHTML | null }[]} */
let steps = [];
let at = -1;
let typing = { field: "", time: 0 };

/** @param {Fields} a @param {Fields} b */
const differing = (a, b) => Object.keys({ ...a, ...b }).filter((name) => !passing.includes(name.split(".")[0]) && a[name]?.join("\0") !== b[name]?.join("\0"));

/** note makes a step of the fields as they are now. What is typed into one field in one go is
 * one step; each press of a button is one of its own.
 * @param {string} field that is being typed in, or "" */
function note(field) {
  const [now, time, step] = [fields(), Date.now(), steps[at]];
  const changed = differing(step?.fields ?? {}, now);
  if (step) step.report = shownReport;
  if (step && changed.every((name) => name === "tested")) return void (step.fields = now);
  for (const name of Object.keys(now)) if (!changed.includes(name)) now[name] = step?.fields[name] ?? now[name]; // one copy of a large text
  const goesOn = at > 0 && at === steps.length - 1 && field !== "" && field === typing.field && time - typing.time < 1000;
  typing = { field, time };
  steps = steps.slice(Math.max(0, at + 1 - mostSteps), goesOn ? at : at + 1).concat({ fields: now, report: shownReport });
  at = steps.length - 1;
}

/** showSteps turns off what leads nowhere. The focus moves to the other button then. */
function showSteps() {
  const [undo, redo] = [byId("undo"), byId("redo")];
  if (!(undo instanceof HTMLButtonElement && redo instanceof HTMLButtonElement)) return;
  const focused = document.activeElement;
  [undo.disabled, redo.disabled] = [at <= 0, at >= steps.length - 1];
  if (focused === undo && undo.disabled) redo.focus();
  if (focused === redo && redo.disabled) undo.focus();
}

/** go takes a step back, or forth again. @param {string} name undo or redo */
function go(name) {
  const to = steps[at + (name === "undo" ? -1 : 1)];
  if (!to) return;
  const changed = differing(steps[at].fields, to.fields).find((field) => field !== "tested") ?? "";
  steps[at].report = shownReport;
  [at, typing.field] = [steps.indexOf(to), ""];
  ask({ action: `${name}:${changed}`, fields: { ...to.fields, testing: [], put: [] } });
}

document.addEventListener("answered", ({ detail: { job } }) => {
  if (job.fields) {
    if (steps[at].report !== shownReport) showReport(steps[at].report);
    const changed = job.action.slice(5);
    unfold(byId(changed) ?? document.getElementsByName(changed)[0] ?? null)?.scrollIntoView({ block: "nearest" });
  } else if (job.action !== undefined) note("");
  showSteps();
});

document.addEventListener("input", ({ target }) => {
  if (target instanceof Element) note(holdsText(target) ? target.id : "");
  showSteps();
});

// Undo where the focus is in no text, which has an undo of its own.
addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (!(event.ctrlKey || event.metaKey) || !["z", "y"].includes(key) || holdsText(event.target)) return;
  event.preventDefault();
  go(event.shiftKey || key === "y" ? "redo" : "undo");
});
