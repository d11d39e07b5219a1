/** The registration ceremony: prepare or authorize, options, verification. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import { BadRequest } from "@passlock-sdk/contract/PasslockError"
import type { PrepareRegistration } from "@passlock-sdk/contract/Registration"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import type { CreationOptionsJSON, RegistrationResponseJSON } from "@passlock-sdk/contract/WebAuthn"
import {
  type AuthenticatorTransport,
  generateRegistrationOptions,
  verifyRegistrationResponse
} from "@simplewebauthn/server"
import { decodeAttestationObject, isoBase64URL } from "@simplewebauthn/server/helpers"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { RegistrationSession } from "../state/records.js"
import * as Secret from "../state/secret.js"
import type { Tenancy } from "../state/store.js"
import * as Ceremony from "./ceremony.js"
import { type ApiError, fail, type HandlersOf, type OperationsOf } from "./handler.js"
import { platformName } from "./platforms.js"
import type { CreatePrincipal } from "./principals.js"
import { requireUsable } from "./publicKey.js"
import { addToken } from "./tokens.js"

const transportsOf = (
  response: RegistrationResponseJSON
): Effect.Effect<Array<string>, ApiError<typeof BadRequest>> => {
  const transports: unknown = response.response.transports ?? []
  return Array.isArray(transports) && transports.every((transport) => typeof transport === "string")
    ? Effect.succeed(transports)
    : fail(BadRequest, "response.response.transports: expected an array of strings")
}

/**
 * The options request no attestation, so a browser passes on self attestation at most. Certificates are rejected:
 * verifying them needs their issuer, and the emulator makes no network requests. Returns the algorithm of the self
 * attestation, if there is one.
 */
const selfAttestedAlgorithmOf = (attestationObject: string): unknown => {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(attestationObject))
  const format: string = attestation.get("fmt")
  const statement = attestation.get("attStmt")
  if ((format !== "none" && format !== "packed") || statement.get("x5c") !== undefined) {
    throw new Error("expected no attestation")
  }
  return statement.get("alg")
}

/** In bytes, as WebAuthn limits it. */
const maximumCredentialId = 1023

const verify = async (
  response: RegistrationResponseJSON,
  transports: Array<string>,
  session: RegistrationSession,
  tenancy: Tenancy
) => {
  const { clientDataJSON, attestationObject } = response.response
  const algorithm = selfAttestedAlgorithmOf(attestationObject)
  Ceremony.requireTopLevel(clientDataJSON)
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: {
      id: response.id,
      rawId: response.rawId,
      type: response.type as "public-key",
      response: { clientDataJSON, attestationObject, transports: transports as Array<AuthenticatorTransport> },
      clientExtensionResults: {}
    },
    ...Ceremony.expectations(clientDataJSON, session, tenancy),
    supportedAlgorithmIDs: Ceremony.algorithms
  })
  if (!verified) throw new Error("the attestation is invalid")
  const { id, publicKey } = registrationInfo.credential
  if (isoBase64URL.toBuffer(id).length > maximumCredentialId) {
    throw new Error(`id: expected at most ${maximumCredentialId} bytes`)
  }
  requireUsable(publicKey, algorithm)
  if (!Ceremony.isSameBase64Url(id, response.id)) {
    throw new Error("id: expected the ID of the new credential")
  }
  return registrationInfo
}

/** Prepares a registration. Returns the token for the page. */
const prepare = Effect.fnUntraced(function* (
  request: typeof PrepareRegistration.Type,
  rpName: string | undefined,
  tenancy: Tenancy
) {
  yield* Ceremony.requireRelyingParty(request.rpId, tenancy)
  return yield* addToken(tenancy, tenancy.registrationTokens, {
    rpId: request.rpId,
    rpName,
    userId: request.userId,
    username: request.username,
    displayName: request.displayName ?? request.username,
    excludeCredentials: request.excludeCredentials ?? [],
    userVerification: request.userVerification ?? "preferred",
    timeout: request.timeout
  })
})

