import type * as HttpClientError from "@effect/platform/HttpClientError"
import { TransportError } from "@passlock-sdk/contract/PasslockError"
import { redact } from "@passlock-sdk/contract/protocol/Redaction"

/** Codes of a connection that was never made: no name, no listener, no route, no trust. */
const neverSent =
  /^(ENOTFOUND|EAI_\w+|ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused|FailedToOpenSocket|CERT_\w+|ERR_TLS_CERT_\w+|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+)$/

interface SystemFault {
  readonly code: string | undefined
  readonly syscall: string | undefined
}

/** What the system said, from the outermost wrapping to the innermost. A dual-stack connection fails with several. */
const faultsOf = (cause: unknown, depth = 8): ReadonlyArray<SystemFault> => {
  if (typeof cause !== "object" || cause === null || depth === 0) return []
  const { code, syscall, errors, cause: inner } = cause as Readonly<Record<string, unknown>>
  const own: SystemFault = {
    code: typeof code === "string" ? code : undefined,
    syscall: typeof syscall === "string" ? syscall : undefined
  }
  return [
    ...(own.code === undefined ? [] : [own]),
    ...(Array.isArray(errors) ? errors.flatMap((error) => faultsOf(error, depth - 1)) : []),
    ...faultsOf(inner, depth - 1)
  ]
}

const wasNeverSent = ({ code = "", syscall }: SystemFault): boolean =>
  neverSent.test(code) || (syscall === "connect" && code === "ETIMEDOUT")

/** What the last in a chain of causes said. */
const innermostMessage = (cause: unknown): string => {
  let message = ""
  for (let error = cause, depth = 8; error instanceof Error && depth > 0; error = error.cause, depth--) {
    message = String(error.message)
  }
  return message
}

type Failed = HttpClientError.HttpClientError | { readonly _tag: "Defect"; readonly cause: unknown }

interface Told {
  readonly faults: ReadonlyArray<SystemFault>
  readonly said: string
  readonly sent: TransportError["sent"]
  readonly wasAnswered: boolean
}

/** What an error tells. One that throws when it is looked at tells nothing. */
const read = (error: Failed): Told => {
  try {
    const faults = faultsOf(error.cause)
    const wasNotSent =
      error._tag === "RequestError" &&
      (error.reason !== "Transport" || (faults.length > 0 && faults.every(wasNeverSent)))
    return {
      faults,
      said: innermostMessage(error.cause),
      sent: wasNotSent ? "no" : "unknown",
      wasAnswered: error._tag === "ResponseError"
    }
  } catch {
    return { faults: [], said: "", sent: "unknown", wasAnswered: false }
  }
}

/**
 * A request without a whole answer.
 *
 * The cause itself is not kept: it holds the request, and with that the key and the codes in it.
 */
export const transportError = (
  error: Failed,
  report: { readonly operation: string; readonly attempts: number; readonly secrets: ReadonlyArray<string> }
): TransportError => {
  const { faults, said, sent, wasAnswered } = read(error)
  const code = faults[0]?.code
  const reason = redact(code ?? said, report.secrets, 100)
  const what = wasAnswered
    ? "The connection was lost in the middle of the answer"
    : sent === "no"
      ? "Passlock could not be reached"
      : "The connection was lost"
  return new TransportError(
    {
      operation: report.operation,
      attempts: report.attempts,
      sent,
      ...(code === undefined ? {} : { code: reason }),
      message: `${report.operation}: ${what}${reason === "" ? "" : ` (${reason})`}. ${
        sent === "no"
          ? "Nothing was sent: check the network and the endpoint."
          : "The request may have had its effect: check before you repeat it."
      }`
    },
    true
  )
}
