/** A device with an authenticator, and the ceremonies it takes part in. */
import type * as HttpClient from "@effect/platform/HttpClient"
import * as Effect from "effect/Effect"
import { AuthenticatorEmulator, PasskeysCredentialsMemoryRepository, WebAuthnEmulator } from "nid-webauthn-emulator"
import { type Answer, type Sender, send } from "./http.js"

type AuthenticatorOptions = ConstructorParameters<typeof AuthenticatorEmulator>[0]

/** Each device has its own memory; by default the library would share one. */
export const makeDevice = (options?: AuthenticatorOptions): WebAuthnEmulator =>
  new WebAuthnEmulator(
    new AuthenticatorEmulator({ credentialsRepository: new PasskeysCredentialsMemoryRepository(), ...options })
  )

interface Ceremony extends Sender {
  readonly rpId?: string
  /** The page; none sends no `Origin`. */
  readonly page?: string
  /** What the authenticator is told that the page is. */
  readonly claimed?: string
  readonly userId?: string
  readonly prepare?: Record<string, unknown>
  /** Changes the authenticator's answer on its way. */
  // biome-ignore lint/suspicious/noExplicitAny: a forger changes what it likes.
  readonly forge?: (response: any) => any
}

type Program = Effect.Effect<Answer, never, HttpClient.HttpClient>

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

/** The first refusal, or what the verification answered. */
export const register = (device: WebAuthnEmulator, ceremony: Ceremony = {}): Program =>
  Effect.gen(function* () {
    const prepared = yield* prepareRegistration(ceremony)
    if (prepared.status !== 200) return prepared
    const options = yield* registrationOptions(prepared.body.registrationToken, ceremony)
    if (options.status !== 200) return options
    const response = device.createJSON(originOf(ceremony), options.body.optionsJSON)
    return yield* verifyRegistration(options.body.sessionToken, ceremony.forge?.(response) ?? response, ceremony)
  })

export const prepareAuthentication = (body: Record<string, unknown>, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/authentication/prepare", { rpId: ceremony.rpId ?? "example.com", ...body }, ceremony)

export const authenticationOptions = (body: Record<string, unknown>, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/authentication/options", body, pageOf(ceremony))

export const verifyAuthentication = (sessionToken: unknown, response: unknown, ceremony: Ceremony = {}): Program =>
  send("POST", "/passkey/authentication/verification", { sessionToken, response }, pageOf(ceremony))

/** A login that the page starts by itself. The first refusal, or what the verification answered. */
export const login = (device: WebAuthnEmulator, ceremony: Ceremony = {}): Program =>
  Effect.gen(function* () {
    const options = yield* authenticationOptions(
      { rpId: ceremony.rpId ?? "example.com", ...ceremony.prepare },
      ceremony
    )
    if (options.status !== 200) return options
    const response = device.getJSON(originOf(ceremony), options.body.optionsJSON)
    return yield* verifyAuthentication(options.body.sessionToken, ceremony.forge?.(response) ?? response, ceremony)
  })
