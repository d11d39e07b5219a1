/**
 * Complete schemas of the WebAuthn types and the key set. The contract's schemas include only the fields that a client
 * needs.
 */
import { algorithms } from "@passlock-sdk/contract/IdToken"
import { JsonObject } from "@passlock-sdk/contract/Json"
import { Milliseconds } from "@passlock-sdk/contract/Numbers"
import { openSet } from "@passlock-sdk/contract/Strings"
import * as Schema from "effect/Schema"

const transports = Schema.optional(
  Schema.Array(openSet("ble", "hybrid", "internal", "nfc", "usb", "cable", "smart-card"))
)

const userVerification = Schema.optional(openSet("required", "preferred", "discouraged"))

export const CredentialDescriptorJSON = Schema.Struct({ id: Schema.String, type: openSet("public-key"), transports })

export const CreationOptionsJSON = Schema.Struct({
  rp: Schema.Struct({ id: Schema.optional(Schema.String), name: Schema.String }),
  user: Schema.Struct({ id: Schema.String, name: Schema.String, displayName: Schema.String }),
  challenge: Schema.String,
  pubKeyCredParams: Schema.Array(Schema.Struct({ alg: Schema.Number, type: openSet("public-key") })),
  timeout: Schema.optional(Milliseconds),
  excludeCredentials: Schema.optional(Schema.Array(CredentialDescriptorJSON)),
  authenticatorSelection: Schema.optional(
    Schema.Struct({
      authenticatorAttachment: Schema.optional(openSet("cross-platform", "platform")),
      requireResidentKey: Schema.optional(Schema.Boolean),
      residentKey: Schema.optional(openSet("discouraged", "preferred", "required")),
      userVerification
    })
  ),
  attestation: Schema.optional(openSet("direct", "enterprise", "indirect", "none"))
})

export const RequestOptionsJSON = Schema.Struct({
  challenge: Schema.String,
  timeout: Schema.optional(Milliseconds),
  rpId: Schema.optional(Schema.String),
  allowCredentials: Schema.optional(Schema.Array(CredentialDescriptorJSON)),
  userVerification
})

const credential = {
  id: Schema.String,
  rawId: Schema.String,
  type: openSet("public-key"),
  authenticatorAttachment: Schema.optional(Schema.NullOr(openSet("cross-platform", "platform"))),
  clientExtensionResults: JsonObject
}

export const RegistrationResponseJSON = Schema.Struct({
  ...credential,
  response: Schema.Struct({ clientDataJSON: Schema.String, attestationObject: Schema.String, transports })
})

export const AuthenticationResponseJSON = Schema.Struct({
  ...credential,
  response: Schema.Struct({
    clientDataJSON: Schema.String,
    authenticatorData: Schema.String,
    signature: Schema.String,
    userHandle: Schema.optional(Schema.NullOr(Schema.String))
  })
})

export const Key = Schema.Struct({
  kty: openSet("RSA"),
  kid: Schema.optional(Schema.String),
  alg: Schema.optional(openSet(...algorithms)),
  use: Schema.optional(openSet("sig")),
  n: Schema.optional(Schema.String),
  e: Schema.optional(Schema.String)
})

export const KeySet = Schema.Struct({ keys: Schema.Array(Key) })
