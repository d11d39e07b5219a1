/** What is known of WebAuthn's types, and of the two ceremonies. */
import type * as WebAuthn from "@passlock-sdk/contract/WebAuthn"
import { documented, type Facts, inferred, tested, withFormat, withNote } from "./Fact.js"

const webAuthn = withNote(documented, "as in WebAuthn")
const encoded = withFormat(webAuthn, "base64url")
const unknownValue = withNote(inferred, "defined by WebAuthn; Passlock's value is unknown")

export const creationOptions: Facts<WebAuthn.CreationOptionsJSON> = {
  rp: webAuthn,
  "rp.id": withNote(tested, "the `rpId` of the registration"),
  "rp.name": withNote(documented, "required by WebAuthn; Passlock's value is unknown"),
  user: webAuthn,
  "user.id": encoded,
  "user.name": webAuthn,
  "user.displayName": webAuthn,
  challenge: encoded,
  pubKeyCredParams: withNote(documented, "required by WebAuthn; Passlock's values are unknown"),
  "pubKeyCredParams[].alg": withFormat(webAuthn, "integer"),
  "pubKeyCredParams[].type": webAuthn,
  timeout: withFormat(unknownValue, "duration"),
  excludeCredentials: withNote(inferred, "credential IDs (the server's request has passkey IDs)"),
  "excludeCredentials[].id": withFormat(unknownValue, "base64url"),
  "excludeCredentials[].type": unknownValue,
  "excludeCredentials[].transports": unknownValue,
  authenticatorSelection: tested,
  "authenticatorSelection.authenticatorAttachment": unknownValue,
  "authenticatorSelection.requireResidentKey": unknownValue,
  "authenticatorSelection.residentKey": withNote(tested, "`preferred`"),
  "authenticatorSelection.userVerification": withNote(tested, "`preferred` unless the server's request sets it"),
  attestation: unknownValue
}

export const requestOptions: Facts<WebAuthn.RequestOptionsJSON> = {
  challenge: encoded,
  timeout: withFormat(unknownValue, "duration"),
  rpId: withNote(tested, "the `rpId` of the authentication"),
  allowCredentials: withNote(inferred, "credential IDs (the server's request has passkey IDs)"),
  "allowCredentials[].id": withFormat(unknownValue, "base64url"),
  "allowCredentials[].type": unknownValue,
  "allowCredentials[].transports": unknownValue,
  userVerification: withNote(tested, "`preferred` unless the server's request sets it")
}

const credentialResponse = {
  id: encoded,
  rawId: encoded,
  type: webAuthn,
  response: webAuthn,
  "response.clientDataJSON": encoded,
  authenticatorAttachment: webAuthn,
  clientExtensionResults: webAuthn
}

export const registrationResponse: Facts<WebAuthn.RegistrationResponseJSON> = {
  ...credentialResponse,
  "response.attestationObject": encoded,
  "response.transports": webAuthn
}

export const authenticationResponse: Facts<WebAuthn.AuthenticationResponseJSON> = {
  ...credentialResponse,
  "response.authenticatorData": encoded,
  "response.signature": encoded,
  "response.userHandle": encoded
}

export const token = withNote(documented, "short-lived; that it lives about five minutes is inferred")

export const ceremonySuccess = {
  _tag: documented,
  principal: documented,
  "principal.authenticatorId": documented,
  "principal.userId": documented,
  id_token: documented,
  code: withNote(documented, "valid for five minutes")
}

/** What the emulator does in both ceremonies. */
export const consumed = "The first request with the token consumes it, even when the request fails."

export const embedded =
  "A response of a page that another origin embeds (`crossOrigin`, `topOrigin`) returns `BadRequest`."

export const page =
  "An `Origin` header must be in the `origins` option. By default, it must be the relying party or a subdomain over `https`, or `localhost` over `http`."
