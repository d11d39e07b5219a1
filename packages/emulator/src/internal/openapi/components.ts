/** The named schemas of the document, with a description of every field. */
import * as Authentication from "@passlock-sdk/contract/Authentication"
import * as Challenge from "@passlock-sdk/contract/Challenge"
import { KeySet } from "@passlock-sdk/contract/IdToken"
import { JsonObject } from "@passlock-sdk/contract/Json"
import * as Lookup from "@passlock-sdk/contract/Lookup"
import * as Passkey from "@passlock-sdk/contract/Passkey"
import * as PasslockError from "@passlock-sdk/contract/PasslockError"
import * as Principal from "@passlock-sdk/contract/Principal"
import * as Registration from "@passlock-sdk/contract/Registration"
import * as Contract from "@passlock-sdk/contract/WebAuthn"
import * as Schema from "effect/Schema"
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

const created = "When it was created, as Unix time in milliseconds."
const updated = "When it last changed, as Unix time in milliseconds."
const lastUsed = "When it was last used, as Unix time in milliseconds. Missing if it was never used."
const expires = "When it expires, as Unix time in milliseconds."

const passkeyId = "The passkey's Passlock ID. It differs from the credential ID."
const passkeyIds = "The Passlock IDs of the allowed passkeys."
const userId = "The user's ID in the application."
const rpId = "The relying party ID: the domain that the passkey belongs to."
const credentialId = base64url("The credential ID")
const userHandle = base64url("The WebAuthn user handle, which is not the user's ID in the application")
const warnings = "What could not be done. Often empty."
const verification = "Whether the authenticator must verify the user. Default: `preferred`."
const timeout = "How long the browser waits for the user, in milliseconds."
const sessionToken = "The token for the verification. It works once."
const challenge = base64url("The challenge that the authenticator signs")

/** Optional, and ignored: the contract's clients send no such body. */
export const DeleteUserPasskeys = Schema.Struct({ userId: Schema.optional(Schema.String) })

