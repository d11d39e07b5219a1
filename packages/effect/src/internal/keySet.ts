import type * as HttpClient from "@effect/platform/HttpClient"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { cooldown, type KeySet, maximumAge, maximumUnknown } from "@passlock-sdk/contract/IdToken"
import { type CommonError, RequestTimeout } from "@passlock-sdk/contract/PasslockError"
import { requestTimeout } from "@passlock-sdk/contract/protocol/Call"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as FiberId from "effect/FiberId"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { Timeouts } from "../Timeouts.js"
import { within } from "./execute.js"
import { makeUntraced } from "./program.js"

interface Cache {
  /** The fetch in progress. It completes when the fetch ends, with or without success. */
  fetching: Deferred.Deferred<void> | undefined
  /** Key IDs that the last keys did not have, and when that was seen. */
  readonly unknown: Map<string, number>
  last: { readonly keys: KeySet; readonly fetchedAt: number } | undefined
  triedAt: number
  error: CommonError | undefined
}

/** One cache per layer that provides the tenancy; it lives as long as the layer. */
const caches = new WeakMap<PasslockTenancy["Type"], Cache>()

const cacheOf = (tenancy: PasslockTenancy["Type"]): Cache => {
  const cache = caches.get(tenancy) ?? {
    fetching: undefined,
    unknown: new Map(),
    last: undefined,
    triedAt: Number.NEGATIVE_INFINITY,
    error: undefined
  }
  caches.set(tenancy, cache)
  return cache
}

/**
 * The keys among which the key `kid` is looked up.
 *
 * Concurrent callers share one fetch. After a fetch, the next one waits for the cooldown; until then, and while the
 * endpoint is down, the last keys are used.
 */
export const keySetFor = Effect.fnUntraced(function* (
  kid: string
): Effect.fn.Return<KeySet, CommonError, HttpClient.HttpClient | PasslockTenancy> {
  const cache = cacheOf(yield* PasslockTenancy)
  const limits = yield* Timeouts
  for (;;) {
    const now = yield* Clock.currentTimeMillis
    const keys = fresh(cache, kid, now)
    if (keys) return keys
    if (!shouldFetch(cache, kid, now, limits)) return yield* lastKeys(cache, kid)
    // The fetch has the time limits of the caller that started it; a caller that waits for it has its own.
    if (!cache.fetching) yield* fetch(cache, kid)
    else if ((yield* within(Deferred.await(cache.fetching), limits.totalTimeout)) === undefined) {
      return yield* Effect.fail(
        new RequestTimeout(requestTimeout(Endpoints.getKeySet, 0, "headers", "totalTimeout", limits.totalTimeout), true)
      )
    }
  }
})

const has = (keys: KeySet, kid: string): boolean => keys.keys.some((key) => key.kid === kid)

const fresh = ({ last }: Cache, kid: string, now: number): KeySet | undefined =>
  last && has(last.keys, kid) && now - last.fetchedAt < maximumAge ? last.keys : undefined

const shouldFetch = (cache: Cache, kid: string, now: number, limits: Timeouts.Limits): boolean => {
  const isKnownToBeUnknown = now - (cache.unknown.get(kid) ?? Number.NEGATIVE_INFINITY) < maximumAge
  return !isKnownToBeUnknown && (now - cache.triedAt >= cooldown || hasMoreTime(limits, cache.error))
}

/** A timeout of a caller with short limits says nothing about one with longer limits. */
const hasMoreTime = ({ timeout, totalTimeout }: Timeouts.Limits, error: CommonError | undefined): boolean =>
  error?._tag === "RequestTimeout" && Math.min(totalTimeout, timeout) > error.milliseconds

/** If the last keys lack the key, those that could not be fetched may have it: so the error counts, not "unknown key". */
const lastKeys = ({ error, last }: Cache, kid: string): Effect.Effect<KeySet, CommonError> =>
  error && !(last && has(last.keys, kid)) ? Effect.fail(error) : Effect.succeed(last?.keys ?? { keys: [] })

const fetch = (cache: Cache, kid: string) =>
  Effect.suspend(() => {
    const fetching = Deferred.unsafeMake<void>(FiberId.none)
    cache.fetching = fetching
    const done = Effect.suspend(() => {
      cache.fetching = undefined
      return Deferred.succeed(fetching, undefined)
    })
    return Effect.ensuring(refresh(cache, kid), done)
  })

const getKeySet = /*#__PURE__*/ makeUntraced(Endpoints.getKeySet)

const refresh = Effect.fnUntraced(function* (cache: Cache, kid: string) {
  const result = yield* Effect.either(getKeySet({}))
  const now = yield* Clock.currentTimeMillis
  cache.triedAt = now
  if (Either.isLeft(result)) {
    cache.error = result.left
    return
  }
  cache.error = undefined
  cache.last = { keys: result.right, fetchedAt: now }
  cache.unknown.delete(kid)
  if (has(result.right, kid)) return
  cache.unknown.set(kid, now)
  for (const oldest of cache.unknown.keys()) {
    if (cache.unknown.size <= maximumUnknown) break
    cache.unknown.delete(oldest)
  }
})
