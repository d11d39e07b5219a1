/**
 * Who logged in, and how.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, InvalidCode, InvalidIdToken } from "./PasslockError.js"

interface PrincipalFields {
  /** The id of the login. */
  readonly id: string
  /** Passlock's id of the passkey that was used. */
  readonly authenticatorId: string
  readonly authenticatorType: "passkey" | (string & {})
  /** Your application's id for the user. */
  readonly userId: string
  /** In milliseconds since the Unix epoch. */
  readonly createdAt: number
  /** In milliseconds since the Unix epoch. */
  readonly expiresAt: number
}

/**
 * Who logged in, with details of the passkey and the client. `principals.exchange` returns it.
 *
 * @since 0.1.0
 * @category models
 */
export interface ExtendedPrincipal extends PrincipalFields {
  readonly _tag: "ExtendedPrincipal"
  readonly passkey?: {
    /** Whether the passkey's signature was verified. */
    readonly verified: boolean
    /** Whether the authenticator verified the user, by fingerprint, face or PIN. */
    readonly userVerified: boolean
    /** The product that stores the passkey. */
    readonly platformName?: string
  }
  readonly metadata: {
    /** The user's IP address. */
    readonly ipAddress?: string
    /** The user's browser. */
    readonly userAgent?: string
  }
}

/**
 * Who logged in, from the claims of an id_token. `principals.verifyIdToken` returns it.
 *
 * @since 0.1.0
 * @category models
 */
export interface Principal extends PrincipalFields {
  readonly _tag: "Principal"
  readonly passkey?: {
    /** Whether the passkey's signature was verified. */
    readonly verified: boolean
    /** Whether the authenticator verified the user, by fingerprint, face or PIN. */
    readonly userVerified: boolean
  }
}

/**
 * The user and passkey of a verified registration or authentication. Exchange the code for the whole principal.
 *
 * @since 0.1.0
 * @category models
 */
export interface VerifiedPrincipal {
  /** Passlock's id of the passkey that was registered or used. */
  readonly authenticatorId: string
  /** Your application's id for the user. */
  readonly userId: string
}

/**
 * A public key: a JSON Web Key. Its parameters depend on its type.
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
 * The public keys that verify id_tokens: a JSON Web Key Set.
 *
 * @since 0.1.0
 * @category models
 */
export interface KeySet {
  readonly keys: ReadonlyArray<Key>
}

/**
 * The request of `principals.verifyIdToken`.
 *
 * @since 0.1.0
 * @category requests
 */
export interface VerifyIdToken {
  /** The `idToken` of a verified registration or authentication. */
  readonly token: string
  /** The clock difference to allow, in seconds: 0 to 60. Defaults to 5. */
  readonly clockToleranceSeconds?: number | undefined
  /**
   * The keys to verify with. By default the client fetches and caches them: concurrent verifications share one fetch,
   * fetches are at least 30 seconds apart, and the last good keys stay in use while Passlock is unreachable.
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
   * Exchanges the code of a verified registration or authentication for the principal: the user and the passkey used.
   *
   * **Details**
   *
   * `code` comes from the browser and expires after five minutes. Fails with `InvalidCode` when it is unknown, expired
   * or already used.
   *
   * Calls `GET /v2/{tenancyId}/principal/{code}`.
   *
   * **Gotchas**
   *
   * The call is not retried when its response is lost, because the code may be used up. Ask the user to log in again.
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
   * Verifies an id_token locally, with Passlock's keys, and returns its principal. Needs no API key.
   *
   * **Details**
   *
   * Verifies the signature (RS256, PS256, PS384 or PS512), then the issuer (`passlock.dev`), the audience (this
   * tenancy) and the expiry. Fails with `InvalidIdToken`, whose `reason` names the check that failed.
   *
   * Calls `GET /v2/.well-known/jwks.json` when it has no current keys.
   *
   * **Gotchas**
   *
   * The client caches the keys: create one client, not one per call. An id_token can be used many times until it
   * expires. The code for `exchange` works once.
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
 * The errors of each method of `passlock.principals`.
 *
 * @since 0.1.0
 * @category errors
 */
export interface PrincipalsFailures {
  exchange: InvalidCode | CommonError
  verifyIdToken: InvalidIdToken | CommonError
}
