/**
 * The facade in an application that has its own Effect: of each version, imported before and after the facade, as ES
 * modules and as CommonJS. Neither may notice the other.
 */
import { execFile } from "node:child_process"
import { createServer } from "node:http"
import { createRequire } from "node:module"
import { fileURLToPath } from "node:url"

const require = createRequire(import.meta.url)
const facade = "@passlock-sdk/promise"
const versions = ["effect319", "effect321", "effect3", "effect4"]

const equal = (actual, expected, what) => {
  if (actual !== expected) throw new Error(`${what}: expected ${expected}, got ${actual}`)
}

/** Of the global object, without what Node.js adds with its `fetch`. */
const globals = () => Reflect.ownKeys(globalThis).filter((key) => !String(key).includes("undici")).length

/** The application: a service, a log line and a fiber, and a call of the facade outside of Effect and inside. */
const application = async (format, names) => {
  const before = globals()
  // Effect 4 has ES modules only.
  const load = async (name) => (format === "cjs" && !name.startsWith("effect4") ? require(name) : import(name))
  const modules = {}
  for (const name of names) {
    if (name === facade) modules.facade = await load(name)
    else for (const part of ["Context", "Effect", "Fiber"]) modules[part] = await load(`${name}/${part}`)
  }

  const server = createServer((_, response) => {
    response.setHeader("content-type", "application/json")
    response.end(JSON.stringify({ _tag: "FindAllPasskeys", cursor: null, records: [] }))
  })
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve))
  const endpoint = `http://127.0.0.1:${server.address().port}`
  const { Passlock } = modules.facade
  const passlock = new Passlock({ tenancyId: "tenancy", apiKey: "key", endpoint, maxRetries: 0 })
  const list = async () => equal((await passlock.passkeys.list())._tag, "FindAllPasskeys", "the response")

  await list()
  if (names.length === 1) {
    equal(globals(), before, "globals after a call")
  } else {
    const { Context, Effect, Fiber } = modules
    const Greeting = (Context.GenericTag ?? Context.Service)("Greeting")
    const program = Effect.gen(function* () {
      const { word } = yield* Greeting
      yield* Effect.log(`application ${word}`)
      const fiber = yield* (Effect.fork ?? Effect.forkChild)(Effect.as(Effect.sleep(1), word))
      yield* Effect.tryPromise(list)
      yield* Effect.promise(() => passlock.safe.passkeys.get({ passkeyId: "" }))
      return yield* Fiber.join(fiber)
    })
    equal(await Effect.runPromise(Effect.provideService(program, Greeting, { word: "hello" })), "hello", "the result")
    await list()
  }
  await passlock.close()
  server.close()
}

/** What a run of this program prints. */
const run = (...given) =>
  new Promise((resolve, reject) => {
    execFile(process.execPath, [fileURLToPath(import.meta.url), ...given], (error, stdout, stderr) => {
      if (error) reject(new Error(`${given.join(" ")}: ${stderr}`))
      else resolve(stdout + stderr)
    })
  })

const [format, ...names] = process.argv.slice(2)
if (format !== undefined) {
  await application(format, names)
} else {
  for (const format of ["esm", "cjs"]) {
    equal(await run(format, facade), "", `the output of the facade alone, ${format}`)
    for (const version of versions) {
      const orders = [
        [version, facade],
        [facade, version]
      ]
      const outputs = await Promise.all(orders.map((order) => run(format, ...order)))
      for (const [index, output] of outputs.entries()) {
        const isOnlyItsOwn = /^[^\n]*application hello[^\n]*\n$/.test(output)
        equal(isOnlyItsOwn ? "" : output, "", `the output of ${orders[index].join(", then ")}, ${format}`)
      }
    }
  }
  console.log(`nothing shared with ${versions.join(", ")}, imported before and after, as ES modules and as CommonJS`)
}
