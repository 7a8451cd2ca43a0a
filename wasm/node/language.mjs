// node language.mjs MODULE WASM_EXEC
// Each line of standard input is [translations, input] as JSON: the module is told
// the translations, or null, and answers the input like evaluate.mjs.
import { createInterface } from "node:readline";
import { load } from "./load.mjs";

const [module, glue] = process.argv.slice(2);
const { language, evaluate } = await load(module, glue);
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  const [translations, input] = JSON.parse(line);
  language(translations);
  process.stdout.write(JSON.stringify(evaluate(input)) + "\n");
}
process.stdout.write("", () => process.exit(0)); // the module itself never ends
