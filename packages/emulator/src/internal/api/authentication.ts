/** The ceremony that uses a passkey: prepare, options, verification. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import { BadRequest, PasskeyNotFound } from "@passlock-sdk/contract/PasslockError"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import type { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "@passlock-sdk/contract/WebAuthn"
import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { AuthenticationSession, PreparedAuthentication } from "../state/records.js"
import * as Secret from "../state/secret.js"
import type { Tenancy } from "../state/store.js"
import type { HandlersOf } from "./handlers.js"
import type { Issue } from "./principals.js"
import { type Refusal, refuse } from "./refusal.js"
import * as RelyingParty from "./relyingParty.js"
import * as WebAuthn from "./webauthn.js"

interface Wishes {
  readonly rpId: string
  readonly userId?: string | undefined
  readonly allowCredentials?: ReadonlyArray<string> | undefined
  readonly userVerification?: UserVerification | undefined
  readonly timeout?: number | undefined
}

/** Turns what was asked for into the passkeys that it means. */
const prepare = Effect.fnUntraced(function* (wishes: Wishes, tenancy: Tenancy) {
  const { rpId, userId } = wishes
  const { vault } = tenancy
  yield* RelyingParty.require(rpId, tenancy)
  const isMeant = (passkey: Passkey | undefined) =>
    passkey?.credential.rpId === rpId && (userId === undefined || passkey.userId === userId)

  const named = wishes.allowCredentials ?? []
  const stranger = named.findIndex((id) => !isMeant(vault.get(id)))
  if (stranger !== -1) {
    const whose = userId === undefined ? rpId : `this user at ${rpId}`
    return yield* refuse(BadRequest, `allowCredentials.${stranger}: expected the id of a passkey of ${whose}`)
  }
  const ofUser = userId === undefined ? [] : vault.ofUser(userId).filter(isMeant)
  // Without this, the empty list would let anybody in.
  if (userId !== undefined && ofUser.length === 0) {
    return yield* refuse(BadRequest, `userId: this user has no passkey of ${rpId}`)
  }
  const allowed = named.length > 0 ? named : userId === undefined ? undefined : ofUser.map(({ id }) => id)
  const prepared: PreparedAuthentication = {
    rpId,
    allowed,
    userVerification: wishes.userVerification ?? "preferred",
    timeout: wishes.timeout
  }
  return prepared
})

/** The descriptors of the allowed passkeys that are still there. */
const descriptorsOf = (
  { allowed }: PreparedAuthentication,
  { vault }: Tenancy
): Effect.Effect<
  Array<{ readonly id: string; readonly transports: Array<string> }> | undefined,
  Refusal<typeof BadRequest>
> => {
  if (allowed === undefined) return Effect.succeed(undefined)
  const descriptors = allowed.flatMap((id) => {
    const credential = vault.get(id)?.credential
    return credential === undefined ? [] : [{ id: credential.id, transports: [...credential.transports] }]
  })
  return descriptors.length === 0
    ? refuse(BadRequest, "None of the allowed passkeys exists any more.")
    : Effect.succeed(descriptors)
}

const verify = async (
  response: AuthenticationResponseJSON,
  { credential }: Passkey,
  session: AuthenticationSession,
  tenancy: Tenancy
) => {
  const { clientDataJSON, authenticatorData, signature } = response.response
  const userHandle: unknown = response.response.userHandle ?? undefined
  if (
    userHandle !== undefined &&
    (typeof userHandle !== "string" || !WebAuthn.isSameBase64Url(userHandle, credential.userId))
  ) {
    throw new Error("userHandle: expected the handle of the passkey's user")
  }
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: {
      id: response.id,
      rawId: response.rawId,
      type: response.type as "public-key",
      response: { clientDataJSON, authenticatorData, signature },
      clientExtensionResults: {}
    },
    ...WebAuthn.expectations(clientDataJSON, session, tenancy),
    credential: {
      id: credential.id,
      publicKey: new Uint8Array(credential.publicKey),
      counter: credential.counter
    }
  })
  if (!verified) throw new Error("the signature does not verify")
  return authenticationInfo
}

export const make = (
  issue: Issue
): HandlersOf<"Authentication.prepare" | "Authentication.options" | "Authentication.verify"> => ({
  "Authentication.prepare": Effect.fnUntraced(function* (request, { tenancy }) {
    const prepared = yield* prepare(request, tenancy)
    const now = yield* Clock.currentTimeMillis
    const expiresAt = now + tenancy.settings.tokenLifetime
    const authenticationToken = tenancy.authenticationTokens.add(prepared, expiresAt, now)
    return { _tag: "PreparedPasskeyAuthentication", authenticationToken, expiresAt }
  }),

  "Authentication.options": Effect.fnUntraced(function* (request, { tenancy, origin }) {
    const now = yield* Clock.currentTimeMillis
    const prepared =
      "authenticationToken" in request
        ? tenancy.authenticationTokens.take(revealSecret(request.authenticationToken), now)
        : yield* prepare(request, tenancy)
    if (prepared === undefined) {
      return yield* refuse(BadRequest, "authenticationToken: is unknown, expired or already used")
    }
    yield* RelyingParty.requireOrigin(origin, prepared.rpId, tenancy)
    const allowCredentials = yield* descriptorsOf(prepared, tenancy)
    const optionsJSON = yield* Effect.promise(() =>
      generateAuthenticationOptions({
        rpID: prepared.rpId,
        challenge: Secret.makeBytes(32),
        timeout: prepared.timeout ?? WebAuthn.defaultTimeout,
        userVerification: prepared.userVerification,
        ...(allowCredentials !== undefined && { allowCredentials })
      })
    )
    const session = { ...prepared, origin, challenge: optionsJSON.challenge }
    const sessionToken = tenancy.authenticationSessions.add(session, now + tenancy.settings.sessionLifetime, now)
    return { sessionToken, optionsJSON: optionsJSON as RequestOptionsJSON }
  }),

  "Authentication.verify": Effect.fnUntraced(function* ({ sessionToken, response }, caller) {
    const { tenancy, origin } = caller
    const { vault } = tenancy
    const now = yield* Clock.currentTimeMillis
    const session = tenancy.authenticationSessions.take(revealSecret(sessionToken), now)
    if (session === undefined) return yield* refuse(BadRequest, "sessionToken: is unknown, expired or already used")
    const { rpId } = session
    yield* WebAuthn.requireSamePage(session.origin, origin)

    const notFound = refuse(PasskeyNotFound, "The vault does not hold the passkey that was used.", {
      credentialId: response.id,
      rpId
    })
    const found = vault.findByCredential(response.id)
    if (found === undefined || found.credential.rpId !== rpId) return yield* notFound
    if (session.allowed !== undefined && !session.allowed.includes(found.id)) {
      return yield* refuse(BadRequest, "response.id: expected one of the allowed passkeys")
    }
    const { newCounter, userVerified } = yield* WebAuthn.check(() => verify(response, found, session, tenancy))

    // While the signature was checked, the passkey may have been deleted, renamed or used.
    const current = vault.get(found.id)
    if (current === undefined) return yield* notFound
    if (newCounter > 0 && newCounter <= current.credential.counter) {
      return yield* refuse(BadRequest, "response: the authenticator's counter did not grow")
    }
    const used: Passkey = { ...current, lastUsed: now, credential: { ...current.credential, counter: newCounter } }
    vault.replace(used)
    return { _tag: "AuthenticationSuccess", ...(yield* issue(used, userVerified, caller)) }
  })
})
