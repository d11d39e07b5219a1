/** The named schemas of the document, with a description of every field. */
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

/** A description of a field, and keywords that its schema lacks. */
export interface FieldDescription {
  readonly description: string
  readonly keywords?: Readonly<Record<string, string | number>>
}

export interface Component {
  readonly name: string
  readonly description: string
  /** The schema of the contract. */
  readonly schema: Schema.Schema.AnyNoContext
  /** The described schema: may have more fields than the contract's. */
  readonly full: Schema.Schema.AnyNoContext
  /** By path: dots separate the levels of inline objects. */
  readonly fields: Readonly<Record<string, FieldDescription>>
}

const component = (
  name: string,
  description: string,
  schema: Schema.Schema.AnyNoContext,
  fields: Readonly<Record<string, string | FieldDescription>>,
  full = schema
): Component => ({
  name,
  description,
  schema,
  full,
  fields: Object.fromEntries(
    Object.entries(fields).map(([path, field]) => [path, typeof field === "string" ? { description: field } : field])
  )
})

const base64url = (description: string): FieldDescription => ({
  description: `${description}, base64url.`,
  keywords: { contentEncoding: "base64url" }
})

const integer = (description: string, minimum?: number): FieldDescription => ({
  description,
  keywords: { type: "integer", ...(minimum !== undefined && { minimum }) }
})

const tag = "The type of the object."

const created = "When it was created, in milliseconds since 1970."
const updated = "When it last changed, in milliseconds since 1970."
const lastUsed = "When it was last used, in milliseconds since 1970; missing when it was never used."
const expires = "When it expires, in milliseconds since 1970."

const passkeyId = "Passlock's id of the passkey, which is not the credential id."
const passkeyIds = "Passlock's ids of the allowed passkeys."
const userId = "The application's user id."
const rpId = "The relying party: the domain of the passkey."
const credentialId = base64url("The credential id")
const userHandle = base64url("The WebAuthn user handle, which is not the application's user id")
const verification = "Whether the authenticator must verify the user. `preferred` by default."
const timeout = "How long the browser waits for the user, in milliseconds."
const sessionToken = "Send it back with the WebAuthn response. It works once."
const challenge = base64url("The challenge that the authenticator signs")

const passkeys = [
  component("Passkey", "A passkey in the vault.", Passkey.Passkey, {
    _tag: tag,
    id: passkeyId,
    userId: `${userId} Older passkeys may lack one.`,
    enabled: "Whether the passkey can be used.",
    credential: "The WebAuthn credential.",
    platform: "The product that stores the passkey, when Passlock recognizes it.",
    "platform.name": "The name of the product.",
    "platform.icon": "The URL of the product's icon.",
    lastUsed,
    createdAt: created,
    updatedAt: updated
  }),
  component("Credential", "The WebAuthn credential of a passkey.", Passkey.Credential, {
    id: credentialId,
    userId: userHandle,
    username: "The username in the vault. The authenticator stores its own label.",
    aaguid: "The model of the authenticator.",
    backedUp: "Whether the passkey is backed up, such as in a cloud account.",
    counter: integer("The signature counter. Many authenticators always report 0.", 0),
    deviceType: "Whether the passkey can be on several devices. More values may be added.",
    transports: "How the authenticator can be reached. More values may be added.",
    publicKey: base64url("The COSE key"),
    rpId
  }),
  component("PasskeySummary", "An abbreviated passkey of the list.", Passkey.PasskeySummary, {
    _tag: tag,
    id: passkeyId,
    userId: `${userId} Older passkeys may lack one.`,
    enabled: "Whether the passkey can be used.",
    credential: "The WebAuthn credential, abbreviated.",
    "credential.id": credentialId,
    "credential.userId": userHandle,
    createdAt: created,
    lastUsed
  }),
  component("FindAllPasskeys", "One page of the vault.", Passkey.FindAllPasskeys, {
    _tag: tag,
    cursor: "The cursor of the next page; `null` on the last page.",
    records: "The passkeys of this page."
  }),
  component("UpdatedPasskeys", "The renamed passkeys.", Passkey.UpdatedPasskeys, {
    _tag: tag,
    updated: "All passkeys of the user."
  }),
  component("DeletedPasskeys", "The deleted passkeys.", Passkey.DeletedPasskeys, {
    _tag: tag,
    deleted: "All passkeys of the user before the deletion."
  }),
  component("UpdatePasskey", "Changes of a passkey.", Endpoints.updatePasskey.request.body, {
    username: "The new username in the vault. The authenticator keeps its own label."
  }),
  component("UpdateUserPasskeys", "Changes of a user's passkeys.", Endpoints.updateUserPasskeys.request.body, {
    username: "The new username in the vault. The authenticators keep their own labels."
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
    authenticatorType: "The kind of authenticator. More values may be added.",
    userId,
    createdAt: created,
    expiresAt: expires,
    passkey: "How the passkey was verified.",
    "passkey.verified": "Whether the signature was verified.",
    "passkey.userVerified": "Whether the authenticator verified the user, such as by fingerprint, face or PIN.",
    "passkey.platformName": "The product that stores the passkey.",
    metadata: "The IP address and the browser of the login.",
    "metadata.ipAddress": "The user's IP address.",
    "metadata.userAgent": "The browser's User-Agent."
  }),
  component("VerifiedPrincipal", "The verified user and passkey.", Principal.VerifiedPrincipal, {
    authenticatorId: "The id of the registered or used passkey.",
    userId
  }),
  component(
    "KeySet",
    "The public keys that verify id_tokens: a JSON Web Key Set.",
    KeySet,
    { keys: "The current signing key, and older keys whose tokens are still valid." },
    Full.KeySet
  ),
  component("Key", "A public key: a JSON Web Key.", Full.Key, {
    kty: "The key type.",
    kid: "The key id, as in the header of an id_token.",
    alg: "The signature algorithm.",
    use: "The use of the key.",
    n: base64url("The modulus of an RSA key"),
    e: base64url("The exponent of an RSA key")
  })
]

