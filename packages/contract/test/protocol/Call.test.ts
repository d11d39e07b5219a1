import { inspect } from "node:util"
import { runs } from "@passlock-sdk/harness/property"
import * as FastCheck from "effect/FastCheck"
import { assert, describe, it } from "vitest"
import { type PasslockError, RequestTimeout } from "../../src/PasslockError.js"
import { type Command, type Limits, type Settings, settingsIssues } from "../../src/protocol/Call.js"
import type * as Retry from "../../src/protocol/Retry.js"
import {
  errorOf,
  failed,
  html,
  inputOf,
  json,
  type Operation,
  operationOf,
  operations,
  policy,
  type Reply,
  run,
  sends,
  sleeps,
  successOf,
  systemError,
  timedOut
} from "../support/calls.js"
import { failures } from "../support/failures.js"

/** Operations that leave nothing behind: their requests can be sent twice, and their errors need no warning. */
const reads = new Set([
  "Passkeys.list",
  "Passkeys.get",
  "Challenges.get",
  "Principals.verifyIdToken",
  "Lookups.credential",
  "Lookups.credentials"
])

const idempotent = new Set([
  ...reads,
  "Passkeys.update",
  "Passkeys.updateForUser",
  "Passkeys.delete",
  "Passkeys.deleteForUser",
  "Challenges.delete"
])

/** The secrets in an operation's example input, and the API key. */
const secretsOf = ({ operation, secrets }: Operation): ReadonlyArray<string> => [
  "key-never-shown",
  ...secrets.map((name) => String(inputOf(operation)[name]))
]

describe.each(operations.map((operation) => [operation.operation, operation] as const))("%s", (name, operation) => {
  const success = json(successOf(name))

  it("sends one request and returns the value", () => {
    const trace = run(operation, [success])
    assert.deepStrictEqual(
      trace.commands.map(({ command }) => command),
      ["send"]
    )
    assert.property(trace.result, "value")
  })

  it(`is ${idempotent.has(name) ? "" : "not "}idempotent`, () => {
    assert.strictEqual(operation.idempotent, idempotent.has(name))
  })

  const cases = failures.map(({ name: event, reply, error, retriedBy }) => {
    const isRetried = retriedBy === "all" || (retriedBy === "idempotent" && idempotent.has(name))
    return [error._tag, event, isRetried ? "retries it" : "does not retry it", isRetried, error, reply] as const
  })

  it.each(cases)("fails with %s after %s, and %s", (_tag, _event, _retries, isRetried, expected, reply) => {
    const error = errorOf(run(operation, [reply], { policy: { maxRetries: 0 } }))
    for (const [field, value] of Object.entries({ operation: name, attempts: 1, ...expected })) {
      assert.deepStrictEqual(Reflect.get(error, field), value, `${field} of ${error.message}`)
    }
    assert.isTrue(error.message.startsWith(`${name}: `), error.message)
    const isUncertain = error._tag === "RequestTimeout" || (error._tag === "TransportError" && error.sent === "unknown")
    assert.strictEqual(
      error.message.endsWith(" The server may have processed the request."),
      isUncertain && !reads.has(name),
      error.message
    )
    const shown = [inspect(error, { depth: 9 }), JSON.stringify(error), error.message, error.stack].join()
    for (const secret of secretsOf(operation)) assert.notInclude(shown, secret)

    const trace = run(operation, [reply, success])
    assert.deepStrictEqual(
      trace.commands.map(({ command }) => command),
      isRetried ? ["send", "sleep", "send"] : ["send"]
    )
    if (!isRetried) return assert.strictEqual(errorOf(trace)._tag, expected._tag)
    const [first, second] = sends(trace)
    assert.deepStrictEqual([first?.attempt, second?.attempt], [1, 2])
    assert.strictEqual(first?.request, second?.request, "the same request is sent again")
    const [sleep] = sleeps(trace)
    assert.strictEqual(sleep?.message, `${name}: ${expected._tag}, retrying in ${sleep?.milliseconds} ms`)
    assert.property(trace.result, "value")
  })
})

