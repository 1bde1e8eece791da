// llama.cpp on the same file with the same number of threads, through node-llama-cpp (benchmark only, never shipped):
//   npm install node-llama-cpp --prefix /some/folder
//   NODE_PATH=/some/folder/node_modules node compare.mjs MODEL.gguf 2
// Prints prefill and decode in tokens per second: the best of three runs, greedy, low-level sequence API.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.NODE_PATH + "/");
const { getLlama } = await import(pathToFileURL(require.resolve("node-llama-cpp")));
const [file, threads] = [process.argv[2], Number(process.argv[3] ?? 2)];
const llama = await getLlama({ gpu: false, build: "never", maxThreads: threads });
const model = await llama.loadModel({ modelPath: file });
const context = await model.createContext({ contextSize: 2048, batchSize: 512, threads, sequences: 1 });
const sequence = context.getSequence();
const seconds = async (work) => { const start = performance.now(); const result = await work(); return [(performance.now() - start) / 1000, result]; };

async function run(promptLength, answerLength, seed) {
  await sequence.clearHistory();
  const text = Array.from({ length: promptLength }, (_, i) => String.fromCharCode(97 + (i + seed) % 26) + "tory number").join(" ");
  const prompt = model.tokenize(`${seed} ${text}`).slice(0, promptLength);
  const answer = sequence.evaluate(prompt, { temperature: 0 });
  const [first] = await seconds(() => answer.next());
  let count = 0;
  const [rest] = await seconds(async () => { while (count < answerLength && !(await answer.next()).done) count++; });
  await answer.return?.();
  return { prefill: promptLength / first, decode: count / rest };
}

let best = { decode: 0, prefill128: 0, prefill512: 0 };
for (let i = 0; i < 3; i++) {
  best.decode = Math.max(best.decode, (await run(24, 127, i)).decode);
  best.prefill128 = Math.max(best.prefill128, (await run(128, 0, i)).prefill);
  best.prefill512 = Math.max(best.prefill512, (await run(512, 0, i)).prefill);
}
console.log(JSON.stringify(best));
process.exit(0);
