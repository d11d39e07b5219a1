/**
 * Everything that can go wrong, as classes.
 *
 * @since 0.1.0
 */

/** A registered symbol, so it also marks the errors of a second copy of the package: CommonJS beside ESM. */
const brand = Symbol.for("@passlock-sdk/promise/PasslockError")

type Inherited = keyof Error | "_tag" | "toJSON"

/** What an error is made of: everything that it tells. */
type Fields<E extends Error> = { readonly [Name in keyof E as Name extends Inherited ? never : Name]: E[Name] } & {
  readonly message: string
}

abstract class Failed extends Error {
  static {
    // Not declared, so that the types of both copies of the package are the same.
    Object.defineProperty(this.prototype, brand, { value: true })
  }

  /** Whether a value is such an error, even one of a second copy of the package, whose classes are others. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (Function.prototype[Symbol.hasInstance].call(this, value)) return true
    return isPasslockError(value) && value._tag === this.name
  }

  /** Which error it is: the name of its class. */
  abstract readonly _tag: string
  /** The operation that failed, such as `Passkeys.get`; `new Passlock` where a client could not be made. */
  declare readonly operation: string
  /** How many requests were sent, or tried to be sent. */
  declare readonly attempts: number

  constructor({ message, ...told }: Fields<Failed>) {
    super(message)
    Object.assign(this, told)
  }

  /** The name of its class. */
  override get name(): string {
    return this.constructor.name
  }

  /** Everything that may be written to a log. */
  toJSON(): object {
    return { ...this, message: this.message }
  }
}

abstract class Answered extends Failed {
  /** The HTTP status of the answer. */
  declare readonly status: number
  /** The `x-request-id` of the answer, where there was one. */
  declare readonly requestId?: string

  constructor(fields: Fields<Answered>) {
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
  static override readonly name = "Unauthorized"
  readonly _tag = "Unauthorized" as const
}

/**
 * The API key is wrong, or does not belong to this tenancy, or the tenancy does not exist.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Forbidden extends Answered {
  static override readonly name = "Forbidden"
  readonly _tag = "Forbidden" as const
}

/**
 * There is nothing with this id.
 *
 * **Gotchas**
 *
 * On a delete with `attempts` above 1, an earlier attempt may have deleted it before its answer was lost.
 *
 * @since 0.1.0
 * @category api errors
 */
export class NotFound extends Answered {
  static override readonly name = "NotFound"
  readonly _tag = "NotFound" as const
}

/**
 * The API understood the request and found a fault in it. The message names the fault.
 *
 * @since 0.1.0
 * @category api errors
 */
export class BadRequest extends Answered {
  static override readonly name = "BadRequest"
  readonly _tag = "BadRequest" as const
}

/**
 * The code that was to be exchanged for a principal is unknown, expired or already used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidCode extends Answered {
  static override readonly name = "InvalidCode"
  readonly _tag = "InvalidCode" as const
}

/**
 * No pending challenge has this id and secret: unknown, deleted, replaced or already verified.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallenge extends Answered {
  static override readonly name = "InvalidChallenge"
  readonly _tag = "InvalidChallenge" as const
}

/**
 * The challenge is pending, the code is wrong. The attempt was counted.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallengeCode extends Answered {
  static override readonly name = "InvalidChallengeCode"
  readonly _tag = "InvalidChallengeCode" as const
}

/**
 * The challenge lived its ten minutes.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeExpired extends Answered {
  static override readonly name = "ChallengeExpired"
  readonly _tag = "ChallengeExpired" as const
}

/**
 * Too many wrong codes. The right one no longer helps.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeAttemptsExceeded extends Answered {
  static override readonly name = "ChallengeAttemptsExceeded"
  readonly _tag = "ChallengeAttemptsExceeded" as const
}

/**
 * Too many challenges for this mailbox or user. `retryAfterSeconds` says when the next one may be created.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeRateLimited extends Answered {
  static override readonly name = "ChallengeRateLimited"
  readonly _tag = "ChallengeRateLimited" as const
  /** Whole seconds to wait before the next one. */
  declare readonly retryAfterSeconds: number