export const makeHandlers = (createPrincipal: CreatePrincipal): HandlersOf<OperationsOf<"Registration">> => ({
  "Registration.prepare": Effect.fnUntraced(function* (request, { tenancy }) {
    const { expiresAt, token } = yield* prepare(request, undefined, tenancy)
    return { _tag: "PreparedPasskeyRegistration", registrationToken: token, expiresAt }
  }),

  "Registration.authorize": Effect.fnUntraced(function* (request, { tenancy }) {
    const authorized = { ...request, rpId: request.rpId.toLowerCase() }
    const { expiresAt, token } = yield* prepare(authorized, request.rpName?.trim(), tenancy)
    return { _tag: "AuthorizedPasskeyRegistration", registrationToken: token, expiresAt }
  }),

  "Registration.options": Effect.fnUntraced(function* ({ registrationToken }, { tenancy, origin }) {
    const now = yield* Clock.currentTimeMillis
    const prepared = tenancy.registrationTokens.take(revealSecret(registrationToken), now)
    if (prepared === undefined) {
      return yield* fail(BadRequest, "registrationToken: is unknown, expired or already used")
    }
    const { rpId, userId, username, displayName, userVerification, timeout } = prepared
    yield* Ceremony.requireOrigin(origin, rpId, tenancy)
    const handle = tenancy.userHandle(rpId, userId)
    const optionsJSON = yield* Effect.promise(() =>
      generateRegistrationOptions({
        rpID: rpId,
        rpName: prepared.rpName ?? tenancy.settings.relyingPartyName ?? rpId,
        userID: isoBase64URL.toBuffer(handle),
        userName: username,
        userDisplayName: displayName,
        challenge: Secret.makeBytes(32),
        timeout: timeout ?? Ceremony.defaultTimeout,
        attestationType: "none",
        // Ignores IDs that are not in the vault.
        excludeCredentials: prepared.excludeCredentials.flatMap((id) => {
          const credential = tenancy.vault.get(id)?.credential
          return credential?.rpId === rpId
            ? [{ id: credential.id, transports: credential.transports as Array<AuthenticatorTransport> }]
            : []
        }),
        authenticatorSelection: { residentKey: "preferred", userVerification },
        supportedAlgorithmIDs: Ceremony.algorithms
      })
    )
    const session = { ...prepared, handle, origin, challenge: optionsJSON.challenge }
    const sessionToken = tenancy.registrationSessions.add(session, now + tenancy.settings.sessionLifetime, now)
    return { sessionToken, optionsJSON: optionsJSON as CreationOptionsJSON }
  }),

  "Registration.verify": Effect.fnUntraced(function* ({ sessionToken, response }, context) {
    const { tenancy, origin } = context
    const now = yield* Clock.currentTimeMillis
    const session = tenancy.registrationSessions.take(revealSecret(sessionToken), now)
    if (session === undefined) return yield* fail(BadRequest, "sessionToken: is unknown, expired or already used")
    yield* Ceremony.requireSameOrigin(session.origin, origin)
    const transports = yield* transportsOf(response)
    const verified = yield* Ceremony.verify(() => verify(response, transports, session, tenancy))

    const platform = platformName(verified.aaguid)
    const passkey: Passkey = {
      _tag: "Passkey",
      id: Secret.makeId(),
      userId: session.userId,
      enabled: true,
      credential: {
        id: verified.credential.id,
        userId: session.handle,
        username: session.username,
        aaguid: verified.aaguid,
        backedUp: verified.credentialBackedUp,
        counter: verified.credential.counter,
        deviceType: verified.credentialDeviceType,
        transports,
        publicKey: verified.credential.publicKey,
        rpId: session.rpId
      },
      ...(platform !== undefined && { platform: { name: platform } }),
      createdAt: now,
      updatedAt: now
    }
    if (!tenancy.vault.insert(passkey)) {
      return yield* fail(BadRequest, "response.id: the vault already has this credential")
    }
    return { _tag: "RegistrationSuccess", ...(yield* createPrincipal(passkey, verified.userVerified, context)) }
  })
})
