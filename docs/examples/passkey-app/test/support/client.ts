/** A client that sends raw requests: an honest browser, a thief with its cookie, or a stranger. */
import * as FetchHttpClient from "@effect/platform/FetchHttpClient"
import type { DeletionInstruction, SignalReport, UpdateInstruction } from "@passlock-sdk/browser"
import { Ceremony, DevicePasskeys } from "@passlock-sdk/browser/effect"
import { VirtualAuthenticator } from "@passlock-sdk/browser/testing"
import { PasslockTenancy } from "@passlock-sdk/effect"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import { assert } from "vitest"
import { clientAddressHeader, type RunningApp } from "./app.js"

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: each test knows the body that it expects.
  readonly body: any
}

export interface Client {
  readonly send: (method: string, path: string, body?: unknown) => Promise<Answer>
  /** The value of the `Cookie` header. */
  readonly cookie: () => string
}

interface ClientOptions {
  /** The IP address that the reverse proxy reports. */
  readonly address?: string
  /** A `Cookie` header, such as a stolen one. */
  readonly cookie?: string
}

export const makeClient = (app: RunningApp, { address, cookie: initial = "" }: ClientOptions = {}): Client => {
  let cookie = initial
  return {
    cookie: () => cookie,
    send: async (method, path, body = {}) => {
      const response = await fetch(`${app.origin}/api${path}`, {
        method,
        redirect: "manual",
        headers: {
          cookie,
          origin: app.origin,
          "content-type": "application/json",
          ...(address !== undefined && { [clientAddressHeader]: address })
        },
        ...(method !== "GET" && { body: JSON.stringify(body) })
      })
      const [set] = response.headers.getSetCookie()
      if (set !== undefined) cookie = set.split(";")[0] ?? ""
      return { status: response.status, body: await response.json() }
    }
  }
}

/** Expects the status, and returns the body. */
// biome-ignore lint/suspicious/noExplicitAny: each test knows the body that it expects.
export const expectStatus = async (answer: Promise<Answer>, status: number): Promise<any> => {
  const { body, status: actual } = await answer
  assert.strictEqual(actual, status, JSON.stringify(body))
  return body
}

/** Expects an error response with this status and tag. */
export const expectError = async (answer: Promise<Answer>, status: number, error: string): Promise<void> => {
  assert.strictEqual((await expectStatus(answer, status)).error, error)
}

export const signUp = async (app: RunningApp, client: Client, email: string): Promise<void> => {
  await expectStatus(client.send("POST", "/one-time-code", { email, displayName: "" }), 200)
  await expectStatus(client.send("POST", "/one-time-code/verify", { code: await app.oneTimeCode(email) }), 200)
}

/** A device with its own passkeys. */
export interface Device {
  /** Creates a passkey and returns the exchange code. */
  readonly register: (registrationToken: string) => Promise<string>
  /** Uses a passkey and returns the exchange code. Without a token, gets one as the login page does. */
  readonly authenticate: (request?: { readonly authenticationToken: string }) => Promise<string>
  /** Exchanges the token and deletes the passkeys on the device, as the account page does. */
  readonly deletePasskeys: (deletePasskeysToken: string) => Promise<SignalReport<DeletionInstruction>>
  /** Exchanges the token and renames the passkeys on the device, as the account page does. */
  readonly renamePasskeys: (updatePasskeysToken: string) => Promise<SignalReport<UpdateInstruction>>
  /** The passkeys on the device. */
  readonly passkeys: () => Promise<ReadonlyArray<VirtualAuthenticator.StoredPasskey>>
}

export const makeDevice = (app: RunningApp, userVerified = true): Device => {
  const { tenancyId } = PasslockEmulator.defaultTenancy
  const runtime = ManagedRuntime.make(
    Layer.mergeAll(
      VirtualAuthenticator.layer({ origin: app.origin, userVerified }),
      PasslockTenancy.layer({ tenancyId, endpoint: app.passlockUrl }),
      FetchHttpClient.layer
    )
  )
  return {
    register: async (registrationToken) => (await runtime.runPromise(Ceremony.register({ registrationToken }))).code,
    authenticate: async (request) => {
      const { authenticationToken } = request ?? (await beginLogin(makeClient(app)))
      return (await runtime.runPromise(Ceremony.authenticate({ authenticationToken }))).code
    },
    deletePasskeys: (deletePasskeysToken) => runtime.runPromise(DevicePasskeys.delete({ deletePasskeysToken })),
    renamePasskeys: (updatePasskeysToken) => runtime.runPromise(DevicePasskeys.update({ updatePasskeysToken })),
    passkeys: () =>
      runtime.runPromise(Effect.map(VirtualAuthenticator.VirtualAuthenticator, (device) => device.passkeys()))
  }
}

/** Adds a passkey as the account page does, and returns the exchange code of the registration. */
export const addPasskey = async (client: Client, device: Device): Promise<string> => {
  const { registrationToken } = await expectStatus(client.send("POST", "/registration/authorize"), 200)
  const code = await device.register(registrationToken)
  await expectStatus(client.send("POST", "/registration", { code }), 200)
  return code
}

/** Begins a login as the login page does, and returns the token for the ceremony. */
export const beginLogin = async (
  client: Client,
  mediation: "required" | "conditional" = "required"
): Promise<{ readonly authenticationToken: string }> =>
  expectStatus(client.send("POST", "/login/authorize", { mediation }), 200)

/** Confirms with a passkey of the device. */
export const stepUp = async (client: Client, device: Device): Promise<void> => {
  const code = await device.authenticate(await beginStepUp(client))
  await expectStatus(client.send("POST", "/step-up", { code }), 200)
}

/** Begins a step-up as the account page does, and returns the token for the ceremony. */
export const beginStepUp = async (client: Client): Promise<{ readonly authenticationToken: string }> =>
  expectStatus(client.send("POST", "/step-up/authorize"), 200)
