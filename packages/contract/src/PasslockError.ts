/**
 * Everything that can go wrong, as classes with short tags.
 *
 * @since 0.1.0
 */
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"

/**
 * The brand of every error of this project. It is a registered symbol, so it also marks the errors of a second copy of
 * the package.
 *
 * @since 0.1.0
 * @category type ids
 */
export const TypeId: unique symbol = Symbol.for("@passlock-sdk/contract/PasslockError")

/**
 * @since 0.1.0
 * @category type ids
 */
export type TypeId = typeof TypeId

/** One issue of an input: see `protocol/Issue`. */
const Issue = Schema.Struct({ path: Schema.String, message: Schema.String })

const reported = {
  /** The program that failed, such as `Passkeys.get`. */
  operation: Schema.String,
  /** How many requests were sent, or tried to be sent. */
  attempts: Schema.Int,
  /** A sentence for the developer. It never holds a secret. */
  message: Schema.String
}

const answered = {
  ...reported,
  /** The HTTP status of the answer. */
  status: Schema.Int,
  /** The `x-request-id` of the answer, where there was one. */
  requestId: Schema.optionalWith(Schema.String, { exact: true })
}

/** Whole seconds to wait before the next attempt, as the answer asked for. */
const retryAfterSeconds = Schema.optionalWith(Schema.Int, { exact: true })

const wireError = <const Tag extends string, Fields extends Schema.Struct.Fields>(
  tag: Tag,
  status: number,
  fields: Fields
) => ({
  /** The tag in the body. */
  tag: `@error/${tag}` as const,
  /** The status it is sent with. Several are known from tests alone, so the tag decides and the status is a fallback. */
  status,
  /** The fields beside `_tag` and `message`. */
  fields,
  /** The body. */
  schema: Schema.Struct({
    _tag: Schema.Literal(`@error/${tag}`),
    message: Schema.optionalWith(Schema.String, { exact: true, nullable: true }),
    ...fields
  })
})

/**
 * The request carried no credentials, or none that were understood.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Unauthorized extends Schema.TaggedError<Unauthorized>("@passlock-sdk/contract/Unauthorized")(
  "Unauthorized",
  answered
) {
  static readonly wire = wireError("Unauthorized", 401, {})
  static readonly advice = "Passlock did not accept the credentials. Check the API key."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The API key is wrong, or does not belong to this tenancy, or the tenancy does not exist.
 *
 * @since 0.1.0
 * @category api errors
 */
