import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { expected } from "@passlock-sdk/contract/protocol/Issue"
import {
  type InvalidInput,
  MaxResponseSize,
  PasslockConfig,
  PasslockTenancy,
  RetryPolicy,
  Timeouts
} from "@passlock-sdk/effect"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Either from "effect/Either"
import * as Layer from "effect/Layer"
import type { PasslockOptions, PasslockTenancyOptions } from "../PasslockOptions.js"
import { type Groups, keyed, keyless, mergeGroups, type Programs } from "./programs.js"
import { limitsOf, makeMethods, makeRunner, plain, safe, valueOf, withResponse } from "./runner.js"
import * as settings from "./settings.js"
import { makeStreams } from "./streams.js"

/** A client: its methods by group, and their variants. */
export interface Client {
  readonly [group: string]: unknown
  readonly safe: Groups<unknown>
  readonly withResponse: Groups<unknown>
  readonly close: () => Promise<void>
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** The services that all calls share. Throws when an option is invalid. */
const servicesOf = <R>(
  client: settings.ClientClass,
  options: PasslockTenancyOptions,
  configuration: Layer.Layer<R>,
  check: Effect.Effect<void, InvalidInput, NoInfer<R>>
): Context.Context<R | HttpClient.HttpClient> => {
  const { fetch, logger, maxResponseSize, maxRetries } = options
  const base = Effect.runSync(Effect.scoped(Layer.build(Layer.merge(configuration, FetchHttpClient.layer))))
  const services = base.pipe(
    Context.add(Timeouts, limitsOf(Context.get(base, Timeouts), options)),
    Context.add(MaxResponseSize, maxResponseSize === undefined ? Context.get(base, MaxResponseSize) : maxResponseSize),
    Context.add(RetryPolicy, RetryPolicy.make(maxRetries === undefined ? {} : { maxRetries }))
  )
  const checked = Effect.runSync(Effect.either(Effect.provide(check, services)))
  const issues = Either.isLeft(checked) ? [...checked.left.issues] : []
  for (const [path, value] of Object.entries({ fetch, logger })) {
    if (value !== undefined && typeof value !== "function") issues.push({ path, message: expected("function", value) })
  }
  if (issues.length > 0) throw settings.invalidSettings(client, settings.withSource(options, issues))
  return fetch === undefined ? services : Context.add(services, FetchHttpClient.Fetch, withWebStream(fetch))
}

type Fetch = NonNullable<PasslockOptions["fetch"]>

/** Some implementations of `fetch` have no web stream as a body, such as those of older packages for Node.js. */
const withWebStream = (fetch: Fetch): typeof globalThis.fetch =>
  (async (url: URL, init: RequestInit) => {
    const response = await fetch(url, init)
    const { body } = response
    return body && !("getReader" in body) ? new Response(await (response as Response).text(), response) : response
  }) as typeof globalThis.fetch

const make = <R>(
  services: Context.Context<R | HttpClient.HttpClient>,
  { local, requests, streams }: Programs<R | HttpClient.HttpClient>,
  logger: PasslockOptions["logger"]
): Client => {
  const runner = makeRunner(services, logger)
  const programs = mergeGroups(requests, local)
  return {
    ...mergeGroups(makeMethods(runner, programs, plain), makeStreams(runner, streams, valueOf)),
    safe: mergeGroups(
      makeMethods(runner, programs, safe),
      makeStreams(runner, streams, (outcome) => outcome)
    ),
    withResponse: makeMethods(runner, requests, withResponse),
    close: runner.close,
    [Symbol.asyncDispose]: runner.close
  }
}

/** Makes a client with an API key. */
export const connect = (client: settings.ClientClass, input: PasslockOptions): Client => {
  const options = settings.copy(client, input)
  if ("document" in globalThis && options.dangerouslyAllowBrowser !== true) {
    const message =
      "not allowed in a web page, where every visitor can read it: use PasslockTenancy, or set dangerouslyAllowBrowser"
    throw settings.invalidSettings(client, [{ path: "apiKey", message }])
  }
  const layer = PasslockConfig.layer(settings.resolve(client, options, ["tenancyId", "apiKey"]))
  return make(servicesOf(client, options, layer, PasslockConfig.check), keyed, options.logger)
}

/** Makes a client without an API key. */
export const connectTenancy = (client: settings.ClientClass, input: PasslockTenancyOptions): Client => {
  const options = settings.copy(client, input)
  const layer = PasslockTenancy.layer(settings.resolve(client, options, ["tenancyId"]))
  return make(servicesOf(client, options, layer, PasslockTenancy.check), keyless, options.logger)
}
