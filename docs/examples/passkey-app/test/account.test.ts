/** Renaming and removing passkeys, in the vault and on the device. */
import { afterAll, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { type RunningApp, start } from "./support/app.js"
import {
  addPasskey,
  type Client,
  type Device,
  expectError,
  expectStatus,
  makeClient,
  makeDevice,
  signUp,
  stepUp
} from "./support/client.js"

let app: RunningApp
let ada: Client
let phone: Device
let passkeyId: string

beforeAll(async () => {
  app = await start()
})
afterAll(() => app?.stop())

let users = 0
let email: string

const newUser = async (): Promise<readonly [Client, Device, string]> => {
  const client = makeClient(app)
  const device = makeDevice(app)
  await signUp(app, client, `user.${users++}@example.com`)
  await addPasskey(client, device)
  const { passkeys } = await expectStatus(client.send("GET", "/account"), 200)
  return [client, device, passkeys[0].id]
}

beforeEach(async () => {
  email = `user.${users}@example.com`
  ;[ada, phone, passkeyId] = await newUser()
})

const vaultIds = async () => (await app.vault()).map(({ id }) => id)

describe("removing a passkey", () => {
  it("deletes it in the vault and, with the token in the response, on the device", async () => {
    await stepUp(ada, phone)
    const removed = await expectStatus(ada.send("DELETE", `/passkeys/${passkeyId}`), 200)
    assert.deepStrictEqual(Object.keys(removed), ["deletePasskeysToken"])
    assert.notInclude(await vaultIds(), passkeyId)
    assert.lengthOf(await phone.passkeys(), 1)
    const { signals, warnings } = await phone.deletePasskeys(removed.deletePasskeysToken)
    assert.deepStrictEqual([signals.map(({ signalled }) => signalled), warnings], [[true], []])
    assert.lengthOf(await phone.passkeys(), 0)
    assert.deepStrictEqual((await expectStatus(ada.send("GET", "/account"), 200)).passkeys, [])
  })

  it("changes nothing without a step-up", async () => {
    await expectError(ada.send("DELETE", `/passkeys/${passkeyId}`), 403, "StepUpRequired")
    assert.include(await vaultIds(), passkeyId)
  })

  it("changes nothing when the passkey is another user's, even after a step-up", async () => {
    const [eve, laptop] = await newUser()
    await stepUp(eve, laptop)
    for (const id of [passkeyId, "unknown"]) {
      await expectError(eve.send("DELETE", `/passkeys/${id}`), 404, "PasskeyNotInAccount")
      await expectError(eve.send("PATCH", `/passkeys/${id}`, { name: "mine" }), 404, "PasskeyNotInAccount")
    }
    assert.include(await vaultIds(), passkeyId)
    const { passkeys } = await expectStatus(ada.send("GET", "/account"), 200)
    assert.strictEqual(passkeys[0].name, email)
  })

  it("succeeds again after the response was lost, with nothing left to delete on the device", async () => {
    await stepUp(ada, phone)
    const operation = "Passkeys.prepareDeletion"
    await app.emulator.inject({ fault: { kind: "drop", when: "after" }, operation, times: 1 })
    await expectError(ada.send("DELETE", `/passkeys/${passkeyId}`), 502, "TransportError")
    assert.notInclude(await vaultIds(), passkeyId)
    const { deletePasskeysToken } = await expectStatus(ada.send("DELETE", `/passkeys/${passkeyId}`), 200)
    const { signals, warnings } = await phone.deletePasskeys(deletePasskeysToken)
    assert.deepStrictEqual([signals, warnings.map(({ code }) => code)], [[], ["PASSKEY_NOT_FOUND"]])
  })

  it("gives the page a token that works once", async () => {
    await stepUp(ada, phone)
    const { deletePasskeysToken } = await expectStatus(ada.send("DELETE", `/passkeys/${passkeyId}`), 200)
    await phone.deletePasskeys(deletePasskeysToken)
    const again = await phone.deletePasskeys(deletePasskeysToken).then(
      () => "exchanged",
      (error: { readonly message: string }) => error.message
    )
    assert.include(again, "Invalid or expired delete token")
  })
})

describe("deleting the account", () => {
  it("deletes the user's passkeys only, in the vault and on the device", async () => {
    const [, , otherId] = await newUser()
    await stepUp(ada, phone)
    const { deletePasskeysToken } = await expectStatus(ada.send("DELETE", "/account"), 200)
    assert.notInclude(await vaultIds(), passkeyId)
    assert.include(await vaultIds(), otherId)
    await phone.deletePasskeys(deletePasskeysToken)
    assert.lengthOf(await phone.passkeys(), 0)
    await expectError(ada.send("GET", "/account"), 401, "NotLoggedIn")
  })

  it("keeps the account when Passlock fails", async () => {
    await stepUp(ada, phone)
    const fault = { kind: "status", status: 503 } as const
    await app.emulator.inject({ fault, operation: "Passkeys.prepareDeletion", times: 1 })
    await expectError(ada.send("DELETE", "/account"), 502, "ServerError")
    assert.include(await vaultIds(), passkeyId)
    await expectStatus(ada.send("GET", "/account"), 200)
    await expectStatus(ada.send("DELETE", "/account"), 200)
  })
})

describe("renaming", () => {
  it("the user changes the name on the device, and keeps the names in the list", async () => {
    await expectStatus(ada.send("PATCH", `/passkeys/${passkeyId}`, { name: "Work laptop" }), 200)
    const { updatePasskeysToken, user } = await expectStatus(
      ada.send("PATCH", "/account", { displayName: "Ada King" }),
      200
    )
    assert.strictEqual(user.displayName, "Ada King")
    const { signals } = await phone.renamePasskeys(updatePasskeysToken)
    assert.deepStrictEqual(
      signals.map(({ instruction, signalled }) => [instruction.username, instruction.displayName, signalled]),
      [[email, "Ada King", true]]
    )
    assert.deepStrictEqual(
      (await phone.passkeys()).map(({ displayName, name }) => [name, displayName]),
      [[email, "Ada King"]]
    )
    const account = await expectStatus(ada.send("GET", "/account"), 200)
    assert.strictEqual(account.user.displayName, "Ada King")
    assert.strictEqual(account.passkeys[0].name, "Work laptop")
  })

  it("a user without passkeys has nothing to change on the device", async () => {
    const bob = makeClient(app)
    await signUp(app, bob, `user.${users++}@example.com`)
    const { updatePasskeysToken } = await expectStatus(bob.send("PATCH", "/account", { displayName: "Bob" }), 200)
    const { signals, warnings } = await phone.renamePasskeys(updatePasskeysToken)
    assert.deepStrictEqual([signals, warnings.map(({ code }) => code)], [[], ["NO_PASSKEYS_FOUND"]])
  })
})
