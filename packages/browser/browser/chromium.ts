/** A page in Chromium, with a virtual authenticator. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock } from "@passlock-sdk/promise"
import { build } from "esbuild"
import type { Browser } from "playwright-core"
import type { Page } from "../test/support/pages.js"
import { type Device, emulatorOfTest, type Place } from "../test/support/worlds.js"

const bundled = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false
  })
  return outputFiles[0]?.text ?? ""
}

/** A site with nothing but the script. Its address is a secure context, as `localhost` always is. */
export const serve = async (): Promise<{ readonly url: string; readonly close: () => void }> => {
  const script = await bundled()
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js"
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html")
    response.end(
      isScript
        ? script
        : `<!doctype html><title>Test</title><input autocomplete="username webauthn"><script type="module" src="/page.js"></script>`
    )
  })
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    }
  }
}

const base64url = (base64: string): string => Buffer.from(base64, "base64").toString("base64url")

const { apiKey, tenancyId } = PasslockEmulator.defaultTenancy

let listening: Promise<PasslockEmulator.Server> | undefined

const addressOf = async (emulator: PasslockEmulator.PasslockEmulator): Promise<string> => {
  listening ??= emulator.listen()
  return (await listening).url
}

/** A place where an entry of the package runs in Chromium. */
export const inChromium = (entry: "promises" | "programs", browser: () => Browser, site: () => string): Place => ({
  name: `${entry}, in Chromium`,
  isBrowser: true,
  begin: async () => {
    const emulator = await emulatorOfTest()
    const url = await addressOf(emulator)
    const context = await browser().newContext()
    const tab = await context.newPage()
    const devtools = await context.newCDPSession(tab)
    await devtools.send("WebAuthn.enable")
    const { authenticatorId } = await devtools.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true
      }
    })
    await tab.goto(site())
    await tab.evaluate(([entry, where]) => globalThis.show(entry, where), [
      entry,
      { tenancyId, endpoint: url }
    ] as const)

    /** Does something as soon as the browser has been asked for a passkey, and has taken note of it. */
    const whenAsked = (then: () => Promise<unknown>): void => {
      const asked = tab.evaluate(() => globalThis.nextQuestion()).then(then)
      // A test may end before.
      asked.catch(() => {})
    }

    const device: Device = {
      passkeys: async () => {
        const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId })
        return credentials.map(({ credentialId, rpId = "", userHandle = "" }) => ({
          credentialId: base64url(credentialId),
          rpId,
          userId: base64url(userHandle)
        }))
      },
      // Where the user must be verified, this is how they refuse.
      cancelNext: async () => {
        await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false })
      },
      // A question that waits is not answered by a user who is there again.
      ignoreNext: async () => {
        await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false })
        whenAsked(() => devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true }))
      }
    }

    const ask =
      <Name extends keyof Page>(name: Name) =>
      (...input: ReadonlyArray<unknown>): ReturnType<Page[Name]> =>
        tab.evaluate(
          ([name, input]) => (globalThis.page[name] as (...input: ReadonlyArray<unknown>) => unknown)(...input),
          [name, input] as const
        ) as ReturnType<Page[Name]>

    return {
      emulator,
      server: new Passlock({ tenancyId, apiKey, endpoint: url }),
      page: {
        register: ask("register"),
        authenticate: ask("authenticate"),
        signal: ask("signal"),
        capabilities: ask("capabilities")
      },
      device,
      end: () => context.close()
    }
  }
})
