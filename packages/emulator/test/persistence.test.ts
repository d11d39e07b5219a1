import { statSync } from "node:fs"
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { run, start } from "@passlock-sdk/harness"
import * as jose from "jose"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { makeAuthenticator } from "./support/authenticator.js"
import { type Body, caller, create, logIn, origin, register, rpId } from "./support/process.js"

let folder = ""
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "emulator-"))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const startIn = (name: string, ...args: ReadonlyArray<string>) =>
  start({ args: ["--data-dir", join(folder, name), "--set", "rateLimitMaximum=1000000", ...args] })

describe("a data folder", () => {
  it("keeps the state after a SIGKILL and a restart", async () => {
    const before = await startIn("whole")
    const call = caller(before)
    const authenticator = makeAuthenticator()
    const { code, id_token: idToken, principal } = await register(call, authenticator, "user_01")
    const used = (await logIn(call, authenticator)).code
    expect((await call("GET", `/principal/${used}`)).status).toBe(200)
    const registration = { rpId, userId: "user_02", username: "bob" }
    const { registrationToken } = await call("POST", "/passkey/registration/prepare", registration)
    const prepared = await call("POST", "/passkey/authentication/prepare", { rpId, userId: "user_01" })
    const session = await call("POST", "/passkey/authentication/options", { rpId })
    const authorization = { rpId, discoverable: true, mediation: "conditional" }
    const authorized = await call("POST", "/passkey/authentication/authorize", authorization)
    const named = { ...registration, rpName: "Ada's Shop" }
    const authorizedRegistration = await call("POST", "/passkey/registration/authorize", named)
    const gone = await register(call, makeAuthenticator(), "user_03")
    const update = await call("POST", "/passkeys/update", { userId: "user_03", username: "Ada", displayName: "A." })
    const usedUpdate = await call("POST", "/passkeys/update", { userId: "user_03", username: "Ada" })
    const { updatePasskeysToken: usedToken } = usedUpdate
    const instructions = await call("POST", "/passkeys/update/exchange", { updatePasskeysToken: usedToken })
    const passkeyIds = [gone.principal.authenticatorId, "unknown"]
    const deletion = await call("POST", "/passkeys/delete", { passkeyIds })
    const { challenge } = await create(call)
    const wrong = challenge.code === "000000" ? "111111" : "000000"
    const guess = (secret: string, code: string) => ({ challengeId: challenge.challengeId, secret, code })
    expect(await call("POST", "/challenges/verify", guess(challenge.secret, wrong))).toMatchObject({ status: 400 })
    await before.control("/clock", { advance: 1_000 })
    for (const user of ["a", "b", "c"]) await register(call, makeAuthenticator(), user)
    await call("PATCH", `/passkeys/${principal.authenticatorId}`, { username: "ada, renamed" })
    const { cursor } = await call("GET", "/passkeys/")
    const overview = (await before.control("/tenancies/emulated")) as Body
    const keys = await (await fetch(`${before.url}/v2/.well-known/jwks.json`)).json()
    await before.stop("SIGKILL")

    const after = await startIn("whole", "--page-size", "2")
    const again = caller(after)
    const { requests: _, now: __, ...kept } = (await after.control("/tenancies/emulated")) as Body
    const { requests: ___, now: ____, ...expected } = overview
    expect(kept).toEqual(expected)
    expect(kept.passkeys).toHaveLength(4)
    expect(kept.tokens).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: "updateToken", userId: "user_03" }),
        expect.objectContaining({ kind: "deletionToken", userId: "user_03" })
      ])
    )
    expect(kept.mails).toMatchObject([{ sentBy: "passlock" }])
    expect(await (await fetch(`${after.url}/v2/.well-known/jwks.json`)).json()).toEqual(keys)
    await jose.jwtVerify(idToken, jose.createLocalJWKSet(keys as jose.JSONWebKeySet))
    expect(cursor).toBeNull()
    const page = await again("GET", "/passkeys/")
    expect([page.records.length, page.cursor]).toEqual([2, expect.any(String)])

    // Pending codes and tokens can be redeemed once; redeemed ones cannot.
    expect((await again("GET", `/principal/${used}`))._tag).toBe("@error/InvalidCode")
    expect((await again("GET", `/principal/${code}`)).authenticatorId).toBe(principal.authenticatorId)
    expect((await again("GET", `/principal/${code}`))._tag).toBe("@error/InvalidCode")
    expect((await again("POST", "/passkey/registration/options", { registrationToken })).status).toBe(200)
    const { authenticationToken } = prepared
    expect((await again("POST", "/passkey/authentication/options", { authenticationToken })).status).toBe(200)
    const started = await again("POST", "/passkey/authentication/options", {
      authenticationToken: authorized.authenticationToken
    })
    expect([started.status, started.mediation]).toEqual([200, "conditional"])
    const options = await again("POST", "/passkey/registration/options", {
      registrationToken: authorizedRegistration.registrationToken
    })
    expect(options.optionsJSON.rp).toEqual({ id: rpId, name: "Ada's Shop" })
    const { updatePasskeysToken } = update
    expect(await again("POST", "/passkeys/update/exchange", { updatePasskeysToken })).toEqual({
      ...instructions,
      instructions: [{ ...instructions.instructions[0], displayName: "A." }]
    })
    const { deletePasskeysToken } = deletion
    expect(await again("POST", "/passkeys/delete/exchange", { deletePasskeysToken })).toMatchObject({
      status: 200,
      instructions: [{ rpId, userId: instructions.instructions[0].userId }],
      warnings: [{ code: "PASSKEY_NOT_FOUND", passkeyId: "unknown" }]
    })
    for (const token of [usedToken, updatePasskeysToken]) {
      const rejected = await again("POST", "/passkeys/update/exchange", { updatePasskeysToken: token })
      expect([rejected.status, rejected.message]).toEqual([400, "Invalid or expired update token"])
    }
    const response = authenticator.getJSON(origin, session.optionsJSON)
    const { sessionToken } = session
    const verified = await again("POST", "/passkey/authentication/verification", { sessionToken, response })
    expect(verified.principal).toEqual(principal)
    expect((await logIn(again, authenticator)).status).toBe(200)
    // One wrong code was counted before the restart: four more exceed the limit.
    for (let i = 0; i < 4; i++) await again("POST", "/challenges/verify", guess(challenge.secret, wrong))
    const late = await again("POST", "/challenges/verify", guess(challenge.secret, challenge.code))
    expect(late._tag).toBe("@error/ChallengeAttemptsExceeded")
    await after.stop()
  })

  it("is readable by the current user only", async () => {
    const emulator = await startIn("private")
    const modes = ["", "/emulator.db", "/emulator.db-wal"].map(
      (name) => statSync(join(folder, "private") + name).mode & 0o777
    )
    await emulator.stop()
    expect(modes).toEqual([0o700, 0o600, 0o600])
  })

  it("ends with one line and exit code 1 when its database is damaged", async () => {
    const first = await startIn("damaged")
    const users = [{ userId: "user_01", username: "ada@example.com", rpId, passkeys: 20 }]
    await first.control("/tenancies/emulated/seed", { users })
    await first.stop()
    const file = join(folder, "damaged", "emulator.db")
    const whole = await readFile(file)
    // Not UTF-8, another username, and no SQLite file.
    for (const [text, change, reason] of [
      ["ada@example.com", "\xff\xfea@example.com", "has a damaged emulator.db"],
      ["ada@example.com", "eve@example.com", "has a damaged emulator.db"],
      ["SQLite format", "sqlite format", "has an emulator.db that the emulator did not write"]
    ] as const) {
      const bytes = Buffer.from(whole.toString("latin1").replaceAll(text, change), "latin1")
      expect(bytes.equals(whole)).toBe(false)
      await writeFile(file, bytes)
      const { code, signal, stderr } = await run({ args: ["--port", "0", "--data-dir", join(folder, "damaged")] }).ended
      expect([code, signal, stderr]).toEqual([
        1,
        null,
        `passlock-emulator: the folder ${join(folder, "damaged")} ${reason}\n`
      ])
    }
    await writeFile(file, whole)
    const last = await startIn("damaged")
    expect(((await last.control("/tenancies/emulated")) as Body).passkeys).toHaveLength(20)
    await last.stop()
  })

  it("rejects a second process until the first one has ended", async () => {
    const first = await startIn("shared")
    const second = await run({ args: ["--port", "0", "--data-dir", join(folder, "shared")] }).ended
    expect([second.code, second.stderr]).toEqual([
      1,
      `passlock-emulator: the folder ${join(folder, "shared")} is in use by another emulator\n`
    ])
    await first.stop()
    await (await startIn("shared")).stop()
  })

  it("keeps the state of a tenancy that is not served, and loses the state of a reset one", async () => {
    const first = await startIn("reset", "--tenancy", "a")
    const seed = { users: [{ userId: "u", username: "n", rpId }] }
    await first.control("/tenancies/a/seed", seed)
    await first.stop()
    const second = await startIn("reset", "--tenancy", "b")
    await second.control("/tenancies/b/seed", seed)
    await second.control("/reset", {})
    await second.stop("SIGKILL")
    const file = join(folder, "tenancies.json")
    await writeFile(file, JSON.stringify({ tenancies: ["a", "b"].map((tenancyId) => ({ tenancyId, apiKey: "k" })) }))
    const third = await startIn("reset", "--config", file)
    expect(((await third.control("/tenancies/a")) as Body).passkeys).toHaveLength(1)
    expect(((await third.control("/tenancies/b")) as Body).passkeys).toHaveLength(0)
    await third.stop()
  })
})
