// node bench.mjs MODULE WASM_EXEC
// Prints how long one evaluation takes in the module, from the question's JSON to
// that of the answer, for what a person types and for what a person imports,
// in the format of `go test -bench`.
import { WASI } from "node:wasi";
import { load } from "./load.mjs";

const rounds = 2000;
const [module, glue] = process.argv.slice(2);

const redis = "session.redis.";
const single = {
  authelia: "4.39",
  kind: "single",
  tls: "on",
  values: {
    [redis + "host"]: "redis.example.com",
    [redis + "port"]: "6380",
    [redis + "username"]: "authelia",
    [redis + "password"]: "it's a \"secret\": #1",
    [redis + "database_index"]: "1",
    [redis + "tls.minimum_version"]: "TLS1.3",
  },
};
const sentinel = {
  authelia: "4.39",
  kind: "sentinel",
  values: { [redis + "password"]: "secret", [redis + "high_availability.sentinel_name"]: "mymaster" },
};
for (let i = 0; i < 5; i++) {
  sentinel.values[`${redis}high_availability.nodes.${i}.host`] = `sentinel-${i}`;
  sentinel.values[`${redis}high_availability.nodes.${i}.port`] = "26379";
}
const file = (input) => ({ authelia: input.authelia, yaml: JSON.parse(evaluate(input)).outputs.yaml });

const at = (times, share) => Math.round(times.sort((a, b) => a - b)[Math.floor(share * (times.length - 1))] * 1e6);
const report = (name, rounds, figures) =>
  console.log(`Benchmark${name.replaceAll(" ", "_")} ${rounds} ${figures.map(([unit, ns]) => `${ns} ${unit}`).join(" ")}`);

// cpu is the time that this thread has had of a processor, in milliseconds. Unlike
// the clock it does not count what other work on the machine takes.
const memory = new WebAssembly.Memory({ initial: 1 });
const wasi = new WASI({ version: "preview1" });
wasi.initialize({ exports: { memory } });
const threadTime = 3; // CLOCK_THREAD_CPUTIME_ID
const cpu = () => {
  if (wasi.wasiImport.clock_time_get(threadTime, 1n, 0) !== 0) throw new Error("this system tells no time of a thread");
  return Number(new DataView(memory.buffer).getBigUint64(0, true)) / 1e6;
};

console.log(`pkg: the module, in node ${process.version}`);
const began = performance.now();
const { ask, settings } = await load(module, glue);
const evaluate = (input) => ask("evaluate", JSON.stringify(input));
report("start of the module", 1, [["ns/op", Math.round((performance.now() - began) * 1e6)]]);
const first = performance.now();
evaluate(single);
report("first evaluation", 1, [["ns/op", Math.round((performance.now() - first) * 1e6)]]);

// time evaluates by the clock and by the processor's time.
function time(name, input, rounds, act = evaluate) {
  const clock = [], processor = [];
  for (let i = 0; i < rounds; i++) {
    const [start, used] = [performance.now(), cpu()];
    act(input);
    processor.push(cpu() - used);
    clock.push(performance.now() - start);
  }
  report(name, rounds, [
    ["median-ns", at(clock, 0.5)], ["p95-ns", at(clock, 0.95)], ["max-ns", at(clock, 1)],
    ["processor-median-ns", at(processor, 0.5)], ["processor-p95-ns", at(processor, 0.95)], ["processor-max-ns", at(processor, 1)],
  ]);
}

time("the next 200 evaluations", single, 200);
for (const [name, input] of [
  ["form, single server", single],
  ["form, five sentinels", sentinel],
  ["YAML, single server", file(single)],
  ["YAML, five sentinels", file(sentinel)],
]) {
  for (let i = 0; i < rounds / 10; i++) evaluate(input); // let the engine warm up
  time(name, input, rounds);
}
// Beside a text that was imported, one option is typed: each keystroke asks so.
const rule = (i) => `    - domain: '${i}.example.com'\n      policy: two_factor\n`;
const text = `access_control:\n  rules:\n${Array.from({ length: 400 }, (_, i) => rule(i)).join("")}session:\n  redis:\n    host: redis\n`;
time("form, beside a text of 25 KB", { authelia: "4.39", kind: "single", values: { [redis + "host"]: "typed" }, text }, 50);
// The page as it is drawn with each keystroke.
settings(JSON.stringify({ base: "", assets: {}, wizard: "", largest: 1 << 20, max_rows: 64, languages: [{ tag: "en", name: "English", decimal: "." }] }));
const draw = (fields) => ask("page", JSON.stringify({ language: "en", fields }));
const fieldsOf = ({ authelia, kind, tls, values }) =>
  Object.fromEntries(Object.entries({ authelia, kind, ...(tls && { tls: redis + "tls" }), ...values }).map(([name, value]) => [name, [value]]));
for (const [name, input] of [["page, single server", single], ["page, five sentinels", sentinel]]) {
  const fields = fieldsOf(input);
  report(`${name}, HTML`, 1, [["bytes", JSON.parse(draw(fields)).html.length]]);
  time(name, fields, 100, draw);
}
process.exit(0);
