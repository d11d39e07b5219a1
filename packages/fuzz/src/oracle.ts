/**
 * What must come out of a call. It knows the API's documentation and the SDK's promises, and none of the SDK's code.
 */
import type { Case, Cause, Reply, ResponseReply } from "./Case.js"
import { documentedOf, type Operation } from "./documented.js"
import { key } from "./idToken.js"
import { isObject, misfit, unclear } from "./shapes.js"
import { epoch } from "./time.js"

interface Fields {
  readonly [name: string]: unknown
}

/** A value, or an error with the fields that can be known. */
export type Result = { readonly value: unknown } | { readonly error: string; readonly fields: Fields }

export interface Expectation {
  readonly result: Result
  readonly requests: number
  /** The shortest and the longest time that the call takes, in milliseconds. */
  readonly elapsed: readonly [shortest: number, longest: number]
}

/** Errors of any operation, with the status that stands for them. */
const common = { Unauthorized: 401, Forbidden: 403, BadRequest: 400, InvalidTenancy: 404 }

const ownErrors = (operation: Operation): { readonly [tag: string]: number } => documentedOf(operation).errors ?? {}

/** Every `_tag` that an operation's error can have. */
export const tagsOf = (operation: Operation): ReadonlyArray<string> => [
  ...Object.keys({ ...common, ...ownErrors(operation) }),
  "InvalidInput",
  "TransportError",
  "RequestTimeout",
  "RateLimited",
  "ServerError",
  "UnexpectedResponse",
  ...(operation === "Principals.verifyIdToken" ? ["InvalidIdToken"] : [])
]

const neverSent = new Set<Cause>(["refused", "refused twice", "no such host", "connect timeout"])

/** How an attempt ends. `retry`: `always`, if the operation is idempotent, or `never`. */
interface Ending {
  readonly result: Result
  readonly retry: "always" | "idempotent" | "never"
  readonly retryAfter?: number
  /** The attempt ends by its time limit. */
  readonly isTimeout?: true
}

/** With 408, the server gave up waiting for the request. */
const unexpected = (status: number): Ending => ({
  result: { error: "UnexpectedResponse", fields: { status } },
  retry: status === 408 ? "idempotent" : "never"
})

const transportError = (sent: "no" | "unknown"): Ending => ({
  result: { error: "TransportError", fields: { sent } },
  retry: sent === "no" ? "always" : "idempotent"
})

const timedOut = (phase: "headers" | "body"): Ending => ({
  result: { error: "RequestTimeout", fields: { phase } },
  retry: "idempotent",
  isTimeout: true
})

/** `__proto__` is never a field. Without recursion, since JSON can be deeper than the stack. */
const parse = (text: string): { readonly json: unknown; readonly isDeep: boolean } => {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    return { json: undefined, isDeep: false }
  }
  let level = [json]
  let levels = 0
  for (; level.length > 0; levels++) {
    const next: Array<unknown> = []
    for (const item of level) {
      if (typeof item !== "object" || item === null) continue
      // A parser that is recursive may fail on what it would drop.
      for (const inner of Object.values(item)) next.push(inner)
      if (Object.hasOwn(item, "__proto__")) Reflect.deleteProperty(item, "__proto__")
    }
    level = next
  }
  return { json, isDeep: levels > 200 }
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

/** RFC 9110's three formats; the obsolete ones of the cases are in the past. */
const dates = [
  /^\w{3}, (?<day>\d\d) (?<month>\w{3}) (?<year>\d{4}) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^\w{6,9}, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>\d\d:\d\d:\d\d) GMT$/,
  /^\w{3} (?<month>\w{3}) (?<day>[ \d]\d) (?<time>\d\d:\d\d:\d\d) (?<year>\d{4})$/
]

/** All that `Retry-After` can mean, in seconds. */
const retryAfters = (value: string | undefined, now: number): ReadonlyArray<number | undefined> => {
  const text = value?.trim() ?? ""
  if (/^\d+$/.test(text)) return text.length > 9 ? [undefined, Number(text)] : [Number(text)]
  const {
    day = "",
    month = "",
    time = "",
    year = ""
  } = dates.map((date) => date.exec(text)?.groups).find(Boolean) ?? {}
  const [hours, minutes, seconds] = time.split(":").map(Number)
  const number = months.indexOf(month)
  if (number < 0 || Number(day) > 31 || Number(hours) > 24) return [undefined]
  const at = Date.UTC(Number(year.length === 2 ? `19${year}` : year), number, Number(day), hours, minutes, seconds)
  return [Math.max(0, Math.ceil((at - now) / 1_000))]
}

