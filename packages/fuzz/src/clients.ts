/** The clients under test. Each makes a case's call through the package's public entry points. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { isPasslockError as isPageError, Passlock as Page } from "@passlock-sdk/browser"
import * as Programs from "@passlock-sdk/effect"
import {
  isPasslockError as isProgramError,
  MaxResponseSize,
  PasslockConfig,
  PasslockTenancy,
  type PasslockError as ProgramError,
  RetryPolicy,
  Timeouts
} from "@passlock-sdk/effect"
import { isPasslockError, Passlock } from "@passlock-sdk/promise"
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as FiberRef from "effect/FiberRef"
import * as HashSet from "effect/HashSet"
import * as Logger from "effect/Logger"
import * as LogLevel from "effect/LogLevel"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Tracer from "effect/Tracer"
import type { Case, Settings } from "./Case.js"
import { documented, documentedOf, type Operation, secretsOf } from "./documented.js"
import { apiKey } from "./secrets.js"
import { isObject } from "./shapes.js"

/** How a call ended, and everything that it showed to a log. */
export interface Ended {
  readonly outcome:
    | { readonly value: unknown }
    | { readonly error: object }
    /** Neither a value nor one of the package's errors. */
    | { readonly defect: unknown }
  readonly logged: ReadonlyArray<string>
  /** The value as the program returned it. */
  readonly raw?: unknown
}

export type Fetch = (url: URL | string, init?: RequestInit) => Promise<Response>

export interface Client {
  readonly name: "effect" | "promise" | "browser"
  readonly call: (input: Case, fetch: Fetch, endpoint: string) => Promise<Ended>
}

const tenancyId = "tenancy_01"

type Program = Effect.Effect<unknown, ProgramError, HttpClient.HttpClient | PasslockConfig | PasslockTenancy>

interface Methods<Result> {
  readonly [group: string]: { readonly [name: string]: (input: object) => Result } | undefined
}

/** The function of an operation: `Passkeys.get` in the programs, `passkeys.get` in the facade. */
const functionOf = <Result>(methods: Methods<Result>, operation: Operation, isFacade: boolean) => {
  const [group = "", name = ""] = operation.split(".")
  return methods[isFacade ? group.toLowerCase() : group]?.[name]
}

const programOf = (operation: Operation) => functionOf(Programs as unknown as Methods<Program>, operation, false)

/** The documented operations that the packages have. */
export const operations: ReadonlyArray<Operation> = (Object.keys(documented) as ReadonlyArray<Operation>).filter(
  (operation) => programOf(operation) !== undefined
)

/** The input of an operation, with its secrets redacted: a program takes them in both forms. */
const redacted = (operation: Operation): object => {
  const secret = secretsOf(operation)
  const entries = Object.entries(documentedOf(operation).input)
  return Object.fromEntries(
    entries.map(([field, value]) => [field, secret.includes(value as string) ? Redacted.make(value) : value])
  )
}

/** The secrets of a response are not for logs, but a value has them: as strings, like the facade's. */
const plain = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return plain(Redacted.value(value))
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64url")
  return value
}

/** The parts of a value that are redacted or binary: the schemas have them at these places only. */
const plainValue = (value: unknown): unknown => {
  const passkey = (given: unknown) => {
    const { credential, ...rest } = given as { readonly credential: { readonly publicKey: unknown } }
    return { ...rest, credential: { ...credential, publicKey: plain(credential.publicKey) } }
  }
  switch (isObject(value) ? value._tag : undefined) {
    case "Passkey":
      return passkey(value)
    case "UpdatedPasskeys": {
      const { updated, ...rest } = value as { readonly updated: ReadonlyArray<unknown> }
      return { ...rest, updated: updated.map(passkey) }
    }
    case "DeletedPasskeys": {
      const { deleted, ...rest } = value as { readonly deleted: ReadonlyArray<unknown> }
      return { ...rest, deleted: deleted.map(passkey) }
    }
    case "ChallengeCreated": {
      const { challenge, ...rest } = value as { readonly challenge: { readonly [name: string]: unknown } }
      return {
        ...rest,
        challenge: {
          ...challenge,
          secret: plain(challenge.secret),
          code: plain(challenge.code),
          message: plain(challenge.message)
        }
      }
    }
    default:
      return value
  }
}

