import { afterAll, assert, beforeAll, beforeEach, describe, it } from "vitest"
import { type RunningApp, start } from "./support/app.js"
import {
  addPasskey,
  beginLogin,
  type Client,
  type Device,
  expectError,
  expectStatus,
  makeClient,
  makeDevice,
  signUp
} from "./support/client.js"

let app: RunningApp
let visitor: Client
let phone: Device

beforeAll(async () => {
  app = await start()
})
afterAll(() => app?.stop())

let users = 0
let email: string

beforeEach(async () => {
  email = `ada.${users++}@example.com`
  const ada = makeClient(app)
  phone = makeDevice(app)
  await signUp(app, ada, email)
  await addPasskey(ada, phone)
  visitor = makeClient(app)
})

describe("a login", () => {
  it.each(["required", "conditional"] as const)(
    "with mediation %s gets a token and finds the user",
    async (mediation) => {
      const code = await phone.authenticate(await beginLogin(visitor, mediation))
      const user = await expectStatus(visitor.send("POST", "/login", { code }), 200)
      assert.strictEqual(user.email, email)
      assert.strictEqual((await expectStatus(visitor.send("GET", "/account"), 200)).user.email, email)
    }
  )

  it.each([
    ["{}", {}],
    ["an unknown mediation", { mediation: "silent" }],
    ["a mediation that is no string", { mediation: true }],
    ["an array", []]
  ] as const)("gets no token for a body with %s", async (_, body) => {
    await expectError(visitor.send("POST", "/login/authorize", body), 400, "InvalidBody")
  })

  it("needs a token for each ceremony", async () => {
    const token = await beginLogin(visitor)
    await phone.authenticate(token)
    const again = await phone.authenticate(token).then(
      () => "started",
      () => "rejected"
    )
    assert.strictEqual(again, "rejected")
  })
})