const passkeys = [
  component("Passkey", "A passkey in the vault.", Passkey.Passkey, {
    _tag: tag,
    id: passkeyId,
    userId: `${userId} Older passkeys may lack it.`,
    enabled: "Whether the passkey can be used.",
    credential: "The WebAuthn credential.",
    platform: "The product that stores the passkey, if Passlock recognizes it.",
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
    aaguid: "The ID of the authenticator's model.",
    backedUp: "Whether the passkey is backed up, for example to a cloud account.",
    counter: integer("The signature counter. Many authenticators always report 0.", 0),
    deviceType: "Whether the passkey can be on several devices. More values may be added.",
    transports: "How the authenticator can be reached. More values may be added.",
    publicKey: base64url("The public key in COSE format"),
    rpId
  }),
  component("PasskeySummary", "A passkey in a list, with fewer fields.", Passkey.PasskeySummary, {
    _tag: tag,
    id: passkeyId,
    userId: `${userId} Older passkeys may lack it.`,
    enabled: "Whether the passkey can be used.",
    credential: "The WebAuthn credential, with fewer fields.",
    "credential.id": credentialId,
    "credential.userId": userHandle,
    createdAt: created,
    lastUsed
  }),
  component("FindAllPasskeys", "One page of passkeys.", Passkey.FindAllPasskeys, {
    _tag: tag,
    cursor: "The cursor of the next page; `null` on the last page.",
    records: "The passkeys of this page."
  }),
  component("UpdatedPasskeys", "The renamed passkeys.", Passkey.UpdatedPasskeys, {
    _tag: tag,
    updated: "All passkeys of the user."
  }),
  component("DeletedPasskeys", "The deleted passkeys, as they were before.", Passkey.DeletedPasskeys, {
    _tag: tag,
    deleted: "All passkeys of the user, as they were before."
  }),
  component("UpdatePasskey", "The changes to a passkey.", Passkey.updatePasskey.request.body, {
    username: "The new username in the vault. The authenticator keeps its own label."
  }),
  component("UpdateUserPasskeys", "The changes to a user's passkeys.", Passkey.updateUserPasskeys.request.body, {
    username: "The new username in the vault. The authenticators keep their own labels."
  }),
  component("DeleteUserPasskeys", "What Passlock's client sends. The API ignores it.", DeleteUserPasskeys, {
    userId: "The same as in the path."
  }),
  component("Warning", "Something that could not be done. The rest was done.", Passkey.Warning, {
    code: "The kind of warning. More values may be added.",
    message: "A message for developers.",
    passkeyId: "The Passlock ID of the passkey that the warning is about."
  }),
  component(
    "PreparePasskeyUpdate",
    "The request that renames a user's passkeys and prepares the update of the user's devices.",
    Passkey.PreparePasskeyUpdate,
    {
      userId,
      username: "The new username.",
      displayName: "A friendlier name, for devices that show two. Passlock does not store it."
    }
  ),
  component("PreparedPasskeyUpdate", "A prepared update, for the page to continue.", Passkey.PreparedPasskeyUpdate, {
    _tag: tag,
    updatePasskeysToken: "The token for the page. It works once.",
    expiresAt: expires,
    warnings
  }),
  component(
    "PreparePasskeyDeletion",
    "The passkeys to delete: some by their IDs, or all of a user. Exactly one of the two.",
    Passkey.PreparePasskeyDeletion,
    {
      passkeyIds: { description: "The Passlock IDs of the passkeys, at least one.", keywords: { minItems: 1 } },
      userId: `${userId} All passkeys of this user are deleted.`
    }
  ),
  component(
    "PreparedPasskeyDeletion",
    "A prepared deletion, for the page to continue. The passkeys are no longer in the vault.",
    Passkey.PreparedPasskeyDeletion,
    { _tag: tag, deletePasskeysToken: "The token for the page. It works once.", expiresAt: expires, warnings }
  ),
  component(
    "ExchangePasskeyUpdate",
    "The request that exchanges the token of an update.",
    Passkey.ExchangePasskeyUpdate,
    {
      updatePasskeysToken: "The token from the preparation."
    }
  ),
  component(
    "PasskeyUpdateInstructions",
    "What the page signals to the device after an update.",
    Passkey.PasskeyUpdateInstructions,
    {
      _tag: tag,
      instructions: "One instruction for each user handle, in the form of the `currentUserDetails` signal.",
      "instructions.rpId": "The relying party ID: the domain that the passkeys belong to.",
      "instructions.userId": userHandle,
      "instructions.username": "The new username.",
      "instructions.displayName": "A friendlier name, for devices that show two.",
      warnings
    }
  ),
  component(
    "ExchangePasskeyDeletion",
    "The request that exchanges the token of a deletion.",
    Passkey.ExchangePasskeyDeletion,
    { deletePasskeysToken: "The token from the preparation." }
  ),
  component(
    "PasskeyDeletionInstructions",
    "What the page signals to the device after a deletion.",
    Passkey.PasskeyDeletionInstructions,
    {
      _tag: tag,
      instructions: "One instruction for each deleted passkey, in the form of the `unknownCredential` signal.",
      "instructions.rpId": rpId,
      "instructions.userId": userHandle,
      "instructions.credentialId": credentialId,
      warnings
    }
  ),
  component(
    "ExchangePasskeyPruning",
    "The request that exchanges the token of a pruning.",
    Passkey.ExchangePasskeyPruning,
    { prunePasskeysToken: "The token from the preparation." }
  ),
  component(
    "PasskeyPruningInstructions",
    "What the page signals to the device to remove the passkeys that are not in the vault.",
    Passkey.PasskeyPruningInstructions,
    {
      _tag: tag,
      instructions: "One instruction for each user handle, in the form of the `allAcceptedCredentials` signal.",
      "instructions.rpId": "The relying party ID: the domain that the passkeys belong to.",
      "instructions.userId": userHandle,
      "instructions.allAcceptedCredentialIds": "The IDs of all the user's credentials in the vault, each base64url.",
      warnings
    }
  ),
  component("CredentialLookup", "The credential of a passkey.", Lookup.CredentialLookup, {
    credentialId,
    userId: userHandle,
    rpId
  }),
  component("CredentialsLookup", "The credentials of several passkeys of one user.", Lookup.CredentialsLookup, {
    rpId,
    userId: userHandle,
    allAcceptedCredentialIds: "The IDs of all the user's credentials in the vault, each base64url."
  })
]

const principals = [
  component("ExtendedPrincipal", "The full principal, returned for an exchange code.", Principal.ExtendedPrincipal, {
    _tag: tag,
    id: "The principal's ID. Each login has a new one.",
    authenticatorId: "The passkey's Passlock ID.",
    authenticatorType: "The authenticator type. More values may be added.",
    userId,
    createdAt: created,
    expiresAt: expires,
    passkey: "How the passkey was verified.",
    "passkey.verified": "Whether the passkey's signature was verified.",
    "passkey.userVerified": "Whether the authenticator verified the user, by fingerprint, face or PIN.",
    "passkey.platformName": "The product that stores the passkey.",
    metadata: "The IP address and the user agent of the login.",
    "metadata.ipAddress": "The user's IP address.",
    "metadata.userAgent": "The user agent of the user's browser."
  }),
  component(
    "VerifiedPrincipal",
    "The principal in a verified registration or authentication.",
    Principal.VerifiedPrincipal,
    {
      authenticatorId: "The passkey's Passlock ID.",
      userId
    }
  ),
  component(
    "KeySet",
    "The public keys that verify id_tokens: a JSON Web Key Set.",
    KeySet,
    { keys: "The current signing key, and older keys whose tokens are still valid." },
    Full.KeySet
  ),
  component("Key", "A public key: a JSON Web Key.", Full.Key, {
    kty: "The key type.",
    kid: "The key ID, as in the header of an id_token.",
    alg: "The signature algorithm.",
    use: "The use of the key.",
    n: base64url("The modulus of an RSA key"),
    e: base64url("The exponent of an RSA key")
  })
]

