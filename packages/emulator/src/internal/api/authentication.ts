/** The authentication ceremony: prepare or authorize, options, verification. */
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import { BadRequest, PasskeyNotFound } from "@passlock-sdk/contract/PasslockError"
import { revealSecret } from "@passlock-sdk/contract/Strings"
import type { AuthenticationResponseJSON, RequestOptionsJSON, UserVerification } from "@passlock-sdk/contract/WebAuthn"
import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Config } from "../settings.js"
import type { AuthenticationSession, PreparedAuthentication } from "../state/records.js"
import * as Secret from "../state/secret.js"
import type { Tenancy } from "../state/store.js"
import * as Ceremony from "./ceremony.js"
import { type ApiError, fail, type HandlersOf, type OperationsOf } from "./handler.js"
import type { CreatePrincipal } from "./principals.js"
import { addToken } from "./tokens.js"

interface Criteria {
  readonly rpId: string
  readonly userId?: string | undefined
  readonly allowCredentials?: ReadonlyArray<string> | undefined
  readonly userVerification?: UserVerification | undefined
  readonly timeout?: number | undefined
  readonly discoverable?: boolean | undefined
  readonly mediation?: PreparedAuthentication["mediation"] | undefined
}

/** Resolves a user ID and passkey IDs to the allowed passkeys. The user of a discoverable one chooses among all of them. */
const prepare = Effect.fnUntraced(function* (criteria: Criteria, tenancy: Tenancy) {
  const { rpId, userId } = criteria
  const { vault } = tenancy
  yield* Ceremony.requireRelyingParty(rpId, tenancy)
  const isAllowed = (passkey: Passkey | undefined) =>
    passkey?.credential.rpId === rpId && (userId === undefined || passkey.userId === userId)

  const named = criteria.allowCredentials ?? []
  const unknown = named.findIndex((id) => !isAllowed(vault.get(id)))
  if (unknown !== -1) {
    const owner = userId === undefined ? rpId : `this user at ${rpId}`
    return yield* fail(BadRequest, `allowCredentials.${unknown}: expected the ID of a passkey of ${owner}`)
  }
  const ofUser = userId === undefined ? [] : vault.ofUser(userId).filter(isAllowed)
  // An empty list of allowed passkeys would allow every passkey.
  if (userId !== undefined && ofUser.length === 0) {
    return yield* fail(BadRequest, `userId: this user has no passkey at ${rpId}`)
  }
  // The vault's own strings: a session may keep many IDs.
  const allowed =
    named.length > 0
      ? [...new Set(named)].map((id) => vault.get(id)?.id ?? id)
      : userId === undefined || criteria.discoverable === true
        ? undefined
        : ofUser.map(({ id }) => id)
  const prepared: PreparedAuthentication = {
    rpId,
    userId,
    allowed,
    mediation: criteria.mediation ?? "required",
    userVerification: criteria.userVerification ?? "preferred",
    timeout: criteria.timeout
  }
  return prepared
})

/** The credential descriptors of the allowed passkeys, without those deleted since the preparation. */
const descriptorsOf = (
  { allowed }: PreparedAuthentication,
  { vault }: Tenancy
): Effect.Effect<
  Array<{ readonly id: string; readonly transports: Array<string> }> | undefined,
  ApiError<typeof BadRequest>
> => {
  if (allowed === undefined) return Effect.succeed(undefined)
  const descriptors = allowed.flatMap((id) => {
    const credential = vault.get(id)?.credential
    return credential === undefined ? [] : [{ id: credential.id, transports: [...credential.transports] }]
  })
  return descriptors.length === 0 ? fail(BadRequest, "All allowed passkeys were deleted.") : Effect.succeed(descriptors)
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
    (typeof userHandle !== "string" || !Ceremony.isSameBase64Url(userHandle, credential.userId))
  ) {
    throw new Error("userHandle: expected the user handle of the passkey")
  }
  Ceremony.requireTopLevel(clientDataJSON)
  const { verified, authenticationInfo } = await verifyAuthenticationResponse({
    response: {
      id: response.id,
      rawId: response.rawId,
      type: response.type as "public-key",
      response: { clientDataJSON, authenticatorData, signature },
      clientExtensionResults: {}
    },
    ...Ceremony.expectations(clientDataJSON, session, tenancy),
    credential: {
      id: credential.id,
      publicKey: new Uint8Array(credential.publicKey),
      counter: credential.counter
    }
  })
  if (!verified) throw new Error("the signature is invalid")
  return authenticationInfo
}

