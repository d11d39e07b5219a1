/** Every kind of failure, and the error that every operation fails with. */
import type { PasslockError } from "../../src/PasslockError.js"
import { failed, html, json, type Reply, systemError, text, timedOut } from "./calls.js"

export interface FailureCase {
  readonly name: string
  readonly reply: Reply
  /** The tag of the error, and those of its fields that are certain. */
  readonly error: { readonly _tag: PasslockError["_tag"] } & Readonly<Record<string, unknown>>
  /** Which operations send the request again. */
  readonly retriedBy: "all" | "idempotent" | "none"
}

type Row = readonly [name: string, reply: Reply, error: FailureCase["error"], retriedBy: FailureCase["retriedBy"]]

const unexpected = (status: number, more: object = {}) => ({ _tag: "UnexpectedResponse" as const, status, ...more })
const unknown = (more: object = {}) => ({ _tag: "TransportError" as const, sent: "unknown", ...more })
const notSent = (code: string) => ({ _tag: "TransportError" as const, sent: "no", code })
const limited = (retryAfterSeconds?: number) => ({ _tag: "RateLimited" as const, status: 429, retryAfterSeconds })
const tooMany = (retryAfter?: string) =>
  json({ message: "slow down" }, 429, retryAfter === undefined ? {} : { "retry-after": retryAfter })

const date = (milliseconds: number) => new Date(milliseconds).toUTCString()

