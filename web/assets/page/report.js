// The connection test. The page says by its field "testing" that one is to run; the server
// runs it, and renders the report again and again while it grows.

/** @type {AbortController | null} */
let stream = null;
/** @type {ReportHTML | null} */
let shownReport = null;

/** showReport shows another report, or none. @param {ReportHTML | null} next */
function showReport(next) {
  const [element, holder] = [byId("report"), document.createElement("div")];
  holder.innerHTML = next?.[root.lang] ?? next?.[""] ?? "";
  if (element) morph(element, holder, "innerHTML");
  shownReport = next;
}

document.addEventListener("answered", ({ detail: { job, answer } }) => {
  const testing = form().elements.namedItem("testing");
  if (job.action === "clear") showReport(null);
  else if (job.language && shownReport) showReport(shownReport);
  if (answer.probe && !stream) runTest(answer.probe);
  if (!stream || !(testing instanceof HTMLInputElement) || testing.value !== "") return;
  stream.abort(); // a step back, or a new form, has ended the test
  stream = null;
});

/** bringVerdict has the verdict in view, unless the person is at work elsewhere. */
function bringVerdict() {
  if (!document.activeElement || !isControl(document.activeElement)) byId("report")?.querySelector(".verdict")?.scrollIntoView({ block: "nearest" });
}

/** @param {object} question */
async function runTest(question) {
  const mine = (stream = new AbortController());
  let [ended, before] = ["broken", shownReport];
  try {
    const response = await fetch(`${base}/report?lang=${root.lang}`, {
      method: "POST", signal: mine.signal, headers: { "Content-Type": "application/json", Accept: "text/event-stream, application/json" }, body: JSON.stringify(question),
    });
    if (!response.ok || !response.body) ended = `refused:${(await response.json()).error}`;
    else for await (const [name, data] of eventsOf(response.body)) {
      if (stream !== mine) return;
      const first = shownReport === before;
      if (name === "view") showReport({ "": data });
      if (first) bringVerdict();
      if (name === "report") ended = "report";
      if (data.html) showReport(data.html);
    }
  } catch {
    ended = mine.signal.aborted ? "cancelled" : shownReport === before ? "unreachable" : "broken";
  }
  if (stream !== mine) return;
  stream = null;
  bringVerdict();
  ask({ action: `ended:${ended}` });
}

/** eventsOf reads server-sent events from a response. @param {ReadableStream<Uint8Array<ArrayBuffer>>} body */
async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = Object.fromEntries(block.split("\n").map((line) => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)]));
      yield [lines.event, JSON.parse(lines.data)];
    }
  }
}
