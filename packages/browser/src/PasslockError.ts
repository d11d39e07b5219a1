/**
 * The error classes.
 *
 * @since 0.1.0
 */

/** The brand of every error of this package. It is a registered symbol, so copies of the package share it. */
const brand = Symbol.for("@passlock-sdk/browser/PasslockError")

type Inherited = keyof Error | "_tag" | "toJSON"

/** The constructor's fields. */
type Fields<E extends Error> = { readonly [Name in keyof E as Name extends Inherited ? never : Name]: E[Name] } & {
  readonly message: string
}

abstract class BaseError extends Error {
  /** The name of the error class. */
  abstract readonly _tag: string
  /** The operation that failed, such as `Ceremony.register`, `Registration.options` or `new Passlock`. */
  declare readonly operation: string

  constructor({ message, ...fields }: Fields<BaseError>) {
    super(message)
    Object.assign(this, fields)
    Object.defineProperty(this, brand, { value: true })
  }

  /** The name of the error class. */
  override get name(): string {
    return this._tag
  }

  /** Returns the fields that are safe to log. */
  toJSON(): object {
    return { ...this, message: this.message }
  }
}

/** A failed request to Passlock. */
abstract class RequestError extends BaseError {
  /** The number of attempts, including those that never reached the API. */
  declare readonly attempts: number

  constructor(fields: Fields<RequestError>) {
    super(fields)
  }
}

/** A response that is an error. */
abstract class ResponseError extends RequestError {
  /** The HTTP status of the response. */
  declare readonly status: number
  /** The `x-request-id` header of the response, if present. */
  declare readonly requestId?: string

  constructor(fields: Fields<ResponseError>) {
    super(fields)
  }
}

/**
 * The browser does not support passkeys, or the page is not served over HTTPS or from localhost. Nothing was sent.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class PasskeysUnsupported extends BaseError {
  readonly _tag = "PasskeysUnsupported" as const
}

/**
 * The browser supports passkeys, but not this feature.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class Unsupported extends BaseError {
  readonly _tag = "Unsupported" as const
  /** Conditional UI (autofill), or one of the three signals. */
  declare readonly feature: "autofill" | "unknownCredential" | "allAcceptedCredentials" | "currentUserDetails"

  constructor(fields: Fields<Unsupported>) {
    super(fields)
  }
}

/**
 * The device already has one of the passkeys that the server excluded. Let the user log in with it.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class PasskeyAlreadyRegistered extends BaseError {
  readonly _tag = "PasskeyAlreadyRegistered" as const
}

/**
 * The user or another ceremony cancelled this one.
 *
 * **Gotchas**
 *
 * Browsers do not distinguish a user who cancels from a device that has no matching passkey or cannot meet the request:
 * all are `by: "user"`. An abort is not a `CeremonyCancelled`: it rejects with the signal's reason.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class CeremonyCancelled extends BaseError {
  readonly _tag = "CeremonyCancelled" as const
  /** `"ceremony"`: a later ceremony started, such as a login by button while autofill was pending. */
  declare readonly by: "user" | "ceremony"

  constructor(fields: Fields<CeremonyCancelled>) {
    super(fields)
  }
}

/**
 * The user did not respond to the browser's dialog in time.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class CeremonyTimeout extends BaseError {
  readonly _tag = "CeremonyTimeout" as const
  /** The time limit that the server set, in milliseconds. */
  declare readonly milliseconds: number

  constructor(fields: Fields<CeremonyTimeout>) {
    super(fields)
  }
}

/**
 * The vault does not contain the passkey that the user chose. Offer to remove it: `signals.unknownCredential` takes
 * this error as it is.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class OrphanedPasskey extends ResponseError {
  readonly _tag = "OrphanedPasskey" as const
  /** The credential ID, base64url. */
  declare readonly credentialId: string
  /** The relying party ID: the domain that the passkey belongs to. */
  declare readonly rpId: string

  constructor(fields: Fields<OrphanedPasskey>) {
    super(fields)
  }
}

/**
 * The browser or the device failed, for a reason other than the user.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class AuthenticatorError extends BaseError {
  readonly _tag = "AuthenticatorError" as const
  /**
   * The name of the browser's `DOMException`, such as `SecurityError` when the page is on another domain than `rpId`.
   */
  declare readonly code: string

  constructor(fields: Fields<AuthenticatorError>) {
    super(fields)
  }
}

/**
 * The request has no credentials, or the API cannot parse them.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Unauthorized extends ResponseError {
  readonly _tag = "Unauthorized" as const
}

/**
 * The tenancy does not exist, or does not allow this page.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Forbidden extends ResponseError {
  readonly _tag = "Forbidden" as const
}

/**
 * The vault has no passkey with this ID.
 *
 * @since 0.1.0
 * @category api errors
 */
export class NotFound extends ResponseError {
  readonly _tag = "NotFound" as const
}

/**
 * The API rejected the request as invalid: a token is unknown, used or expired, or the authenticator's response is
 * invalid. The message says why.
 *
 * @since 0.1.0
 * @category api errors
 */
export class BadRequest extends ResponseError {
  readonly _tag = "BadRequest" as const
}

