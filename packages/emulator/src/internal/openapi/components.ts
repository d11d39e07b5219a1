/** The shapes that have a name in the document, and what is said of each of their fields. */
import * as Authentication from "@passlock-sdk/contract/Authentication"
import * as Challenge from "@passlock-sdk/contract/Challenge"
import * as Endpoints from "@passlock-sdk/contract/Endpoints"
import { KeySet } from "@passlock-sdk/contract/IdToken"
import { JsonObject } from "@passlock-sdk/contract/Json"
import * as Passkey from "@passlock-sdk/contract/Passkey"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import * as Principal from "@passlock-sdk/contract/Principal"
import * as Registration from "@passlock-sdk/contract/Registration"
import * as Contract from "@passlock-sdk/contract/WebAuthn"
import type * as Schema from "effect/Schema"
import * as Full from "./webauthn.js"

/** What is said of a field, and the keywords that its schema lacks. */
export interface Words {
  readonly description: string
  readonly keywords?: Readonly<Record<string, string | number>>
}

export interface Component {
  readonly name: string
  readonly description: string
  /** What the contract knows it by. */
  readonly schema: Schema.Schema.AnyNoContext
  /** What is described, where that is more than the contract checks. */
  readonly full: Schema.Schema.AnyNoContext
  /** With dots between the levels of what has no name of its own. */
  readonly fields: Readonly<Record<string, Words>>
}

const component = (
  name: string,
  description: string,
  schema: Schema.Schema.AnyNoContext,
  fields: Readonly<Record<string, string | Words>>,
  full = schema
): Component => ({
  name,
  description,
  schema,
  full,
  fields: Object.fromEntries(
    Object.entries(fields).map(([field, words]) => [field, typeof words === "string" ? { description: words } : words])
  )
})

const base64url = (description: string): Words => ({
  description: `${description}, base64url.`,
  keywords: { contentEncoding: "base64url" }
})

const whole = (description: string, minimum?: number): Words => ({
  description,
  keywords: { type: "integer", ...(minimum !== undefined && { minimum }) }
})

const tag = "Says what this is."

const created = "When it was created, in milliseconds since 1970."
const updated = "When it last changed, in milliseconds since 1970."
const lastUsed = "When it was last used, in milliseconds since 1970; missing where it never was."
const expires = "When it ends, in milliseconds since 1970."

const passkeyId = "Passlock's id of the passkey. The credential has another."
const passkeyIds = "Passlock's ids of the passkeys that are allowed."
const userId = "The application's own id of the user."
const rpId = "The relying party: the domain that the passkey belongs to."
const credentialId = base64url("The credential id")
const userHandle = base64url("The WebAuthn user handle, which is not the application's user id")
const verification = "Whether the authenticator must check that it is the user. `preferred` by default."
const timeout = "How long the browser waits for the user, in milliseconds."
const sessionToken = "Comes back with the authenticator's response. It works once."
const challenge = base64url("What the authenticator signs")

const passkeys = [
  component("Passkey", "A passkey in the vault.", Passkey.Passkey, {
    _tag: tag,
    id: passkeyId,
    userId: `${userId} Older passkeys may lack one.`,
    enabled: "Whether it can be used.",
    credential: "The WebAuthn side of it.",
    platform: "The product that keeps it, where Passlock knows it.",
    "platform.name": "The product's name.",
    "platform.icon": "The address of the product's icon.",
    lastUsed,
    createdAt: created,
    updatedAt: updated
  }),
  component("Credential", "The WebAuthn side of a passkey.", Passkey.Credential, {
    id: credentialId,
    userId: userHandle,
    username: "The name in the vault. A device keeps a label of its own.",
    aaguid: "The make of the authenticator.",
    backedUp: "Whether it is kept in a second place, such as the account of a device's maker.",
    counter: whole("How often the authenticator says it was used. Many always say 0.", 0),
    deviceType: "Whether it can be on several devices. More values may come.",
    transports: "How the authenticator can be reached. More values may come.",
    publicKey: base64url("The COSE key"),
    rpId
  }),
  component("PasskeySummary", "A passkey, as a list shows it.", Passkey.PasskeySummary, {
    _tag: tag,
    id: passkeyId,
    userId: `${userId} Older passkeys may lack one.`,
    enabled: "Whether it can be used.",
    credential: "The WebAuthn side of it, in short.",
    "credential.id": credentialId,
    "credential.userId": userHandle,
    createdAt: created,
    lastUsed
  }),
  component("FindAllPasskeys", "One page of the vault.", Passkey.FindAllPasskeys, {
    _tag: tag,
    cursor: "Asks for the next page; `null` on the last one.",
    records: "The passkeys of this page."
  }),
  component("UpdatedPasskeys", "The passkeys that were renamed, as they are now.", Passkey.UpdatedPasskeys, {
    _tag: tag,
    updated: "All passkeys of the user."
  }),
  component("DeletedPasskeys", "The passkeys that were deleted, as they last were.", Passkey.DeletedPasskeys, {
    _tag: tag,
    deleted: "All passkeys that the user had."
  }),
  component("UpdatePasskey", "What changes of a passkey.", Endpoints.updatePasskey.request.body, {
    username: "The new name in the vault. A device keeps a label of its own."
  }),
  component("UpdateUserPasskeys", "What changes of a user's passkeys.", Endpoints.updateUserPasskeys.request.body, {
    username: "The new name in the vault. The devices keep labels of their own."
  }),
  component("CredentialLookup", "The credential of a passkey.", Passkey.CredentialLookup, {
    credentialId,
    userId: userHandle,
    rpId
  }),
  component("CredentialsLookup", "The credentials of several passkeys of one user.", Passkey.CredentialsLookup, {
    rpId,
    userId: userHandle,
    allAcceptedCredentialIds: "The credential ids, each base64url."
  })
]

