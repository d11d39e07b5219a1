/**
 * The principal: who logged in, and how.
 *
 * @since 0.1.0
 */
import type { CallOptions } from "./CallOptions.js"
import type { CommonError, InvalidCode, InvalidIdToken } from "./PasslockError.js"

interface PrincipalFields {
  /** The principal's ID. Each login has a new one. */
  readonly id: string
  /** The passkey's Passlock ID. */
  readonly authenticatorId: string
  readonly authenticatorType: "passkey" | (string & {})
  /** The user's ID in your application. */
  readonly userId: string
  /** Unix time in milliseconds. */
  readonly createdAt: number
  /** Unix time in milliseconds. */
  readonly expiresAt: number
}

/**
 * The full principal, returned for an exchange code.
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
    /** The user agent of the user's browser. */
    readonly userAgent?: string
  }
}

/**
 * The principal in an id_token.
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
 * The principal in a verified registration or authentication. Exchange the code for the full principal.
 *
 * @since 0.1.0
 * @category models
 */
export interface VerifiedPrincipal {
  /** The passkey's Passlock ID. */
  readonly authenticatorId: string
  /** The user's ID in your application. */
  readonly userId: string
}

/**
 * A public key: a JSON Web Key. Its other fields depend on `kty`.
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
  /** The accepted clock difference, in seconds: 0 to 60. Default: 5. */
  readonly clockToleranceSeconds?: number | undefined
  /**
   * The public keys to verify with. By default, the client fetches and caches them.
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
   * Exchanges the code of a verified registration or authentication for the principal: the user and the passkey.
   *
   * **Details**
   *
   * `code` is the exchange code from the page. It expires after five minutes. Fails with `InvalidCode` when the code is
   * unknown, expired or already used.
   *
   * Calls `GET /v2/{tenancyId}/principal/{code}`. Retried only when the request never reached the API or was rejected
   * with status 429, because the code works once.
   *
   * **Gotchas**
   *
   * After a `TransportError` or a `RequestTimeout`, the code may already be used. Ask the user to log in again.
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
   * Verifies an id_token locally against Passlock's public keys and returns its principal. Needs no API key.
   *
   * **Details**
   *
   * Verifies the signature (RS256, PS256, PS384 or PS512) first, then the issuer (`passlock.dev`), the audience (this
   * tenancy) and the expiry. Fails with `InvalidIdToken`, whose `reason` names the failed check.
   *
   * The client caches the public keys:
   *
   * - Concurrent verifications share one fetch, and fetches are at least 30 seconds apart. Until the first one succeeds,
   *   they are 1 second apart, then 2, 4, 8, 16 and 30.
   * - A token whose key is not cached waits for a fetch or, until 30 seconds after the last one, fails with `unknown-key`.
   * - Keys that are 10 minutes old are still used at once, while a fetch replaces them in the background.
   * - Keys that are 24 hours old are never used. So a key that Passlock has revoked is accepted until the next fetch
   *   succeeds, and for at most 24 hours.
   *
   * Calls `GET /v2/.well-known/jwks.json` when the cached keys are missing, outdated or lack the token's key. Retried
   * after connection errors, timeouts and status 429 or 5xx.
   *
   * **Gotchas**
   *
   * - Each client has its own cache: create one client, not one per call.
   * - An id_token can be used many times until it expires. The code of `exchange` works once.
   *
   * @example
   * ```ts
   * import { PasslockTenancy } from "@passlock-sdk/promise"
   *
   * const passlock = new PasslockTenancy()
   *
   * export const userIdOf = async (token: string) => {
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
