/** One call of an endpoint: the request, as many attempts as are safe, and what the last answer said. */

import type { AuthenticationOptions } from "@passlock-sdk/contract/Authentication"
import type { CredentialLookup, CredentialsLookup } from "@passlock-sdk/contract/Passkey"
import { format } from "@passlock-sdk/contract/protocol/Issue"
import { redact } from "@passlock-sdk/contract/protocol/Redaction"
import * as Answer from "@passlock-sdk/contract/protocol/Response"
import * as Repetition from "@passlock-sdk/contract/protocol/Retry"
import * as Address from "@passlock-sdk/contract/protocol/Url"
import type { RegistrationOptions } from "@passlock-sdk/contract/Registration"
import * as Errors from "../PasslockError.js"
import type { Connection } from "./connection.js"
import { invalidInput } from "./invalid.js"
import { check, type ValueSchema as Shape } from "./schema.js"
import wire from "./wire.json" with { type: "json" }

interface VerifiedOnTheWire {
  readonly principal: { readonly authenticatorId: string; readonly userId: string }
  readonly id_token: string
  readonly code: string
}

/** What each endpoint answers. */
interface Answers {
  "Registration.options": RegistrationOptions
  "Registration.verify": VerifiedOnTheWire
  "Authentication.options": AuthenticationOptions
  "Authentication.verify": VerifiedOnTheWire
  "Lookups.credential": CredentialLookup
  "Lookups.credentials": CredentialsLookup
}

type Operation = keyof Answers

interface Endpoint {
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly idempotent: boolean
  readonly secrets: ReadonlyArray<string>
  readonly input: Shape
  readonly success: Shape
  readonly errors: ReadonlyArray<string>
}

type ApiErrorName = keyof typeof wire.errors

interface Known extends Answer.Known {
  readonly name: ApiErrorName
  readonly body: Shape
}

const endpoints = wire.endpoints as { readonly [Name in Operation]: unknown } as {
  readonly [Name in Operation]: Endpoint
}

const known = (names: ReadonlyArray<string>): ReadonlyArray<Known> =>
  names.map((name) => (wire.errors as unknown as Readonly<Record<string, Known>>)[name] as Known)

const common = known(wire.common)

/** Fails with one of the classes of `PasslockError`; an abort comes as the signal's reason instead. */
export const call = async <Name extends Operation>(
  connection: Connection,
  name: Name,
  input: unknown,
  signal: AbortSignal
): Promise<Answers[Name]> => {
  const endpoint = endpoints[name]
  const { operation, idempotent } = endpoint
  const checked = check(endpoint.input, input)
  if ("issues" in checked) throw invalidInput(operation, checked.issues)
  const body = stringify(checked.value)
  if (body === undefined) throw invalidInput(operation, [{ path: "", message: "expected a value that JSON can carry" }])
  const request = requestOf(connection, endpoint, checked.value as Answer.Fields, body)

  const begun = performance.now()
  const elapsed = () => performance.now() - begun
  for (let attempts = 1; ; attempts++) {
    const left = connection.totalTimeout - Math.floor(elapsed())
    const outcome = await attempt(connection, endpoint, { ...request, attempts }, left, signal)
    if ("value" in outcome) return outcome.value as Answers[Name]
    const error = outcome.failure
    if (attempts > connection.maxRetries || !Repetition.isRetryable({ error, idempotent })) throw error
    const delay = Repetition.delay(Repetition.standard, error, Math.random())
    // What has just gone wrong says more than a totalTimeout that would pass during the wait.
    if (delay === undefined || elapsed() + delay >= connection.totalTimeout) throw error
    await sleep(delay, signal)
  }
}

interface Request {
  readonly url: string
  readonly init: RequestInit
  readonly secrets: ReadonlyArray<string>
}

/** `undefined` for what JSON cannot carry: a circle or a bigint among the fields that are passed on unread. */
const stringify = (value: unknown): string | undefined => {
  try {
    return JSON.stringify(value)
  } catch {
    return undefined
  }
}

const requestOf = (connection: Connection, endpoint: Endpoint, input: Answer.Fields, body: string): Request => {
  const hasBody = endpoint.method !== "GET"
  return {
    url: Address.resolve(connection.endpoint, endpoint.path, { ...input, tenancyId: connection.tenancyId }),
    init: {
      method: endpoint.method,
      headers: { accept: "application/json", ...(hasBody && { "content-type": "application/json" }) },
      redirect: "manual",
      // What is told to a device must not be what was true a while ago.
      cache: "no-store",
      ...(hasBody && { body })
    },
    secrets: endpoint.secrets.flatMap((name) => (typeof input[name] === "string" ? [input[name]] : []))
  }
}

