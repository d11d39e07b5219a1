import { inspect } from "node:util"
import * as HttpClient from "@effect/platform/HttpClient"
import { assert, describe, it } from "@effect/vitest"
import { Endpoints } from "@passlock-sdk/contract"
import {
  Challenges,
  PasslockConfig,
  type PasslockError,
  Principals,
  RetryPolicy,
  TracePropagation
} from "@passlock-sdk/effect"
import { StubHttpClient } from "@passlock-sdk/effect/testing"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as TestClock from "effect/TestClock"
import * as Tracer from "effect/Tracer"
import { programs, secrets } from "./support/programs.js"

const stub = StubHttpClient

const apiKey = "api-key-never-shown"
const allSecrets = [apiKey, ...Object.values(secrets)]
const config = PasslockConfig.layer({ tenancyId: "t", apiKey })

/** Records everything that reaches a tracer or a logger. */
const record = () => {
  const spans: Array<Tracer.Span> = []
  const lines: Array<string> = []
  const tracer = Tracer.make({
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      const events: Array<unknown> = []
      const span: Tracer.Span = {
        _tag: "Span",
        name,
        spanId: `span-${spans.length}`,
        traceId: "trace",
        parent,
        context,
        status: { _tag: "Started", startTime },
        attributes,
        links,
        sampled: true,
        kind,
        end(endTime, exit) {
          ;(span as { status: Tracer.SpanStatus }).status = { _tag: "Ended", startTime, endTime, exit }
        },
        attribute: (key, value) => attributes.set(key, value),
        event: (event, time, values) => events.push([event, time, values]),
        addLinks: () => {}
      }
      spans.push(span)
      return span
    },
    context: (execute) => execute()
  })
  const logger = Logger.make((options) => {
    lines.push(`${options.logLevel.label} ${inspect(options.message, { depth: 9 })} ${Cause.pretty(options.cause)}`)
  })
  const layer = Layer.mergeAll(
    Layer.setTracer(tracer),
    Logger.replace(Logger.defaultLogger, logger),
    Logger.minimumLogLevel(LogLevel.All)
  )
  return { spans, lines, layer }
}

const renderings = (error: PasslockError) =>
  [
    error.message,
    error.stack,
    String(error),
    JSON.stringify(error),
    inspect(error, { depth: 12, showHidden: true }),
    Cause.pretty(Cause.fail(error), { renderErrorCause: true }),
    JSON.stringify(Exit.fail(error)),
    inspect(Exit.fail(error), { depth: 12 })
  ].join("\n")

const assertRedacted = (text: string, where: string) => {
  for (const secret of allSecrets) {
    for (const form of [secret, encodeURIComponent(secret)]) assert.notInclude(text, form, where)
  }
}

const echo = (request: StubHttpClient.Request) =>
  JSON.stringify([request.url, decodeURIComponent(request.url), request.headers, request.body])

/** Servers and gateways that echo the request, each in another place. */
const echoes: Record<string, (request: StubHttpClient.Request) => StubHttpClient.ResponseEffect> = {
  "echoed in an error message": (request) =>
    stub.json({ _tag: "@error/Forbidden", message: echo(request) }, { status: 403 }),
  "echoed in an error without a tag": (request) => stub.json({ message: echo(request) }, { status: 400 }),
  "echoed in an HTML page": (request) =>
    stub.html({ status: 404, headers: { "x-request-id": encodeURIComponent(echo(request)) } }),
  "echoed in a tag": (request) => stub.json({ _tag: `@error/${echo(request)}` }, { status: 400 }),
  "echoed in headers": (request) =>
    stub.text("?", {
      headers: { "content-type": `text/plain; x=${encodeURIComponent(echo(request))}`, "x-request-id": request.url }
    }),
  "echoed in a redirect": (request) =>
    stub.redirect(
      `https://${request.headers.authorization?.slice("Bearer ".length) ?? "x"}.example/${encodeURIComponent(echo(request))}`
    ),
  "echoed in a success that does not decode": (request) => stub.json({ [echo(request)]: 1, _tag: echo(request) }),
  "echoed in a connection error": (request) =>
    Effect.fail(new Error(echo(request), { cause: new Error(echo(request)) })),
  "echoed in the code of a connection error": (request) =>
    Effect.fail(Object.assign(new Error("?"), { code: echo(request) })),
  "echoed in a defect": (request) => Effect.die(new Error(echo(request))),
  "not echoed, with a 502 page": () => stub.html(),
  "not echoed, with a response without a body": () => Effect.sync(() => new Response(null, { status: 404 })),
  "not echoed, with a body that breaks": () =>
    Effect.sync(() => new Response(new ReadableStream({ pull: (body) => body.error(new Error("broken")) })))
}