const principals = [
  component("ExtendedPrincipal", "Who logged in, and how.", Principal.ExtendedPrincipal, {
    _tag: tag,
    id: "The id of this login.",
    authenticatorId: "The id of the passkey that was used.",
    authenticatorType: "The kind of authenticator. More values may come.",
    userId,
    createdAt: created,
    expiresAt: expires,
    passkey: "How the passkey was checked.",
    "passkey.verified": "Whether the passkey's signature was checked.",
    "passkey.userVerified": "Whether the authenticator checked that it is the user: by fingerprint, face or PIN.",
    "passkey.platformName": "The product that keeps the passkey.",
    metadata: "Where the login came from.",
    "metadata.ipAddress": "The address the user came from.",
    "metadata.userAgent": "The browser the user came with."
  }),
  component("VerifiedPrincipal", "Who it was, in short.", Principal.VerifiedPrincipal, {
    authenticatorId: "The id of the passkey that was registered or used.",
    userId
  }),
  component(
    "KeySet",
    "The public keys that id_tokens are checked with: a JSON Web Key Set.",
    KeySet,
    { keys: "One key signs; older ones stay for the tokens that they signed." },
    Full.KeySet
  ),
  component("Key", "A public key: a JSON Web Key.", Full.Key, {
    kty: "The type of the key.",
    kid: "The id of the key, as the header of an id_token names it.",
    alg: "The algorithm it signs with.",
    use: "What the key is for.",
    n: base64url("The modulus of an RSA key"),
    e: base64url("The exponent of an RSA key")
  })
]

const challengeFields = {
  challengeId: "The id of the challenge.",
  purpose: "What the challenge is for, in the application's own words.",
  email: "The mailbox.",
  userId,
  createdAt: created,
  expiresAt: "When it can no longer be solved, in milliseconds since 1970.",
  metadata: "What the application attached; `null` where it attached nothing."
}

const challenges = [
  component("JsonObject", "Any JSON object.", JsonObject, {}),
  component("CreateChallenge", "What a challenge is created from.", Challenge.CreateChallenge, {
    email: "The mailbox: `something@something.something`.",
    purpose: {
      description: "What the challenge is for, in the application's own words.",
      keywords: { pattern: "^[A-Za-z0-9._:-]{1,64}$" }
    },
    userId,
    metadata: "Anything that the application wants to find again with the challenge.",
    invalidateOthers:
      "Whether other pending challenges of this purpose and user (or, without one, this mailbox) are deleted. `false` by default.",
    skipRateLimit: "Whether the limit on challenges is passed over. `false` by default.",
    name: "The recipient's name, for the mail. Passlock 2.9 and later.",
    sendEmail: "Whether Passlock sends the mail itself. Passlock 2.9 and later."
  }),
  component("Challenge", "A challenge, without what would solve it.", Challenge.Challenge, {
    _tag: tag,
    ...challengeFields
  }),
  component("ChallengeCreated", "A new challenge, with what solves it.", Challenge.ChallengeCreated, {
    _tag: tag,
    challenge: "The challenge."
  }),
  component(
    "NewChallenge",
    "A challenge with what solves it. It is shown only once.",
    Challenge.ChallengeCreated.fields.challenge,
    {
      ...challengeFields,
      secret: "Stays on the server, in the session. It comes back with the code.",
      code: "Six digits for the user.",
      message: "A mail that is ready to be sent. It contains the code.",
      "message.html": "The mail as HTML.",
      "message.text": "The mail as plain text."
    }
  ),
  component("VerifyChallenge", "What solves a challenge.", Endpoints.verifyChallenge.request.body, {
    challengeId: "The id of the challenge.",
    secret: "The secret that came with the new challenge.",
    code: "The code that the user typed."
  }),
  component("ChallengeVerified", "The challenge was solved, and with that consumed.", Challenge.ChallengeVerified, {
    _tag: tag,
    challenge: "The challenge."
  }),
  component("ChallengeDeleted", "The challenge is gone.", Challenge.ChallengeDeleted, { _tag: tag })
]

