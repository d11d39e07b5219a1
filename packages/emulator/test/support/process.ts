/** Requests of a server and a page to an emulator in a process of its own. */
import type { Emulator } from "@passlock-sdk/harness"
import type { WebAuthnEmulator } from "nid-webauthn-emulator"

// biome-ignore lint/suspicious/noExplicitAny: each test asserts the body it expects.
export type Body = any

/** Sends requests to the emulator's API, and returns the status with the body. */
export const caller =
  ({ url }: Emulator) =>
  async (method: string, path: string, body?: unknown): Promise<Body> => {
    const response = await fetch(`${url}/v2/emulated${path}`, {
      method,
      headers: { authorization: "Bearer emulated-api-key", "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body)
    })
    return { status: response.status, ...((await response.json()) as object) }
  }

export type Call = ReturnType<typeof caller>

export const rpId = "localhost"
export const origin = "http://localhost:3000"

export const register = async (call: Call, authenticator: WebAuthnEmulator, userId: string): Promise<Body> => {
  const { registrationToken } = await call("POST", "/passkey/registration/prepare", { rpId, userId, username: "ada" })
  const { optionsJSON, sessionToken } = await call("POST", "/passkey/registration/options", { registrationToken })
  const response = authenticator.createJSON(origin, optionsJSON)
  return call("POST", "/passkey/registration/verification", { sessionToken, response })
}

export const logIn = async (call: Call, authenticator: WebAuthnEmulator): Promise<Body> => {
  const { optionsJSON, sessionToken } = await call("POST", "/passkey/authentication/options", { rpId })
  const response = authenticator.getJSON(origin, optionsJSON)
  return call("POST", "/passkey/authentication/verification", { sessionToken, response })
}

export const create = (call: Call): Promise<Body> =>
  call("POST", "/challenges", { email: "ada@example.com", purpose: "signup", metadata: { a: ["\0", "\u{1f642}"] } })
