import * as HttpClient from "@effect/platform/HttpClient"
import * as IdToken from "@passlock-sdk/contract/IdToken"
import { type CommonError, RequestTimeout } from "@passlock-sdk/contract/PasslockError"
import { requestTimeout } from "@passlock-sdk/contract/protocol/Call"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Fiber from "effect/Fiber"
import * as Runtime from "effect/Runtime"
import * as Tracer from "effect/Tracer"
import { PasslockTenancy } from "../PasslockTenancy.js"
import { Timeouts } from "../Timeouts.js"
import { within } from "./execute.js"
import { makeUntraced } from "./program.js"

type Requirements = HttpClient.HttpClient | PasslockTenancy

interface Cache {
  /** The fetch in progress, and when it ends at the latest. */
  fetching: { readonly fiber: Fiber.Fiber<void>; readonly until: number } | undefined
  last: { readonly keys: IdToken.KeySet; readonly fetchedAt: number } | undefined
  triedAt: number
  /** How many fetches have failed since the last success, and how the last one did. */
  failures: number
  error: CommonError | undefined
}

/** One cache for each client and endpoint; it lives as long as the client. */
const caches = new WeakMap<object, Map<string, Cache>>()

const cacheOf = (client: object, endpoint: string): Cache => {
  const byEndpoint = caches.get(client) ?? new Map<string, Cache>()
  caches.set(client, byEndpoint)
  const cache = byEndpoint.get(endpoint) ?? {
    fetching: undefined,
    last: undefined,
    triedAt: Number.NEGATIVE_INFINITY,
    failures: 0,
    error: undefined
  }
  byEndpoint.set(endpoint, cache)
  return cache
}

/**
 * The keys among which the key `kid` is looked up.
 *
 * Keys that have it are returned at once, and a fetch runs behind the verification if they are no longer fresh. Otherwise
 * the verification waits for a fetch. There is one fetch at a time, and a cooldown after it.
 */
export const keySetFor = Effect.fnUntraced(function* (
  kid: string
): Effect.fn.Return<IdToken.KeySet, CommonError, Requirements> {
  const runtime = yield* Effect.runtime<Requirements>()
  // A client that is no object has no cache.
  const client: object = Object(Context.unsafeGet(runtime.context, HttpClient.HttpClient))
  const cache = cacheOf(client, Context.get(runtime.context, PasslockTenancy).endpoint)
  const limits = Context.get(runtime.context, Timeouts)
  for (;;) {
    const now = yield* Clock.currentTimeMillis
    const held = cache.last && now - cache.last.fetchedAt < IdToken.maximumAge ? cache.last : undefined
    const isFetching = cache.fetching !== undefined && now <= cache.fetching.until
    const mayFetch = !isFetching && (now - cache.triedAt >= cooldownOf(cache, held) || hasMoreTime(limits, cache.error))
    if (held?.keys.keys.some((key) => key.kid === kid)) {
      // The caller's span ends before this fetch does.
      if (mayFetch && now - held.fetchedAt >= IdToken.refreshAge) startFetch(cache, now, limits, withoutSpan(runtime))
      return held.keys
    }
    // The fetch has the time limits of the caller that started it; a caller that joins it has its own.
    if (mayFetch) yield* Fiber.await(startFetch(cache, now, limits, runtime))
    else if (cache.fetching && isFetching) {
      if ((yield* within(Fiber.await(cache.fetching.fiber), limits.totalTimeout)) === undefined) {
        const fields = requestTimeout(IdToken.getKeySet, 0, "headers", "totalTimeout", limits.totalTimeout)
        return yield* Effect.fail(new RequestTimeout(fields, true))
      }
    } else {
      // The keys that could not be fetched may have the key: so the error counts, not "unknown key".
      return cache.error ? yield* Effect.fail(cache.error) : (held?.keys ?? { keys: [] })
    }
  }
})

const withoutSpan = <R>(runtime: Runtime.Runtime<R>): Runtime.Runtime<R> =>
  Runtime.updateContext(runtime, (context) => Context.omit(Tracer.ParentSpan)(context) as Context.Context<R>)

/** Without keys, nothing can be verified: so the first cooldowns are short. */
const cooldownOf = ({ failures }: Cache, held: Cache["last"]): number =>
  held === undefined && failures > 0
    ? Math.min(IdToken.firstCooldown * 2 ** (failures - 1), IdToken.cooldown)
    : IdToken.cooldown

/** A timeout of a caller with short limits says nothing about one with longer limits. */
const hasMoreTime = ({ timeout, totalTimeout }: Timeouts.Limits, error: CommonError | undefined): boolean =>
  error?._tag === "RequestTimeout" && Math.min(totalTimeout, timeout) > error.milliseconds

/** Starts a fetch in a fiber of its own, which the interruption of a caller does not end. */
const startFetch = (
  cache: Cache,
  now: number,
  { totalTimeout }: Timeouts.Limits,
  runtime: Runtime.Runtime<Requirements>
): Fiber.Fiber<void> => {
  const fiber = Runtime.runFork(runtime)(refresh(cache))
  // A platform can stop the fiber for good, such as a worker after its response.
  const fetching = { fiber, until: now + totalTimeout }
  cache.fetching = fetching
  fiber.addObserver(() => {
    if (cache.fetching === fetching) cache.fetching = undefined
  })
  return fiber
}

const getKeySet = /*#__PURE__*/ makeUntraced(IdToken.getKeySet)

const refresh = Effect.fnUntraced(function* (cache: Cache) {
  const result = yield* Effect.either(getKeySet({}))
  const now = yield* Clock.currentTimeMillis
  cache.triedAt = now
  if (Either.isLeft(result)) {
    cache.failures++
    cache.error = result.left
    return
  }
  cache.failures = 0
  cache.error = undefined
  cache.last = { keys: result.right, fetchedAt: now }
})
