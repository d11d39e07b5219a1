/** A page that runs ceremonies with one of the two entry points, in Node.js or in a browser, and returns results as JSON. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import { capabilities, isPasslockError, Passlock, type Progress } from "@passlock-sdk/browser"
import * as Programs from "@passlock-sdk/browser/effect"
import { PasslockTenancy } from "@passlock-sdk/effect"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"

export interface PageOptions {
  readonly tenancyId: string
  readonly endpoint?: string
  readonly fetch?: typeof globalThis.fetch
}

/** Events during a ceremony. */
export interface Interruption {
  /** Aborts the ceremony shortly after this step starts. */
  readonly abortAt?: Progress
  /** Starts another login shortly after this step starts. */
  readonly supersedeAt?: Progress
  /** Aborts the ceremony at any time. */
  readonly signal?: AbortSignal
}

export interface Result {
  readonly progress: ReadonlyArray<Progress>
  readonly value?: unknown
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of each error.
  readonly error?: any
  readonly aborted?: true
  /** The result of the login that superseded the ceremony. */
  readonly second?: Result
}

export interface Page {
  readonly register: (request: object, interruption?: Interruption) => Promise<Result>
  readonly authenticate: (request: object, interruption?: Interruption) => Promise<Result>
  readonly signal: (name: keyof Programs.Capabilities["signals"], details: object) => Promise<Result>
  /** Exchanges a token. Aborts after a time, in milliseconds. */
  readonly passkeys: (name: "update" | "delete" | "prune", request: object, abortAfter?: number) => Promise<Result>
  readonly capabilities: () => Promise<unknown>
}

type Run = (options: {
  readonly signal: AbortSignal
  readonly onProgress: (step: Progress) => void
}) => Promise<Settled>

type Settled = { readonly value: unknown } | { readonly error: object } | { readonly aborted: true }

/** Long enough for a request to be sent and for the browser to be called, in milliseconds. */
const interruptionDelay = 250

const observe = async (run: Run, login: () => Promise<Result>, interruption: Interruption = {}): Promise<Result> => {
  const progress: Array<Progress> = []
  const controller = new AbortController()
  interruption.signal?.addEventListener("abort", () => controller.abort(interruption.signal?.reason))
  let second: Promise<Result> | undefined
  const onProgress = (step: Progress) => {
    progress.push(step)
    if (step === interruption.abortAt) {
      setTimeout(() => controller.abort(new Error("the page's reason")), interruptionDelay)
    }
    if (step === interruption.supersedeAt && second === undefined) {
      second = new Promise((resolve) => setTimeout(() => resolve(login()), interruptionDelay))
    }
  }
  const settled = await run({ signal: controller.signal, onProgress })
  return { progress, ...settled, ...(second !== undefined && { second: await second }) }
}

const abortedAfter = (milliseconds: number | undefined): AbortSignal => {
  const controller = new AbortController()
  if (milliseconds !== undefined) setTimeout(() => controller.abort(new Error("the page's reason")), milliseconds)
  return controller.signal
}

/** An error as JSON, with its message. */
const errorToJson = (error: object): object =>
  JSON.parse(JSON.stringify({ ...error, message: Reflect.get(error, "message") }))

export const promisePage = ({ fetch, ...options }: PageOptions): Page => {
  const passlock = new Passlock({ ...options, ...(fetch && { fetch: (url, init) => fetch(url, init) }) })

  const settle = (promise: Promise<unknown>, signal?: AbortSignal): Promise<Settled> =>
    promise.then(
      (value) => ({ value }),
      (error: unknown) => {
        if (isPasslockError(error)) return { error: errorToJson(error) }
        if (signal?.aborted && error === signal.reason) return { aborted: true }
        throw error
      }
    )

  const login = async (): Promise<Result> =>
    observe((options) => settle(passlock.authenticate({ rpId: "localhost" }, options)), login)

  return {
    register: (request, interruption) =>
      observe((options) => settle(passlock.register(request as never, options), options.signal), login, interruption),
    authenticate: (request, interruption) =>
      observe(
        (options) => settle(passlock.authenticate(request as never, options), options.signal),
        login,
        interruption
      ),
    signal: async (name, details) => ({ progress: [], ...(await settle(passlock.signals[name](details as never))) }),
    passkeys: async (name, request, abortAfter) => {
      const signal = abortedAfter(abortAfter)
      return { progress: [], ...(await settle(passlock.passkeys[name](request as never, { signal }), signal)) }
    },
    capabilities
  }
}

export const effectPage = (
  { fetch, ...options }: PageOptions,
  authenticator: Layer.Layer<Programs.Authenticator> = Programs.Authenticator.layer
): Page => {
  const client = fetch
    ? Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch))
    : FetchHttpClient.layer
  const environment = Layer.mergeAll(client, PasslockTenancy.layer(options), authenticator)

  const settle = async <A, E extends object>(
    program: Effect.Effect<A, E, Layer.Layer.Success<typeof environment>>,
    signal?: AbortSignal
  ): Promise<Settled> => {
    const exit = await Effect.runPromiseExit(Effect.provide(program, environment), signal && { signal })
    if (Exit.isSuccess(exit)) return { value: exit.value }
    if (Cause.isInterruptedOnly(exit.cause)) return { aborted: true }
    const error = Cause.squash(exit.cause)
    if (Cause.isDie(exit.cause)) throw error
    return { error: errorToJson(error as E) }
  }

  const report = (onProgress: (step: Progress) => void) => (step: Progress) => Effect.sync(() => onProgress(step))

  const login = async (): Promise<Result> =>
    observe(
      ({ onProgress }) =>
        settle(Programs.Ceremony.authenticate({ rpId: "localhost" }, { onProgress: report(onProgress) })),
      login
    )

  return {
    register: (request, interruption) =>
      observe(
        ({ onProgress, signal }) =>
          settle(Programs.Ceremony.register(request as never, { onProgress: report(onProgress) }), signal),
        login,
        interruption
      ),
    authenticate: (request, interruption) =>
      observe(
        ({ onProgress, signal }) =>
          settle(Programs.Ceremony.authenticate(request as never, { onProgress: report(onProgress) }), signal),
        login,
        interruption
      ),
    signal: async (name, details) => ({ progress: [], ...(await settle(Programs.Signals[name](details as never))) }),
    passkeys: async (name, request, abortAfter) => {
      const program: Effect.Effect<unknown, object, Programs.Authenticator | PasslockTenancy | HttpClient.HttpClient> =
        Programs.DevicePasskeys[name](request as never)
      return { progress: [], ...(await settle(program, abortedAfter(abortAfter))) }
    },
    capabilities: () => Effect.runPromise(Effect.provide(Programs.capabilities, environment))
  }
}