const challengeFields = {
  challengeId: "The challenge ID.",
  purpose: "What the challenge is for, such as `signup` or `login`.",
  email: "The email address.",
  userId,
  createdAt: created,
  expiresAt: "When the challenge expires, as Unix time in milliseconds.",
  metadata: "The metadata that the application attached to the challenge, or `null`."
}

const challenges = [
  component("JsonObject", "Any JSON object.", JsonObject, {}),
  component("CreateChallenge", "The request that creates a challenge.", Challenge.CreateChallenge, {
    email: "The email address to verify, such as `name@example.com`.",
    purpose: {
      description: "What the challenge is for, such as `signup` or `login`.",
      keywords: { pattern: "^[A-Za-z0-9._:-]{1,64}$" }
    },
    userId,
    metadata: "A JSON object to store with the challenge.",
    invalidateOthers:
      "Whether to delete other pending challenges with the same purpose and user or, without `userId`, the same purpose and email address. Default: `false`.",
    skipRateLimit: "Whether to ignore the limit on challenges per email address. Default: `false`.",
    name: "The recipient's name, for the email. Passlock 2.9 and later.",
    sendEmail: "Whether Passlock sends the email. Passlock 2.9.3 and later sends it unless this is `false`."
  }),
  component("Challenge", "A challenge without its secret and code.", Challenge.Challenge, {
    _tag: tag,
    ...challengeFields
  }),
  component("ChallengeCreated", "A new challenge with its secret and code.", Challenge.ChallengeCreated, {
    _tag: tag,
    challenge: "The challenge."
  }),
  component(
    "NewChallenge",
    "A challenge with its secret and code. No other response contains them.",
    Challenge.ChallengeCreated.fields.challenge,
    {
      ...challengeFields,
      secret: "Store it on the server, in the user's session. Verification needs it with the code.",
      code: "The one-time code for the user: six digits.",
      message: "The email to send with `sendEmail: false`. It contains the code.",
      "message.html": "The email as HTML.",
      "message.text": "The email as plain text."
    }
  ),
  component("VerifyChallenge", "The request that verifies a challenge.", Challenge.verifyChallenge.request.body, {
    challengeId: "The challenge ID.",
    secret: "The secret of the challenge.",
    code: "The one-time code that the user entered."
  }),
  component("ChallengeVerified", "A verified challenge. It cannot be verified again.", Challenge.ChallengeVerified, {
    _tag: tag,
    challenge: "The challenge."
  }),
  component("ChallengeDeleted", "Confirms that the challenge was deleted.", Challenge.ChallengeDeleted, { _tag: tag })
]

const success = {
  _tag: tag,
  principal: "The principal in a verified registration or authentication.",
  id_token: "A signed JWT that identifies the user.",
  code: "The exchange code. The server exchanges it for the full principal within five minutes."
}

const registration = [
  component("PrepareRegistration", "The request that prepares a registration.", Registration.PrepareRegistration, {
    rpId,
    userId,
    username: "The name that the device shows for the passkey.",
    displayName: "A friendlier name, for devices that show two.",
    excludeCredentials:
      "The Passlock IDs of existing passkeys. A device that holds one of them does not create another.",
    userVerification: verification,
    timeout
  }),
  component(
    "PreparedPasskeyRegistration",
    "A prepared registration, for the page to continue.",
    Registration.PreparedPasskeyRegistration,
    { _tag: tag, registrationToken: "The token for the page. It works once.", expiresAt: expires }
  ),
  component(
    "AuthorizeRegistration",
    "The request that authorizes a registration.",
    Registration.AuthorizeRegistration,
    {
      rpId,
      rpName: "The name of the relying party, which some devices show. Not blank.",
      userId,
      username: "The name that the device shows for the passkey.",
      displayName: "A friendlier name, for devices that show two.",
      excludeCredentials:
        "The Passlock IDs of existing passkeys. A device that holds one of them does not create another.",
      userVerification: verification,
      timeout
    }
  ),
  component(
    "AuthorizedPasskeyRegistration",
    "An authorized registration, for the page to continue.",
    Registration.AuthorizedPasskeyRegistration,
    { _tag: tag, registrationToken: "The token for the page. It works once.", expiresAt: expires }
  ),
  component(
    "RedeemRegistration",
    "The request for the options of a prepared registration.",
    Registration.RedeemRegistration,
    {
      registrationToken: "The token from the preparation."
    }
  ),
  component(
    "RegistrationOptions",
    "The options of a registration, for the browser.",
    Registration.RegistrationOptions,
    {
      sessionToken,
      optionsJSON: "The options of `navigator.credentials.create`."
    }
  ),
  component("VerifyRegistration", "The request that verifies a registration.", Registration.VerifyRegistration, {
    sessionToken: "The token from the options.",
    response: "The authenticator's response."
  }),
  component(
    "RegistrationSuccess",
    "A verified registration: the passkey is in the vault.",
    Registration.RegistrationSuccess,
    success
  )
]

