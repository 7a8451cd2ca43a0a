// What a report is about: the form as it was tested. As soon as the form holds
// something else, the report is marked as one of an earlier form; a fix stays open
// while all that it would read or change is as it was tested.

import { form, readForm } from "./form.js";
import { documentText } from "./evaluate.js";
import { touched } from "./fix.js";
import { word } from "./show.js";

const report = document.querySelector("#report .report");
const note = report.querySelector('[data-slot="earlier"]');
let tested = null; // what the report is about; null while there is none

const question = (of) => ({ ...readForm(of), ca: of.elements.ca.value, neighbours: of.elements.neighbours.checked, vantage: of.elements.vantage?.value });

// begin gives what a test is asked, which the report is about from here on.
export function begin() {
  tested = { ...question(form), text: documentText() };
  mark();
  return tested;
}

// exchangeTested says what the report is about, if there is one, and gives back what
// it was about before.
export function exchangeTested(next = null) {
  const before = tested;
  tested = next;
  mark();
  return before;
}

// mark compares the form with what was tested. Near variants do not count: they are
// tried beside it.
export function mark() {
  const now = { ...question(form), text: documentText() };
  const about = tested ?? now;
  const before = (key) => about.values[key] ?? "";
  const moved = ["authelia", "kind", "tls", "ca", "vantage", "text"].some((name) => now[name] !== about[name]);
  const changed = Object.keys({ ...about.values, ...now.values }).filter((key) => (now.values[key] ?? "") !== before(key));
  const earlier = moved || changed.length > 0;
  report.toggleAttribute("data-earlier", earlier);
  if (note.hidden === earlier) note.hidden = !earlier; // it is read out each time
  for (const button of report.querySelectorAll(".fix")) {
    const keys = touched(JSON.parse(button.value.replace("fix:", "")));
    show(button, !moved && !changed.some((key) => keys.some((own) => key === own || key.startsWith(`${own}.`))));
  }
}

// show opens or closes a fix. One that was applied says so until it is undone.
function show(button, open) {
  button.disabled = !open;
  button.dataset.label ??= button.textContent;
  if (open) delete button.dataset.applied;
  button.textContent = "applied" in button.dataset ? word("fix", "applied") : button.dataset.label;
}

form.addEventListener("input", mark);
document.addEventListener("changed", mark);
document.addEventListener("edited", mark);

// A report that came with the page is about the form that came with it, whatever was
// typed before this script ran.
if (report.dataset.verdict !== "") {
  const served = form.cloneNode(true);
  served.reset();
  const first = (tested = question(served));
  setTimeout(() => { // once bring.js knows the text
    first.text = documentText();
    mark();
  });
}
