/** A page in Chromium with a virtual authenticator. */
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { PasslockEmulator } from "@passlock-sdk/emulator"
import { Passlock } from "@passlock-sdk/promise"
import { build } from "esbuild"
import type { Browser } from "playwright-core"
import { type Device, type EnvironmentFactory, resetEmulator, runOn } from "../support/environments.js"
import type { Page } from "../support/pages.js"

const bundleScript = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("page.ts", import.meta.url))],
    bundle: true,
    format: "esm",
    write: false
  })
  return outputFiles[0]?.text ?? ""
}

/** A site with one page and its script. On `localhost` it is a secure context. */
export const serve = async (): Promise<{ readonly url: string; readonly close: () => void }> => {
  const script = await bundleScript()
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

const urlOf = async (emulator: PasslockEmulator.PasslockEmulator): Promise<string> => {
  listening ??= emulator.listen()
  return (await listening).url
}

export const chromiumEnvironment = (
  entryPoint: "promise" | "effect",
  browser: () => Browser,
  site: () => string
): EnvironmentFactory => ({
  name: `${entryPoint === "promise" ? "Promise client" : "Effect programs"} in Chromium`,
  hasBrowser: true,
  create: async () => {
    const emulator = await resetEmulator()
    const url = await urlOf(emulator)
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
    await tab.evaluate(([entryPoint, options]) => globalThis.openPage(entryPoint, options), [
      entryPoint,
      { tenancyId, endpoint: url }
    ] as const)

    const afterNextRequest = (run: () => Promise<unknown>): void => {
      const done = tab.evaluate(() => globalThis.nextRequest()).then(run)
      // The test may end first.
      done.catch(() => {})
    }

    const device: Device = {
      passkeys: async () => {
        const { credentials } = await devtools.send("WebAuthn.getCredentials", { authenticatorId })
        return credentials.map(({ credentialId, rpId = "", userHandle = "", userName = "", userDisplayName = "" }) => ({
          credentialId: base64url(credentialId),
          rpId,
          userId: base64url(userHandle),
          name: userName,
          displayName: userDisplayName
        }))
      },
      // Rejects requests that require user verification.
      cancelNext: async () => {
        await devtools.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false })
      },
      // Restoring presence does not complete the pending request.
      ignoreNext: async () => {
        await devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false })
        afterNextRequest(() =>
          devtools.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true })
        )
      }
    }

    const callPage =
      <Name extends keyof Page>(name: Name) =>
      (...input: ReadonlyArray<unknown>): ReturnType<Page[Name]> =>
        tab.evaluate(
          ([name, input]) => (globalThis.page[name] as (...input: ReadonlyArray<unknown>) => unknown)(...input),
          [name, input] as const
        ) as ReturnType<Page[Name]>

    return {
      emulator,
      server: new Passlock({ tenancyId, apiKey, endpoint: url }),
      run: runOn(emulator),
      respondNext: async (path, body) => {
        const response = { json: body, headers: { "access-control-allow-origin": "*" } }
        await tab.route(`${url}/v2/${tenancyId}/${path}`, (route) => route.fulfill(response), { times: 1 })
      },
      page: {
        register: callPage("register"),
        authenticate: callPage("authenticate"),
        signal: callPage("signal"),
        passkeys: callPage("passkeys"),
        capabilities: callPage("capabilities")
      },
      device,
      close: () => context.close()
    }
  }
})
