import { run } from "./run.js"
import { operations } from "./shapes.js"

const count = Number(process.argv[2] ?? 1000)
const seed = Number(process.argv[3] ?? 1)
const started = Date.now()
process.on('SIGTERM',()=>process.exit(1));
const seen = new Map<string, number>()
const done = await run({ seed, first: 0, only: operations, isOver: (n) => n >= count, onFailure: ({ index, input, reasons }) => {
  const k = reasons[0]!.slice(0, 60)
  seen.set(k, (seen.get(k) ?? 0) + 1)
  if ((seen.get(k) ?? 0) <= 2) console.log(index, input.operation, JSON.stringify(input.replies.map(r => r.type === "response" ? { ...r, body: Buffer.from(r.body).toString().slice(0, 600) } : r)).slice(0,1500), JSON.stringify(input.settings), input.client, "\n   ", reasons.map(r=>r.slice(0,700)).join("\n    "))
} })
console.log([...seen].sort((a, b) => b[1] - a[1]))
console.log(done, (Date.now() - started) / 1000, "s")
