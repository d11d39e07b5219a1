import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { get } from "node:http"
import type { AddressInfo } from "node:net"
import { createServer } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as NodeContext from "@effect/platform-node/NodeContext"
import { run, start } from "@passlock-sdk/harness"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { main } from "../src/internal/cli/main.js"

const key = { authorization: "Bearer emulated-api-key" }

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs the command in this process, and returns what it writes to standard error when it does not start. */
const startFailure = async (args: ReadonlyArray<string>): Promise<string> => {
  let stderr = ""
  const write = (text: string) =>
    Effect.sync(() => {
      stderr += `${text}\n`
    })
  const exit = await Effect.flatMap(Effect.console, (console) =>
    Effect.withConsole(main(["node", "passlock-emulator", ...args]), {
      ...console,
      error: write,
      log: () => Effect.die("it started")
    })
  ).pipe(Effect.provide(NodeContext.layer), Effect.runPromiseExit)
  expect(Exit.isFailure(exit) && Cause.isFailType(exit.cause)).toBe(true)
  return stderr
}

describe.concurrent("the command", () => {
  it("prints its URLs and the variables for an .env file", async () => {
    // Empty variables count as missing.
    const emulator = await start({ env: { PASSLOCK_EMULATOR_TENANCY: "", PASSLOCK_EMULATOR_PAGE_SIZE: "" } })
    const { stdout } = emulator.output()
    expect(stdout).toContain(`API        ${emulator.url}\n`)
    expect(stdout).toContain(`Dashboard  ${emulator.url}/\n`)
    expect(stdout).toContain("Releases   2.6 and 2.9\n")
    expect(stdout).toContain(
      `PASSLOCK_TENANCY_ID=emulated\nPASSLOCK_API_KEY=emulated-api-key\nPASSLOCK_ENDPOINT=${emulator.url}\n`
    )
    const response = await fetch(`${emulator.url}/v2/emulated/passkeys/`, { headers: key })
    expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ records: [] })])
    const { code, stderr } = await emulator.stop()
    expect([code, stderr.trim()]).toEqual([0, "Stopping after the requests in flight."])
  })

  it("prints its version, and every flag with its variable", async () => {
    const { code, stdout } = await run({ args: ["--help"] }).ended
    expect(code).toBe(0)
    for (const flag of [
      "port",
      "host",
      "tenancy",
      "api-key",
      "config",
      "api",
      "data-dir",
      "origin",
      "rp-id",
      "page-size",
      "api-key-file",
      "api-key-origin",
      "allowed-host"
    ]) {
      expect(stdout).toContain(`--${flag}`)
      expect(stdout).toContain(`[PASSLOCK_EMULATOR_${flag.toUpperCase().replaceAll("-", "_")}]`)
    }
    expect(stdout).toContain("--log-level")
    expect(await run({ args: ["--version"] }).ended).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\./) })
  })

  it("prefers flags over variables, and variables over defaults", async () => {
    const emulator = await start({
      args: ["--tenancy", "a b", "--page-size", "1", "--set", "challengeAttempts=1"],
      env: {
        PASSLOCK_EMULATOR_API_KEY: "k",
        PASSLOCK_EMULATOR_TENANCY: "another",
        PASSLOCK_EMULATOR_RP_ID: "localhost,example.com",
        PASSLOCK_EMULATOR_ORIGIN: "http://localhost:3000"
      }
    })
    const api = async (path: string, body?: unknown, headers = {}) => {
      const response = await fetch(`${emulator.url}/v2/a%20b${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { authorization: "Bearer k", "content-type": "application/json", ...headers },
        body: body === undefined ? null : JSON.stringify(body)
      })
      // biome-ignore lint/suspicious/noExplicitAny: the test asserts the body it expects.
      return (await response.json()) as any
    }
    await emulator.control("/tenancies/a%20b/seed", {
      users: [{ userId: "u", username: "n", rpId: "localhost", passkeys: 2 }]
    })
    expect((await api("/passkeys/")).records).toHaveLength(1)
    const prepare = (rpId: string) => api("/passkey/registration/prepare", { rpId, userId: "u", username: "n" })
    expect((await prepare("example.com"))._tag).toBe("PreparedPasskeyRegistration")
    expect((await prepare("example.org")).message).toMatch(/^rpId: .*localhost or example.com/)
    const { registrationToken } = await prepare("localhost")
    const rejected = await api("/passkey/registration/options", { registrationToken }, { origin: "http://localhost:1" })
    expect(rejected.message).toMatch(/^Origin: .*http:\/\/localhost:3000/)
    const { challenge } = await api("/challenges", { email: "a@b.c", purpose: "x" })
    const verify = (code: string) => api("/challenges/verify", { ...challenge, code })
    expect((await verify("x"))._tag).toBe("@error/InvalidChallengeCode")
    expect((await verify(challenge.code))._tag).toBe("@error/ChallengeAttemptsExceeded")
    await emulator.stop()
  })

  it("serves one generation of the API with a flag, its variable and the file, in this order", async () => {
    const file = join(folder, "api.json")
    await writeFile(file, JSON.stringify({ api: "2.6" }))
    const statusesOf = async (args: ReadonlyArray<string>, env: Record<string, string> = {}) => {
      const emulator = await start({ args, env })
      const send = async (path: string): Promise<number> =>
        (await fetch(`${emulator.url}/v2/emulated${path}`, { method: "POST", headers: key, body: "{}" })).status
      const statuses = [
        await send("/passkey/registration/prepare"),
        await send("/passkey/registration/authorize"),
        await send("/passkey/registration/options")
      ]
      expect(emulator.output().stdout).toMatch(/^ {2}Releases {3}2\.[69] only$/m)
      await emulator.stop()
      return statuses
    }
    expect(await statusesOf(["--config", file])).toEqual([400, 501, 400])
    expect(await statusesOf(["--config", file], { PASSLOCK_EMULATOR_API: "2.9" })).toEqual([501, 400, 400])
    expect(await statusesOf(["--api", "2.6"], { PASSLOCK_EMULATOR_API: "2.9" })).toEqual([400, 501, 400])
  })

  it("allows host names and origins with flags, variables and the file", async () => {
    const file = join(folder, "hosts.json")
    await writeFile(file, JSON.stringify({ allowedHosts: ["from.file"], apiKeyOrigins: ["https://file.example"] }))
    const emulator = await start({
      args: ["--allowed-host", "one", "--allowed-host", "two", "--host", "localhost"],
      env: { PASSLOCK_EMULATOR_API_KEY_ORIGIN: "https://a.example,https://b.example" }
    })
    const statusOf = (url: string, host: string) =>
      new Promise<number | undefined>((resolve, reject) =>
        get(`${url}/openapi.json`, { headers: { host } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        }).on("error", reject)
      )
    const allowedOf = async (url: string, origin: string) =>
      (await fetch(`${url}/v2/emulated/passkeys/`, { method: "OPTIONS", headers: { origin } })).headers.get(
        "access-control-allow-headers"
      )
    expect([await statusOf(emulator.url, "one"), await statusOf(emulator.url, "two")]).toEqual([200, 200])
    expect(await statusOf(emulator.url, "three")).toBe(403)
    expect(await allowedOf(emulator.url, "https://b.example")).toContain("authorization")
    expect(await allowedOf(emulator.url, "https://c.example")).not.toContain("authorization")
    await emulator.stop()
    const other = await start({ args: ["--config", file] })
    expect([await statusOf(other.url, "from.file"), await statusOf(other.url, "one")]).toEqual([200, 403])
    expect(await allowedOf(other.url, "https://file.example")).toContain("authorization")
    await other.stop()
  })

  it("reads the API key from a file or a variable", async () => {
    const file = join(folder, "api-key")
    await writeFile(file, "key-of-file\n", { mode: 0o600 })
    const statusOf = async (url: string, apiKey: string) =>
      (await fetch(`${url}/v2/emulated/passkeys/`, { headers: { authorization: `Bearer ${apiKey}` } })).status
    for (const options of [{ args: ["--api-key-file", file] }, { env: { PASSLOCK_EMULATOR_API_KEY_FILE: file } }]) {
      const emulator = await start(options)
      expect([await statusOf(emulator.url, "key-of-file"), await statusOf(emulator.url, "another")]).toEqual([200, 403])
      await emulator.stop()
    }
    const emulator = await start({ env: { PASSLOCK_EMULATOR_API_KEY: "key-of-variable" } })
    expect(await statusOf(emulator.url, "key-of-variable")).toBe(200)
    await emulator.stop()
  })

  it("rejects an unusable API key file with one line that does not contain the key", async () => {
    const file = join(folder, "wrong-api-key")
    await writeFile(file, "secret key\n")
    const wrong = await startFailure(["--api-key-file", file])
    expect(wrong).toMatch(/^passlock-emulator: --api-key-file: expected a string of visible ASCII[^\n]+\n$/)
    expect(wrong).not.toContain("secret key")
    const missing = await startFailure(["--api-key-file", join(folder, "no-such-key")])
    expect(missing).toMatch(/^passlock-emulator: --api-key-file: [^\n]* cannot be read: ENOENT\n$/)
    const both = await startFailure(["--api-key-file", file, "--api-key", "k"])
    expect(both).toBe("passlock-emulator: --api-key and --api-key-file cannot be combined\n")
  })

  it("reads several tenancies from a file, each with its own settings", async () => {
    const file = join(folder, "tenancies.json")
    await writeFile(
      file,
      JSON.stringify({
        settings: { pageSize: 2 },
        tenancies: [
          { tenancyId: "a", apiKey: "key-a" },
          { tenancyId: "b", apiKey: "key-b", settings: { pageSize: 3 } }
        ]
      })
    )
    const emulator = await start({ env: { PASSLOCK_EMULATOR_CONFIG: file } })
    for (const [tenancyId, size] of [
      ["a", 2],
      ["b", 3]
    ] as const) {
      await emulator.control(`/tenancies/${tenancyId}/seed`, {
        users: [{ userId: "u", username: "n", rpId: "localhost", passkeys: 4 }]
      })
      const response = await fetch(`${emulator.url}/v2/${tenancyId}/passkeys/`, {
        headers: { authorization: `Bearer key-${tenancyId}` }
      })
      expect(await response.json()).toHaveProperty("records.length", size)
      expect(emulator.output().stdout).toContain(`PASSLOCK_API_KEY=key-${tenancyId}\n`)
    }
    await emulator.stop()
  })

  const missing = join(tmpdir(), "no-such-file.json")
  const rejections: ReadonlyArray<readonly [ReadonlyArray<string>, RegExp]> = [
    [["--port", "abc"], /--port or PASSLOCK_EMULATOR_PORT: expected an integer/],
    [["--port", "70000"], /--port: expected an integer from 0 to 65535/],
    [["--page-size", "0"], /--page-size: expected an integer of at least 1/],
    [["--set", "pageSize"], /--set: expected name=value/],
    [["--set", "nothing=1"], /--set nothing: is not a setting/],
    [["--set", "sendEmailDefault=no"], /--set sendEmailDefault: expected boolean/],
    [["--api", "2.7"], /--api: expected "2\.6", or "2\.9" for 2\.7 to 2\.9/],
    [["--nothing"], /unknown argument: '--nothing'/],
    [["--tenancy", ".."], /--tenancy: expected/],
    [["--api-key", "secret key"], /--api-key: expected a string of visible ASCII/],
    [["--origin", "localhost"], /--origin: expected an origin/],
    [["--rp-id", "https://localhost"], /--rp-id: expected a lowercase domain/],
    [["--config", missing], /no-such-file\.json cannot be read: ENOENT/],
    [["--config", fileURLToPath(import.meta.url)], /is not JSON/],
    [["--data-dir", fileURLToPath(import.meta.url)], /is not a folder/],
    [["--data-dir", ""], /--data-dir: expected a non-empty string/],
    [["--origin", "http://localhost:3000/login"], /--origin: expected an origin .* without a path/],
    [["--allowed-host", "emulator:80"], /--allowed-host: expected a lowercase host name/],
    [["--api-key-origin", "localhost"], /--api-key-origin: expected an origin/],
    [["--host", "192.0.2.1"], /cannot listen on 192\.0\.2\.1/]
  ]
  const titled = rejections.map(([args, reason]) => [args.map((arg) => arg || '""').join(" "), args, reason] as const)
  it.each(titled)("rejects %s with one line", async (_, args, reason) => {
    const stderr = await startFailure(args)
    expect(stderr).toMatch(/^passlock-emulator: [^\n]+\n$/)
    expect(stderr).toMatch(reason)
    expect(stderr).not.toContain("secret key")
  })

  it("rejects an invalid file with one line that names the field", async () => {
    const file = join(folder, "wrong.json")
    const failureOfFile = async (content: unknown) => {
      await writeFile(file, JSON.stringify(content))
      return startFailure(["--config", file])
    }
    const tenancy = { tenancyId: "a", apiKey: "k" }
    expect(await failureOfFile({ tenancies: [tenancy, { ...tenancy, setings: {} }] })).toMatch(/tenancies\.1\.setings/)
    expect(await failureOfFile({ api: 2.9 })).toMatch(/api: expected string, got number/)
    expect(await failureOfFile({ api: "3" })).toMatch(/api: expected "2\.6", or "2\.9" for 2\.7 to 2\.9/)
    expect(await failureOfFile({ tenancies: [tenancy, tenancy] })).toMatch(/tenancies\[1\]\.tenancyId: must be unique/)
    expect(await failureOfFile({ tenancies: [{ ...tenancy, settings: { pageSize: 0 } }] })).toMatch(
      /tenancies\[0\]\.settings\.pageSize/
    )
  })

  it("rejects a port that is in use with one line", async () => {
    const server = createServer()
    await new Promise<void>((go) => server.listen(0, "127.0.0.1", go))
    const { port } = server.address() as AddressInfo
    const { code, stderr } = await run({ args: ["--port", String(port)] }).ended
    server.close()
    expect([code, stderr]).toEqual([1, `passlock-emulator: port ${port} on 127.0.0.1 is already in use\n`])
  })

  it("warns when other machines can reach it", async () => {
    const emulator = await start({ args: ["--host", "0.0.0.0"] })
    await emulator.stop()
    expect(emulator.output().stderr).toMatch(/^Warning: other machines can reach 0\.0\.0\.0/)
  })

  it("finishes requests in flight on SIGTERM, and does not wait for event streams", async ({ expect }) => {
    const emulator = await start()
    // Just within the grace period of 5 seconds.
    await emulator.control("/faults", { fault: { kind: "latency", milliseconds: 4_500 }, times: 1 })
    const events = await fetch(`${emulator.url}/_emulator/events`)
    let hasResponse = false
    const inFlight = fetch(`${emulator.url}/v2/emulated/passkeys/`, { headers: key }).finally(() => {
      hasResponse = true
    })
    // The fault is gone when the request is in flight.
    await expect.poll(() => emulator.control("/faults")).toEqual({ faults: [] })
    const ended = emulator.stop("SIGTERM")
    await events.text()
    expect(hasResponse).toBe(false)
    expect((await inFlight).status).toBe(200)
    expect((await ended).code).toBe(0)
  })

  it("logs requests with --log-level debug, without their secrets", async () => {
    const emulator = await start({ args: ["--log-level", "debug"] })
    await fetch(`${emulator.url}/v2/emulated/principal/never-shown`, { headers: key })
    const { stderr } = await emulator.stop()
    expect(stderr).toMatch(/GET \/v2\/emulated\/principal\/… 404 InvalidCode/)
    expect(stderr).not.toContain("never-shown")
    expect(stderr).not.toContain("emulated-api-key")
  })
})