describe("invalid settings", () => {
  const wrong: ReadonlyArray<
    readonly [
      string,
      Partial<Retry.Policy<PasslockError>>,
      Partial<Omit<Settings<PasslockError>, keyof Retry.Policy<PasslockError>>>
    ]
  > = [
    ["maxRetries", { maxRetries: -1 }, {}],
    ["maxRetries", { maxRetries: 1.5 }, {}],
    ["maxRetries", { maxRetries: Number.NaN }, {}],
    ["maxRetries", { maxRetries: "2" as never }, {}],
    ["baseDelay", { baseDelay: -1 }, {}],
    ["maxDelay", { maxDelay: Number.NaN }, {}],
    ["maxRetryAfter", { maxRetryAfter: undefined as never }, {}],
    ["shouldRetry", { shouldRetry: undefined as never }, {}],
    ["shouldRetry", { shouldRetry: null as never }, {}],
    ["shouldRetry", { shouldRetry: true as never }, {}],
    ["timeout", {}, { timeout: 0 }],
    ["timeout", {}, { timeout: Number.NaN }],
    ["totalTimeout", {}, { totalTimeout: "1" as never }],
    ["maxResponseSize", {}, { maxResponseSize: 0 }],
    ["maxResponseSize", {}, { maxResponseSize: "10 MiB" as never }]
  ]

  it.each(
    wrong.map(
      ([path, settings, limits]) =>
        [inspect(Object.values({ ...settings, ...limits })[0]), path, settings, limits] as const
    )
  )("make every call fail with InvalidInput, and nothing is sent, given %s as %s", (_, path, settings, limits) => {
    const trace = run(operationOf("Passkeys.get"), [], { policy: settings, limits })
    const error = errorOf(trace)
    assert.deepStrictEqual(trace.commands, [])
    assert.strictEqual(error._tag, "InvalidInput")
    assert.deepStrictEqual(error._tag === "InvalidInput" && error.issues.map(({ path }) => path), [path])
    assert.include(error.message, `Passkeys.get: Nothing was sent. ${path}: expected `)
  })

  it("do not include infinite timeouts, delays and sizes", () => {
    const limits = { timeout: Infinity, totalTimeout: Infinity, maxResponseSize: Infinity }
    assert.deepStrictEqual(settingsIssues({ ...policy, maxDelay: Number.POSITIVE_INFINITY, ...limits }), [])
  })
})

describe("the total timeout", () => {
  const get = operationOf("Passkeys.get")

  it("shortens the last attempt, and the error names it as the limit", () => {
    const trace = run(get, [timedOut("headers", 30_000), timedOut("body", 29_500)])
    assert.deepStrictEqual(
      sends(trace).map(({ milliseconds }) => milliseconds),
      [30_000, 29_500]
    )
    const error = errorOf(trace)
    assert.instanceOf(error, RequestTimeout)
    assert.deepInclude({ ...error }, { attempts: 2, phase: "body", limit: "totalTimeout", milliseconds: 60_000 })
  })

  it("is not the limit that the error names if it is equal to the timeout", () => {
    const limits = { timeout: 1_000, totalTimeout: 1_000 }
    const error = errorOf(run(get, [timedOut("headers", 1_000)], { limits }))
    assert.deepInclude({ ...error }, { _tag: "RequestTimeout", limit: "timeout", milliseconds: 1_000 })
  })

  it("leaves an attempt a whole number of milliseconds", () => {
    const replies = [{ ...json({}, 429, { "retry-after": "0" }), milliseconds: 0.4 }]
    const trace = run(get, replies, { limits: { timeout: Number.POSITIVE_INFINITY, totalTimeout: 10 } })
    assert.deepStrictEqual(
      sends(trace).map(({ milliseconds }) => milliseconds),
      [10, 10, 10]
    )
  })

  it("ends a call instead of a delay that is as long as the time that is left", () => {
    const busy = [json({}, 429, { "retry-after": "1" })]
    assert.strictEqual(sleeps(run(get, busy, { limits: { totalTimeout: 1_000 } })).length, 0)
    assert.strictEqual(sleeps(run(get, busy, { limits: { totalTimeout: 1_001 } })).length, 1)
  })

  it("ends a call with the last error instead of a delay beyond the total timeout", () => {
    const trace = run(get, [json({}, 429, { "retry-after": "40" })])
    assert.deepStrictEqual(
      sleeps(trace).map(({ milliseconds }) => milliseconds),
      [40_000]
    )
    assert.deepInclude({ ...errorOf(trace) }, { _tag: "RateLimited", attempts: 2 })
  })
})