const success = {
  _tag: tag,
  principal: "Who it was, in short.",
  id_token: "A signed statement of who it was: a JSON Web Token.",
  code: "To be exchanged for the whole principal, by a server. It lives five minutes."
}

const registration = [
  component("PrepareRegistration", "What a registration is prepared from.", Registration.PrepareRegistration, {
    rpId,
    userId,
    username: "The name that the passkey is shown with on the device.",
    displayName: "A friendlier name, where a device shows two.",
    excludeCredentials: "Passlock's ids of passkeys; a device that holds one of them refuses to create another.",
    userVerification: verification,
    timeout
  }),
  component(
    "PreparedPasskeyRegistration",
    "A registration that a browser may now continue.",
    Registration.PreparedPasskeyRegistration,
    { _tag: tag, registrationToken: "For the page. It works once.", expiresAt: expires }
  ),
  component("RedeemRegistration", "What a prepared registration is redeemed with.", Registration.RedeemRegistration, {
    registrationToken: "The token of the preparation."
  }),
  component("RegistrationOptions", "What the browser needs to create the passkey.", Registration.RegistrationOptions, {
    sessionToken,
    optionsJSON: "For `navigator.credentials.create`."
  }),
  component("VerifyRegistration", "What a registration is verified from.", Registration.VerifyRegistration, {
    sessionToken: "The token that came with the options.",
    response: "What the authenticator answered."
  }),
  component("RegistrationSuccess", "The passkey is in the vault.", Registration.RegistrationSuccess, success)
]

const [Redeem, Start] = Authentication.BeginAuthentication.members

const authentication = [
  component(
    "PrepareAuthentication",
    "What an authentication is prepared from. At least one of `userId` and `allowCredentials` says whose it is.",
    Authentication.PrepareAuthentication,
    {
      rpId: "The relying party: the domain that the passkeys belong to.",
      userId: "The application's own id of the user whose passkeys are allowed.",
      allowCredentials: passkeyIds,
      userVerification: verification,
      timeout
    }
  ),
  component(
    "PreparedPasskeyAuthentication",
    "An authentication that a browser may now continue.",
    Authentication.PreparedPasskeyAuthentication,
    { _tag: tag, authenticationToken: "For the page. It works once.", expiresAt: expires }
  ),
  component(
    "BeginAuthentication",
    "What an authentication begins with in the browser: a prepared one, or one that the page starts by itself.",
    Authentication.BeginAuthentication,
    {}
  ),
  component("RedeemAuthentication", "What a prepared authentication is redeemed with.", Redeem, {
    authenticationToken: "The token of the preparation."
  }),
  component("StartAuthentication", "What a page starts an authentication from by itself.", Start, {
    rpId: "The relying party: the domain that the passkeys belong to.",
    allowCredentials: "Passlock's ids of the passkeys that are allowed; without them the user picks one.",
    userVerification: verification,
    timeout
  }),
  component("AuthenticationOptions", "What the browser needs to use a passkey.", Authentication.AuthenticationOptions, {
    sessionToken,
    optionsJSON: "For `navigator.credentials.get`.",
    mediation: "Whether to ask at once, or to wait in the browser's autofill. More values may come."
  }),
  component("VerifyAuthentication", "What an authentication is verified from.", Authentication.VerifyAuthentication, {
    sessionToken: "The token that came with the options.",
    response: "What the authenticator answered."
  }),
  component("AuthenticationSuccess", "The user is who the passkey says.", Authentication.AuthenticationSuccess, success)
]