describe.each(Endpoints.all.map(({ operation }) => operation))("%s", (operation) => {
  it.effect.each(Object.keys(echoes))(
    "keeps its secrets out of errors, logs and spans when the request is %s",
    (name) =>
      Effect.gen(function* () {
        const { layer, lines, spans } = record()
        const handler = echoes[name] ?? assert.fail()
        const fiber = yield* programs[operation].pipe(
          Effect.tapError((error) => Effect.logError("failed", error, Cause.fail(error))),
          Effect.exit,
          Effect.withSpan("outer"),
          Effect.provide(stub.layer(handler, { retry: RetryPolicy.make({ maxRetries: 1 }) })),
          Effect.provide(config),
          Effect.provideService(TracePropagation, true),
          Effect.provide(layer),
          Effect.fork
        )
        while ((yield* Fiber.poll(fiber))._tag === "None") {
          yield* Effect.promise(() => new Promise((go) => setTimeout(go, 1)))
          yield* TestClock.adjust("1 seconds")
        }
        const exit = yield* Fiber.join(fiber)
        if (Exit.isSuccess(exit) || exit.cause._tag !== "Fail") return assert.fail("the call succeeded")

        assertRedacted(renderings(exit.cause.error), "the error")
        assertRedacted(lines.join("\n"), "the log")
        assert.isNotEmpty(lines)
        const own = spans.filter((span) => span.name === operation)
        assert.strictEqual(own.length, 1)
        for (const span of spans) {
          assertRedacted(inspect([span.name, span.attributes, span.status], { depth: 12 }), `the span ${span.name}`)
          assert.notMatch(span.name, /^http/)
        }
        const endpoint = Endpoints.all.find((each) => each.operation === operation)
        const attributes = own[0]?.attributes
        assert.strictEqual(own[0]?.kind, "client")
        assert.strictEqual(attributes?.get("url.template"), endpoint?.path)
        assert.strictEqual(attributes?.get("http.request.method"), endpoint?.method)
        assert.isAtLeast(Number(attributes?.get("passlock.attempts")), 1)
      })
  )
})

describe("Challenges.create", () => {
  it.effect("returns secret, code and message redacted", () =>
    Effect.gen(function* () {
      const { layer, spans } = record()
      const created = yield* Challenges.create({ email: "a@b.c", purpose: "p" }).pipe(
        Effect.provide(stub.layer([stub.success("Challenges.create")])),
        Effect.provide(config),
        Effect.provide(layer)
      )
      for (const form of [inspect(created, { depth: 9 }), JSON.stringify(created), String(created)]) {
        assert.notMatch(form, /123456|3f9c2a7be1d04856|Your code/)
      }
      assert.strictEqual(spans[0]?.attributes.get("http.response.status_code"), 200)
    })
  )
})

describe("an error", () => {
  it.effect("redacts a secret that the response echoes in a field", () =>
    Effect.gen(function* () {
      const body = { _tag: "@error/PasskeyNotFound", credentialId: secrets.sessionToken, rpId: apiKey }
      const error = yield* programs["Authentication.verify"].pipe(
        Effect.flip,
        Effect.provide(stub.layer([stub.json(body, { status: 400 })])),
        Effect.provide(config)
      )
      assert.notInclude(renderings(error), secrets.sessionToken)
    })
  )

  it.effect("redacts a secret that ends in a lone surrogate", () =>
    Effect.gen(function* () {
      const code = "12\ud83d"
      for (const response of [
        stub.json({ _tag: "@error/BadRequest", message: `no ${code}` }, { status: 400 }),
        stub.lost()
      ]) {
        const error = yield* Challenges.verify({ challengeId: "c", secret: "s", code }).pipe(
          Effect.flip,
          Effect.provide(stub.layer([response])),
          Effect.provide(config)
        )
        assert.notInclude(renderings(error), code)
      }
    })
  )

  it.effect("redacts a secret that the response echoes percent-encoded in lowercase", () =>
    Effect.gen(function* () {
      const response = stub.json({ _tag: "@error/InvalidCode", message: "/principal/a%2fb%3d" }, { status: 404 })
      const error = yield* Principals.exchange({ code: "a/b=" }).pipe(
        Effect.flip,
        Effect.provide(stub.layer([response])),
        Effect.provide(config)
      )
      assert.notInclude(renderings(error), "a%2fb%3d")
    })
  )
})

describe("InvalidInput", () => {
  it.effect("names the invalid fields and omits their values", () =>
    Effect.gen(function* () {
      const error = yield* Challenges.verify({
        challengeId: "",
        secret: ["array-never-shown"] as unknown as string,
        code: 918273 as unknown as string
      }).pipe(Effect.flip, Effect.provide(stub.layer([])), Effect.provide(config))
      assert.deepStrictEqual(error._tag === "InvalidInput" && error.issues.map(({ path }) => path).sort(), [
        "challengeId",
        "code",
        "secret"
      ])
      assert.notMatch(renderings(error), /never-shown|918273/)
      assert.match(error.message, /\bsecret: expected .+, got /)
    })
  )
})

describe("a client whose cleanup fails", () => {
  const failing = HttpClient.make((request) =>
    Effect.acquireUseRelease(
      Effect.void,
      () => Effect.never,
      () => Effect.die(new Error(`cannot close ${request.url}`))
    )
  )

  it.effect.each(["a timeout", "an interruption"])("does not log its request after %s", (end) =>
    Effect.gen(function* () {
      const seen = record()
      const fiber = yield* programs["Principals.exchange"].pipe(
        Effect.provideService(HttpClient.HttpClient, failing),
        Effect.provide(config),
        Effect.provide(seen.layer),
        Effect.exit,
        Effect.fork
      )
      yield* TestClock.adjust("1 second")
      if (end === "an interruption") yield* Fiber.interrupt(fiber)
      else yield* TestClock.adjust("1 minute")
      yield* Fiber.await(fiber)
      // The cleanup runs in a fiber that nothing awaits.
      yield* Effect.promise(() => new Promise(setImmediate))
      assert.isAbove(seen.spans.length, 0)
      assertRedacted([...seen.lines, inspect(seen.spans, { depth: 12 })].join("\n"), end)
    })
  )
})
