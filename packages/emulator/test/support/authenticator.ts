/** A virtual authenticator, and its ceremonies. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { AuthenticatorEmulator, PasskeysCredentialsMemoryRepository, WebAuthnEmulator } from "nid-webauthn-emulator"
import { type ApiResponse, type Sender, send } from "./http.js"

type AuthenticatorOptions = ConstructorParameters<typeof AuthenticatorEmulator>[0]

/** Each authenticator has its own repository; by default the library shares one. */
export const makeAuthenticator = (options?: AuthenticatorOptions): WebAuthnEmulator =>
  new WebAuthnEmulator(
    new AuthenticatorEmulator({ credentialsRepository: new PasskeysCredentialsMemoryRepository(), ...options })
  )

interface Ceremony extends Sender {
  readonly rpId?: string
  /** The `Origin` header; none by default. */
  readonly page?: string
  /** The origin in the client data. */
  readonly claimed?: string
  readonly userId?: string
  readonly prepare?: Record<string, unknown>
  /** Changes the WebAuthn response before it is sent. */
  // biome-ignore lint/suspicious/noExplicitAny: forged responses have any shape.
  readonly forge?: (response: any) => any
}

type Program = Effect.Effect<ApiResponse, never, HttpClient.HttpClient>

const pageOf = ({ page, headers, ...sender }: Ceremony): Sender => ({
  ...sender,
  apiKey: null,
  headers: { ...headers, ...(page !== undefined && { origin: page }) }
})

const originOf = ({ page, claimed, rpId = "example.com" }: Ceremony): string => claimed ?? page ?? `https://${rpId}`

export const prepareRegistration = (ceremony: Ceremony = {}): Program =>
  send(
    "POST",
    "/passkey/registration/prepare",
    {
      rpId: ceremony.rpId ?? "example.com",
      userId: ceremony.userId ?? "user_01",
      username: "ada@example.com",
      ...ceremony.prepare
    },
    ceremony
  )

export const registrationOptions = (registrationToken: unknown, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/registration/options", { registrationToken }, pageOf(ceremony))

export const verifyRegistration = (sessionToken: unknown, response: unknown, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/registration/verification", { sessionToken, response }, pageOf(ceremony))

/** Returns the first error response, or the response to the verification. */
export const register = (authenticator: WebAuthnEmulator, ceremony: Ceremony = {}): Program =>
  Effect.gen(function* () {
    const prepared = yield* prepareRegistration(ceremony)
    if (prepared.status !== 200) return prepared
    const options = yield* registrationOptions(prepared.body.registrationToken, ceremony)
    if (options.status !== 200) return options
    const response = authenticator.createJSON(originOf(ceremony), options.body.optionsJSON)
    return yield* verifyRegistration(options.body.sessionToken, ceremony.forge?.(response) ?? response, ceremony)
  })

export const prepareAuthentication = (body: Record<string, unknown>, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/authentication/prepare", { rpId: ceremony.rpId ?? "example.com", ...body }, ceremony)

export const authenticationOptions = (body: Record<string, unknown>, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/authentication/options", body, pageOf(ceremony))

export const verifyAuthentication = (sessionToken: unknown, response: unknown, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/authentication/verification", { sessionToken, response }, pageOf(ceremony))

/** A login that the page starts. Returns the first error response, or the response to the verification. */
export const login = (authenticator: WebAuthnEmulator, ceremony: Ceremony = {}): Program =>
  Effect.gen(function* () {
    const options = yield* authenticationOptions(
      { rpId: ceremony.rpId ?? "example.com", ...ceremony.prepare },
      ceremony
    )
    if (options.status !== 200) return options
    const response = authenticator.getJSON(originOf(ceremony), options.body.optionsJSON)
    return yield* verifyAuthentication(options.body.sessionToken, ceremony.forge?.(response) ?? response, ceremony)
  })

export const authorizeRegistration = (body: Record<string, unknown> = {}): Program =>
  send("POST", "/passkey/registration/authorize", {
    ...{ rpId: "example.com", userId: "user_01", username: "ada@example.com" },
    ...body
  })

export const authorizeAuthentication = (body: Record<string, unknown>): Program =>
  send("POST", "/passkey/authentication/authorize", { rpId: "example.com", ...body })