const challengeFields = {
  challengeId: "The id of the challenge.",
  purpose: "What the challenge is for, defined by the application.",
  email: "The email address.",
  userId,
  createdAt: created,
  expiresAt: "When the challenge expires, in milliseconds since 1970.",
  metadata: "The metadata of the application, or `null`."
}

const challenges = [
  component("JsonObject", "Any JSON object.", JsonObject, {}),
  component("CreateChallenge", "The input for a new challenge.", Challenge.CreateChallenge, {
    email: "The email address: `something@something.something`.",
    purpose: {
      description: "What the challenge is for, defined by the application.",
      keywords: { pattern: "^[A-Za-z0-9._:-]{1,64}$" }
    },
    userId,
    metadata: "Any JSON object that the application attaches to the challenge.",
    invalidateOthers:
      "Whether to delete other pending challenges of this purpose and user (without a user: email address). `false` by default.",
    skipRateLimit: "Whether to skip the rate limit. `false` by default.",
    name: "The name of the recipient, used in the mail. Passlock 2.9 and later.",
    sendEmail: "Whether Passlock sends the mail itself. Passlock 2.9 and later."
  }),
  component("Challenge", "A challenge, without its secret and code.", Challenge.Challenge, {
    _tag: tag,
    ...challengeFields
  }),
  component("ChallengeCreated", "A new challenge, with its secret and code.", Challenge.ChallengeCreated, {
    _tag: tag,
    challenge: "The challenge."
  }),
  component(
    "NewChallenge",
    "A challenge with its secret and code, which are returned only once.",
    Challenge.ChallengeCreated.fields.challenge,
    {
      ...challengeFields,
      secret: "Keep it on the server, in the session, and send it with the code.",
      code: "The six-digit code for the user.",
      message: "A mail that is ready to send. It contains the code.",
      "message.html": "The mail as HTML.",
      "message.text": "The mail as plain text."
    }
  ),
  component(
    "VerifyChallenge",
    "The input for the verification of a challenge.",
    Endpoints.verifyChallenge.request.body,
    {
      challengeId: "The id of the challenge.",
      secret: "The secret of the new challenge.",
      code: "The code that the user entered."
    }
  ),
  component("ChallengeVerified", "The challenge was verified and is consumed.", Challenge.ChallengeVerified, {
    _tag: tag,
    challenge: "The challenge."
  }),
  component("ChallengeDeleted", "The challenge was deleted.", Challenge.ChallengeDeleted, { _tag: tag })
]

const success = {
  _tag: tag,
  principal: "The verified user and passkey.",
  id_token: "A signed JSON Web Token about the login.",
  code: "A server exchanges the code for the whole principal. It expires after five minutes."
}

const registration = [
  component(
    "PrepareRegistration",
    "The input for the preparation of a registration.",
    Registration.PrepareRegistration,
    {
      rpId,
      userId,
      username: "The username that the authenticator displays.",
      displayName: "A friendlier name, for authenticators that display two.",
      excludeCredentials: "Passlock's ids of passkeys. An authenticator that has one of them does not create another.",
      userVerification: verification,
      timeout
    }
  ),
  component(
    "PreparedPasskeyRegistration",
    "A prepared registration, for the page.",
    Registration.PreparedPasskeyRegistration,
    { _tag: tag, registrationToken: "The token for the page. It works once.", expiresAt: expires }
  ),
  component(
    "RedeemRegistration",
    "The input for the options of a prepared registration.",
    Registration.RedeemRegistration,
    {
      registrationToken: "The token of the preparation."
    }
  ),
  component("RegistrationOptions", "The options for creating the passkey.", Registration.RegistrationOptions, {
    sessionToken,
    optionsJSON: "For `navigator.credentials.create`."
  }),
  component(
    "VerifyRegistration",
    "The input for the verification of a registration.",
    Registration.VerifyRegistration,
    {
      sessionToken: "The token that came with the options.",
      response: "The WebAuthn response."
    }
  ),
  component("RegistrationSuccess", "The passkey was added to the vault.", Registration.RegistrationSuccess, success)
]

