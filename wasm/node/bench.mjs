// node bench.mjs MODULE WASM_EXEC
// Prints how long one evaluation takes in the module, from the JavaScript
// object to the string, for what a person types and for what a person imports.
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
const file = (input) => ({ authelia: input.authelia, yaml: JSON.parse(redisWizard.evaluate(input)).outputs.yaml });

const began = performance.now();
const { evaluate } = await load(module, glue);
console.log(`  start of the module       ${(performance.now() - began).toFixed(1)} ms`);
const first = performance.now();
evaluate(single);
console.log(`  first evaluation          ${(performance.now() - first).toFixed(1)} ms`);

for (const [name, input] of [
  ["form, single server", single],
  ["form, five sentinels", sentinel],
  ["YAML, single server", file(single)],
  ["YAML, five sentinels", file(sentinel)],
]) {
  for (let i = 0; i < rounds / 10; i++) evaluate(input); // let the engine warm up
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const start = performance.now();
    evaluate(input);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (share) => (times[Math.floor(share * (rounds - 1))] * 1000).toFixed(0).padStart(6);
  console.log(`  ${name.padEnd(22)} median ${at(0.5)} µs   p95 ${at(0.95)} µs   max ${at(1)} µs   of ${rounds}`);
}
process.exit(0);