it("a NotFound after a retried DELETE has two attempts", () => {
  const lost = failed("headers", systemError("ECONNRESET"))
  const error = errorOf(run(operationOf("Passkeys.delete"), [lost, json({ _tag: "@error/NotFound" }, 404)]))
  assert.deepInclude({ ...error }, { _tag: "NotFound", attempts: 2 })
})

describe("the message of a TransportError", () => {
  const messageOf = (name: Parameters<typeof operationOf>[0], reply: Reply) =>
    errorOf(run(operationOf(name), [reply], { policy: { maxRetries: 0 } })).message

  it("says that nothing was sent, and what to check", () => {
    assert.strictEqual(
      messageOf("Challenges.create", failed("headers", systemError("ECONNREFUSED"))),
      "Challenges.create: Could not connect (ECONNREFUSED). Nothing was sent: check the network and the endpoint."
    )
  })

  it("says where the connection was lost, and warns only if the operation changes something", () => {
    assert.strictEqual(
      messageOf("Passkeys.get", failed("headers", systemError("ECONNRESET"))),
      "Passkeys.get: The connection was lost (ECONNRESET)."
    )
    assert.strictEqual(
      messageOf("Principals.exchange", failed("body", new Error("terminated"))),
      "Principals.exchange: The connection was lost while the response was read (terminated). The server may have processed the request."
    )
  })

  it("shows neither a secret nor more than 100 characters of the code or the detail", () => {
    const input = { registrationToken: "token-4711" }
    for (const cause of [systemError(`token-4711${"x".repeat(200)}`), new Error(`token-4711${"x".repeat(200)}`)]) {
      const trace = run(operationOf("Registration.options"), [failed("headers", cause)], {
        input,
        policy: { maxRetries: 0 }
      })
      const shown = `<redacted>${"x".repeat(90)}…`
      const error = errorOf(trace)
      assert.include(error.message, `(${shown})`)
      if ("code" in error) assert.strictEqual(error.code, shown)
    }
  })
})

