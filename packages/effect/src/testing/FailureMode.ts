/**
 * Everything that can come instead of an answer of the API.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "@passlock-sdk/contract/PasslockError"
import { Forbidden, Unauthorized } from "@passlock-sdk/contract/PasslockError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stub from "./StubHttpClient.js"

/**
 * Something that went wrong on the way, and the error that any operation makes of it.
 *
 * @since 0.1.0
 * @category models
 */
export interface FailureMode {
  /** What happened, in a few words. */
  readonly name: string
  readonly answer: Stub.Answer
  /** The error's tag and those of its fields that are certain. */
  readonly error: { readonly _tag: PasslockError["_tag"] } & Readonly<Record<string, unknown>>
}

const inNinetySeconds = Effect.flatMap(Clock.currentTimeMillis, (now) =>
  Stub.rateLimited({ retryAfter: new Date(now + 90_000).toUTCString() })
)

const list: ReadonlyArray<readonly [name: string, answer: Stub.Answer, error: FailureMode["error"]]> = [
  ["connection refused", Stub.unreachable(), { _tag: "TransportError", sent: "no", code: "ECONNREFUSED" }],
  ["unknown host", Stub.unreachable("ENOTFOUND"), { _tag: "TransportError", sent: "no", code: "ENOTFOUND" }],
  [
    "untrusted certificate",
    Stub.unreachable("DEPTH_ZERO_SELF_SIGNED_CERT"),
    { _tag: "TransportError", sent: "no", code: "DEPTH_ZERO_SELF_SIGNED_CERT" }
  ],
  ["reset before the headers", Stub.lost("headers"), { _tag: "TransportError", sent: "unknown", code: "ECONNRESET" }],
  ["reset in the middle of the body", Stub.lost("body"), { _tag: "TransportError", sent: "unknown" }],
  [
    "reset in the middle of an error's body",
    Stub.lost("body", { status: 404 }),
    { _tag: "TransportError", sent: "unknown" }
  ],
  [
    "a redirect to another origin",
    Stub.redirect("https://other.example/steal?code=1"),
    { _tag: "UnexpectedResponse", status: 307 }
  ],
  [
    "a redirect with the body of an error",
    Stub.error(Unauthorized, {}, { status: 302 }),
    { _tag: "UnexpectedResponse", status: 302 }
  ],
  ["an empty body", Stub.text(""), { _tag: "UnexpectedResponse", status: 200 }],
  ["204 without a body", Stub.text("", { status: 204 }), { _tag: "UnexpectedResponse", status: 204 }],
  ["an HTML 502", Stub.html(), { _tag: "ServerError", status: 502 }],
  [
    "an HTML 503 with Retry-After",
    Stub.html({ status: 503, headers: { "retry-after": "7" } }),
    { _tag: "ServerError", status: 503, retryAfterSeconds: 7 }
  ],
  ["an HTML 404", Stub.html({ status: 404 }), { _tag: "UnexpectedResponse", status: 404 }],
  ["an HTML 200", Stub.html({ status: 200 }), { _tag: "UnexpectedResponse", status: 200 }],
  ["401 without a tag", Stub.json({ message: "no" }, { status: 401 }), { _tag: "Unauthorized", status: 401 }],
  ["401 without a body", Stub.text("", { status: 401 }), { _tag: "Unauthorized", status: 401 }],
  ["403 from a gateway", Stub.html({ status: 403 }), { _tag: "Forbidden", status: 403 }],
  ["400 without a tag", Stub.json({ message: "no" }, { status: 400 }), { _tag: "BadRequest", status: 400 }],
  ["429 with seconds", Stub.rateLimited({ retryAfter: 12 }), { _tag: "RateLimited", retryAfterSeconds: 12 }],
  ["429 with a date", inNinetySeconds, { _tag: "RateLimited" }],
  ["429 with neither", Stub.rateLimited(), { _tag: "RateLimited", retryAfterSeconds: undefined }],
  [
    "429 with nonsense",
    Stub.rateLimited({ retryAfter: "soon" }),
    { _tag: "RateLimited", retryAfterSeconds: undefined }
  ],
  [
    "429 with a fraction",
    Stub.rateLimited({ retryAfter: "1.5" }),
    { _tag: "RateLimited", retryAfterSeconds: undefined }
  ],
  [
    "429 with a negative number",
    Stub.rateLimited({ retryAfter: "-1" }),
    { _tag: "RateLimited", retryAfterSeconds: undefined }
  ],
  [
    "a challenge limit without its seconds",
    Stub.json({ _tag: "@error/ChallengeRateLimited" }, { status: 429, headers: { "retry-after": "3" } }),
    { _tag: "RateLimited", retryAfterSeconds: 3 }
  ],
  [
    "an unknown error tag",
    Stub.json({ _tag: "@error/Novelty", message: "?" }, { status: 400 }),
    { _tag: "UnexpectedResponse", status: 400, wireTag: "@error/Novelty" }
  ],
  [
    "an unknown error tag on 200",
    Stub.json({ _tag: "@error/Novelty" }),
    { _tag: "UnexpectedResponse", status: 200, wireTag: "@error/Novelty" }
  ],
  [
    "an unknown error tag on 401",
    Stub.json({ _tag: "@error/Novelty" }, { status: 401 }),
    { _tag: "UnexpectedResponse", status: 401, wireTag: "@error/Novelty" }
  ],
  ["a known tag on the wrong status", Stub.error(Forbidden, {}, { status: 500 }), { _tag: "Forbidden", status: 500 }],
  ["a known tag on 200", Stub.error(Forbidden, {}, { status: 200 }), { _tag: "Forbidden", status: 200 }],
  ["a list", Stub.json([]), { _tag: "UnexpectedResponse", status: 200 }],
  ["null", Stub.json(null), { _tag: "UnexpectedResponse", status: 200 }],
  ["a tag that is a number", Stub.json({ _tag: 7 }), { _tag: "UnexpectedResponse", status: 200 }],
  ["a client that dies", Effect.die(new Error("broken client")), { _tag: "TransportError", sent: "unknown" }]
]

/**
 * Everything that can come instead of an answer of the API: no connection, a lost one, a gateway's page, a redirect,
 * JSON of somebody else. For a test that a service survives it all.
 *
 * **Details**
 *
 * What never ends is not among them: see `StubHttpClient.stalled`.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 * import { failureModes, StubHttpClient } from "@passlock-sdk/effect/testing"
 * import * as Effect from "effect/Effect"
 *
 * export const survives = Effect.forEach(failureModes, ({ answer }) =>
 *   Passkeys.list().pipe(Effect.either, Effect.provide(StubHttpClient.layer([answer])))
 * ).pipe(Effect.provide(StubHttpClient.config))
 * ```
 *
 * @since 0.1.0
 * @category constants
 */
export const failureModes: ReadonlyArray<FailureMode> = /*#__PURE__*/ list.map(([name, answer, error]) => ({
  name,
  answer,
  error
}))