const credential = {
  id: credentialId,
  rawId: credentialId,
  type: "The kind of credential: `public-key`.",
  response: "What the authenticator made.",
  "response.clientDataJSON": base64url("What the browser was asked, and by which page"),
  authenticatorAttachment: "Whether the authenticator is a part of the device.",
  clientExtensionResults: "What WebAuthn's extensions answered."
}

const webAuthn = [
  component(
    "CreationOptionsJSON",
    "WebAuthn's `PublicKeyCredentialCreationOptionsJSON`.",
    Contract.CreationOptionsJSON,
    {
      rp: "The relying party.",
      "rp.id": "Its domain.",
      "rp.name": "Its name.",
      user: "The user, as the authenticator keeps it.",
      "user.id": userHandle,
      "user.name": "The name that the passkey is shown with.",
      "user.displayName": "A friendlier name.",
      challenge,
      pubKeyCredParams: "The algorithms that are accepted, the best first.",
      "pubKeyCredParams.alg": whole("The COSE number of an algorithm."),
      "pubKeyCredParams.type": "The kind of credential.",
      timeout,
      excludeCredentials: "A device that holds one of them refuses to create another.",
      authenticatorSelection: "Which authenticators are wanted.",
      "authenticatorSelection.authenticatorAttachment": "Whether it must be a part of the device.",
      "authenticatorSelection.requireResidentKey": "Whether the passkey must be found without being named.",
      "authenticatorSelection.residentKey": "Whether the passkey should be found without being named.",
      "authenticatorSelection.userVerification": "Whether the authenticator must check that it is the user.",
      attestation: "Whether the authenticator is to prove its make."
    },
    Full.CreationOptionsJSON
  ),
  component(
    "RequestOptionsJSON",
    "WebAuthn's `PublicKeyCredentialRequestOptionsJSON`.",
    Contract.RequestOptionsJSON,
    {
      challenge,
      timeout,
      rpId: "The relying party's domain.",
      allowCredentials: "The credentials that are allowed; without them the user picks one.",
      userVerification: "Whether the authenticator must check that it is the user."
    },
    Full.RequestOptionsJSON
  ),
  component("CredentialDescriptorJSON", "Names a credential to a browser.", Full.CredentialDescriptorJSON, {
    id: credentialId,
    type: "The kind of credential.",
    transports: "How the authenticator can be reached. More values may come."
  }),
  component(
    "RegistrationResponseJSON",
    "WebAuthn's `RegistrationResponseJSON`: the new credential's `toJSON()`.",
    Contract.RegistrationResponseJSON,
    {
      ...credential,
      "response.attestationObject": base64url("The new credential, and how it was made"),
      "response.transports": "How the authenticator can be reached."
    },
    Full.RegistrationResponseJSON
  ),
  component(
    "AuthenticationResponseJSON",
    "WebAuthn's `AuthenticationResponseJSON`: the credential's `toJSON()`.",
    Contract.AuthenticationResponseJSON,
    {
      ...credential,
      "response.authenticatorData": base64url("What the authenticator says of this use"),
      "response.signature": base64url("Its signature"),
      "response.userHandle": base64url("The WebAuthn user handle")
    },
    Full.AuthenticationResponseJSON
  )
]

const errorFields: Readonly<Record<string, string | Words>> = {
  _tag: "Says which error this is.",
  message: "A sentence for the developer.",
  retryAfterSeconds: whole("How long to wait before the next attempt, in seconds.", 0),
  credentialId,
  rpId
}

const errorComponent = ({ _tag, advice, wire }: PasslockError.ApiErrorClass): Component =>
  component(
    _tag,
    advice,
    wire.schema,
    Object.fromEntries(
      Object.entries(errorFields).filter(([field]) => field === "_tag" || field === "message" || field in wire.fields)
    )
  )

const errors = Object.values(PasslockError).flatMap((value) =>
  typeof value === "function" && "wire" in value ? [errorComponent(value)] : []
)

export const components: ReadonlyArray<Component> = [
  ...passkeys,
  ...principals,
  ...challenges,
  ...registration,
  ...authentication,
  ...webAuthn,
  ...errors
]

const byAst = new Map(components.map((one) => [one.schema.ast, one]))

/** The component that stands for a schema. */
export const componentOf = (schema: { readonly ast: Schema.Schema.AnyNoContext["ast"] }): Component | undefined =>
  byAst.get(schema.ast)