type Outcome = { readonly value: unknown } | { readonly failure: Failure }

interface Sending extends Request {
  readonly attempts: number
}

/** One attempt, in at most `left` milliseconds. Rejects only when the signal ends it. */
const attempt = (
  connection: Connection,
  endpoint: Endpoint,
  { attempts, init, secrets, url }: Sending,
  left: number,
  signal: AbortSignal
): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const { operation } = endpoint
    // A browser's own refuses to be a method of anything else.
    const { fetch } = connection
    const controller = new AbortController()
    let phase: Errors.RequestTimeout["phase"] = "headers"

    const end = (how: () => void) => {
      clearTimeout(timer)
      signal.removeEventListener("abort", abort)
      how()
      controller.abort()
    }
    const abort = () => end(() => reject(signal.reason))
    signal.addEventListener("abort", abort)
    const limit = connection.timeout <= left ? "timeout" : "totalTimeout"
    const milliseconds = Math.min(connection.timeout, left)
    const late = () =>
      end(() => resolve({ failure: timedOut({ operation, attempts, phase, limit, milliseconds: connection[limit] }) }))
    const timer = milliseconds < longestTimer ? setTimeout(late, Math.max(0, milliseconds)) : undefined

    const exchange = async (): Promise<Outcome> => {
      try {
        const response = await fetch(url, { ...init, signal: controller.signal })
        phase = "body"
        const text = await response.text()
        const headers = Object.fromEntries(response.headers)
        return read(endpoint, { status: response.status, headers, text, receivedAt: Date.now() }, { attempts, secrets })
      } catch (error) {
        const said = error instanceof Error ? redact(error.message, secrets, 100) : ""
        return { failure: transportError({ operation, attempts, phase, said }) }
      }
    }
    exchange().then((outcome) => end(() => resolve(outcome)))
  })

const longestTimer = 2 ** 31 - 1

const read = (endpoint: Endpoint, answer: Answer.Answer, report: Answer.Report): Outcome =>
  Answer.read(
    {
      operation: endpoint.operation,
      own: known(endpoint.errors),
      common,
      decode: (body) => decoded(endpoint.success, body),
      decodeError: (error, body) => decoded(error.body, body),
      fail: (error, fields) => new classes[typeof error === "string" ? error : error.name](fields as never)
    },
    answer,
    report
  )

const decoded = (shape: Shape, body: Answer.Fields): Answer.Decoded<Answer.Fields> => {
  const checked = check(shape, body)
  return "issues" in checked ? { reason: format(checked.issues) } : { value: checked.value as Answer.Fields }
}

type Failure = Errors.CommonError | Errors.NotFound | Errors.OrphanedPasskey

const classes: { readonly [Name in ApiErrorName | Answer.Stray]: new (fields: never) => Failure } = {
  Unauthorized: Errors.Unauthorized,
  Forbidden: Errors.Forbidden,
  NotFound: Errors.NotFound,
  BadRequest: Errors.BadRequest,
  InvalidTenancy: Errors.InvalidTenancy,
  // What the vault calls a passkey that it does not hold is, seen from the device, an orphan.
  PasskeyNotFound: Errors.OrphanedPasskey,
  RateLimited: Errors.RateLimited,
  ServerError: Errors.ServerError,
  UnexpectedResponse: Errors.UnexpectedResponse
}

const timedOut = (
  told: Pick<Errors.RequestTimeout, "operation" | "attempts" | "phase" | "limit" | "milliseconds">
): Errors.RequestTimeout =>
  new Errors.RequestTimeout({
    ...told,
    message: `${told.operation}: No whole answer within ${told.milliseconds} ms. The request may have had its effect: check before you repeat it.`
  })

const transportError = (told: {
  readonly operation: string
  readonly attempts: number
  readonly phase: Errors.RequestTimeout["phase"]
  readonly said: string
}): Errors.TransportError => {
  const { attempts, operation, phase, said } = told
  const what = phase === "body" ? "The connection was lost in the middle of the answer" : "The connection was lost"
  return new Errors.TransportError({
    operation,
    attempts,
    sent: "unknown",
    message: `${operation}: ${what}${said === "" ? "" : ` (${said})`}. The request may have had its effect: check before you repeat it.`
  })
}

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const abort = () => {
      clearTimeout(timer)
      reject(signal.reason)
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", abort)
      resolve()
    }, milliseconds)
    signal.addEventListener("abort", abort, { once: true })
  })
