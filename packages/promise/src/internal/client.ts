import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { type InvalidInput, PasslockConfig, PasslockTenancy, RetryPolicy, Timeouts } from "@passlock-sdk/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import type { PasslockOptions, PasslockTenancyOptions } from "../PasslockOptions.js"
import * as Connection from "./connection.js"
import { type Groups, merge } from "./groups.js"
import * as Iterables from "./iterables.js"
import * as Methods from "./methods.js"
import { keyed, keyless, type Programs } from "./programs.js"
import * as settings from "./settings.js"

/** Everything that a client has: its methods, by group, and the same in other manners. */
export interface Client {
  readonly [group: string]: unknown
  readonly safe: Groups<unknown>
  readonly withResponse: Groups<unknown>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The services of every call. Refuses what would make each call fail. */
const servicesOf = <R>(
  client: settings.ClientClass,
  options: PasslockTenancyOptions,
  configuration: Layer.Layer<R>,
  check: Effect.Effect<void, InvalidInput, NoInfer<R>>
): Context.Context<R | HttpClient.HttpClient> => {
  const { totalTimeout, fetch, logger, maxRetries, timeout } = options
  const base = Effect.runSync(Effect.scoped(Layer.build(Layer.merge(configuration, FetchHttpClient.layer))))
  const limits = Context.get(base, Timeouts)
  const services = base.pipe(
    Context.add(Timeouts, { timeout: timeout ?? limits.timeout, totalTimeout: totalTimeout ?? limits.totalTimeout }),
    Context.add(RetryPolicy, RetryPolicy.make(maxRetries === undefined ? {} : { maxRetries }))
  )
  const checked = Effect.runSync(Effect.either(Effect.provide(check, services)))
  const issues = Either.isLeft(checked) ? [...checked.left.issues] : []
  for (const [path, value] of Object.entries({ fetch, logger })) {
    if (value !== undefined && typeof value !== "function") issues.push({ path, message: "expected a function" })
  }
  if (issues.length > 0) throw settings.refuse(client, settings.withSource(options, issues))
  return fetch === undefined ? services : Context.add(services, FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)
}

const make = <R>(
  services: Context.Context<R | HttpClient.HttpClient>,
  { local, requests, streams }: Programs<R | HttpClient.HttpClient>,
  logger: PasslockOptions["logger"]
): Client => {
  const connection = Connection.make(services, logger)
  const programs = merge(requests, local)
  return {
    ...merge(Methods.make(connection, programs, Methods.plain), Iterables.make(connection, streams, Methods.valueOf)),
    safe: merge(
      Methods.make(connection, programs, Methods.safe),
      Iterables.make(connection, streams, (outcome) => outcome)
    ),
    withResponse: Methods.make(connection, requests, Methods.withResponse),
    close: connection.close,
    [Symbol.asyncDispose]: connection.close
  }
}

/** A client with a key. */
export const connect = (client: settings.ClientClass, given: PasslockOptions): Client => {
  const options = settings.copy(client, given)
  if ("document" in globalThis && options.dangerouslyAllowBrowser !== true) {
    const message =
      "must not be in a web page, where everybody can read it: use PasslockTenancy, which has none, or insist with dangerouslyAllowBrowser"
    throw settings.refuse(client, [{ path: "apiKey", message }])
  }
  const { apiKey, endpoint, tenancyId } = settings.resolve(client, options, ["tenancyId", "apiKey"])
  const layer = PasslockConfig.layer({ tenancyId, apiKey, endpoint })
  return make(servicesOf(client, options, layer, PasslockConfig.check), keyed, options.logger)
}

/** A client without a key. */
export const connectTenancy = (client: settings.ClientClass, given: PasslockTenancyOptions): Client => {
  const options = settings.copy(client, given)
  const layer = PasslockTenancy.layer(settings.resolve(client, options, ["tenancyId"]))
  return make(servicesOf(client, options, layer, PasslockTenancy.check), keyless, options.logger)
}
