/**
 * Everything that can go wrong in a page, as classes.
 *
 * @since 0.1.0
 */

/** A registered symbol, so it also marks the errors of a second copy of the package. */
const brand = Symbol.for("@passlock-sdk/browser/PasslockError")

type Inherited = keyof Error | "_tag" | "toJSON"

/** What an error is made of: everything that it tells. */
type Fields<E extends Error> = { readonly [Name in keyof E as Name extends Inherited ? never : Name]: E[Name] } & {
  readonly message: string
}

abstract class Failed extends Error {
  /** Which error it is: the name of its class. */
  abstract readonly _tag: string
  /** What failed, such as `Ceremony.register` or `Registration.options`; `new Passlock` where a client could not be made. */
  declare readonly operation: string

  constructor({ message, ...told }: Fields<Failed>) {
    super(message)
    Object.assign(this, told)
    Object.defineProperty(this, brand, { value: true })
  }

  /** The name of its class. */
  override get name(): string {
    return this._tag
  }

  /** Everything that may be written to a log. */
  toJSON(): object {
    return { ...this, message: this.message }
  }
}

/** A request to Passlock failed. */
abstract class Requested extends Failed {
  /** How many requests were sent, or tried to be sent. */
  declare readonly attempts: number

  constructor(fields: Fields<Requested>) {
    super(fields)
  }
}

abstract class Answered extends Requested {
  /** The HTTP status of the answer. */
  declare readonly status: number
  /** The `x-request-id` of the answer, where there was one. */
  declare readonly requestId?: string

  constructor(fields: Fields<Answered>) {
    super(fields)
  }
}

/**
 * The browser has no passkeys, or the page was not opened over https or on localhost. Nothing was sent.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class PasskeysUnsupported extends Failed {
  readonly _tag = "PasskeysUnsupported" as const
}

/**
 * The browser has passkeys, but not this.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class Unsupported extends Failed {
  readonly _tag = "Unsupported" as const
  /** Passkeys in the browser's autofill, or one of the three signals. */
  declare readonly feature: "autofill" | "unknownCredential" | "allAcceptedCredentials" | "currentUserDetails"

  constructor(fields: Fields<Unsupported>) {
    super(fields)
  }
}

/**
 * The device holds a passkey of this user already: one of those that the server excluded. Let the user log in with it.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class PasskeyAlreadyRegistered extends Failed {
  readonly _tag = "PasskeyAlreadyRegistered" as const
}

/**
 * The user, or another ceremony, ended this one.
 *
 * **Gotchas**
 *
 * A browser does not tell a refusal of the user from a device that could not do what was asked, or that has no passkey:
 * all of them are `by: "user"`. An abort is none of them: it rejects with the signal's reason.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class CeremonyCancelled extends Failed {
  readonly _tag = "CeremonyCancelled" as const
  /** `"ceremony"`: a later one took its place, as a login with a button takes that of a waiting autofill. */
  declare readonly by: "user" | "ceremony"

  constructor(fields: Fields<CeremonyCancelled>) {
    super(fields)
  }
}

/**
 * The user did not answer the browser's dialog in time.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class CeremonyTimeout extends Failed {
  readonly _tag = "CeremonyTimeout" as const
  /** How long the browser waited, as the server had asked. */
  declare readonly milliseconds: number

  constructor(fields: Fields<CeremonyTimeout>) {
    super(fields)
  }
}

/**
 * The device used a passkey that the vault does not hold. Offer to remove it: `signals.unknownCredential` takes this
 * error as it is.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class OrphanedPasskey extends Answered {
  readonly _tag = "OrphanedPasskey" as const
  /** The credential id, base64url. */
  declare readonly credentialId: string
  /** The relying party the passkey belongs to: a domain. */
  declare readonly rpId: string

  constructor(fields: Fields<OrphanedPasskey>) {
    super(fields)
  }
}

/**
 * The browser or the device refused, for a reason that is not the user's.
 *
 * @since 0.1.0
 * @category ceremony errors
 */
export class AuthenticatorError extends Failed {
  readonly _tag = "AuthenticatorError" as const
  /** The name of the browser's `DOMException`: `SecurityError` where the relying party is not this page's domain. */
  declare readonly code: string

  constructor(fields: Fields<AuthenticatorError>) {
    super(fields)
  }
}

