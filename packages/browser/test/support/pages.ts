/** A page that runs ceremonies with one of the two entries, and tells how they ended: in Node.js and in a browser. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import { capabilities, isPasslockError, Passlock, type Progress } from "@passlock-sdk/browser"
import * as Programs from "@passlock-sdk/browser/effect"
import { PasslockTenancy } from "@passlock-sdk/effect"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"

export interface Where {
  readonly tenancyId: string
  readonly endpoint?: string
  readonly fetch?: typeof globalThis.fetch
}

/** What else happens during a ceremony. */
export interface Meanwhile {
  /** An abort, a little after this step began. */
  readonly abortAt?: Progress
  /** A login with the button, a little after this step began. */
  readonly replaceAt?: Progress
  /** Aborts it, whatever it does. */
  readonly signal?: AbortSignal
}

/** How something ended: everything that can be told in JSON. */
export interface Told {
  readonly progress: ReadonlyArray<Progress>
  readonly value?: unknown
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects of each error.
  readonly error?: any
  readonly aborted?: true
  /** How the login ended that took the place of the ceremony. */
  readonly second?: Told
}

export interface Page {
  readonly register: (request: object, meanwhile?: Meanwhile) => Promise<Told>
  readonly authenticate: (request: object, meanwhile?: Meanwhile) => Promise<Told>
  readonly signal: (name: keyof Programs.Capabilities["signals"], details: object) => Promise<Told>
  readonly capabilities: () => Promise<unknown>
}

/** What each entry is asked with: a promise that an abort rejects with the signal's reason. */
type Ask = (options: { readonly signal: AbortSignal; readonly onProgress: (step: Progress) => void }) => Promise<Ended>

type Ended = { readonly value: unknown } | { readonly error: object } | { readonly aborted: true }

/** Long enough for a request to be on its way, and for a device to be asked. */
const aLittle = 250

const observe = async (ask: Ask, second: () => Promise<Told>, meanwhile: Meanwhile = {}): Promise<Told> => {
  const progress: Array<Progress> = []
  const controller = new AbortController()
  meanwhile.signal?.addEventListener("abort", () => controller.abort(meanwhile.signal?.reason))
  let replacement: Promise<Told> | undefined
  const onProgress = (step: Progress) => {
    progress.push(step)
    if (step === meanwhile.abortAt) setTimeout(() => controller.abort(new Error("the page's reason")), aLittle)
    if (step === meanwhile.replaceAt && replacement === undefined) {
      replacement = new Promise((resolve) => setTimeout(() => resolve(second()), aLittle))
    }
  }
  const ended = await ask({ signal: controller.signal, onProgress })
  return { progress, ...ended, ...(replacement !== undefined && { second: await replacement }) }
}

/** An error as JSON, its message included. */
const plain = (error: object): object =>
  JSON.parse(JSON.stringify({ ...error, message: Reflect.get(error, "message") }))

export const promises = ({ fetch, ...where }: Where): Page => {
  const passlock = new Passlock({ ...where, ...(fetch && { fetch: (url, init) => fetch(url, init) }) })

  const ended = (promise: Promise<unknown>, signal?: AbortSignal): Promise<Ended> =>
    promise.then(
      (value) => ({ value }),
      (error: unknown) => {
        if (isPasslockError(error)) return { error: plain(error) }
        if (signal?.aborted && error === signal.reason) return { aborted: true }
        throw error
      }
    )

  const login = async (): Promise<Told> =>
    observe((options) => ended(passlock.authenticate({ rpId: "localhost" }, options)), login)

  return {
    register: (request, meanwhile) =>
      observe((options) => ended(passlock.register(request as never, options), options.signal), login, meanwhile),
    authenticate: (request, meanwhile) =>
      observe((options) => ended(passlock.authenticate(request as never, options), options.signal), login, meanwhile),
    signal: async (name, details) => ({ progress: [], ...(await ended(passlock.signals[name](details as never))) }),
    capabilities
  }
}

export const programs = (
  { fetch, ...where }: Where,
  authenticator: Layer.Layer<Programs.Authenticator> = Programs.Authenticator.layer
): Page => {
  const client = fetch
    ? Layer.provide(FetchHttpClient.layer, Layer.succeed(FetchHttpClient.Fetch, fetch))
    : FetchHttpClient.layer
  const environment = Layer.mergeAll(client, PasslockTenancy.layer(where), authenticator)

  const ended = async <A, E extends object>(
    program: Effect.Effect<A, E, Layer.Layer.Success<typeof environment>>,
    signal?: AbortSignal
  ): Promise<Ended> => {
    const exit = await Effect.runPromiseExit(Effect.provide(program, environment), signal && { signal })
    if (Exit.isSuccess(exit)) return { value: exit.value }
    if (Cause.isInterruptedOnly(exit.cause)) return { aborted: true }
    const error = Cause.squash(exit.cause)
    if (Cause.isDie(exit.cause)) throw error
    return { error: plain(error as E) }
  }

  const report = (onProgress: (step: Progress) => void) => (step: Progress) => Effect.sync(() => onProgress(step))

  const login = async (): Promise<Told> =>
    observe(
      ({ onProgress }) =>
        ended(Programs.Ceremony.authenticate({ rpId: "localhost" }, { onProgress: report(onProgress) })),
      login
    )

  return {
    register: (request, meanwhile) =>
      observe(
        ({ onProgress, signal }) =>
          ended(Programs.Ceremony.register(request as never, { onProgress: report(onProgress) }), signal),
        login,
        meanwhile
      ),
    authenticate: (request, meanwhile) =>
      observe(
        ({ onProgress, signal }) =>
          ended(Programs.Ceremony.authenticate(request as never, { onProgress: report(onProgress) }), signal),
        login,
        meanwhile
      ),
    signal: async (name, details) => ({ progress: [], ...(await ended(Programs.Signals[name](details as never))) }),
    capabilities: () => Effect.runPromise(Effect.provide(Programs.capabilities, environment))
  }
}
