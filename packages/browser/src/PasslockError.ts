/**
 * The errors of this package.
 *
 * @since 0.1.0
 */

/** A registered symbol, so that a second copy of the package recognizes the errors too. */
const brand = Symbol.for("@passlock-sdk/browser/PasslockError")

type Inherited = keyof Error | "_tag" | "toJSON"

/** The own fields of an error, and its message. */
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

  /** The fields that are safe to log. */
  toJSON(): object {
    return { ...this, message: this.message }
  }
}

/** A failed request to Passlock. */
abstract class RequestError extends BaseError {
  /** The number of attempts: requests that were sent, or that failed to be sent. */
  declare readonly attempts: number

  constructor(fields: Fields<RequestError>) {
    super(fields)
  }
}

/** A failed request that received a response. */
abstract class ResponseError extends RequestError {
  /** The HTTP status of the response. */
  declare readonly status: number
  /** The `x-request-id` of the response, if it has one. */
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
  /** Autofill of passkeys, or one of the three signals. */
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
 * A browser reports a user who cancels, a device without a matching passkey and a device that cannot meet the request
 * alike: all are `by: "user"`. An abort is not a `CeremonyCancelled`: it rejects with the signal's reason.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class CeremonyCancelled extends BaseError {
  readonly _tag = "CeremonyCancelled" as const
  /** `"ceremony"`: a later ceremony started, such as a login by button while an autofill was pending. */
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
 * The device used a passkey that is not in the vault. Offer to remove it: `signals.unknownCredential` takes this
 * error as it is.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class OrphanedPasskey extends ResponseError {
  readonly _tag = "OrphanedPasskey" as const
  /** The credential id, base64url. */
  declare readonly credentialId: string
  /** The relying party of the passkey: a domain. */
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
  /** The name of the browser's `DOMException`, such as `SecurityError` when the page is on another domain than `rpId`. */
  declare readonly code: string

  constructor(fields: Fields<AuthenticatorError>) {
    super(fields)
  }
}

/**
 * The request had no valid credentials.
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
 * The vault has no passkey with this id.
 *
 * @since 0.1.0
 * @category api errors
 */
export class NotFound extends ResponseError {
  readonly _tag = "NotFound" as const
}

/**
 * The API rejected the request: a token is unknown, used or expired, or the device's response does not verify. The message
 * names the reason.
 *
 * @since 0.1.0
 * @category api errors
 */
export class BadRequest extends ResponseError {
  readonly _tag = "BadRequest" as const
}

/**
 * The tenancy does not exist, or is unusable.
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
  /** The issues of the input, each with the path of its field. */
  declare readonly issues: ReadonlyArray<{
    /** The path of the field, separated by dots; empty for the whole value. */
    readonly path: string
    /** The expected value and the kind of value found. */
    readonly message: string
  }>

  constructor(fields: Fields<InvalidInput>) {
    super(fields)
  }
}

/**
 * The connection failed before the whole response arrived. The server may have processed the request.
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
 * The whole response did not arrive in time. The server may have processed the request.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RequestTimeout extends RequestError {
  readonly _tag = "RequestTimeout" as const
  /** The phase that timed out: connection and headers, or the body. */
  declare readonly phase: "headers" | "body"
  /** The limit that was reached: that of one attempt, or that of the whole call. */
  declare readonly limit: "timeout" | "totalTimeout"
  /** That limit in milliseconds. */
  declare readonly milliseconds: number

  constructor(fields: Fields<RequestTimeout>) {
    super(fields)
  }
}

/**
 * The API rejected the request with 429: too many requests.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends ResponseError {
  readonly _tag = "RateLimited" as const
  /** The `Retry-After` of the response in whole seconds, if it has one. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<RateLimited>) {
    super(fields)
  }
}

/**
 * The API, or a proxy in front of it, failed with a 5xx status.
 *
 * @since 0.1.0
 * @category client errors
 */
export class ServerError extends ResponseError {
  readonly _tag = "ServerError" as const
  /** The `Retry-After` of the response in whole seconds, if it has one. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<ServerError>) {
    super(fields)
  }
}

const bodies = new WeakMap<UnexpectedResponse, string>()

/**
 * The response is not a Passlock response: an unknown error, an HTML page, a redirect, truncated JSON or JSON that lacks a
 * field.
 *
 * @since 0.1.0
 * @category client errors
 */
export class UnexpectedResponse extends ResponseError {
  readonly _tag = "UnexpectedResponse" as const
  /** The `_tag` of the body, if it has one. */
  declare readonly wireTag?: string

  constructor({ body, ...fields }: Fields<UnexpectedResponse>) {
    super(fields)
    bodies.set(this, body)
  }

  /** The first 200 characters of the body. They may contain a secret, so no message, JSON or inspection includes them. */
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
 * Every error of this package. Its `_tag` names it.
 *
 * @since 0.1.0
 * @category models
 */
export type PasslockError = RegistrationError | AuthenticationError | SignalError

/**
 * Whether a value is an error of this package. It also recognizes the errors of a second copy of the package.
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
