/** A user with a browser and a virtual authenticator, and the steps they take in the application. */
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core"
import { expect } from "vitest"
import type { RunningApp } from "./app.js"

/** As `WebAuthn.addCredential` accepts it. */
export interface Credential {
  readonly credentialId: string
  readonly userHandle?: string
  readonly rpId?: string
  readonly isResidentCredential: boolean
  readonly privateKey: string
  readonly signCount: number
}

/** Chromium's virtual authenticator. */
export interface Authenticator {
  readonly credentialIds: () => Promise<ReadonlyArray<string>>
  /** The username and display name of each passkey, as the device shows them. */
  readonly userNames: () => Promise<ReadonlyArray<readonly [string | undefined, string | undefined]>>
  /** Removes all passkeys and returns them, as if the user took another authenticator. */
  readonly takeAll: () => Promise<ReadonlyArray<Credential>>
  /** Adds a passkey that was created elsewhere. */
  readonly add: (credential: Credential) => Promise<void>
  readonly remove: (credentialIds: ReadonlyArray<string>) => Promise<void>
  /** Whether user verification succeeds. If not, a ceremony that requires it fails at once. */
  readonly setVerified: (isVerified: boolean) => Promise<void>
}

/** A call of `navigator.credentials` or of a signal method. */
export interface WebAuthnCall {
  readonly method: string
  readonly options: unknown
}

export interface User {
  readonly page: Page
  readonly authenticator: Authenticator
  /** Whether the user accepts autofill suggestions at once. Initially `false`. */
  readonly setAcceptsAutofill: (accepts: boolean) => void
  readonly webAuthnCalls: () => Promise<ReadonlyArray<WebAuthnCall>>
  /** Opens another tab in the same browser. */
  readonly openTab: (path: string) => Promise<Page>
  readonly close: () => Promise<void>
}

interface RecordingWindow {
  readonly webAuthnCalls: Array<WebAuthnCall>
  /** Exposed by the test: sets whether the user is present for the next ceremony. */
  readonly preparePresence: (isAutofill: boolean) => Promise<void>
}

// Runs in the page before its own scripts.
const record = (): void => {
  const recording = window as unknown as RecordingWindow
  const calls: Array<WebAuthnCall> = []
  Object.assign(window, { webAuthnCalls: calls })
  const container = CredentialsContainer.prototype
  const { create, get } = container
  container.create = async function (options) {
    calls.push({ method: "create", options: null })
    await recording.preparePresence(false)
    return create.call(this, options)
  }
  container.get = async function (options) {
    const isAutofill = options?.mediation === "conditional"
    calls.push({ method: "get", options: isAutofill ? "conditional" : "required" })
    await recording.preparePresence(isAutofill)
    return get.call(this, options)
  }
  for (const method of ["signalUnknownCredential", "signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
    const signal = Reflect.get(PublicKeyCredential, method) as (options: unknown) => unknown
    Reflect.set(PublicKeyCredential, method, (options: unknown) => {
      calls.push({ method, options })
      return signal.call(PublicKeyCredential, options)
    })
  }
}

interface PresenceAuthenticator extends Authenticator {
  /** Whether the user is present, for the ceremonies that start from now on. */
  readonly setPresent: (isPresent: boolean) => Promise<void>
}

const addAuthenticator = async (cdp: CDPSession): Promise<PresenceAuthenticator> => {
  await cdp.send("WebAuthn.enable", { enableUI: false })
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true
    }
  })
  return {
    credentialIds: async () => {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId })
      return credentials.map(({ credentialId }) => Buffer.from(credentialId, "base64").toString("base64url"))
    },
    userNames: async () => {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId })
      return credentials.map(({ userDisplayName, userName }) => [userName, userDisplayName])
    },
    takeAll: async () => {
      const { credentials } = await cdp.send("WebAuthn.getCredentials", { authenticatorId })
      await cdp.send("WebAuthn.clearCredentials", { authenticatorId })
      return credentials
    },
    add: async (credential) => {
      await cdp.send("WebAuthn.addCredential", { authenticatorId, credential })
    },
    remove: async (credentialIds) => {
      for (const id of credentialIds) {
        const credentialId = Buffer.from(id, "base64url").toString("base64")
        await cdp.send("WebAuthn.removeCredential", { authenticatorId, credentialId })
      }
    },
    setPresent: async (enabled) => {
      await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled })
    },
    setVerified: async (isUserVerified) => {
      await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified })
    }
  }
}

