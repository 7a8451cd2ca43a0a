// The connection test. The server renders the report, as it does without this
// script, again and again while it grows.

import { base, byId, form, inLanguage, readForm } from "./form.js";
import { fill, setState, showRefusal, word } from "./show.js";

const report = document.querySelector("#report .report");
const view = report.querySelector('[data-slot="view"]');
let testing = null;

export const cancel = () => testing?.abort();

export async function test() {
  testing?.abort();
  const mine = (testing = new AbortController());
  const input = { ...readForm(), ca: form.elements.ca.value, neighbours: form.elements.neighbours.checked, vantage: form.elements.vantage?.value };
  showRefusal("");
  view.replaceChildren();
  folds.clear();
  setVerdict("running");
  report.firstElementChild.scrollIntoView({ block: "nearest" });
  byId("cancel").hidden = false;
  if (document.activeElement === byId("test")) byId("cancel").focus();
  byId("test").disabled = true;
  try {
    const response = await fetch(`${base}/report${inLanguage}`, {
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
      if (name === "error") {
        setVerdict("broken");
        return showRefusal(data.error);
      }
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