describe("a random sequence of replies", () => {
  interface Model {
    readonly commands: ReadonlyArray<string>
    readonly result: string
  }

  /** What must happen, told without the engine: by recursion over what is left of the replies. */
  const expected = (
    replies: ReadonlyArray<{ readonly kind: Kind; readonly milliseconds: number }>,
    settings: Retry.Settings,
    limits: Limits,
    isIdempotent: boolean,
    elapsed = 0,
    attempt = 1
  ): Model => {
    const [{ kind, milliseconds } = { kind: "success" as Kind, milliseconds: 0 }, ...rest] = replies
    const send = `send ${Math.min(limits.timeout, limits.totalTimeout - elapsed)}`
    if (kind === "success") return { commands: [send], result: "value" }
    const { retryAfter, tag, mayRetry } = kinds[kind]
    const now = elapsed + milliseconds
    const delay = retryAfter ?? Math.min(settings.baseDelay * 2 ** (attempt - 1), settings.maxDelay)
    const isOver =
      attempt > settings.maxRetries ||
      !(mayRetry === "always" || (mayRetry === "idempotent" && isIdempotent)) ||
      (retryAfter ?? 0) > settings.maxRetryAfter ||
      now + delay >= limits.totalTimeout
    if (isOver) return { commands: [send], result: `${tag} after ${attempt}` }
    const next = expected(rest, settings, limits, isIdempotent, now + delay, attempt + 1)
    return { commands: [send, `sleep ${delay}`, ...next.commands], result: next.result }
  }

  const kinds = {
    success: { reply: json(successOf("Passkeys.get")), tag: "", mayRetry: "never", retryAfter: undefined },
    refused: {
      reply: failed("headers", systemError("ECONNREFUSED")),
      tag: "TransportError",
      mayRetry: "always",
      retryAfter: undefined
    },
    reset: {
      reply: failed("headers", systemError("ECONNRESET")),
      tag: "TransportError",
      mayRetry: "idempotent",
      retryAfter: undefined
    },
    timeout: { reply: timedOut("headers"), tag: "RequestTimeout", mayRetry: "idempotent", retryAfter: undefined },
    limited: { reply: json({}, 429), tag: "RateLimited", mayRetry: "always", retryAfter: undefined },
    limitedFor3: {
      reply: json({}, 429, { "retry-after": "3" }),
      tag: "RateLimited",
      mayRetry: "always",
      retryAfter: 3_000
    },
    down: { reply: html(503), tag: "ServerError", mayRetry: "idempotent", retryAfter: undefined },
    downFor20: {
      reply: html(503, { "retry-after": "20" }),
      tag: "ServerError",
      mayRetry: "idempotent",
      retryAfter: 20_000
    },
    forbidden: {
      reply: json({ _tag: "@error/Forbidden" }, 403),
      tag: "Forbidden",
      mayRetry: "never",
      retryAfter: undefined
    },
    nonsense: { reply: json({}), tag: "UnexpectedResponse", mayRetry: "never", retryAfter: undefined }
  } as const satisfies Record<
    string,
    { readonly reply: Reply; readonly tag: string; readonly mayRetry: string; readonly retryAfter: number | undefined }
  >

  type Kind = keyof typeof kinds

  const described = (command: Command): string => `${command.command} ${command.milliseconds}`

  const resultOf = (result: { readonly value: unknown } | { readonly error: PasslockError }): string =>
    "value" in result ? "value" : `${result.error._tag} after ${result.error.attempts}`

  const { constantFrom, integer, record, array, boolean } = FastCheck

  it("leads to the same commands and result as a simple model", () => {
    FastCheck.assert(
      FastCheck.property(
        array(
          record({
            kind: constantFrom(...(Object.keys(kinds) as Array<Kind>)),
            milliseconds: integer({ min: 0, max: 12_000 })
          }),
          { minLength: 1, maxLength: 8 }
        ),
        record({
          maxRetries: integer({ min: 0, max: 6 }),
          baseDelay: integer({ min: 0, max: 4_000 }),
          maxDelay: integer({ min: 0, max: 10_000 }),
          maxRetryAfter: constantFrom(0, 3_000, 19_999, 60_000)
        }),
        record({ timeout: integer({ min: 1, max: 40_000 }), totalTimeout: integer({ min: 1, max: 90_000 }) }),
        boolean(),
        (replies, settings, limits, isIdempotent) => {
          const operation = { ...operationOf("Passkeys.get"), idempotent: isIdempotent }
          const trace = run(
            operation,
            [...replies.map(({ kind, milliseconds }) => ({ ...kinds[kind].reply, milliseconds })), kinds.success.reply],
            { policy: { ...policy, ...settings }, limits }
          )
          const model = expected(replies, settings, limits, isIdempotent)
          assert.deepStrictEqual({ commands: trace.commands.map(described), result: resultOf(trace.result) }, model)
        }
      ),
      { numRuns: runs(1_000) }
    )
  })
})

describe("a long input with issues", () => {
  it("fails with InvalidInput and its first 20 issues, and nothing is sent", () => {
    const excludeCredentials = Array.from({ length: 130_000 }, () => "")
    const prepare = operationOf("Registration.prepare")
    const trace = run(prepare, [], { input: { ...inputOf("Registration.prepare"), excludeCredentials } })
    const error = errorOf(trace)
    assert.deepStrictEqual(trace.commands, [])
    assert.strictEqual(error._tag, "InvalidInput")
    if (error._tag !== "InvalidInput") return
    assert.deepStrictEqual(
      error.issues.map(({ path }) => path),
      Array.from({ length: 20 }, (_, index) => `excludeCredentials.${index}`)
    )
    assert.match(error.message, /and at least 15 more\.$/)
  })
})

describe("a response above the maximum size", () => {
  it.each(operations.map((operation) => [operation.operation, operation] as const))(
    "fails %s with UnexpectedResponse and is not retried",
    (_, operation) => {
      for (const status of [200, 404, 429, 500, 503]) {
        const response = { status, headers: {}, text: '{"_tag":"', exceeds: 1_000, receivedAt: 0 }
        const trace = run(operation, [{ event: { event: "response", response } }])
        assert.strictEqual(sends(trace).length, 1)
        const error = errorOf(trace)
        assert.strictEqual(error._tag, "UnexpectedResponse")
        assert.include(error.message, "more than 1000 bytes")
      }
    }
  )
})