export const newUser = async (
  browser: Browser,
  app: RunningApp,
  options: BrowserContextOptions = {}
): Promise<User> => {
  const context = await browser.newContext({ ...options, baseURL: app.origin })
  context.setDefaultTimeout(10_000)
  await context.addInitScript(record)
  const page = await context.newPage()
  const authenticator = await addAuthenticator(await context.newCDPSession(page))
  let acceptsAutofill = false
  await context.exposeBinding("preparePresence", async (from, isAutofill: boolean) => {
    // Other tabs have no authenticator.
    if (from.page === page) await authenticator.setPresent(acceptsAutofill || !isAutofill)
  })
  return {
    page,
    authenticator,
    setAcceptsAutofill: (accepts) => {
      acceptsAutofill = accepts
    },
    webAuthnCalls: () => page.evaluate(() => (window as unknown as RecordingWindow).webAuthnCalls),
    openTab: async (path) => {
      const tab = await context.newPage()
      await tab.goto(path)
      return tab
    },
    close: () => context.close()
  }
}

export const ada = { email: "ada@example.com", name: "Ada Lovelace" }
export const grace = { email: "grace@example.com", name: "Grace Hopper" }

/** Enters the code from the latest email. */
export const enterCode = async ({ page }: User, app: RunningApp, email: string): Promise<void> => {
  // The code is sent before its field appears.
  await page.getByLabel("Code").waitFor()
  await page.getByLabel("Code").fill(await app.oneTimeCode(email))
  await page.getByRole("button", { name: "Continue" }).click()
}

export const requestCode = async ({ page }: User, { email, name }: typeof ada): Promise<void> => {
  await page.goto("/signup")
  await page.getByLabel("Name").fill(name)
  await page.getByLabel("Email").fill(email)
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByLabel("Code").waitFor()
}

export const signUp = async (user: User, app: RunningApp, profile = ada): Promise<void> => {
  await requestCode(user, profile)
  await enterCode(user, app, profile.email)
  await user.page.getByRole("heading", { name: `Hello, ${profile.name}` }).waitFor()
}

export const rows = ({ page }: User) => page.getByRole("region", { name: "Passkeys" }).getByRole("listitem")

export const addPasskey = async (user: User): Promise<void> => {
  const before = await rows(user).count()
  await user.page.getByRole("button", { name: "Add a passkey" }).click()
  await expect.poll(() => rows(user).count()).toBe(before + 1)
}

/** Adds a second passkey, on another authenticator. Returns the passkeys of the first one. */
export const addPasskeyElsewhere = async (user: User): Promise<ReadonlyArray<Credential>> => {
  await user.page.getByRole("button", { name: "Add a passkey" }).click()
  // The step-up needs the first authenticator.
  await user.page.getByRole("alert").getByText("This device already has a passkey for your account.").waitFor()
  const first = await user.authenticator.takeAll()
  await addPasskey(user)
  return first
}

/** Logs out and waits until the login page has started the autofill. */
export const logOut = async (user: User): Promise<void> => {
  await user.page.getByRole("button", { name: "Log out" }).click()
  await user.page.getByRole("heading", { name: "Log in" }).waitFor()
  await expect.poll(user.webAuthnCalls).toEqual([{ method: "get", options: "conditional" }])
}

export const logInWithButton = async ({ page }: User): Promise<void> => {
  await page.getByRole("button", { name: "Log in with a passkey" }).click()
}

export const signUpWithPasskey = async (user: User, app: RunningApp, profile = ada): Promise<void> => {
  await signUp(user, app, profile)
  await addPasskey(user)
}

/** Deletes all passkeys from the vault without telling the application or the device. */
export const deleteFromVault = async (app: RunningApp): Promise<void> => {
  const passkeyIds = (await app.vault()).map(({ id }) => id)
  await app.api("POST", "/passkeys/delete", { passkeyIds })
}

/** Removes the first passkey in the list and confirms the dialog. */
export const removeFirst = async ({ page }: User): Promise<void> => {
  await page
    .getByRole("button", { name: /^Remove / })
    .first()
    .click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
}