const [Redeem, Start] = Authentication.BeginAuthentication.members

const authentication = [
  component(
    "PrepareAuthentication",
    "The request that prepares an authentication. It needs `userId`, `allowCredentials` or both.",
    Authentication.PrepareAuthentication,
    {
      rpId: "The relying party ID: the domain that the passkeys belong to.",
      userId: "The user's ID in the application. All passkeys of this user are allowed.",
      allowCredentials: passkeyIds,
      userVerification: verification,
      timeout
    }
  ),
  component(
    "PreparedPasskeyAuthentication",
    "A prepared authentication, for the page to continue.",
    Authentication.PreparedPasskeyAuthentication,
    { _tag: tag, authenticationToken: "The token for the page. It works once.", expiresAt: expires }
  ),
  component(
    "AuthorizeAuthentication",
    "The request that authorizes an authentication. It needs `userId`, `allowCredentials` or `discoverable: true`.",
    Authentication.AuthorizeAuthentication,
    {
      rpId: "The relying party ID: the domain that the passkeys belong to.",
      userId: "The user's ID in the application. All passkeys of this user are allowed.",
      allowCredentials: passkeyIds,
      discoverable: "Whether the user may choose any passkey of the relying party on the device. Default: `false`.",
      mediation:
        "`required` shows a dialog; `conditional` offers passkeys in the browser's autofill, and needs `discoverable: true`.",
      userVerification: verification,
      timeout
    }
  ),
  component(
    "AuthorizedPasskeyAuthentication",
    "An authorized authentication, for the page to continue.",
    Authentication.AuthorizedPasskeyAuthentication,
    { _tag: tag, authenticationToken: "The token for the page. It works once.", expiresAt: expires }
  ),
  component(
    "BeginAuthentication",
    "The request for the options of an authentication: the token of a prepared one, or the settings of one that the page starts.",
    Authentication.BeginAuthentication,
    {}
  ),
  component("RedeemAuthentication", "The request for the options of a prepared authentication.", Redeem, {
    authenticationToken: "The token from the preparation."
  }),
  component("StartAuthentication", "The request for the options of an authentication that the page starts.", Start, {
    rpId: "The relying party ID: the domain that the passkeys belong to.",
    allowCredentials: "The Passlock IDs of the allowed passkeys. Without them, the user chooses one.",
    userVerification: verification,
    timeout
  }),
  component(
    "AuthenticationOptions",
    "The options of an authentication, for the browser.",
    Authentication.AuthenticationOptions,
    {
      sessionToken,
      optionsJSON: "The options of `navigator.credentials.get`.",
      mediation:
        "`required` shows a dialog; `conditional` offers passkeys in the browser's autofill. More values may be added."
    }
  ),
  component(
    "VerifyAuthentication",
    "The request that verifies an authentication.",
    Authentication.VerifyAuthentication,
    {
      sessionToken: "The token from the options.",
      response: "The authenticator's response."
    }
  ),
  component("AuthenticationSuccess", "A verified authentication.", Authentication.AuthenticationSuccess, success)
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
      user: "The user that the authenticator stores.",
      "user.id": userHandle,
      "user.name": "The name that the device shows for the passkey.",
      "user.displayName": "A friendlier name, for devices that show two.",
      challenge,
      pubKeyCredParams: "The accepted algorithms, in order of preference.",
      "pubKeyCredParams.alg": integer("The COSE identifier of an algorithm."),
      "pubKeyCredParams.type": "The credential type.",
      timeout,
      excludeCredentials: "A device that holds one of them does not create another.",
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
      rpId: "The relying party ID: the domain that the passkeys belong to.",
      allowCredentials: "The allowed credentials. Without them, the user chooses one.",
      userVerification: "Whether the authenticator must verify the user."
    },
    Full.RequestOptionsJSON
  ),
  component("CredentialDescriptorJSON", "A reference to a credential.", Full.CredentialDescriptorJSON, {
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
  retryAfterSeconds: integer("The time to wait before creating the next challenge, in whole seconds.", 0),
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