const [Redeem, Start] = Authentication.BeginAuthentication.members

const authentication = [
  component(
    "PrepareAuthentication",
    "The input for the preparation of an authentication. At least one of `userId` and `allowCredentials` is required.",
    Authentication.PrepareAuthentication,
    {
      rpId: "The relying party: the domain of the passkeys.",
      userId: "The application's id of the user whose passkeys are allowed.",
      allowCredentials: passkeyIds,
      userVerification: verification,
      timeout
    }
  ),
  component(
    "PreparedPasskeyAuthentication",
    "A prepared authentication, for the page.",
    Authentication.PreparedPasskeyAuthentication,
    { _tag: tag, authenticationToken: "The token for the page. It works once.", expiresAt: expires }
  ),
  component(
    "BeginAuthentication",
    "The input for the options of an authentication: a prepared one, or one that the page starts.",
    Authentication.BeginAuthentication,
    {}
  ),
  component("RedeemAuthentication", "The input for the options of a prepared authentication.", Redeem, {
    authenticationToken: "The token of the preparation."
  }),
  component("StartAuthentication", "The input for the options of an authentication that the page starts.", Start, {
    rpId: "The relying party: the domain of the passkeys.",
    allowCredentials: "Passlock's ids of the allowed passkeys. Default: the user selects one.",
    userVerification: verification,
    timeout
  }),
  component("AuthenticationOptions", "The options for using a passkey.", Authentication.AuthenticationOptions, {
    sessionToken,
    optionsJSON: "For `navigator.credentials.get`.",
    mediation: "Whether to show a dialog or use conditional UI (autofill). More values may be added."
  }),
  component(
    "VerifyAuthentication",
    "The input for the verification of an authentication.",
    Authentication.VerifyAuthentication,
    {
      sessionToken: "The token that came with the options.",
      response: "The WebAuthn response."
    }
  ),
  component("AuthenticationSuccess", "The authentication was verified.", Authentication.AuthenticationSuccess, success)
]

const credential = {
  id: credentialId,
  rawId: credentialId,
  type: "The credential type: `public-key`.",
  response: "The response of the authenticator.",
  "response.clientDataJSON": base64url("The client data: the challenge and the origin of the page"),
  authenticatorAttachment: "Whether the authenticator is part of the device.",
  clientExtensionResults: "The results of WebAuthn extensions."
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
      user: "The user, as the authenticator stores it.",
      "user.id": userHandle,
      "user.name": "The username that the authenticator displays.",
      "user.displayName": "A friendlier name.",
      challenge,
      pubKeyCredParams: "The accepted algorithms, in order of preference.",
      "pubKeyCredParams.alg": integer("The COSE identifier of an algorithm."),
      "pubKeyCredParams.type": "The credential type.",
      timeout,
      excludeCredentials: "An authenticator that has one of them does not create another.",
      authenticatorSelection: "The requirements for the authenticator.",
      "authenticatorSelection.authenticatorAttachment": "Whether the authenticator must be part of the device.",
      "authenticatorSelection.requireResidentKey": "Whether the passkey must be discoverable.",
      "authenticatorSelection.residentKey": "Whether the passkey should be discoverable.",
      "authenticatorSelection.userVerification": "Whether the authenticator must verify the user.",
      attestation: "Whether the authenticator should attest its model."
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
      allowCredentials: "The allowed credentials. Default: the user selects one.",
      userVerification: "Whether the authenticator must verify the user."
    },
    Full.RequestOptionsJSON
  ),
  component("CredentialDescriptorJSON", "Identifies a credential for the browser.", Full.CredentialDescriptorJSON, {
    id: credentialId,
    type: "The credential type.",
    transports: "How the authenticator can be reached. More values may be added."
  }),
  component(
    "RegistrationResponseJSON",
    "WebAuthn's `RegistrationResponseJSON`: the new credential's `toJSON()`.",
    Contract.RegistrationResponseJSON,
    {
      ...credential,
      "response.attestationObject": base64url("The attestation object with the new credential"),
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
      "response.authenticatorData": base64url("The authenticator data"),
      "response.signature": base64url("The signature"),
      "response.userHandle": base64url("The WebAuthn user handle")
    },
    Full.AuthenticationResponseJSON
  )
]

const errorFields: Readonly<Record<string, string | FieldDescription>> = {
  _tag: "The type of the error.",
  message: "A message for developers.",
  retryAfterSeconds: integer("How long to wait before the next attempt, in seconds.", 0),
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

/** The component of a schema. */
export const componentOf = (schema: { readonly ast: Schema.Schema.AnyNoContext["ast"] }): Component | undefined =>
  byAst.get(schema.ast)
