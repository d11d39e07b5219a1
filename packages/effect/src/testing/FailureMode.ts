/**
 * The ways in which a request can fail without a valid response from Passlock.
 *
 * @since 0.1.0
 */
import type { PasslockError } from "@passlock-sdk/contract/PasslockError"
import { Forbidden, Unauthorized } from "@passlock-sdk/contract/PasslockError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Stub from "./StubHttpClient.js"

/**
 * One way in which a request can fail, and the error that it causes in every operation.
 *
 * @since 0.1.0
 * @category models
 */
export interface FailureMode {
  /** What happens, in a few words. Each failure mode has its own name. */
  readonly name: string
  /** What the stub responds with. */
  readonly response: Stub.ResponseEffect
  /** The tag of the error, and the fields that have the same value in every operation. */
  readonly error: { readonly _tag: PasslockError["_tag"] } & Readonly<Record<string, unknown>>
}

const rateLimitedUntilDate = Effect.flatMap(Clock.currentTimeMillis, (now) =>
  Stub.rateLimited({ retryAfter: new Date(now + 90_000).toUTCString() })
)

const list: ReadonlyArray<readonly [name: string, response: Stub.ResponseEffect, error: FailureMode["error"]]> = [
  ["connection refused", Stub.unreachable(), { _tag: "TransportError", sent: "no", code: "ECONNREFUSED" }],
  ["unknown host", Stub.unreachable("ENOTFOUND"), { _tag: "TransportError", sent: "no", code: "ENOTFOUND" }],
  [
    "untrusted certificate",
    Stub.unreachable("DEPTH_ZERO_SELF_SIGNED_CERT"),
    { _tag: "TransportError", sent: "no", code: "DEPTH_ZERO_SELF_SIGNED_CERT" }
  ],
  [
    "connection reset before the headers",
    Stub.lost("headers"),
    { _tag: "TransportError", sent: "unknown", code: "ECONNRESET" }
  ],
  ["connection reset in the body", Stub.lost("body"), { _tag: "TransportError", sent: "unknown" }],
  [
    "connection reset in the body of an error",
    Stub.lost("body", { status: 404 }),
    { _tag: "TransportError", sent: "unknown" }
  ],
  [
    "redirect to another origin",
    Stub.redirect("https://other.example/steal?code=1"),
    { _tag: "UnexpectedResponse", status: 307 }
  ],
  [
    "redirect with the body of an error",
    Stub.error(Unauthorized, {}, { status: 302 }),
    { _tag: "UnexpectedResponse", status: 302 }
  ],
  [
    "200 with a body above the maximum size",
    Stub.text("{", { headers: { "content-length": String(2 ** 40) } }),
    { _tag: "UnexpectedResponse", status: 200, attempts: 1 }
  ],
  ["200 without a body", Stub.text(""), { _tag: "UnexpectedResponse", status: 200 }],
  ["204 without a body", Stub.text("", { status: 204 }), { _tag: "UnexpectedResponse", status: 204 }],
  ["502 with an HTML body", Stub.html(), { _tag: "ServerError", status: 502 }],
  [
    "503 with an HTML body and Retry-After",
    Stub.html({ status: 503, headers: { "retry-after": "7" } }),
    { _tag: "ServerError", status: 503, retryAfterSeconds: 7 }
  ],
  ["404 with an HTML body", Stub.html({ status: 404 }), { _tag: "UnexpectedResponse", status: 404 }],
  ["200 with an HTML body", Stub.html({ status: 200 }), { _tag: "UnexpectedResponse", status: 200 }],
  ["401 without a tag", Stub.json({ message: "no" }, { status: 401 }), { _tag: "Unauthorized", status: 401 }],
  ["401 without a body", Stub.text("", { status: 401 }), { _tag: "Unauthorized", status: 401 }],
  ["403 with an HTML body", Stub.html({ status: 403 }), { _tag: "Forbidden", status: 403 }],
  ["400 without a tag", Stub.json({ message: "no" }, { status: 400 }), { _tag: "BadRequest", status: 400 }],
  [
    "429 with Retry-After in seconds",
    Stub.rateLimited({ retryAfter: 12 }),
    { _tag: "RateLimited", retryAfterSeconds: 12 }
  ],
  ["429 with Retry-After as a date", rateLimitedUntilDate, { _tag: "RateLimited" }],
  ["429 without Retry-After", Stub.rateLimited(), { _tag: "RateLimited", retryAfterSeconds: undefined }],
  [
    "429 with Retry-After that is not a number or date",
    Stub.rateLimited({ retryAfter: "soon" }),
    { _tag: "RateLimited", retryAfterSeconds: undefined }
  ],
  [
    "429 with a fractional Retry-After",
    Stub.rateLimited({ retryAfter: "1.5" }),
    { _tag: "RateLimited", retryAfterSeconds: undefined }
  ],
  [
    "429 with a negative Retry-After",
    Stub.rateLimited({ retryAfter: "-1" }),
    { _tag: "RateLimited", retryAfterSeconds: undefined }
  ],
  [
    "ChallengeRateLimited without retryAfterSeconds",
    Stub.json({ _tag: "@error/ChallengeRateLimited" }, { status: 429, headers: { "retry-after": "3" } }),
    { _tag: "RateLimited", retryAfterSeconds: 3 }
  ],
  [
    "400 with an unknown tag",
    Stub.json({ _tag: "@error/Novelty", message: "?" }, { status: 400 }),
    { _tag: "UnexpectedResponse", status: 400, wireTag: "@error/Novelty" }
  ],
  [
    "200 with an unknown tag",
    Stub.json({ _tag: "@error/Novelty" }),
    { _tag: "UnexpectedResponse", status: 200, wireTag: "@error/Novelty" }
  ],
  [
    "401 with an unknown tag",
    Stub.json({ _tag: "@error/Novelty" }, { status: 401 }),
    { _tag: "UnexpectedResponse", status: 401, wireTag: "@error/Novelty" }
  ],
  ["500 with the tag of Forbidden", Stub.error(Forbidden, {}, { status: 500 }), { _tag: "Forbidden", status: 500 }],
  ["200 with the tag of Forbidden", Stub.error(Forbidden, {}, { status: 200 }), { _tag: "Forbidden", status: 200 }],
  ["200 with a JSON array", Stub.json([]), { _tag: "UnexpectedResponse", status: 200 }],
  ["200 with JSON null", Stub.json(null), { _tag: "UnexpectedResponse", status: 200 }],
  ["200 with a tag that is a number", Stub.json({ _tag: 7 }), { _tag: "UnexpectedResponse", status: 200 }],
  [
    "a client that fails with a defect",
    Effect.die(new Error("broken client")),
    { _tag: "TransportError", sent: "unknown" }
  ]
]

/**
 * Every way in which a request can fail without a valid response from Passlock. Use it to test that a service handles
 * all of them.
 *
 * **Details**
 *
 * Covers connection errors, lost connections, redirects, HTML pages of a gateway, rate limits, bodies that are too large,
 * and JSON that is not a Passlock response.
 *
 * **Gotchas**
 *
 * Timeouts are not included; use `StubHttpClient.stalled`.
 *
 * @example
 * ```ts
 * import { Passkeys } from "@passlock-sdk/effect"
 * import { failureModes, StubHttpClient } from "@passlock-sdk/effect/testing"
 * import * as Effect from "effect/Effect"
 *
 * export const results = Effect.forEach(failureModes, ({ response }) =>
 *   Passkeys.list().pipe(Effect.either, Effect.provide(StubHttpClient.layer([response])))
 * ).pipe(Effect.provide(StubHttpClient.config))
 * ```
 *
 * @since 0.1.0
 * @category constants
 */
export const failureModes: ReadonlyArray<FailureMode> = /*#__PURE__*/ list.map(([name, response, error]) => ({
  name,
  response,
  error
}))
