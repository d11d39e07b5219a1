/** Somebody with a browser and a device that keeps passkeys. */
import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core"
import { expect } from "vitest"
import type { Running } from "./app.js"

/** As `WebAuthn.addCredential` takes it. */
interface Credential {
  readonly credentialId: string
  readonly userHandle: string
  readonly rpId: string
  readonly isResidentCredential: boolean
  readonly privateKey: string
  readonly signCount: number
}

/** A virtual authenticator, whose owner is at hand or not. */
export interface Device {
  readonly credentialIds: () => Promise<ReadonlyArray<string>>
  /** Puts a passkey there that was made elsewhere. */
  readonly add: (credential: Credential) => Promise<void>
  readonly remove: (credentialIds: ReadonlyArray<string>) => Promise<void>
  /** Whether a finger, a face or a PIN is the right one. A device that cannot tell refuses at once. */
  readonly setVerified: (isVerified: boolean) => Promise<void>
}

/** What a page asked of the browser, as `navigator.credentials` and the signals saw it. */
export interface Asked {
  readonly what: string
  readonly options: unknown
}

export interface Person {
  readonly page: Page
  readonly device: Device
  /** Whether passkeys that the browser suggests are chosen, at once. Nobody does at first. */
  readonly setTakesSuggestions: (takes: boolean) => void
  readonly asked: () => Promise<ReadonlyArray<Asked>>
  /** Another tab of the same browser. */
  readonly openTab: (path: string) => Promise<Page>
  readonly close: () => Promise<void>
}

interface Recorded {
  readonly asked: Array<Asked>
  /** Comes from the test: lets somebody be there, or not, for what the device is asked next. */
  readonly attend: (isSuggestion: boolean) => Promise<void>
}

// Runs in the page, before its own scripts.
const record = (): void => {
  const recorded = window as unknown as Recorded
  const asked: Array<Asked> = []
  Object.assign(window, { asked })
  const container = CredentialsContainer.prototype
  const { create, get } = container
  container.create = async function (options) {
    asked.push({ what: "create", options: null })
    await recorded.attend(false)
    return create.call(this, options)
  }
  container.get = async function (options) {
    const isSuggestion = options?.mediation === "conditional"
    asked.push({ what: "get", options: isSuggestion ? "conditional" : "required" })
    await recorded.attend(isSuggestion)
    return get.call(this, options)
  }
  for (const name of ["signalUnknownCredential", "signalAllAcceptedCredentials", "signalCurrentUserDetails"]) {
    const signal = Reflect.get(PublicKeyCredential, name) as (options: unknown) => unknown
    Reflect.set(PublicKeyCredential, name, (options: unknown) => {
      asked.push({ what: name, options })
      return signal.call(PublicKeyCredential, options)
    })
  }
}

interface VirtualDevice extends Device {
  /** Whether somebody confirms what the device is asked. Holds for what it is asked from then on. */
  readonly setPresent: (isPresent: boolean) => Promise<void>
}

const addDevice = async (cdp: CDPSession): Promise<VirtualDevice> => {
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

export const arrive = async (browser: Browser, app: Running, options: BrowserContextOptions = {}): Promise<Person> => {
  const context = await browser.newContext({ ...options, baseURL: app.origin })
  context.setDefaultTimeout(10_000)
  await context.addInitScript(record)
  const page = await context.newPage()
  const device = await addDevice(await context.newCDPSession(page))
  let takesSuggestions = false
  await context.exposeBinding("attend", async (from, isSuggestion: boolean) => {
    // Other tabs see no device.
    if (from.page === page) await device.setPresent(takesSuggestions || !isSuggestion)
  })
  return {
    page,
    device,
    setTakesSuggestions: (takes) => {
      takesSuggestions = takes
    },
    asked: () => page.evaluate(() => (window as unknown as Recorded).asked),
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

/** Types the code of the latest mail, once the page asks for it: before that, none was mailed. */
export const typeCode = async ({ page }: Person, app: Running, email: string): Promise<void> => {
  await page.getByLabel("Code").waitFor()
  await page.getByLabel("Code").fill(await app.mailedCode(email))
  await page.getByRole("button", { name: "Continue" }).click()
}

export const askForCode = async ({ page }: Person, { email, name }: typeof ada): Promise<void> => {
  await page.goto("/signup")
  await page.getByLabel("Name").fill(name)
  await page.getByLabel("Email").fill(email)
  await page.getByRole("button", { name: "Continue" }).click()
  await page.getByLabel("Code").waitFor()
}

export const signUp = async (person: Person, app: Running, user = ada): Promise<void> => {
  await askForCode(person, user)
  await typeCode(person, app, user.email)
  await person.page.getByRole("heading", { name: `Hello, ${user.name}` }).waitFor()
}

export const rows = ({ page }: Person) => page.getByRole("region", { name: "Passkeys" }).getByRole("listitem")

export const addPasskey = async (person: Person): Promise<void> => {
  const before = await rows(person).count()
  await person.page.getByRole("button", { name: "Add a passkey" }).click()
  await expect.poll(() => rows(person).count()).toBe(before + 1)
}

/** Comes to the page to log in, on which the browser suggests passkeys. */
export const logOut = async (person: Person): Promise<void> => {
  await person.page.getByRole("button", { name: "Log out" }).click()
  await person.page.getByRole("heading", { name: "Log in" }).waitFor()
  await expect.poll(person.asked).toEqual([{ what: "get", options: "conditional" }])
}

export const logInWithButton = async ({ page }: Person): Promise<void> => {
  await page.getByRole("button", { name: "Log in with a passkey" }).click()
}

/** The user and one passkey. */
export const settle = async (person: Person, app: Running, user = ada): Promise<void> => {
  await signUp(person, app, user)
  await addPasskey(person)
}

/** Goes through the dialog of a removal. */
export const removeFirst = async ({ page }: Person): Promise<void> => {
  await page
    .getByRole("button", { name: /^Remove / })
    .first()
    .click()
  await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click()
}