const stubClient = (fetch: Fetch): HttpClient.HttpClient =>
  HttpClient.make((request, url, signal) =>
    Effect.tryPromise({
      try: () =>
        fetch(url, {
          method: request.method,
          headers: request.headers,
          redirect: "manual",
          signal,
          ...(request.body._tag === "Uint8Array" ? { body: request.body.body as Uint8Array<ArrayBuffer> } : {})
        }),
      catch: (cause) => new HttpClientError.RequestError({ request, reason: "Transport", cause })
    }).pipe(Effect.map((response) => HttpClientResponse.fromWeb(request, response)))
  )

const fetchClient = Effect.runSync(Effect.provide(HttpClient.HttpClient, FetchHttpClient.layer))

/** Keys are cached by client, so each case has its own. */
const newFetchClient = (): HttpClient.HttpClient => HttpClient.mapRequest(fetchClient, (request) => request)

const servicesOf = ({ maxResponseSize, maxRetries, timeout, totalTimeout }: Settings, endpoint: string) =>
  Context.make(PasslockConfig, { tenancyId, apiKey: Redacted.make(apiKey), endpoint }).pipe(
    Context.add(PasslockTenancy, { tenancyId, endpoint }),
    Context.add(Timeouts, { timeout, totalTimeout }),
    Context.add(MaxResponseSize, maxResponseSize),
    Context.add(RetryPolicy, RetryPolicy.make({ maxRetries }))
  )

/** Records each log message, with its cause and annotations. */
const recorder = (logged: Array<string>) =>
  Logger.make((entry) => {
    logged.push(Logger.logfmtLogger.log(entry))
  })

/** Records what each span shows. */
const tracer = (logged: Array<string>): Tracer.Tracer =>
  Tracer.make({
    context: (run) => run(),
    span: (name, parent, context, links, startTime, kind) => {
      const attributes = new Map<string, unknown>()
      return {
        _tag: "Span",
        name,
        spanId: "0123456789abcdef",
        traceId: "0123456789abcdef0123456789abcdef",
        parent,
        context,
        links,
        kind,
        sampled: true,
        attributes,
        status: { _tag: "Started", startTime },
        attribute: (key, value) => {
          attributes.set(key, value)
          logged.push(`${name} ${key}: ${String(value)}`)
        },
        event: (event, _, attributes) => {
          logged.push(`${name} ${event} ${JSON.stringify(attributes ?? {})}`)
        },
        addLinks: () => {},
        end: (_, exit) => {
          if (Exit.isFailure(exit)) logged.push(Cause.pretty(exit.cause, { renderErrorCause: true }))
        }
      }
    }
  })

/** The programs of the Effect package, in the `HttpClient` of the case or the given one. */
export const effect = (given?: HttpClient.HttpClient): Client => ({
  name: "effect",
  call: async ({ client, operation, settings, variant }, fetch, endpoint) => {
    const logged: Array<string> = []
    const http = given ?? (client === "stub" ? stubClient(fetch) : newFetchClient())
    const context = servicesOf(settings, endpoint).pipe(
      Context.add(HttpClient.HttpClient, http),
      Context.add(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)
    )
    const program = programOf(operation)
    if (program === undefined) throw new Error(`no program for ${operation}`)
    const exit = await program(variant === "plain" ? documentedOf(operation).input : redacted(operation)).pipe(
      Effect.provide(context),
      Effect.withTracer(tracer(logged)),
      Effect.locally(FiberRef.currentLoggers, HashSet.make(recorder(logged))),
      Effect.locally(FiberRef.currentMinimumLogLevel, LogLevel.All),
      Effect.runPromiseExit
    )
    if (Exit.isSuccess(exit)) return { outcome: { value: plainValue(exit.value) }, raw: exit.value, logged }
    const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
    const isOnly = exit.cause._tag === "Fail"
    return isOnly && isProgramError(failure)
      ? { outcome: { error: failure }, logged: [...logged, Cause.pretty(exit.cause)] }
      : { outcome: { defect: exit.cause }, logged }
  }
})