/**
 * The tenancy does not exist or is unavailable.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidTenancy extends ResponseError {
  readonly _tag = "InvalidTenancy" as const
}

/**
 * The input or an option is invalid. Nothing was sent.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidInput extends RequestError {
  readonly _tag = "InvalidInput" as const
  /** What is wrong with each field. */
  declare readonly issues: ReadonlyArray<{
    /** The path of the field, such as `metadata.plan`. Empty for the whole input. */
    readonly path: string
    /** What was expected, and the kind of value received: `expected string, got number`. */
    readonly message: string
  }>

  constructor(fields: Fields<InvalidInput>) {
    super(fields)
  }
}

/**
 * The connection failed before the complete response arrived.
 *
 * @since 0.1.0
 * @category client errors
 */
export class TransportError extends RequestError {
  readonly _tag = "TransportError" as const
  /** Always `"unknown"`: a browser does not report whether the request was sent. */
  declare readonly sent: "unknown"

  constructor(fields: Fields<TransportError>) {
    super(fields)
  }
}

/**
 * The complete response did not arrive in time.
 *
 * **Gotchas**
 *
 * If the operation changes something, the server may have processed the request.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RequestTimeout extends RequestError {
  readonly _tag = "RequestTimeout" as const
  /** The phase that timed out: `headers` includes the connection. */
  declare readonly phase: "headers" | "body"
  /** The limit that expired: `timeout` for one attempt, `totalTimeout` for the whole call. */
  declare readonly limit: "timeout" | "totalTimeout"
  /** The limit, in milliseconds. */
  declare readonly milliseconds: number

  constructor(fields: Fields<RequestTimeout>) {
    super(fields)
  }
}

/**
 * Too many requests: status 429.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends ResponseError {
  readonly _tag = "RateLimited" as const
  /** The response's `Retry-After`, in whole seconds, if present. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<RateLimited>) {
    super(fields)
  }
}

/**
 * The API, or a proxy in front of it, failed with status 5xx.
 *
 * @since 0.1.0
 * @category client errors
 */
export class ServerError extends ResponseError {
  readonly _tag = "ServerError" as const
  /** The response's `Retry-After`, in whole seconds, if present. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<ServerError>) {
    super(fields)
  }
}

const bodies = new WeakMap<UnexpectedResponse, string>()

/**
 * Not a Passlock response: an unknown error tag, an HTML page, a redirect, truncated JSON, or a success that lacks a
 * required field.
 *
 * @since 0.1.0
 * @category client errors
 */
export class UnexpectedResponse extends ResponseError {
  readonly _tag = "UnexpectedResponse" as const
  /** The `_tag` of the body, if present. */
  declare readonly wireTag?: string

  constructor({ body, ...fields }: Fields<UnexpectedResponse>) {
    super(fields)
    bodies.set(this, body)
  }

  /** The first 200 characters of the body, which may contain secrets. JSON and inspection omit them. */
  get body(): string {
    return bodies.get(this) ?? ""
  }
}

/**
 * The errors that every request to Passlock can fail with.
 *
 * @since 0.1.0
 * @category models
 */
export type CommonError =
  | Unauthorized
  | Forbidden
  | BadRequest
  | InvalidTenancy
  | InvalidInput
  | TransportError
  | RequestTimeout
  | RateLimited
  | ServerError
  | UnexpectedResponse

/**
 * The errors that a registration rejects with.
 *
 * @since 0.1.0
 * @category models
 */
export type RegistrationError =
  | PasskeysUnsupported
  | PasskeyAlreadyRegistered
  | CeremonyCancelled
  | CeremonyTimeout
  | AuthenticatorError
  | CommonError

/**
 * The errors that an authentication rejects with.
 *
 * @since 0.1.0
 * @category models
 */
export type AuthenticationError =
  | PasskeysUnsupported
  | Unsupported
  | OrphanedPasskey
  | CeremonyCancelled
  | CeremonyTimeout
  | AuthenticatorError
  | CommonError

/**
 * The errors that a signal rejects with.
 *
 * @since 0.1.0
 * @category models
 */
export type SignalError = Unsupported | AuthenticatorError | NotFound | CommonError

/**
 * Every error of this package. `_tag` identifies it.
 *
 * @since 0.1.0
 * @category models
 */
export type PasslockError = RegistrationError | AuthenticationError | SignalError

/**
 * Returns whether a value is an error of this package, even one from another copy of it.
 *
 * @example
 * ```ts
 * import { isPasslockError, Passlock } from "@passlock-sdk/browser"
 *
 * const passlock = new Passlock({ tenancyId: "my-tenancy" })
 *
 * export const register = async (registrationToken: string) => {
 *   try {
 *     return await passlock.register({ registrationToken })
 *   } catch (error) {
 *     if (isPasslockError(error) && error._tag === "CeremonyCancelled") return undefined
 *     throw error
 *   }
 * }
 * ```
 *
 * @since 0.1.0
 * @category guards
 */
export const isPasslockError = (value: unknown): value is PasslockError =>
  typeof value === "object" && value !== null && brand in value
