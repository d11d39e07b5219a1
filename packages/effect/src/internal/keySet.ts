import type * as HttpClient from "@effect/platform/HttpClient"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { KeySet } from "@passlock-sdk/contract/IdToken"
import type { CommonError } from "@passlock-sdk/contract/PasslockError"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import { PasslockTenancy } from "../PasslockTenancy.js"
import * as Operation from "./operation.js"

/** Milliseconds between two fetches, whether or not the first one succeeded. */
const cooldown = 30_000

/** Milliseconds after which a set is fetched anew, and an unknown key is looked for again. */
const maximumAge = 600_000

/** How many unknown keys are remembered: anybody can invent more. */
const maximumUnknown = 100

/** What is known of the keys of one endpoint. */
interface Known {
  readonly flight: Effect.Semaphore
  readonly unknown: Map<string, number>
  good: { readonly keys: KeySet; readonly fetchedAt: number } | undefined
  triedAt: number
  failure: CommonError | undefined
}

/** Remembered as long as the layer that provides the tenancy, and never shared with another. */
const remembered = new WeakMap<PasslockTenancy["Type"], Known>()

const knownOf = (tenancy: PasslockTenancy["Type"]): Known => {
  const known = remembered.get(tenancy) ?? {
    flight: Effect.unsafeMakeSemaphore(1),
    unknown: new Map(),
    good: undefined,
    triedAt: Number.NEGATIVE_INFINITY,
    failure: undefined
  }
  remembered.set(tenancy, known)
  return known
}

/**
 * The set in which the key `kid` is to be looked up.
 *
 * One fetch serves all that wait for it. After a fetch, good or bad, there is none for a while; until then, and while
 * the endpoint is down, the last good set serves.
 */
export const keySetFor = Effect.fnUntraced(function* (
  kid: string
): Effect.fn.Return<KeySet, CommonError, HttpClient.HttpClient | PasslockTenancy> {
  const known = knownOf(yield* PasslockTenancy)
  return fresh(known, kid, yield* Clock.currentTimeMillis) ?? (yield* known.flight.withPermits(1)(lookUp(known, kid)))
})

const has = (keys: KeySet, kid: string): boolean => keys.keys.some((key) => key.kid === kid)

const fresh = ({ good }: Known, kid: string, now: number): KeySet | undefined =>
  good && has(good.keys, kid) && now - good.fetchedAt < maximumAge ? good.keys : undefined

/** Runs alone, so what it finds may be what an earlier caller has just fetched. */
const lookUp = Effect.fnUntraced(function* (known: Known, kid: string) {
  const now = yield* Clock.currentTimeMillis
  const found = fresh(known, kid, now)
  if (found) return found

  const isKnownUnknown = now - (known.unknown.get(kid) ?? Number.NEGATIVE_INFINITY) < maximumAge
  if (now - known.triedAt >= cooldown && !isKnownUnknown) yield* fetch(known, kid)

  const { failure, good } = known
  // A key that the last good set lacks may well be in the one that could not be fetched.
  if (failure && !(good && has(good.keys, kid))) return yield* Effect.fail(failure)
  return good?.keys ?? { keys: [] }
})

const fetch = Effect.fnUntraced(function* (known: Known, kid: string) {
  const outcome = yield* Effect.either(Operation.call(Endpoints.getKeySet, {}))
  const now = yield* Clock.currentTimeMillis
  known.triedAt = now
  if (Either.isLeft(outcome)) {
    known.failure = outcome.left
    return
  }
  known.failure = undefined
  known.good = { keys: outcome.right, fetchedAt: now }
  known.unknown.delete(kid)
  if (has(outcome.right, kid)) return
  known.unknown.set(kid, now)
  for (const oldest of known.unknown.keys()) {
    if (known.unknown.size <= maximumUnknown) break
    known.unknown.delete(oldest)
  }
})
