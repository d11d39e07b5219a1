/**
 * Reads the cause of a failed connection: the system's code, and whether the request can have reached the server.
 *
 * @since 0.1.0
 */

/**
 * Where an attempt failed: while the request was made, before the response's headers, while its body was read, or at a
 * point that is unknown because the HTTP client failed with a defect.
 *
 * @since 0.1.0
 * @category models
 */
export type Phase = "request" | "headers" | "body" | "unknown"

/**
 * A failed connection.
 *
 * @since 0.1.0
 * @category models
 */
export interface Failure {
  readonly phase: Phase
  /** `"no"` if the request certainly did not reach the server. */
  readonly sent: "no" | "unknown"
  /** The system's code, such as `ECONNREFUSED`. */
  readonly code?: string | undefined
  /** What the client or the system says of it. It can hold secrets. */
  readonly detail: string
}

/** Codes of a connection that was never made: no name, no listener, no route, no trusted certificate. */
const neverConnected =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|CERT_\w+|ERR_TLS_CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

interface SystemError {
  readonly code: string
  readonly syscall: unknown
}

/** A real chain of causes is shorter. One that refers to itself has no end. */
const maximumErrors = 32

/** Every system error in a chain of causes, the outermost first. A dual-stack connection fails with several. */
const systemErrors = (cause: unknown, seen: Set<object> = new Set()): ReadonlyArray<SystemError> => {
  if (typeof cause !== "object" || cause === null || seen.has(cause) || seen.size >= maximumErrors) return []
  seen.add(cause)
  const { code, syscall, errors, cause: inner } = cause as Readonly<Record<string, unknown>>
  return [
    ...(typeof code === "string" ? [{ code, syscall }] : []),
    ...(Array.isArray(errors) ? errors.slice(0, maximumErrors) : []).flatMap((error) => systemErrors(error, seen)),
    ...systemErrors(inner, seen)
  ]
}

const isNeverConnected = ({ code, syscall }: SystemError): boolean =>
  neverConnected.test(code) || (syscall === "connect" && code === "ETIMEDOUT")

/** The innermost message of a chain of causes. */
const messageOf = (cause: unknown): string => {
  let message = ""
  for (let error = cause, depth = 8; error instanceof Error && depth > 0; error = error.cause, depth--) {
    message = String(error.message)
  }
  return message
}

/**
 * Reads a cause. The cause itself is not kept: it holds the request, with its key and codes.
 *
 * @since 0.1.0
 * @category getters
 */
export const read = (phase: Phase, cause: unknown): Failure => {
  try {
    const errors = systemErrors(cause)
    const isNotSent =
      phase === "request" || (phase === "headers" && errors.length > 0 && errors.every(isNeverConnected))
    return { phase, sent: isNotSent ? "no" : "unknown", code: errors[0]?.code, detail: messageOf(cause) }
  } catch {
    // A cause that throws when it is read says nothing.
    return { phase, sent: phase === "request" ? "no" : "unknown", detail: "" }
  }
}
