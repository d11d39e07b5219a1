/** Broken clients, each found. */
import { Forbidden, NotFound } from "@passlock-sdk/promise"
import { assert, describe, it } from "vitest"
import type { Case, Reply } from "../src/Case.js"
import { type Client, type Fetch, promise } from "../src/clients.js"
import { makeCases, runCase, simplest } from "../src/run.js"
import { apiKey } from "../src/secrets.js"

const settings = { maxRetries: 2, timeout: 30_000, totalTimeout: 60_000, maxResponseSize: 1_000 }

const response = (status: number, body: unknown): Reply => ({
  type: "response",
  status,
  headers: [],
  body: new TextEncoder().encode(JSON.stringify(body)),
  cuts: [],
  end: "end",
  form: "stream"
})

const caseWith = (...replies: Case["replies"]): Case => ({
  operation: "Passkeys.delete",
  settings,
  variant: "plain",
  client: "stub",
  replies,
  wire: undefined
})

const missing = caseWith(response(404, { _tag: "@error/NotFound", message: "no" }))
const down = caseWith(response(503, {}))

const fields = { operation: "Passkeys.delete", attempts: 1, status: 404, message: "Passkeys.delete: no" }

/** The facade, with something changed. */
const broken = (change: Partial<Client>): Client => ({ ...promise, ...change })

const ended = (outcome: object, logged: ReadonlyArray<string> = []): Client =>
  broken({
    call: async (input, fetch, endpoint) => ({
      ...(await promise.call(input, fetch, endpoint)),
      outcome: outcome as never,
      logged
    })
  })

/** The facade, after something else. */
const before = (run: () => void): Client =>
  broken({
    call: (...input) => {
      run()
      return promise.call(...input)
    }
  })

/** The facade with a `fetch` of its own. */
const withFetch = (change: (fetch: Fetch) => Fetch): Client =>
  broken({ call: (input, fetch, endpoint) => promise.call(input, change(fetch), endpoint) })

const { call } = promise

describe("a client", () => {
  it.each([
    ["that keeps every promise", promise, missing, undefined],
    ["that returns a value instead of the error", ended({ value: {} }), missing, "expected NotFound"],
    [
      "that fails with another error",
      ended({ error: new Forbidden(fields) }),
      missing,
      "expected NotFound, got Forbidden"
    ],
    [
      "that fails with another status",
      ended({ error: new NotFound({ ...fields, status: 403 }) }),
      missing,
      "status: expected 404"
    ],
    [
      "that counts its attempts wrongly",
      ended({ error: new NotFound({ ...fields, attempts: 2 }) }),
      missing,
      "attempts: expected 1"
    ],
    [
      "that fails with no error of its package",
      ended({ defect: new TypeError("broken") }),
      missing,
      "neither a value nor an error"
    ],
    [
      "that shows its key in a message",
      ended({ error: new NotFound({ ...fields, message: `Passkeys.delete: ${apiKey}` }) }),
      missing,
      "the error shows a secret"
    ],
    [
      "that shows half of its key",
      ended({ error: new NotFound({ ...fields, message: `Passkeys.delete: ${apiKey.slice(0, 15)}…` }) }),
      missing,
      "the error shows a secret"
    ],
    [
      "that shows its key in base64",
      ended({ error: new NotFound({ ...fields, message: `Passkeys.delete: ${btoa(apiKey)}` }) }),
      missing,
      "the error shows a secret"
    ],
    ["that logs its key", ended({ error: new NotFound(fields) }, [apiKey]), missing, "a log or span shows a secret"],
    [
      "that leaves the operation out of its message",
      ended({ error: new NotFound({ ...fields, message: "no" }) }),
      missing,
      "the message lacks the operation"
    ],
    [
      "that reads a prototype from a response",
      ended({ value: Object.create({ id: "evil" }) }),
      missing,
      "has another prototype"
    ],
    ["that returns an infinite number", ended({ value: { counter: Infinity } }), missing, "has the number Infinity"],
    ["that prints", before(() => console.log("here")), missing, "console.log: here"],
    ["that never ends", broken({ call: async () => new Promise(() => {}) }), missing, "the call hangs"],
    ["that leaves a timer", before(() => setTimeout(() => {}, 5_000)), missing, "a timer is left"],
    [
      "that never retries",
      broken({ call: (input, ...rest) => call({ ...input, settings: { ...settings, maxRetries: 0 } }, ...rest) }),
      down,
      "3 requests expected, 1 sent"
    ],
    [
      "that retries too often",
      broken({ call: (input, ...rest) => call({ ...input, settings: { ...settings, maxRetries: 9 } }, ...rest) }),
      down,
      "3 requests expected, 10 sent"
    ],
    [
      "that follows redirects",
      withFetch((fetch) => (url, init) => fetch(url, { ...init, redirect: "follow" })),
      missing,
      "a request with redirect: follow"
    ],
    [
      "that sends its request elsewhere",
      withFetch((fetch) => (_, init) => fetch("https://evil.example/", init)),
      missing,
      "a request to https://evil.example/"
    ],
    [
      "that reads a response above the maximum",
      broken({
        call: (input, ...rest) => call({ ...input, settings: { ...settings, maxResponseSize: 10_000 } }, ...rest)
      }),
      caseWith({ ...response(200, "x".repeat(2_000)), cuts: [1_200, 1_500] } as Reply),
      "2002 bytes read, and the maximum is 1000"
    ],
    [
      "that leaves a response open",
      withFetch((fetch) => async (url, init) => {
        await fetch(url, { ...init, signal: null })
        return new Response("{}", { status: 404 })
      }),
      missing,
      "a response is left open"
    ]
  ] as const)("%s is found", async (_, client, input, reason) => {
    const reasons = await runCase(input, [client], 200)
    if (reason === undefined) assert.deepStrictEqual(reasons, [])
    else assert.include(reasons.join("\n"), reason)
  })
})

describe("a case", () => {
  it("is made from its seed and its number alone", () => {
    const only = ["Passkeys.get"] as const
    const [one, other] = [makeCases({ seed: 1, only }), makeCases({ seed: 1, only })]
    const cases = Array.from({ length: 20 }, (_, index) => one(index))
    assert.deepStrictEqual(other(13), cases[13])
    assert.notDeepEqual(one(14), cases[13])
    assert.notDeepEqual(makeCases({ seed: 2, only })(13), cases[13])
  })

  it("that fails is made simpler while it fails", async () => {
    const isOk = (reply: Reply) => reply.type === "response" && reply.status === 200
    const fails = async ({ replies }: Case) => (replies.some(isOk) ? ["no"] : [])
    const only = ["Passkeys.get"] as const
    const makeCase = makeCases({ seed: 1, only })
    let index = 0
    while ((await fails(makeCase(index))).length === 0) index++
    const simple = await simplest({ seed: 1, only }, index, 60_000, fails)
    const replies: ReadonlyArray<Reply> = simple?.replies ?? assert.fail("none found")
    assert.deepInclude(replies.find(isOk), { cuts: [] })
  })
})