  constructor(fields: Fields<ChallengeRateLimited>) {
    super(fields)
  }
}

/**
 * The device used a passkey that the vault does not hold. Offer to remove it from the device.
 *
 * @since 0.1.0
 * @category api errors
 */
export class PasskeyNotFound extends Answered {
  static override readonly name = "PasskeyNotFound"
  readonly _tag = "PasskeyNotFound" as const
  /** The credential id, base64url. */
  declare readonly credentialId: string
  /** The relying party: a domain. */
  declare readonly rpId: string

  constructor(fields: Fields<PasskeyNotFound>) {
    super(fields)
  }
}

/**
 * The tenancy does not exist, or cannot be used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidTenancy extends Answered {
  static override readonly name = "InvalidTenancy"
  readonly _tag = "InvalidTenancy" as const
}

/**
 * One thing that was wrong with an input.
 *
 * @since 0.1.0
 * @category models
 */
export interface Issue {
  /** The field, with dots between the levels; empty for the whole input. */
  readonly path: string
  /** What was expected there, and what kind of value was found. */
  readonly message: string
}

/**
 * The input, or the configuration, is not what the operation needs. Nothing was sent.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidInput extends Failed {
  static override readonly name = "InvalidInput"
  readonly _tag = "InvalidInput" as const
  /** Each fault with the field it stands in. */
  declare readonly issues: ReadonlyArray<Issue>

  constructor(fields: Fields<InvalidInput>) {
    super(fields)
  }
}

/**
 * The connection failed before a whole answer had arrived, or the client was closed.
 *
 * @since 0.1.0
 * @category client errors
 */
export class TransportError extends Failed {
  static override readonly name = "TransportError"
  readonly _tag = "TransportError" as const
  /** `"no"`: the request certainly never reached the API. `"unknown"`: it may have, and may have had its effect. */
  declare readonly sent: "no" | "unknown"
  /** The system's own code, such as `ECONNREFUSED`, where there was one. */
  declare readonly code?: string

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
export class RequestTimeout extends Failed {
  static override readonly name = "RequestTimeout"
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
 * A 429 that is not about challenges: too many requests.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends Answered {
  static override readonly name = "RateLimited"
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
  static override readonly name = "ServerError"
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
  static override readonly name = "UnexpectedResponse"
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
 * The id_token is not one of this tenancy, not intact, or no longer valid.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidIdToken extends Failed {
  static override readonly name = "InvalidIdToken"
  readonly _tag = "InvalidIdToken" as const
  /** What was wrong, in the order in which it is checked. */
  declare readonly reason:
    | "malformed"
    | "algorithm"
    | "unknown-key"
    | "signature"
    | "issuer"
    | "audience"
    | "expired"
    | "not-yet-valid"
    | "claims"

  constructor(fields: Fields<InvalidIdToken>) {
    super(fields)
  }
}

/**
 * The errors that any method can give, whatever it does.
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
 * Every error of this package. `_tag` tells which one it is.
 *
 * @since 0.1.0
 * @category models
 */
export type PasslockError =
  | CommonError
  | NotFound
  | InvalidCode
  | InvalidChallenge
  | InvalidChallengeCode
  | ChallengeExpired
  | ChallengeAttemptsExceeded
  | ChallengeRateLimited
  | PasskeyNotFound
  | InvalidIdToken

/**
 * Whether a value is an error of this package, even one made by a second copy of it.
 *
 * @example
 * ```ts
 * import { isPasslockError, Passlock } from "@passlock-sdk/promise"
 *
 * const passlock = new Passlock()
 *
 * export const findPasskey = async (passkeyId: string) => {
 *   try {
 *     return await passlock.passkeys.get({ passkeyId })
 *   } catch (error) {
 *     if (isPasslockError(error) && error._tag === "NotFound") return undefined
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
