/**
 * Who logged in, and how.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, InvalidCode, InvalidIdToken } from "./PasslockError.js"

interface PrincipalFields {
  /** The id of this login. */
  readonly id: string
  /** The id of the passkey that was used. */
  readonly authenticatorId: string
  readonly authenticatorType: "passkey" | (string & {})
  /** The application's own id of the user. */
  readonly userId: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970. */
  readonly expiresAt: number
}

/**
 * Who logged in, as the API answers in exchange for a code.
 *
 * @since 0.1.0
 * @category models
 */
export interface ExtendedPrincipal extends PrincipalFields {
  readonly _tag: "ExtendedPrincipal"
  readonly passkey?: {
    /** Whether the passkey's signature was checked. */
    readonly verified: boolean
    /** Whether the authenticator checked that it is the user: by fingerprint, face or PIN. */
    readonly userVerified: boolean
    /** The product that keeps the passkey. */
    readonly platformName?: string
  }
  readonly metadata: {
    /** The address the user came from. */
    readonly ipAddress?: string
    /** The browser the user came with. */
    readonly userAgent?: string
  }
}

/**
 * Who logged in, as an id_token says.
 *
 * @since 0.1.0
 * @category models
 */
export interface Principal extends PrincipalFields {
  readonly _tag: "Principal"
  readonly passkey?: {
    /** Whether the passkey's signature was checked. */
    readonly verified: boolean
    /** Whether the authenticator checked that it is the user: by fingerprint, face or PIN. */
    readonly userVerified: boolean
  }
}

/**
 * What a verified registration or authentication says of the user. The whole principal comes in exchange for the code.
 *
 * @since 0.1.0
 * @category models
 */
export interface VerifiedPrincipal {
  /** The id of the passkey that was registered or used. */
  readonly authenticatorId: string
  /** The application's own id of the user. */
  readonly userId: string
}

/**
 * One public key. The fields of the key itself depend on its type.
 *
 * @since 0.1.0
 * @category models
 */
export interface Key {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly n?: string
  readonly e?: string
}

/**
 * The public keys that id_tokens are checked with: a JSON Web Key Set.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeySet {
  readonly keys: ReadonlyArray<Key>
}

/**
 * What an id_token is checked with.
 *
 * @since 0.1.0
 * @category requests
 */
export interface VerifyIdToken {
  /** The `idToken` of a verified registration or authentication. */
  readonly token: string
  /** How far this machine's clock may be off: 0 to 60 seconds, by default 5. */
  readonly clockToleranceSeconds?: number | undefined
  /**
   * The keys to check with. By default they are fetched and remembered with the client: one fetch serves any number of
   * verifications, at most one is made in 30 seconds, and while Passlock cannot be reached the last good ones serve.
   */
  readonly keys?: KeySet | undefined
}

/**
 * The methods of `passlock.principals`.
 *
 * @since 0.1.0
 * @category methods
 */
export interface Principals {
  /**
   * Exchanges the code of a verified registration or authentication for the principal: who it was, with which passkey.
   *
   * **Details**
   *
   * `code` comes from the browser and lives five minutes. Fails with `InvalidCode` when it is unknown, expired or
   * already used.
   *
   * Calls `GET /v2/{tenancyId}/principal/{code}`.
   *
   * **Gotchas**
   *
   * When the answer is lost, the request is not sent again: the code may be used up. Ask the user to log in again.
   *
   * @example
   * ```ts
   * import { Passlock } from "@passlock-sdk/promise"
   *
   * const passlock = new Passlock()
   *
   * export const logIn = async (code: string) => {
   *   const principal = await passlock.principals.exchange({ code })
   *   return principal.userId
   * }
   * ```
   *
   * @since 0.1.0
   */
  exchange(request: { readonly code: string }, options?: CallOptions): Promise<ExtendedPrincipal>

  /**
   * Checks an id_token on this machine, against Passlock's keys, and gives the principal that it names. Needs no API key.
   *
   * **Details**
   *
   * Checks the signature (RS256, PS256, PS384 or PS512), then that `passlock.dev` issued it, for this tenancy, and that
   * it has not expired. Fails with `InvalidIdToken`, whose `reason` says which of these did not hold.
   *
   * Calls `GET /v2/.well-known/jwks.json` when it has to.
   *
   * **Gotchas**
   *
   * The keys are remembered with the client: make one, not one for every call. An id_token can be used any number of
   * times until it expires; only the code of `exchange` is for one use.
   *
   * @example
   * ```ts
   * import { PasslockTenancy } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy()
   *
   * export const userOf = async (token: string) => {
   *   const principal = await passlock.principals.verifyIdToken({ token })
   *   return principal.userId
   * }
   * ```
   *
   * @since 0.1.0
   */
  verifyIdToken(request: VerifyIdToken, options?: CallOptions): Promise<Principal>
}

/**
 * What the methods of `passlock.principals` fail with.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PrincipalsFailures {
  exchange: InvalidCode | CommonError
  verifyIdToken: InvalidIdToken | CommonError
}
