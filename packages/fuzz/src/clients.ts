/** The clients under test. Each makes a case's call through the package's public entry points. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import * as HttpClient from "@effect/platform/HttpClient"
import * as HttpClientError from "@effect/platform/HttpClientError"
import * as HttpClientResponse from "@effect/platform/HttpClientResponse"
import { isPasslockError as isPageError, Passlock as Page } from "@passlock-sdk/browser"
import {
  Authentication,
  Challenges,
  isPasslockError as isProgramError,
  Lookups,
  MaxResponseSize,
  Passkeys,
  PasslockConfig,
  PasslockTenancy,
  Principals,
  type PasslockError as ProgramError,
  Registration,
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
import { token } from "./idToken.js"
import { apiKey, secrets } from "./secrets.js"
import type { Operation } from "./shapes.js"

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

const credential = { id: "a", rawId: "a", type: "public-key", clientExtensionResults: {} }

const inputs = {
  byPasskey: { passkeyId: "passkey/01" },
  byUser: { userId: "user 01" },
  byChallenge: { challengeId: "challenge_01" },
  named: { username: "ada@example.com" },
  create: { email: "ada@example.com", purpose: "signup", metadata: { a: [1, null] } },
  answer: { challengeId: "challenge_01", secret: secrets.challengeSecret, code: secrets.challengeCode },
  register: { rpId: "example.com", userId: "u", username: "n" },
  authenticate: { rpId: "example.com", userId: "u" },
  registered: {
    sessionToken: secrets.sessionToken,
    response: { ...credential, response: { clientDataJSON: "b", attestationObject: "c" } }
  },
  authenticated: {
    sessionToken: secrets.sessionToken,
    response: { ...credential, response: { clientDataJSON: "b", authenticatorData: "c", signature: "d" } }
  }
}

type Program = Effect.Effect<unknown, ProgramError, HttpClient.HttpClient | PasslockConfig | PasslockTenancy>

const programs: { readonly [operation in Operation]: Program } = {
  "Principals.exchange": Principals.exchange({ code: Redacted.make(secrets.code) }),
  "Passkeys.list": Passkeys.list({ cursor: "c" }),
  "Passkeys.get": Passkeys.get(inputs.byPasskey),
  "Passkeys.update": Passkeys.update({ ...inputs.byPasskey, ...inputs.named }),
  "Passkeys.delete": Passkeys.delete(inputs.byPasskey),
  "Passkeys.updateForUser": Passkeys.updateForUser({ ...inputs.byUser, ...inputs.named }),
  "Passkeys.deleteForUser": Passkeys.deleteForUser(inputs.byUser),
  "Challenges.create": Challenges.create(inputs.create),
  "Challenges.get": Challenges.get(inputs.byChallenge),
  "Challenges.verify": Challenges.verify(inputs.answer),
  "Challenges.delete": Challenges.delete(inputs.byChallenge),
  "Registration.prepare": Registration.prepare(inputs.register),
  "Registration.options": Registration.options({ registrationToken: secrets.registrationToken }),
  "Registration.verify": Registration.verify(inputs.registered),
  "Authentication.prepare": Authentication.prepare(inputs.authenticate),
  "Authentication.options": Authentication.options({ authenticationToken: secrets.authenticationToken }),
  "Authentication.verify": Authentication.verify(inputs.authenticated),
  "Lookups.credential": Lookups.credential(inputs.byPasskey),
  "Lookups.credentials": Lookups.credentials({ passkeyIds: ["passkey_01", "passkey_02"] }),
  "Principals.verifyIdToken": Effect.suspend(() => Principals.verifyIdToken({ token: token() }))
}

/** The secrets of a response are not for logs, but a value has them: as strings, like the facade's. */
const plain = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return plain(Redacted.value(value))
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64url")
  return value
}

