/**
 * Explains a connection that failed: the system's code, and whether the request can have reached the server.
 *
 * @since 0.1.0
 */
import { redact } from "./Redaction.js"

/**
 * Where an attempt failed: while the request was made, before the response's headers, while its body was read, or at a
 * point that is unknown because the HTTP client failed with a defect.
 *
 * @since 0.1.0
 * @category models
 */
export type Phase = "request" | "headers" | "body" | "unknown"

/** Codes of a connection that was never made: no name, no listener, no route, no trusted certificate. */
const neverConnected =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|CERT_\w+|ERR_TLS_CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

interface SystemError {
  readonly code: string
  readonly syscall: unknown
}

/** Every system error in a chain of causes, the outermost first. A dual-stack connection fails with several. */
const systemErrors = (cause: unknown, depth = 8): ReadonlyArray<SystemError> => {
  if (typeof cause !== "object" || cause === null || depth === 0) return []
  const { code, syscall, errors, cause: inner } = cause as Readonly<Record<string, unknown>>
  return [
    ...(typeof code === "string" ? [{ code, syscall }] : []),
    ...(Array.isArray(errors) ? errors.flatMap((error) => systemErrors(error, depth - 1)) : []),
    ...systemErrors(inner, depth - 1)
  ]
}

const isNeverConnected = ({ code, syscall }: SystemError): boolean =>
  neverConnected.test(code) || (syscall === "connect" && code === "ETIMEDOUT")

const innermostMessage = (cause: unknown): string => {
  let message = ""
  for (let error = cause, depth = 8; error instanceof Error && depth > 0; error = error.cause, depth--) {
    message = String(error.message)
  }
  return message
}

/**
 * The fields of a `TransportError`. The cause itself is not kept: it holds the request, with its key and codes.
 *
 * @since 0.1.0
 * @category getters
 */
export const explain = (
  phase: Phase,
  cause: unknown,
  secrets: ReadonlyArray<string>
): { readonly sent: "no" | "unknown"; readonly code?: string; readonly message: string } => {
  let errors: ReadonlyArray<SystemError> = []
  let detail = ""
  try {
    errors = systemErrors(cause)
    detail = innermostMessage(cause)
  } catch {
    // An error that throws when it is read explains nothing.
  }
  const isNotSent = phase === "request" || (phase === "headers" && errors.length > 0 && errors.every(isNeverConnected))
  const code = errors[0] && redact(errors[0].code, secrets, 100)
  const reason = code ?? redact(detail, secrets, 100)
  const what = isNotSent
    ? "Could not connect"
    : phase === "body"
      ? "The connection was lost while the response was read"
      : "The connection was lost"
  return {
    sent: isNotSent ? "no" : "unknown",
    ...(code === undefined ? {} : { code }),
    message: `${what}${reason === "" ? "" : ` (${reason})`}.${
      isNotSent ? " Nothing was sent: check the network and the endpoint." : ""
    }`
  }
}