const rows: ReadonlyArray<Row> = [
  ...["ENOTFOUND", "ECONNREFUSED", "UND_ERR_CONNECT_TIMEOUT", "CERT_HAS_EXPIRED"].map(
    (code): Row => [`a connection that fails with ${code}`, failed("headers", systemError(code)), notSent(code), "all"]
  ),
  [
    "a request that the client cannot make",
    failed("request", new Error("invalid URL")),
    { _tag: "TransportError", sent: "no" },
    "all"
  ],
  [
    "a connection reset before the headers",
    failed("headers", systemError("ECONNRESET")),
    unknown({ code: "ECONNRESET" }),
    "idempotent"
  ],
  [
    "a connection reset within the body",
    failed("body", systemError("UND_ERR_SOCKET")),
    unknown({ code: "UND_ERR_SOCKET" }),
    "idempotent"
  ],
  ["a failure without a cause", failed("headers"), unknown(), "idempotent"],
  ["a defect of the client", failed("unknown", new Error("broken client")), unknown(), "idempotent"],
  ["no event", { event: undefined }, unknown(), "idempotent"],
  [
    "a timeout before the headers",
    timedOut("headers"),
    { _tag: "RequestTimeout", phase: "headers", limit: "timeout", milliseconds: 30_000 },
    "idempotent"
  ],
  [
    "a timeout within the body",
    timedOut("body"),
    { _tag: "RequestTimeout", phase: "body", limit: "timeout", milliseconds: 30_000 },
    "idempotent"
  ],
  ["a 500", html(500), { _tag: "ServerError", status: 500 }, "idempotent"],
  ["a 502 with HTML", html(502), { _tag: "ServerError", status: 502 }, "idempotent"],
  ["a 504 without a body", text("", 504), { _tag: "ServerError", status: 504 }, "idempotent"],
  [
    "a 503 with Retry-After",
    html(503, { "retry-after": "7" }),
    { _tag: "ServerError", status: 503, retryAfterSeconds: 7 },
    "idempotent"
  ],
  ["a 429 with seconds", tooMany("12"), limited(12), "all"],
  ["a 429 with a date", tooMany(date(9_000)), limited(9), "all"],
  ["a 429 with a date that has passed", tooMany(date(0)), limited(0), "all"],
  ["a 429 with a date of RFC 850", tooMany("Thursday, 01-Jan-70 00:00:09 GMT"), limited(9), "all"],
  ["a 429 with a date of asctime", tooMany("Thu Jan  1 00:00:09 1970"), limited(9), "all"],
  ["a 429 without Retry-After", tooMany(), limited(), "all"],
  ...["soon", "1.5", "-1", "", "9999999999", "Thu, 01 Foo 1970 00:00:09 GMT", "Thu Jan  1 00:00:09 70"].map(
    (value): Row => [`a 429 with the Retry-After ${JSON.stringify(value)}`, tooMany(value), limited(), "all"]
  ),
  ["a 429 with a Retry-After that is too long", tooMany("61"), limited(61), "none"],
  [
    "a challenge limit without its seconds",
    json({ _tag: "@error/ChallengeRateLimited" }, 429, { "retry-after": "3" }),
    limited(3),
    "all"
  ],
  ["a 408 without a body", text("", 408), unexpected(408), "idempotent"],
  ["a 408 with HTML", html(408), unexpected(408), "idempotent"],
  ["a 421", html(421), unexpected(421), "none"],
  ["a redirect", text("", 307, { location: "https://other.example/steal?code=1" }), unexpected(307), "none"],
  ["a redirect without a location", text("", 301), unexpected(301), "none"],
  ["a redirect that the browser hides", text("", 0), unexpected(0), "none"],
  [
    "a redirect with the body of an error",
    json({ _tag: "@error/Unauthorized", message: "no" }, 302),
    unexpected(302),
    "none"
  ],
  ["an empty body", text(""), unexpected(200), "none"],
  ["a 204", text("", 204), unexpected(204), "none"],
  ["a 404 with HTML", html(404), unexpected(404), "none"],
  ["a 200 with HTML", html(200), unexpected(200), "none"],
  ["a 418 with a message", json({ message: "teapot" }, 418), unexpected(418), "none"],
  ["a 401 without a tag", json({ message: "no" }, 401), { _tag: "Unauthorized", status: 401 }, "none"],
  ["a 401 without a body", text("", 401), { _tag: "Unauthorized", status: 401 }, "none"],
  ["a 403 with HTML", html(403), { _tag: "Forbidden", status: 403 }, "none"],
  ["a 400 without a tag", json({ message: "no" }, 400), { _tag: "BadRequest", status: 400 }, "none"],
  ["a 400 with HTML", html(400), unexpected(400), "none"],
  [
    "an unknown error tag",
    json({ _tag: "@error/Novelty", message: "?" }, 400),
    unexpected(400, { wireTag: "@error/Novelty" }),
    "none"
  ],
  [
    "an unknown error tag on 200",
    json({ _tag: "@error/Novelty" }),
    unexpected(200, { wireTag: "@error/Novelty" }),
    "none"
  ],
  [
    "an unknown error tag on 401",
    json({ _tag: "@error/Novelty" }, 401),
    unexpected(401, { wireTag: "@error/Novelty" }),
    "none"
  ],
  ["a known tag on 500", json({ _tag: "@error/Forbidden" }, 500), { _tag: "Forbidden", status: 500 }, "none"],
  ["a known tag on 200", json({ _tag: "@error/Forbidden" }), { _tag: "Forbidden", status: 200 }, "none"],
  [
    "a known tag with a message that is not a string",
    json({ _tag: "@error/Forbidden", message: 7 }, 403),
    unexpected(403, { wireTag: "@error/Forbidden" }),
    "none"
  ],
  ["an array", json([]), unexpected(200), "none"],
  ["null", json(null), unexpected(200), "none"],
  ["a string", json("text"), unexpected(200), "none"],
  ["JSON that ends too early", text('{"_tag":', 200, { "content-type": "application/json" }), unexpected(200), "none"],
  ["a body that is not a string", text(undefined as never), unknown(), "idempotent"],
  [
    "headers that throw",
    {
      event: {
        event: "response",
        response: {
          status: 200,
          text: "{}",
          receivedAt: 0,
          headers: new Proxy(
            {},
            {
              get: () => {
                throw new Error("no")
              }
            }
          )
        }
      }
    },
    unknown(),
    "idempotent"
  ]
]

export const failures: ReadonlyArray<FailureCase> = rows.map(([name, reply, error, retriedBy]) => ({
  name,
  reply,
  error,
  retriedBy
}))
