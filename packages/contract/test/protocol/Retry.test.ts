import * as FastCheck from "effect/FastCheck"
import { assert, describe, it } from "vitest"
import { defaults, delay, type Failure, isRetryable } from "../../src/protocol/Retry.js"

interface AnyError {
  readonly _tag: string
  readonly attempts: number
  readonly sent?: "no" | "unknown"
  readonly status?: number
  readonly retryAfterSeconds?: number
}

const failure = (error: Partial<AnyError>, idempotent = true): Failure<AnyError> => ({
  operation: "Passkeys.get",
  idempotent,
  error: { _tag: "ServerError", attempts: 1, ...error }
})

const policy = { ...defaults, shouldRetry: isRetryable }

describe("isRetryable", () => {
  const table: ReadonlyArray<readonly [Partial<AnyError>, ifIdempotent: boolean, otherwise: boolean]> = [
    [{ _tag: "TransportError", sent: "no" }, true, true],
    [{ _tag: "TransportError", sent: "unknown" }, true, false],
    [{ _tag: "RequestTimeout" }, true, false],
    [{ _tag: "RateLimited" }, true, true],
    [{ _tag: "ServerError" }, true, false],
    [{ _tag: "UnexpectedResponse", status: 408 }, true, false],
    [{ _tag: "UnexpectedResponse", status: 421 }, false, false],
    [{ _tag: "BadRequest", status: 408 }, false, false],
    [{ _tag: "ChallengeRateLimited", retryAfterSeconds: 1 }, false, false],
    ...["BadRequest", "Forbidden", "InvalidInput", "NotFound", "Unauthorized", "UnexpectedResponse"].map(
      (_tag) => [{ _tag }, false, false] as const
    )
  ]

  const label = ({ _tag, ...fields }: Partial<AnyError>) =>
    [_tag, ...Object.entries(fields).map(([name, value]) => `with ${name} ${value}`)].join(" ")

  it.each(table.map(([error, ifIdempotent, otherwise]) => [ifIdempotent, label(error), otherwise, error] as const))(
    "returns %s for %s if the operation is idempotent, and %s otherwise",
    (ifIdempotent, _, otherwise, error) => {
      assert.strictEqual(isRetryable(failure(error, true)), ifIdempotent)
      assert.strictEqual(isRetryable(failure(error, false)), otherwise)
    }
  )
})

describe("delay", () => {
  const attempt = (attempts: number) => failure({ attempts })

  it("starts at half a second and doubles up to eight seconds", () => {
    const patient = { ...policy, maxRetries: 20 }
    assert.deepStrictEqual(
      [1, 2, 3, 4, 5, 6, 20].map((attempts) => delay(patient, attempt(attempts), 0)),
      [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]
    )
  })

  const nonsense: ReadonlyArray<readonly [string, () => unknown]> = [
    ["throws", () => assert.fail("own")],
    ["returns 1", () => 1],
    ["returns a string", () => "true"],
    ["returns undefined", () => undefined],
    ["returns a promise of true", () => Promise.resolve(true)],
    ["returns a promise that rejects", () => Promise.reject(new Error("own"))],
    ["returns an object that throws when it is read", () => new Proxy({}, { get: () => assert.fail("own") })]
  ]

  it.each(nonsense)("is undefined when shouldRetry %s", (_, shouldRetry) => {
    assert.strictEqual(delay({ ...policy, shouldRetry: shouldRetry as () => boolean }, attempt(1), 0), undefined)
  })

  it("is shortened by up to a quarter, to a whole number", () => {
    assert.strictEqual(delay(policy, attempt(1), 1), 375)
    assert.strictEqual(delay(policy, attempt(1), 0.333), 458)
  })

  it("is undefined after the last retry", () => {
    assert.isDefined(delay(policy, attempt(2), 0))
    assert.isUndefined(delay(policy, attempt(3), 0))
    assert.isUndefined(delay({ ...policy, maxRetries: 0 }, attempt(1), 0))
  })

  it("is undefined if shouldRetry returns false, and shouldRetry gets the whole failure", () => {
    const asked: Array<unknown> = []
    const shouldRetry = (failure: unknown) => {
      asked.push(failure)
      return false
    }
    assert.isUndefined(delay({ ...policy, shouldRetry }, attempt(1), 0))
    assert.deepStrictEqual(asked, [attempt(1)])
  })

  it.each([0, 1, 7, 60])("is the Retry-After of %i s", (retryAfterSeconds) => {
    assert.strictEqual(delay(policy, failure({ retryAfterSeconds }), 0.5), retryAfterSeconds * 1_000)
  })

  it.each([61, 100_000_000])(
    "is undefined for a Retry-After of %i s, which is longer than maxRetryAfter",
    (retryAfterSeconds) => {
      assert.isUndefined(delay(policy, failure({ retryAfterSeconds }), 0.5))
    }
  )

  it("is whole, and between three quarters of the doubled delay and the maximum, for any settings", () => {
    const milliseconds = FastCheck.integer({ min: 0, max: 1e6 })
    FastCheck.assert(
      FastCheck.property(
        milliseconds,
        milliseconds,
        FastCheck.integer({ min: 1, max: 30 }),
        FastCheck.double({ min: 0, max: 1, noNaN: true }),
        (baseDelay, maxDelay, attempts, random) => {
          const found = delay({ ...policy, maxRetries: 30, baseDelay, maxDelay }, attempt(attempts), random)
          const whole = Math.min(baseDelay * 2 ** (attempts - 1), maxDelay)
          assert.isTrue(Number.isInteger(found), `${found}`)
          assert.isAtMost(found ?? Infinity, whole)
          assert.isAtLeast(found ?? -1, Math.floor(whole * 0.75))
        }
      )
    )
  })
})