/** The parts of a value that are redacted or binary: the schemas have them at these places only. */
const plainValue = (operation: Operation, value: unknown): unknown => {
  const passkey = (given: unknown) => {
    const { credential, ...rest } = given as { readonly credential: { readonly publicKey: unknown } }
    return { ...rest, credential: { ...credential, publicKey: plain(credential.publicKey) } }
  }
  switch (operation) {
    case "Passkeys.get":
    case "Passkeys.update":
    case "Passkeys.delete":
      return passkey(value)
    case "Passkeys.updateForUser": {
      const { updated, ...rest } = value as { readonly updated: ReadonlyArray<unknown> }
      return { ...rest, updated: updated.map(passkey) }
    }
    case "Passkeys.deleteForUser": {
      const { deleted, ...rest } = value as { readonly deleted: ReadonlyArray<unknown> }
      return { ...rest, deleted: deleted.map(passkey) }
    }
    case "Challenges.create": {
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
  call: async ({ client, operation, settings }, fetch, endpoint) => {
    const logged: Array<string> = []
    const http = given ?? (client === "stub" ? stubClient(fetch) : newFetchClient())
    const context = servicesOf(settings, endpoint).pipe(
      Context.add(HttpClient.HttpClient, http),
      Context.add(FetchHttpClient.Fetch, fetch as typeof globalThis.fetch)
    )
    const exit = await programs[operation].pipe(
      Effect.provide(context),
      Effect.withTracer(tracer(logged)),
      Effect.locally(FiberRef.currentLoggers, HashSet.make(recorder(logged))),
      Effect.locally(FiberRef.currentMinimumLogLevel, LogLevel.All),
      Effect.runPromiseExit
    )
    if (Exit.isSuccess(exit)) return { outcome: { value: plainValue(operation, exit.value) }, raw: exit.value, logged }
    const failure = Option.getOrUndefined(Cause.failureOption(exit.cause))
    const isOnly = exit.cause._tag === "Fail"
    return isOnly && isProgramError(failure)
      ? { outcome: { error: failure }, logged: [...logged, Cause.pretty(exit.cause)] }
      : { outcome: { defect: exit.cause }, logged }
  }
})

type Methods = Passlock | Passlock["safe"]

const methods: {
  readonly [operation in Operation]?: (client: Methods, withResponse: Passlock["withResponse"] | undefined) => unknown
} = {
  "Principals.exchange": ({ principals }, other) => (other?.principals ?? principals).exchange({ code: secrets.code }),
  "Passkeys.list": ({ passkeys }, other) => (other?.passkeys ?? passkeys).list({ cursor: "c" }),
  "Passkeys.get": ({ passkeys }, other) => (other?.passkeys ?? passkeys).get(inputs.byPasskey),
  "Passkeys.update": ({ passkeys }, other) =>
    (other?.passkeys ?? passkeys).update({ ...inputs.byPasskey, ...inputs.named }),
  "Passkeys.delete": ({ passkeys }, other) => (other?.passkeys ?? passkeys).delete(inputs.byPasskey),
  "Passkeys.updateForUser": ({ passkeys }, other) =>
    (other?.passkeys ?? passkeys).updateForUser({ ...inputs.byUser, ...inputs.named }),
  "Passkeys.deleteForUser": ({ passkeys }, other) => (other?.passkeys ?? passkeys).deleteForUser(inputs.byUser),
  "Challenges.create": ({ challenges }, other) => (other?.challenges ?? challenges).create(inputs.create),
  "Challenges.get": ({ challenges }, other) => (other?.challenges ?? challenges).get(inputs.byChallenge),
  "Challenges.verify": ({ challenges }, other) => (other?.challenges ?? challenges).verify(inputs.answer),
  "Challenges.delete": ({ challenges }, other) => (other?.challenges ?? challenges).delete(inputs.byChallenge),
  "Registration.prepare": ({ registration }, other) => (other?.registration ?? registration).prepare(inputs.register),
  "Registration.options": ({ registration }, other) =>
    (other?.registration ?? registration).options({ registrationToken: secrets.registrationToken }),
  "Registration.verify": ({ registration }, other) => (other?.registration ?? registration).verify(inputs.registered),
  "Authentication.prepare": ({ authentication }, other) =>
    (other?.authentication ?? authentication).prepare(inputs.authenticate),
  "Authentication.options": ({ authentication }, other) =>
    (other?.authentication ?? authentication).options({ authenticationToken: secrets.authenticationToken }),
  "Authentication.verify": ({ authentication }, other) =>
    (other?.authentication ?? authentication).verify(inputs.authenticated),
  "Principals.verifyIdToken": ({ principals }) => principals.verifyIdToken({ token: token() })
}

/** Whether the facade has this operation. */
export const hasFacade = (operation: Operation): boolean => operation in methods

/** The facade. */
export const promise: Client = {
  name: "promise",
  call: async ({ operation, settings, variant }, fetch, endpoint) => {
    const logged: Array<string> = []
    const logger = (entry: object) => {
      logged.push(JSON.stringify(entry))
    }
    const passlock = new Passlock({ tenancyId, apiKey, endpoint, fetch, logger, ...settings })
    const call = methods[operation]
    const isLocal = operation === "Principals.verifyIdToken"
    const isSafe = variant === "safe"
    const isWithResponse = variant === "withResponse" && !isLocal
    try {
      const result = await call?.(isSafe ? passlock.safe : passlock, isWithResponse ? passlock.withResponse : undefined)
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
  signalAllAcceptedCredentials: record
})

/** Whether the page's client sends this operation first. */
export const hasPage = (operation: Operation): boolean => operation.startsWith("Lookups.")

/** The page's client, in a browser that records the signals to the device. */
export const browser: Client = {
  name: "browser",
  call: async ({ operation, settings }, fetch, endpoint) => {
    Object.assign(globalThis, { PublicKeyCredential })
    signalled = undefined
    const { signals } = new Page({ tenancyId, endpoint, fetch, ...settings })
    try {
      await (operation === "Lookups.credential"
        ? signals.unknownCredential(inputs.byPasskey)
        : signals.allAcceptedCredentials({ passkeyIds: ["passkey_01", "passkey_02"] }))
      return { outcome: { value: signalled }, logged: [] }
    } catch (error) {
      return { outcome: isPageError(error) ? { error } : { defect: error }, logged: [] }
    } finally {
      Reflect.deleteProperty(globalThis, "PublicKeyCredential")
    }
  }
}