/** @param api the only generation of the API, if there is one */
export const makeHandlers = (
  createPrincipal: CreatePrincipal,
  api: Config["api"]
): HandlersOf<OperationsOf<"Authentication">> => ({
  "Authentication.prepare": Effect.fnUntraced(function* (request, { tenancy }) {
    const prepared = yield* prepare(request, tenancy)
    const { expiresAt, token } = yield* addToken(tenancy, tenancy.authenticationTokens, prepared)
    return { _tag: "PreparedPasskeyAuthentication", authenticationToken: token, expiresAt }
  }),

  "Authentication.authorize": Effect.fnUntraced(function* (request, { tenancy }) {
    const prepared = yield* prepare({ ...request, rpId: request.rpId.toLowerCase() }, tenancy)
    const { expiresAt, token } = yield* addToken(tenancy, tenancy.authenticationTokens, prepared)
    return { _tag: "AuthorizedPasskeyAuthentication", authenticationToken: token, expiresAt }
  }),

  "Authentication.options": Effect.fnUntraced(function* (request, { tenancy, origin }) {
    if (api === "2.9" && !("authenticationToken" in request)) {
      return yield* fail(BadRequest, "authenticationToken: is missing; only Passlock 2.6 lets a page start without one")
    }
    const now = yield* Clock.currentTimeMillis
    const prepared =
      "authenticationToken" in request
        ? tenancy.authenticationTokens.take(revealSecret(request.authenticationToken), now)
        : yield* prepare(request, tenancy)
    if (prepared === undefined) {
      return yield* fail(BadRequest, "authenticationToken: is unknown, expired or already used")
    }
    yield* Ceremony.requireOrigin(origin, prepared.rpId, tenancy)
    const allowCredentials = yield* descriptorsOf(prepared, tenancy)
    const optionsJSON = yield* Effect.promise(() =>
      generateAuthenticationOptions({
        rpID: prepared.rpId,
        challenge: Secret.makeBytes(32),
        timeout: prepared.timeout ?? Ceremony.defaultTimeout,
        userVerification: prepared.userVerification,
        ...(allowCredentials !== undefined && { allowCredentials })
      })
    )
    const session = { ...prepared, origin, challenge: optionsJSON.challenge }
    const sessionToken = tenancy.authenticationSessions.add(session, now + tenancy.settings.sessionLifetime, now)
    return { sessionToken, optionsJSON: optionsJSON as RequestOptionsJSON, mediation: prepared.mediation }
  }),

  "Authentication.verify": Effect.fnUntraced(function* ({ sessionToken, response }, context) {
    const { tenancy, origin } = context
    const { vault } = tenancy
    const now = yield* Clock.currentTimeMillis
    const session = tenancy.authenticationSessions.take(revealSecret(sessionToken), now)
    if (session === undefined) return yield* fail(BadRequest, "sessionToken: is unknown, expired or already used")
    const { rpId } = session
    yield* Ceremony.requireSameOrigin(session.origin, origin)

    const notFound = fail(PasskeyNotFound, "The vault has no passkey with this credential ID.", {
      credentialId: response.id,
      rpId
    })
    const passkey = vault.findByCredential(response.id)
    if (passkey === undefined || passkey.credential.rpId !== rpId) return yield* notFound
    const isOfUser = session.userId === undefined || session.userId === passkey.userId
    if (!isOfUser || session.allowed?.includes(passkey.id) === false) {
      return yield* fail(BadRequest, "response.id: expected one of the allowed passkeys")
    }
    const { newCounter, userVerified } = yield* Ceremony.verify(() => verify(response, passkey, session, tenancy))

    // The passkey may have been deleted, renamed or used during the verification.
    const current = vault.get(passkey.id)
    if (current === undefined) return yield* notFound
    if (newCounter > 0 && newCounter <= current.credential.counter) {
      return yield* fail(BadRequest, "response: the signature counter did not increase")
    }
    const used: Passkey = { ...current, lastUsed: now, credential: { ...current.credential, counter: newCounter } }
    vault.replace(used)
    return { _tag: "AuthenticationSuccess", ...(yield* createPrincipal(used, userVerified, context)) }
  })
})