type FacadeMethods = Methods<Promise<unknown>>

const facade = new Passlock({ tenancyId, apiKey }) as unknown as FacadeMethods

/** Whether the facade has this operation. */
export const hasFacade = (operation: Operation): boolean => functionOf(facade, operation, true) !== undefined

/** The facade. */
export const promise: Client = {
  name: "promise",
  call: async ({ operation, settings, variant }, fetch, endpoint) => {
    const logged: Array<string> = []
    const logger = (entry: object) => {
      logged.push(JSON.stringify(entry))
    }
    const passlock = new Passlock({ tenancyId, apiKey, endpoint, fetch, logger, ...settings })
    const methodOf = (methods: object) => functionOf(methods as FacadeMethods, operation, true)
    const isSafe = variant === "safe"
    // What is verified here has no response.
    const withResponse = variant === "withResponse" ? methodOf(passlock.withResponse) : undefined
    const isWithResponse = withResponse !== undefined
    const method = withResponse ?? methodOf(isSafe ? passlock.safe : passlock)
    try {
      const result = await method?.(documentedOf(operation).input)
      if (isWithResponse) return { outcome: { value: (result as { readonly value: unknown }).value }, logged }
      if (!isSafe) return { outcome: { value: result }, logged }
      const { error, success, value } = result as { success: boolean; value?: unknown; error?: object }
      if (success) return { outcome: { value }, logged }
      return { outcome: isPasslockError(error) ? { error } : { defect: error }, logged }
    } catch (error) {
      return { outcome: !isSafe && isPasslockError(error) ? { error } : { defect: error }, logged }
    } finally {
      await passlock.close()
    }
  }
}

/** What a page passed to the browser. */
let signalled: unknown

const record = async (options: unknown): Promise<void> => {
  signalled = options
}

/** A page finds the signals on a class. */
const PublicKeyCredential = Object.assign(() => {}, {
  signalUnknownCredential: record,
  signalAllAcceptedCredentials: record,
  signalCurrentUserDetails: record
})

type PageMethod = (input: never) => Promise<unknown>

interface PageMethods {
  readonly [group: string]: { readonly [name: string]: PageMethod } | undefined
}

/** The page's methods that send one request, by its operation. */
const pageMethod = (page: PageMethods, operation: Operation): PageMethod | undefined => {
  const { passkeys, signals } = page
  switch (operation) {
    case "Lookups.credential":
      return signals?.unknownCredential
    case "Lookups.credentials":
      return signals?.allAcceptedCredentials
    case "Passkeys.exchangeUpdate":
      return passkeys?.update
    case "Passkeys.exchangeDeletion":
      return passkeys?.delete
    case "Passkeys.exchangePruning":
      return passkeys?.prune
    default:
      return undefined
  }
}

const page = new Page({ tenancyId }) as unknown as PageMethods

/** Whether the page's client sends this operation first. */
export const hasPage = (operation: Operation): boolean => pageMethod(page, operation) !== undefined

/** The page's client, in a browser that records the signals to the device. */
export const browser: Client = {
  name: "browser",
  call: async ({ operation, settings }, fetch, endpoint) => {
    Object.assign(globalThis, { PublicKeyCredential })
    signalled = undefined
    const method = pageMethod(
      new Page({ tenancyId, endpoint, fetch, ...settings }) as unknown as PageMethods,
      operation
    )
    try {
      const value = await method?.(documentedOf(operation).input as never)
      return { outcome: { value: value ?? signalled }, logged: [] }
    } catch (error) {
      return { outcome: isPageError(error) ? { error } : { defect: error }, logged: [] }
    } finally {
      Reflect.deleteProperty(globalThis, "PublicKeyCredential")
    }
  }
}