export class Forbidden extends Schema.TaggedError<Forbidden>("@passlock-sdk/contract/Forbidden")(
  "Forbidden",
  answered
) {
  static readonly wire = wireError("Forbidden", 403, {})
  static readonly advice = "Passlock refused access. Check the tenancy id, and the API key where one is needed."
  get [TypeId](): TypeId {
    return TypeId
  }
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
export class NotFound extends Schema.TaggedError<NotFound>("@passlock-sdk/contract/NotFound")("NotFound", answered) {
  static readonly wire = wireError("NotFound", 404, {})
  static readonly advice = "Nothing was found under this id."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The API understood the request and found a fault in it. The message names the fault.
 *
 * @since 0.1.0
 * @category api errors
 */
export class BadRequest extends Schema.TaggedError<BadRequest>("@passlock-sdk/contract/BadRequest")(
  "BadRequest",
  answered
) {
  static readonly wire = wireError("BadRequest", 400, {})
  static readonly advice = "Passlock found a fault in the request."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The code that was to be exchanged for a principal is unknown, expired or already used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidCode extends Schema.TaggedError<InvalidCode>("@passlock-sdk/contract/InvalidCode")(
  "InvalidCode",
  answered
) {
  static readonly wire = wireError("InvalidCode", 404, {})
  static readonly advice = "The code is unknown, expired or already used. Ask the user to log in again."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * No pending challenge has this id and secret: unknown, deleted, replaced or already verified.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallenge extends Schema.TaggedError<InvalidChallenge>("@passlock-sdk/contract/InvalidChallenge")(
  "InvalidChallenge",
  answered
) {
  static readonly wire = wireError("InvalidChallenge", 400, {})
  static readonly advice = "No pending challenge has this id and secret. Create a new one."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The challenge is pending, the code is wrong. The attempt was counted.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidChallengeCode extends Schema.TaggedError<InvalidChallengeCode>(
  "@passlock-sdk/contract/InvalidChallengeCode"
)("InvalidChallengeCode", answered) {
  static readonly wire = wireError("InvalidChallengeCode", 400, {})
  static readonly advice = "The code is wrong. Let the user type it again."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The challenge lived its ten minutes.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeExpired extends Schema.TaggedError<ChallengeExpired>("@passlock-sdk/contract/ChallengeExpired")(
  "ChallengeExpired",
  answered
) {
  static readonly wire = wireError("ChallengeExpired", 400, {})
  static readonly advice = "The challenge has expired. Create a new one and send its code."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * Too many wrong codes. The right one no longer helps.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeAttemptsExceeded extends Schema.TaggedError<ChallengeAttemptsExceeded>(
  "@passlock-sdk/contract/ChallengeAttemptsExceeded"
)("ChallengeAttemptsExceeded", answered) {
  static readonly wire = wireError("ChallengeAttemptsExceeded", 400, {})
  static readonly advice = "Too many wrong codes. Create a new challenge and send its code."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * Too many challenges for this mailbox or user. `retryAfterSeconds` says when the next one may be created.
 *
 * @since 0.1.0
 * @category api errors
 */
export class ChallengeRateLimited extends Schema.TaggedError<ChallengeRateLimited>(
  "@passlock-sdk/contract/ChallengeRateLimited"
)("ChallengeRateLimited", { ...answered, retryAfterSeconds: Schema.Int }) {
  static readonly wire = wireError("ChallengeRateLimited", 429, { retryAfterSeconds: Schema.Int })
  static readonly advice = "Too many challenges for this mailbox. Wait as long as retryAfterSeconds says."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The device used a passkey that the vault does not hold. Offer to remove it from the device.
 *
 * @since 0.1.0
 * @category api errors
 */
export class PasskeyNotFound extends Schema.TaggedError<PasskeyNotFound>("@passlock-sdk/contract/PasskeyNotFound")(
  "PasskeyNotFound",
  { ...answered, credentialId: Schema.String, rpId: Schema.String }
) {
  static readonly wire = wireError("PasskeyNotFound", 400, { credentialId: Schema.String, rpId: Schema.String })
  static readonly advice = "The vault does not hold this passkey. Offer to remove it from the device."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The tenancy does not exist, or cannot be used.
 *
 * @since 0.1.0
 * @category api errors
 */
export class InvalidTenancy extends Schema.TaggedError<InvalidTenancy>("@passlock-sdk/contract/InvalidTenancy")(
  "InvalidTenancy",
  answered
) {
  static readonly wire = wireError("InvalidTenancy", 404, {})
  static readonly advice = "Passlock does not know this tenancy. Check the tenancy id."
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The input, or the configuration, is not what the operation needs. Nothing was sent.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidInput extends Schema.TaggedError<InvalidInput>("@passlock-sdk/contract/InvalidInput")(
  "InvalidInput",
  {
    ...reported,
    /** Each fault with the field it stands in. */
    issues: Schema.Array(Issue)
  }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The connection failed before a whole answer had arrived.
 *
 * @since 0.1.0
 * @category client errors
 */
export class TransportError extends Schema.TaggedError<TransportError>("@passlock-sdk/contract/TransportError")(
  "TransportError",
  {
    ...reported,
    /** `"no"`: the request certainly never reached the API. `"unknown"`: it may have, and may have had its effect. */
    sent: Schema.Literal("no", "unknown"),
    /** The system's own code, such as `ECONNREFUSED`, where there was one. */
    code: Schema.optionalWith(Schema.String, { exact: true })
  }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * No whole answer in time. The request may have had its effect.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RequestTimeout extends Schema.TaggedError<RequestTimeout>("@passlock-sdk/contract/RequestTimeout")(
  "RequestTimeout",
  {
    ...reported,
    /** What was being waited for: the connection and the headers, or the rest of the body. */
    phase: Schema.Literal("headers", "body"),
    /** Which limit was reached: that of one attempt, or that of the whole call. */
    limit: Schema.Literal("timeout", "totalTimeout"),
    /** The length of that limit in milliseconds. */
    milliseconds: Schema.Number
  }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * A 429 that is not about challenges: too many requests.
 *
 * @since 0.1.0
 * @category client errors
 */
export class RateLimited extends Schema.TaggedError<RateLimited>("@passlock-sdk/contract/RateLimited")("RateLimited", {
  ...answered,
  retryAfterSeconds
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * A 5xx: the API, or something in front of it, failed.
 *
 * @since 0.1.0
 * @category client errors
 */
export class ServerError extends Schema.TaggedError<ServerError>("@passlock-sdk/contract/ServerError")("ServerError", {
  ...answered,
  retryAfterSeconds
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * An answer that is none of the API's: an unknown error, a page of HTML, a redirect, JSON that is cut short or lacks a
 * field.
 *
 * @since 0.1.0
 * @category client errors
 */
export class UnexpectedResponse extends Schema.TaggedError<UnexpectedResponse>(
  "@passlock-sdk/contract/UnexpectedResponse"
)("UnexpectedResponse", {
  ...answered,
  /** The `_tag` of the body, where there was one. */
  wireTag: Schema.optionalWith(Schema.String, { exact: true }),
  /** The first 200 characters of the body. They may hold a secret. */
  body: Schema.Redacted(Schema.String)
}) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The id_token is not one of this tenancy, not intact, or no longer valid.
 *
 * @since 0.1.0
 * @category client errors
 */
export class InvalidIdToken extends Schema.TaggedError<InvalidIdToken>("@passlock-sdk/contract/InvalidIdToken")(
  "InvalidIdToken",
  {
    ...reported,
    /** What was wrong, in the order in which it is checked. */
    reason: Schema.Literal(
      "malformed",
      "algorithm",
      "unknown-key",
      "signature",
      "issuer",
      "audience",
      "expired",
      "not-yet-valid",
      "claims"
    )
  }
) {
  get [TypeId](): TypeId {
    return TypeId
  }
}

/**
 * The class of an error that the API itself sends.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiErrorClass =
  | typeof Unauthorized
  | typeof Forbidden
  | typeof NotFound
  | typeof BadRequest
  | typeof InvalidCode
  | typeof InvalidChallenge
  | typeof InvalidChallengeCode
  | typeof ChallengeExpired
  | typeof ChallengeAttemptsExceeded
  | typeof ChallengeRateLimited
  | typeof PasskeyNotFound
  | typeof InvalidTenancy

/**
 * An error that the API itself sends.
 *
 * @since 0.1.0
 * @category models
 */
export type ApiError = InstanceType<ApiErrorClass>

/**
 * The API's errors that any operation can give.
 *
 * @since 0.1.0
 * @category models
 */
export type CommonApiError = Unauthorized | Forbidden | BadRequest | InvalidTenancy

/**
 * The classes of `CommonApiError`.
 *
 * @since 0.1.0
 * @category constants
 */
export const commonApiErrors = [Unauthorized, Forbidden, BadRequest, InvalidTenancy] as const

/**
 * The errors that any operation can give, whatever it does.
 *
 * @since 0.1.0
 * @category models
 */
export type CommonError =
  | CommonApiError
  | InvalidInput
  | TransportError
  | RequestTimeout
  | RateLimited
  | ServerError
  | UnexpectedResponse

/**
 * Every error of this project.
 *
 * @since 0.1.0
 * @category models
 */
export type PasslockError = ApiError | CommonError | InvalidIdToken

/**
 * Whether a value is an error of this project, even one made by a second copy of the package.
 *
 * @example
 * ```ts
 * import { isPasslockError } from "@passlock-sdk/contract/PasslockError"
 *
 * console.log(isPasslockError(new Error("other"))) // false
 * ```
 *
 * @since 0.1.0
 * @category guards
 */
export const isPasslockError = (value: unknown): value is PasslockError => Predicate.hasProperty(value, TypeId)
