/** What a thief of a session cookie can do. */
import { afterAll, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { type RunningApp, start } from "./support/app.js"
import {
  addPasskey,
  beginStepUp,
  type Client,
  type Device,
  expectError,
  expectStatus,
  makeClient,
  makeDevice,
  signUp
} from "./support/client.js"

const fiveMinutes = 5 * 60_000

let app: RunningApp
let ada: Client
let phone: Device

beforeAll(async () => {
  // Nothing documents that an exchange code works once: the application must not depend on it.
  app = await start({ singleUseCodes: false })
})
afterAll(() => app?.stop())

let users = 0
let email: string

// A new user in each test.
beforeEach(async () => {
  email = `ada.${users++}@example.com`
  ada = makeClient(app)
  phone = makeDevice(app)
  await signUp(app, ada, email)
})

const stealSession = () => makeClient(app, { cookie: ada.cookie() })

describe("adding a passkey", () => {
  it("needs a login of the last five minutes for the first one", async () => {
    await app.advance(fiveMinutes)
    await expectError(stealSession().send("POST", "/registration/authorize"), 403, "RecentLoginRequired")
    ada = makeClient(app)
    await signUp(app, ada, email)
    await addPasskey(ada, phone)
  })

  it("needs a step-up for the second one, even right after the login", async () => {
    await addPasskey(ada, phone)
    await expectError(stealSession().send("POST", "/registration/authorize"), 403, "StepUpRequired")
    const code = await phone.authenticate(await beginStepUp(ada))
    await expectStatus(ada.send("POST", "/step-up", { code }), 200)
    await addPasskey(ada, makeDevice(app))
    assert.lengthOf((await expectStatus(ada.send("GET", "/account"), 200)).passkeys, 2)
  })

  it("needs another step-up after five minutes", async () => {
    await addPasskey(ada, phone)
    const code = await phone.authenticate(await beginStepUp(ada))
    await expectStatus(ada.send("POST", "/step-up", { code }), 200)
    await app.advance(fiveMinutes)
    await expectError(stealSession().send("POST", "/registration/authorize"), 403, "StepUpRequired")
  })
})

describe("a step-up", () => {
  /** Expects that the code confirms nothing. */
  const expectRejected = async (thief: Client, code: string) => {
    await expectError(thief.send("POST", "/step-up", { code }), 403, "StepUpRequired")
    await expectError(thief.send("POST", "/registration/authorize"), 403, "StepUpRequired")
    await expectError(thief.send("DELETE", "/account"), 403, "StepUpRequired")
  }

  it("rejects the code of a registration when none was started", async () => {
    const code = await addPasskey(ada, phone)
    await expectRejected(stealSession(), code)
  })

  it("rejects the code of an authentication when none was started", async () => {
    await addPasskey(ada, phone)
    await expectRejected(stealSession(), await phone.authenticate())
  })

  it("rejects the code of a registration from before it began", async () => {
    const code = await addPasskey(ada, phone)
    const thief = stealSession()
    await beginStepUp(thief)
    await expectRejected(thief, code)
  })

  it("rejects the code of a login from before it began", async () => {
    await addPasskey(ada, phone)
    const code = await phone.authenticate()
    const thief = stealSession()
    await beginStepUp(thief)
    await expectRejected(thief, code)
  })

  it("rejects a passkey that was registered after it began, with the codes of registration and authentication", async () => {
    // The thief got this token right after the sign-up, when it needed no passkey.
    const { registrationToken } = await expectStatus(stealSession().send("POST", "/registration/authorize"), 200)
    await addPasskey(ada, phone)
    const thief = stealSession()
    const token = await beginStepUp(thief)
    const thiefsDevice = makeDevice(app)
    const code = await thiefsDevice.register(registrationToken)
    await expectRejected(thief, code)
    await expectStatus(thief.send("POST", "/registration", { code }), 200)
    await expectRejected(thief, code)
    await expectRejected(thief, await thiefsDevice.authenticate())
    // The token allows the older passkeys only.
    assert.strictEqual(
      await thiefsDevice.authenticate(token).then(
        () => "allowed",
        () => "rejected"
      ),
      "rejected"
    )
  })

  it("rejects an authentication without user verification", async () => {
    const key = makeDevice(app, false)
    await addPasskey(ada, key)
    await beginStepUp(ada)
    await expectError(ada.send("POST", "/step-up", { code: await key.authenticate() }), 403, "UserNotVerified")
  })

  it("accepts one authentication with an older passkey, and only once", async () => {
    await addPasskey(ada, phone)
    const code = await phone.authenticate(await beginStepUp(ada))
    await expectStatus(ada.send("POST", "/step-up", { code }), 200)
    await app.advance(fiveMinutes - 1_000)
    await expectError(ada.send("POST", "/step-up", { code }), 403, "StepUpRequired")
  })

  it("changes the session ID, so that a cookie stolen before it is worthless", async () => {
    await addPasskey(ada, phone)
    const thief = stealSession()
    const code = await phone.authenticate(await beginStepUp(ada))
    await expectStatus(ada.send("POST", "/step-up", { code }), 200)
    await expectError(thief.send("POST", "/registration/authorize"), 401, "NotLoggedIn")
    await expectStatus(ada.send("DELETE", "/account"), 200)
  })
})