/** How many values JSON holds for its size, from which a client may refuse to parse it. */
const isDense = (text: string): boolean =>
  text.length > 2 ** 20 && (text.match(/[,[{]/g)?.length ?? 0) > text.length / 40

/** The values and errors that a body can stand for. */
const judgeBody = (operation: Operation, { body, status }: ResponseReply): ReadonlyArray<Ending> => {
  const text = new TextDecoder().decode(body)
  const { isDeep, json } = parse(text)
  const endings = judgeJson(operation, status, json, text)
  return isDeep || isDense(text) ? [...endings, unexpected(status)] : endings
}

/** The values and errors that a complete response can stand for. */
const judge = (
  operation: Operation,
  reply: ResponseReply,
  now: number,
  judged: Map<Reply, ReadonlyArray<Ending>>
): ReadonlyArray<Ending> => {
  const { status } = reply
  if (status === 0 || (status >= 300 && status < 400)) return [unexpected(status)]
  const endings = judged.get(reply) ?? judgeBody(operation, reply)
  judged.set(reply, endings)
  const headers = new Headers(reply.headers.map(([name, value]): [string, string] => [name, value]))
  return endings.flatMap((ending): ReadonlyArray<Ending> => {
    if (!("error" in ending.result) || !/^(RateLimited|ServerError)$/.test(ending.result.error)) return [ending]
    const { error, fields } = ending.result
    return retryAfters(headers.get("retry-after") ?? undefined, now).map((retryAfter) => ({
      ...ending,
      result: { error, fields: { ...fields, retryAfterSeconds: retryAfter } },
      ...(typeof retryAfter === "number" ? { retryAfter } : {})
    }))
  })
}

const judgeJson = (operation: Operation, status: number, json: unknown, text: string): ReadonlyArray<Ending> => {
  const body = isObject(json) ? json : undefined
  const tag = typeof body?._tag === "string" ? body._tag : undefined
  const isSuccess = status >= 200 && status < 300
  const otherwise = (): Ending =>
    status === 429
      ? { result: { error: "RateLimited", fields: { status } }, retry: "always" }
      : status >= 500
        ? { result: { error: "ServerError", fields: { status } }, retry: "idempotent" }
        : unexpected(status)
  const apiError = (error: string, fields: Fields = {}): Ending => ({
    result: { error, fields: { ...fields, status } },
    retry: "never"
  })

  if (body !== undefined && tag?.startsWith("@error/")) {
    const name = tag.slice("@error/".length)
    const { message } = body
    const isKnown = Object.hasOwn({ ...common, ...ownErrors(operation) }, name)
    if (!isKnown || (message !== undefined && message !== null && typeof message !== "string")) return [otherwise()]
    if (name === "ChallengeRateLimited") {
      const { retryAfterSeconds: seconds } = body
      if (typeof seconds !== "number" || !Number.isInteger(seconds)) return [otherwise()]
      const error = apiError(name, { retryAfterSeconds: seconds })
      return seconds >= 0 && Number.isSafeInteger(seconds) ? [error] : [error, otherwise()]
    }
    if (name === "PasskeyNotFound") {
      const { credentialId, rpId } = body
      if (typeof credentialId !== "string" || typeof rpId !== "string") return [otherwise()]
      return [apiError(name, { credentialId, rpId })]
    }
    return [apiError(name)]
  }
  if (isSuccess) {
    const value = body === undefined || text === "" ? misfit : documentedOf(operation).response(body)
    if (value === misfit) return [unexpected(status)]
    return value === unclear
      ? [{ result: { value: unclear }, retry: "never" }, unexpected(status)]
      : [{ result: { value }, retry: "never" }]
  }
  if (status === 429 || status >= 500) return [otherwise()]
  if (tag !== undefined) return [unexpected(status)]
  // Without a tag, the status decides. A proxy may say 401 or 403 without JSON.
  if (status === 401) return [apiError("Unauthorized")]
  if (status === 403) return [apiError("Forbidden")]
  if (body === undefined) return [unexpected(status)]
  const candidates = Object.entries(ownErrors(operation)).filter(([, standsFor]) => standsFor === status)
  const [only, second] = candidates
  if (only !== undefined && second === undefined && only[0] !== "PasskeyNotFound") return [apiError(only[0])]
  return [status === 400 ? apiError("BadRequest") : unexpected(status)]
}

const endingsOf = (
  operation: Operation,
  reply: Reply,
  maximum: number,
  now: number,
  judged: Map<Reply, ReadonlyArray<Ending>>
): ReadonlyArray<Ending> => {
  switch (reply.type) {
    case "failure":
      return [transportError(neverSent.has(reply.cause) ? "no" : "unknown")]
    case "silence":
      return [timedOut("headers")]
    case "response": {
      const lengths = reply.headers.filter(([name]) => name.toLowerCase() === "content-length")
      const tooLarge = unexpected(reply.status)
      // A length above the maximum may end the call before the body is read.
      const claim = lengths.some(([, value]) => Number(value) > maximum) ? [tooLarge] : []
      // A text arrives as a whole.
      if (reply.body.length > maximum && (reply.form === "stream" || reply.end === "end")) return [tooLarge]
      if (reply.end === "error") return [...claim, transportError("unknown")]
      if (reply.end === "silence") return [...claim, timedOut("body")]
      return [...claim, ...judge(operation, reply, now, judged)]
    }
  }
}

const principal = {
  _tag: "Principal",
  id: "principal_01",
  authenticatorId: "passkey_01",
  authenticatorType: "passkey",
  userId: "user_01",
  createdAt: Math.floor(epoch / 1_000) * 1_000,
  expiresAt: (Math.floor(epoch / 1_000) + 86_400) * 1_000,
  passkey: { verified: true, userVerified: true }
}

/** The token is valid only with its own key. With it, hostile fields or other keys may still spoil it. */
const verification = ({ result, ...end }: Expectation): ReadonlyArray<Expectation> => {
  if ("error" in result) return [{ ...end, result }]
  const { keys } = result.value as { readonly keys: ReadonlyArray<{ readonly [name: string]: unknown }> }
  const invalid = { ...end, result: { error: "InvalidIdToken", fields: {} } }
  const isPublished = keys.some(({ e, n }) => n === key.n && e === key.e)
  return isPublished ? [{ ...end, result: { value: principal } }, invalid] : [invalid]
}

/** Every allowed end of a call. */
export const expectations = (input: Case, startedAt: number): ReadonlyArray<Expectation> => {
  const ends = endsOf(input, startedAt)
  return input.operation === "Principals.verifyIdToken" ? ends.flatMap(verification) : ends
}

/** By the table of retries. */
const endsOf = ({ operation, replies, settings }: Case, startedAt: number): ReadonlyArray<Expectation> => {
  const { maxResponseSize, maxRetries, timeout, totalTimeout } = settings
  const judged = new Map<Reply, ReadonlyArray<Ending>>()
  const from = (attempt: number, shortest: number, longest: number): ReadonlyArray<Expectation> => {
    const reply = replies[Math.min(attempt, replies.length) - 1] as Reply
    const branches = new Map<string, Ending>()
    for (const before of [shortest, longest]) {
      for (const { result, ...ending } of endingsOf(operation, reply, maxResponseSize, startedAt + before, judged)) {
        const limit = timeout <= totalTimeout - Math.floor(before) ? "timeout" : "totalTimeout"
        const own = ending.isTimeout ? { limit, milliseconds: settings[limit] } : {}
        const named =
          "value" in result ? result : { ...result, fields: { ...result.fields, ...own, attempts: attempt, operation } }
        branches.set("value" in result ? "value" : JSON.stringify(named), { ...ending, result: named })
      }
    }
    const after = (start: number, { isTimeout }: Ending) =>
      isTimeout ? Math.min(start + timeout, totalTimeout) : start
    return [...branches.values()].flatMap((ending): ReadonlyArray<Expectation> => {
      const elapsed = [after(shortest, ending), after(longest, ending)] as const
      const end: Expectation = { result: ending.result, requests: attempt, elapsed }
      const { retry, retryAfter } = ending
      const mayRetry =
        attempt <= maxRetries &&
        (retry === "always" || (retry === "idempotent" && documentedOf(operation).isIdempotent))
      if (!mayRetry || (retryAfter !== undefined && retryAfter > 60)) return [end]
      const longestDelay = retryAfter === undefined ? Math.min(500 * 2 ** (attempt - 1), 8_000) : retryAfter * 1_000
      const shortestDelay = retryAfter === undefined ? Math.round(longestDelay * 0.75) : longestDelay
      const next = [elapsed[0] + shortestDelay, elapsed[1] + longestDelay] as const
      // A delay that would pass the total timeout ends the call.
      return [
        ...(next[1] >= totalTimeout ? [end] : []),
        ...(next[0] < totalTimeout ? from(attempt + 1, next[0], Math.min(next[1], totalTimeout)) : [])
      ]
    })
  }
  return from(1, 0, 0)
}
