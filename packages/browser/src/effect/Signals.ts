/**
 * What a page can tell a device about its passkeys, as programs.
 *
 * @since 0.1.0
 */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type * as HttpClient from "@effect/platform/HttpClient"
import {
  type CommonError,
  type CredentialLookup,
  type CredentialsLookup,
  Lookups,
  type NotFound,
  type PasslockTenancy
} from "@passlock-sdk/effect"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { prepare } from "../internal/signalInput.js"
import type { AllAcceptedCredentials, CurrentUserDetails, Signal, UnknownCredential } from "../Signal.js"
import { Authenticator } from "./Authenticator.js"
import type { AuthenticatorError, Unsupported } from "./CeremonyError.js"
import { invalid, refuse } from "./refusal.js"

type Told = Effect.Effect<
  void,
  Unsupported | AuthenticatorError | NotFound | CommonError,
  HttpClient.HttpClient | PasslockTenancy | Authenticator
>

/**
 * Tells the device that a passkey is no longer in the vault, so that it stops offering it.
 *
 * **Details**
 *
 * An `OrphanedPasskey` can be given as it is. With a `passkeyId` the credential is looked up, which only works while the
 * vault holds it: signal that before the server deletes it, or give what the deletion answered.
 *
 * - `Unsupported`: the browser does not pass this signal on. Nothing was sent.
 * - `NotFound`: the vault does not hold the passkey that was to be looked up.
 *
 * Calls `PublicKeyCredential.signalUnknownCredential`, with a `passkeyId` after `GET /v2/{tenancyId}/credential/{passkeyId}`.
 *
 * @example
 * ```ts
 * import { Signals } from "@passlock-sdk/browser/effect"
 *
 * export const removed = (credential: { readonly id: string; readonly rpId: string }) =>
 *   Signals.unknownCredential({ credentialId: credential.id, rpId: credential.rpId })
 * ```
 *
 * @since 0.1.0
 * @category signals
 */
export const unknownCredential: (credential: UnknownCredential | { readonly passkeyId: string }) => Told =
  /*#__PURE__*/ tell("unknownCredential")

/**
 * Tells the device which passkeys of a user are good, so that it stops offering every other one.
 *
 * **Details**
 *
 * With `passkeyIds`, those of one user, the credentials are looked up. Leave none out: what is left out is hidden.
 *
 * - `Unsupported`: the browser does not pass this signal on. Nothing was sent.
 * - `NotFound`: the vault holds none of the passkeys that were to be looked up.
 *
 * Calls `PublicKeyCredential.signalAllAcceptedCredentials`, with `passkeyIds` after
 * `GET /v2/{tenancyId}/credentials/{passkeyIds}`.
 *
 * @example
 * ```ts
 * import { Signals } from "@passlock-sdk/browser/effect"
 *
 * export const refreshed = (passkeyIds: ReadonlyArray<string>) => Signals.allAcceptedCredentials({ passkeyIds })
 * ```
 *
 * @since 0.1.0
 * @category signals
 */
export const allAcceptedCredentials: (
  credentials: AllAcceptedCredentials | { readonly passkeyIds: ReadonlyArray<string> }
) => Told = /*#__PURE__*/ tell("allAcceptedCredentials")

/**
 * Tells the device what a user is called now.
 *
 * **Details**
 *
 * With the `passkeyId` of one of the user's passkeys, the rest is looked up.
 *
 * - `Unsupported`: the browser does not pass this signal on. Nothing was sent.
 * - `NotFound`: the vault does not hold the passkey that was to be looked up.
 *
 * Calls `PublicKeyCredential.signalCurrentUserDetails`, with a `passkeyId` after
 * `GET /v2/{tenancyId}/credential/{passkeyId}`.
 *
 * @example
 * ```ts
 * import { Signals } from "@passlock-sdk/browser/effect"
 *
 * export const renamed = (passkeyId: string) =>
 *   Signals.currentUserDetails({ passkeyId, name: "ada@example.com", displayName: "Ada Lovelace" })
 * ```
 *
 * @since 0.1.0
 * @category signals
 */
export const currentUserDetails: (
  details: CurrentUserDetails | { readonly passkeyId: string; readonly name: string; readonly displayName: string }
) => Told = /*#__PURE__*/ tell("currentUserDetails")

function tell(name: Signal["signal"]): (input: unknown) => Told {
  const operation = `Signals.${name}`
  return Effect.fn(operation)(function* (input: unknown) {
    const authenticator = yield* Authenticator
    const prepared = prepare(name, input)
    if ("issues" in prepared) return yield* invalid(operation, prepared.issues)
    yield* authenticator.supports(name)
    if ("signal" in prepared) return yield* authenticator.send(prepared.signal)
    const found = yield* lookUp(prepared.request)
    return yield* authenticator.send(prepared.complete(found))
  }, refuse(operation))
}

type Found = Effect.Effect<
  CredentialLookup | CredentialsLookup,
  NotFound | CommonError,
  HttpClient.HttpClient | PasslockTenancy
>

const lookUp = (request: { readonly passkeyId: string } | { readonly passkeyIds: ReadonlyArray<string> }): Found => {
  const found: Found = "passkeyIds" in request ? Lookups.credentials(request) : Lookups.credential(request)
  return Effect.flatMap(Effect.serviceOption(FetchHttpClient.RequestInit), (init) =>
    // What is told to a device must not be what was true a while ago.
    Effect.provideService(found, FetchHttpClient.RequestInit, { ...Option.getOrUndefined(init), cache: "no-store" })
  )
}
