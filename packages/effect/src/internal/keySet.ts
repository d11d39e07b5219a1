import type * as HttpClient from "@effect/platform/HttpClient"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import type { KeySet } from "@passlock-sdk/contract/IdToken"
import type { CommonError } from "@passlock-sdk/contract/PasslockError"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberId from "effect/FiberId"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { Timeouts } from "../Timeouts.js"
import { timedOut } from "./attempt.js"
import * as Operation from "./operation.js"
import { within } from "./within.js"

/** Milliseconds between two fetches, whether or not the first one succeeded. */
const cooldown = 30_000

/** Milliseconds after which a set is fetched anew, and an unknown key is looked for again. */
const maximumAge = 600_000

/** How many unknown keys are remembered: anybody can invent more. */
const maximumUnknown = 100

/** What is known of the keys of one endpoint. */
interface Known {
  /** The fetch that is under way; done when it has ended, however it ended. */
  flight: Deferred.Deferred<void> | undefined
  readonly unknown: Map<string, number>
  good: { readonly keys: KeySet; readonly fetchedAt: number } | undefined
  triedAt: number
  failure: CommonError | undefined
}

/** Remembered as long as the layer that provides the tenancy, and never shared with another. */
const remembered = new WeakMap<PasslockTenancy["Type"], Known>()

const knownOf = (tenancy: PasslockTenancy["Type"]): Known => {
  const known = remembered.get(tenancy) ?? {
    flight: undefined,
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
  const limits = yield* Timeouts
  for (;;) {
    const now = yield* Clock.currentTimeMillis
    const found = fresh(known, kid, now)
    if (found) return found
    if (!isWorthAFetch(known, kid, now, limits)) return yield* last(known, kid)
    // Whoever fetches keeps to its own limits, and whoever waits for that to theirs.
    if (!known.flight) yield* fetch(known, kid)
    else {
      const landing = yield* within(Deferred.await(known.flight), limits.totalTimeout)
      if (landing === undefined) return yield* Effect.fail(late(limits))
    }
  }
})

const has = (keys: KeySet, kid: string): boolean => keys.keys.some((key) => key.kid === kid)

const fresh = ({ good }: Known, kid: string, now: number): KeySet | undefined =>
  good && has(good.keys, kid) && now - good.fetchedAt < maximumAge ? good.keys : undefined

const isWorthAFetch = (known: Known, kid: string, now: number, limits: Timeouts.Limits): boolean => {
  const isKnownUnknown = now - (known.unknown.get(kid) ?? Number.NEGATIVE_INFINITY) < maximumAge
  return !isKnownUnknown && (now - known.triedAt >= cooldown || isMorePatient(limits, known.failure))
}

/** That somebody had too little time says nothing to whoever has more. */
const isMorePatient = ({ totalTimeout, timeout }: Timeouts.Limits, failure: CommonError | undefined): boolean =>
  failure?._tag === "RequestTimeout" && Math.min(totalTimeout, timeout) > failure.milliseconds

/** A key that the last good set lacks may well be in the one that could not be fetched. */
const last = ({ failure, good }: Known, kid: string): Effect.Effect<KeySet, CommonError> =>
  failure && !(good && has(good.keys, kid)) ? Effect.fail(failure) : Effect.succeed(good?.keys ?? { keys: [] })

const late = ({ totalTimeout }: Timeouts.Limits) =>
  timedOut({
    operation: Endpoints.getKeySet.operation,
    attempts: 0,
    phase: "headers",
    limit: "totalTimeout",
    milliseconds: totalTimeout
  })

const fetch = (known: Known, kid: string) =>
  Effect.suspend(() => {
    const flight = Deferred.unsafeMake<void>(FiberId.none)
    known.flight = flight
    const land = Effect.suspend(() => {
      known.flight = undefined
      return Deferred.succeed(flight, undefined)
    })
    return Effect.ensuring(refresh(known, kid), land)
  })

const refresh = Effect.fnUntraced(function* (known: Known, kid: string) {
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