/**
 * The request carried no credentials, or none that were understood.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Unauthorized extends Answered {
  readonly _tag = "Unauthorized" as const
}

/**
 * The tenancy does not exist, or does not let this page in.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Forbidden extends Answered {
  readonly _tag = "Forbidden" as const
}

/**
 * The vault holds no passkey with this id.
 *
 * @since 0.1.0
 * @category api errors
 */
export class NotFound extends Answered {
  readonly _tag = "NotFound" as const
}

/**
 * The API found a fault in the request: a token that is unknown, used or too old, or an answer of the device that does
 * not verify. The message names the fault.
 *
 * @since 0.1.0
 * @category api errors
 */
export class BadRequest extends Answered {
  readonly _tag = "BadRequest" as const
}

/**
 * The tenancy does not exist, or cannot be used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidTenancy extends Answered {
  readonly _tag = "InvalidTenancy" as const
}

/**
 * The input, or an option, is not what is needed. Nothing was sent.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidInput extends Requested {
  readonly _tag = "InvalidInput" as const
  /** Each fault with the field it stands in. */
  declare readonly issues: ReadonlyArray<{
    /** The field, with dots between the levels; empty for the whole value. */
    readonly path: string
    /** What was expected there, and what kind of value was found. */
    readonly message: string
  }>

  constructor(fields: Fields<InvalidInput>) {
    super(fields)
  }
}

/**
 * The connection failed before a whole answer had arrived. The request may have had its effect.
 *
 * @since 0.1.0
 * @category client errors
 */
export class TransportError extends Requested {
  readonly _tag = "TransportError" as const
  /** A browser does not tell whether a request was sent, so this is always `"unknown"`. */
  declare readonly sent: "unknown"

  constructor(fields: Fields<TransportError>) {
    super(fields)
  }
}

/**
 * No whole answer in time. The request may have had its effect.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RequestTimeout extends Requested {
  readonly _tag = "RequestTimeout" as const
  /** What was being waited for: the connection and the headers, or the rest of the body. */
  declare readonly phase: "headers" | "body"
  /** Which limit was reached: that of one attempt, or that of the whole call. */
  declare readonly limit: "timeout" | "totalTimeout"
  /** The length of that limit in milliseconds. */
  declare readonly milliseconds: number

  constructor(fields: Fields<RequestTimeout>) {
    super(fields)
  }
}

/**
 * Too many requests.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends Answered {
  readonly _tag = "RateLimited" as const
  /** Whole seconds to wait before the next attempt, where the answer asked for it. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<RateLimited>) {
    super(fields)
  }
}

/**
 * A 5xx: the API, or something in front of it, failed.
 *
 * @since 0.1.0
 * @category client errors
 */
export class ServerError extends Answered {
  readonly _tag = "ServerError" as const
  /** Whole seconds to wait before the next attempt, where the answer asked for it. */
  declare readonly retryAfterSeconds?: number

  constructor(fields: Fields<ServerError>) {
    super(fields)
  }
}

const bodies = new WeakMap<UnexpectedResponse, string>()

/**
 * An answer that is none of the API's: an unknown error, a page of HTML, a redirect, JSON that is cut short or lacks a
 * field.
 *
 * @since 0.1.0
 * @category client errors
 */
export class UnexpectedResponse extends Answered {
  readonly _tag = "UnexpectedResponse" as const
  /** The `_tag` of the body, where there was one. */
  declare readonly wireTag?: string

  constructor({ body, ...fields }: Fields<UnexpectedResponse>) {
    super(fields)
    bodies.set(this, body)
  }

  /** The first 200 characters of the body. They may hold a secret, so nothing shows them but this property. */
  get body(): string {
    return bodies.get(this) ?? ""
  }
}

/**
 * The errors of any request to Passlock.
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
 * The errors of a registration.
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
 * The errors of an authentication.
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
 * The errors of a signal.
 *
 * @since 0.1.0
 * @category models
 */
export type SignalError = Unsupported | AuthenticatorError | NotFound | CommonError

/**
 * Every error of this package. `_tag` tells which one it is.
 *
 * @since 0.1.0
 * @category models
 */
export type PasslockError = RegistrationError | AuthenticationError | SignalError

/**
 * Whether a value is an error of this package, even one made by a second copy of it.
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
