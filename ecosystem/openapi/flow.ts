/** The whole flow with a client that is generated from the OpenAPI document, through a proxy that validates against it. */
import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { AuthenticatorEmulator, PasskeysCredentialsMemoryRepository, WebAuthnEmulator } from "nid-webauthn-emulator"
import createClient, { type Client } from "openapi-fetch"
import type { components, paths } from "./api.js"
import { close, isOfResponse, start, type Violation, violationsOf, withReplacement } from "./proxy.js"

type Json = null | boolean | number | string | ReadonlyArray<Json> | { readonly [name: string]: Json }
type JsonObject = { readonly [name: string]: Json }

interface Operation {
  readonly operationId: string
  readonly security: ReadonlyArray<object>
  readonly parameters: ReadonlyArray<{ readonly name: string; readonly in: "path" | "query"; readonly example: string }>
  readonly requestBody?: { readonly required: boolean; readonly content: Content }
  readonly responses: { readonly [status: string]: { readonly content: Content } }
}

interface Content {
  readonly "application/json": { readonly examples: { readonly [name: string]: { readonly value: JsonObject } } }
}

interface Document {
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } }
}

const { PASSLOCK_API_KEY = "", PASSLOCK_ENDPOINT: emulator = "", PASSLOCK_TENANCY_ID: tenancyId = "" } = process.env

const document = JSON.parse(readFileSync("openapi.json", "utf8")) as Document
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() }))
)
const operationOf = (path: string, method: string) => {
  const operation = operations.find((each) => each.path === path && each.method === method)
  return operation ?? assert.fail(`the document has no ${method} ${path}`)
}

const proxy = await start("openapi.json", emulator)

/** A request with its response, as the proxy saw them. */
interface Exchange {
  readonly operation: (typeof operations)[number]
  readonly url: string
  readonly init: { readonly method: string; readonly headers: Headers; readonly body?: string }
  readonly status: number
  readonly body: Json
  readonly violations: ReadonlyArray<Violation>
}

const exchanges: Array<Exchange> = []

const makeClient = (headers: Record<string, string>): Client<paths> => {
  const client = createClient<paths>({ baseUrl: proxy, headers })
  const bodies = new Map<string, string>()
  client.use({
    onRequest: async ({ id, request }) => {
      bodies.set(id, await request.clone().text())
    },
    onResponse: async ({ id, request, response, schemaPath }) => {
      const { headers, method, url } = request
      const text = bodies.get(id) ?? ""
      exchanges.push({
        operation: operationOf(schemaPath, method),
        url,
        init: { method, headers, ...(text !== "" && { body: text }) },
        status: response.status,
        body: (await response.clone().json()) as Json,
        violations: violationsOf(response)
      })
    }
  })
  return client
}

const server = makeClient({ authorization: `Bearer ${PASSLOCK_API_KEY}` })
const page = makeClient({})

interface Result {
  readonly data?: unknown
  readonly error?: { readonly _tag: string } | undefined
  readonly response: Response
}

const valueOf = <A>(result: { readonly data?: A; readonly error?: unknown }): NonNullable<A> =>
  result.data ?? assert.fail(JSON.stringify(result.error))

const failsWith = (result: Result, tag: `@error/${keyof components["schemas"]}`, status: number) => {
  assert.equal(result.error?._tag, tag)
  assert.equal(result.response.status, status)
}

const control = async (path: string, body: JsonObject) => {
  const headers = { "content-type": "application/json" }
  const response = await fetch(`${emulator}/_emulator/${path}`, { method: "POST", headers, body: JSON.stringify(body) })
  assert.ok(response.ok)
}

const rpId = "example.com"
const origin = `https://${rpId}`

/** A user's ID that a URL must encode. */
const userId = "user/1 ü"
const params = { path: { tenancyId } }

const challenges = async () => {
  const email = "ada@example.com"
  const create = (body: components["schemas"]["CreateChallenge"]) =>
    server.POST("/v2/{tenancyId}/challenges", { params, body })
  const verify = (body: components["schemas"]["VerifyChallenge"]) =>
    server.POST("/v2/{tenancyId}/challenges/verify", { params, body })
  const wrong = (code: string) => (code === "000000" ? "111111" : "000000")

  const metadata = { plan: "free", tags: ["a", null, { deep: 1.5 }] }
  const first = { email, purpose: "signup", userId, metadata, name: "Ada", sendEmail: false }
  const { challenge } = valueOf(await create(first))
  const { challengeId, code, secret } = challenge
  const path = { tenancyId, challengeId }
  const read = valueOf(await server.GET("/v2/{tenancyId}/challenges/{challengeId}", { params: { path } }))
  assert.deepEqual(read.metadata, metadata)
  failsWith(await verify({ challengeId, secret, code: wrong(code) }), "@error/InvalidChallengeCode", 400)
  assert.equal(valueOf(await verify({ challengeId, secret, code })).challenge.email, email)
  failsWith(await verify({ challengeId, secret, code }), "@error/InvalidChallenge", 400)
  failsWith(await server.GET("/v2/{tenancyId}/challenges/{challengeId}", { params: { path } }), "@error/NotFound", 404)
  failsWith(
    await server.DELETE("/v2/{tenancyId}/challenges/{challengeId}", { params: { path } }),
    "@error/NotFound",
    404
  )

  const second = valueOf(await create({ email, purpose: "signup" })).challenge
  for (let attempt = 0; attempt < 5; attempt++) await verify({ ...pairOf(second), code: wrong(second.code) })
  failsWith(await verify({ ...pairOf(second), code: second.code }), "@error/ChallengeAttemptsExceeded", 400)
  const deleted = { params: { path: { tenancyId, challengeId: second.challengeId } } }
  valueOf(await server.DELETE("/v2/{tenancyId}/challenges/{challengeId}", deleted))

  const late = valueOf(await create({ email, purpose: "late" })).challenge
  await control("clock", { advance: 600_000 })
  failsWith(await verify({ ...pairOf(late), code: late.code }), "@error/ChallengeExpired", 400)

  for (let count = 0; count < 5; count++) valueOf(await create({ email, purpose: "login", invalidateOthers: true }))
  const limited = await create({ email, purpose: "login" })
  failsWith(limited, "@error/ChallengeRateLimited", 429)
  assert.match(limited.response.headers.get("retry-after") ?? "", /^\d+$/)
  valueOf(await create({ email, purpose: "login", skipRateLimit: true }))
}

const pairOf = ({ challengeId, secret }: { readonly challengeId: string; readonly secret: string }) => ({
  challengeId,
  secret
})

/** A device of its own: by default, all share their passkeys. */
const makeDevice = () =>
  new WebAuthnEmulator(new AuthenticatorEmulator({ credentialsRepository: new PasskeysCredentialsMemoryRepository() }))

/** Registers a passkey on a new device. */
const register = async (registrationToken: string) => {
  const device = makeDevice()
  const options = await page.POST("/v2/{tenancyId}/passkey/registration/options", {
    params,
    body: { registrationToken }
  })
  const { optionsJSON, sessionToken } = valueOf(options)
  const response = device.createJSON(origin, optionsJSON as never) as components["schemas"]["RegistrationResponseJSON"]
  const body = { sessionToken, response }
  const { code, principal } = valueOf(
    await page.POST("/v2/{tenancyId}/passkey/registration/verification", { params, body })
  )
  return { code, device, passkeyId: principal.authenticatorId }
}

const authorized = async (owner: string) => {
  const body = { rpId, userId: owner, username: "ada", rpName: "Example" }
  const result = await server.POST("/v2/{tenancyId}/passkey/registration/authorize", { params, body })
  return register(valueOf(result).registrationToken)
}

const exchange = (code: string) =>
  server.GET("/v2/{tenancyId}/principal/{code}", { params: { path: { tenancyId, code } } })

const registrations = async () => {
  const body = {
    rpId,
    userId,
    username: "ada",
    displayName: "Ada",
    userVerification: "required",
    timeout: 60_000
  } as const
  const prepared = await server.POST("/v2/{tenancyId}/passkey/registration/prepare", { params, body })
  const { registrationToken } = valueOf(prepared)
  const { code, device, passkeyId } = await register(registrationToken)
  assert.equal(valueOf(await exchange(code)).userId, userId)
  failsWith(await exchange(code), "@error/InvalidCode", 404)
  failsWith(
    await page.POST("/v2/{tenancyId}/passkey/registration/options", { params, body: { registrationToken } }),
    "@error/BadRequest",
    400
  )
  return { device, passkeyId }
}

type Begin = components["schemas"]["BeginAuthentication"]

const begin = async (body: Begin) =>
  valueOf(await page.POST("/v2/{tenancyId}/passkey/authentication/options", { params, body }))

const answer = (device: WebAuthnEmulator, { optionsJSON, sessionToken }: Awaited<ReturnType<typeof begin>>) => {
  const response = device.getJSON(origin, optionsJSON as never) as components["schemas"]["AuthenticationResponseJSON"]
  const body = { sessionToken, response }
  return page.POST("/v2/{tenancyId}/passkey/authentication/verification", { params, body })
}

const authentications = async (device: WebAuthnEmulator, passkeyId: string) => {
  const request = { rpId, userId, allowCredentials: [passkeyId] }
  const prepared = await server.POST("/v2/{tenancyId}/passkey/authentication/prepare", { params, body: request })
  const options = await begin({ authenticationToken: valueOf(prepared).authenticationToken })
  assert.equal(options.mediation, "required")
  const { code, principal } = valueOf(await answer(device, options))
  assert.equal(principal.authenticatorId, passkeyId)
  assert.equal(valueOf(await exchange(code)).authenticatorId, passkeyId)

  const conditional = { rpId, discoverable: true, mediation: "conditional" } as const
  const result = await server.POST("/v2/{tenancyId}/passkey/authentication/authorize", { params, body: conditional })
  const discoverable = await begin({ authenticationToken: valueOf(result).authenticationToken })
  assert.equal(discoverable.mediation, "conditional")
  valueOf(await answer(device, discoverable))

  // Only Passlock 2.6 documents that a page starts it.
  valueOf(await answer(device, await begin({ rpId, allowCredentials: [passkeyId] })))
}

const vault = async (device: WebAuthnEmulator, passkeyId: string) => {
  const { passkeyId: other } = await authorized(userId)
  await authorized("user-2")
  const one = { params: { path: { tenancyId, passkeyId } } }
  const all = { params: { path: { tenancyId, userId } } }
  const first = valueOf(await server.GET("/v2/{tenancyId}/passkeys/", { params }))
  const { cursor } = first
  assert.ok(cursor !== null && first.records.length === 2)
  const last = await server.GET("/v2/{tenancyId}/passkeys/", { params: { ...params, query: { cursor } } })
  assert.equal(valueOf(last).cursor, null)
  assert.equal(valueOf(await server.GET("/v2/{tenancyId}/passkeys/{passkeyId}", one)).userId, userId)

  const body = { username: "ada@example.com" }
  const renamed = await server.PATCH("/v2/{tenancyId}/passkeys/{passkeyId}", { ...one, body })
  assert.equal(valueOf(renamed).credential.username, body.username)
  const both = await server.PATCH("/v2/{tenancyId}/users/{userId}/passkeys/", { ...all, body })
  assert.equal(valueOf(both).updated.length, 2)

  valueOf(await page.GET("/v2/.well-known/jwks.json"))
  const { credentialId } = valueOf(await page.GET("/v2/{tenancyId}/credential/{passkeyId}", one))
  const several = { params: { path: { tenancyId, passkeyIds: `${passkeyId},${other}` } } }
  const { allAcceptedCredentialIds } = valueOf(await page.GET("/v2/{tenancyId}/credentials/{passkeyIds}", several))
  assert.ok(allAcceptedCredentialIds.includes(credentialId) && allAcceptedCredentialIds.length === 2)

  const options = await begin({ rpId, allowCredentials: [passkeyId] })
  valueOf(await server.DELETE("/v2/{tenancyId}/passkeys/{passkeyId}", one))
  failsWith(await answer(device, options), "@error/PasskeyNotFound", 400)
  failsWith(await server.DELETE("/v2/{tenancyId}/passkeys/{passkeyId}", one), "@error/NotFound", 404)
  failsWith(await server.GET("/v2/{tenancyId}/passkeys/{passkeyId}", one), "@error/NotFound", 404)
  failsWith(await server.PATCH("/v2/{tenancyId}/passkeys/{passkeyId}", { ...one, body }), "@error/NotFound", 404)
  failsWith(await page.GET("/v2/{tenancyId}/credential/{passkeyId}", one), "@error/NotFound", 404)
  const unknown = { params: { path: { tenancyId, passkeyIds: passkeyId } } }
  failsWith(await page.GET("/v2/{tenancyId}/credentials/{passkeyIds}", unknown), "@error/NotFound", 404)

  const removed = await server.DELETE("/v2/{tenancyId}/users/{userId}/passkeys/", { ...all, body: { userId } })
  assert.equal(valueOf(removed).deleted.length, 1)
  failsWith(await server.DELETE("/v2/{tenancyId}/users/{userId}/passkeys/", all), "@error/NotFound", 404)
  failsWith(await server.PATCH("/v2/{tenancyId}/users/{userId}/passkeys/", { ...all, body }), "@error/NotFound", 404)
}

const updateAndDeletion = async () => {
  const { passkeyId } = await authorized(userId)
  const update = { userId, username: "ada", displayName: "Ada Lovelace" }
  const { updatePasskeysToken } = valueOf(
    await server.POST("/v2/{tenancyId}/passkeys/update", { params, body: update })
  )
  const token = { params, body: { updatePasskeysToken } }
  const { instructions } = valueOf(await page.POST("/v2/{tenancyId}/passkeys/update/exchange", token))
  assert.equal(instructions[0]?.displayName, "Ada Lovelace")
  failsWith(await page.POST("/v2/{tenancyId}/passkeys/update/exchange", token), "@error/BadRequest", 400)

  const body = { passkeyIds: [passkeyId, "unknown"] }
  const { deletePasskeysToken, warnings } = valueOf(
    await server.POST("/v2/{tenancyId}/passkeys/delete", { params, body })
  )
  assert.deepEqual([warnings[0]?.code, warnings[0]?.passkeyId], ["PASSKEY_NOT_FOUND", "unknown"])
  const deletion = { params, body: { deletePasskeysToken } }
  assert.equal(valueOf(await page.POST("/v2/{tenancyId}/passkeys/delete/exchange", deletion)).instructions.length, 1)
  const nobody = { userId: "nobody" }
  const empty = valueOf(await server.POST("/v2/{tenancyId}/passkeys/delete", { params, body: nobody }))
  assert.equal(empty.warnings[0]?.code, "NO_PASSKEYS_FOUND")
}

/** The client without types, for operations that are taken from the document. */
const call = (
  client: Client<paths>,
  { method, path }: { readonly method: string; readonly path: string },
  init: object
) => client.request(method.toLowerCase() as never, path as never, init as never) as Promise<Result>

/** What a server prepares and its page exchanges: each pair of the document, with the body of the example. */
const pairs = async () => {
  const exchanged: Array<string> = []
  for (const { method, operationId, path } of operations.filter((each) => each.path.endsWith("/exchange"))) {
    const prepare = operations.find((each) => `${each.path}/exchange` === path)
    if (prepare === undefined) continue
    const { passkeyId } = await authorized("user-3")
    const body = {
      ...exampleOf(prepare.requestBody?.content),
      ...("passkeyIds" in exampleOf(prepare.requestBody?.content) ? { passkeyIds: [passkeyId] } : { userId: "user-3" })
    }
    const prepared = valueOf(await call(server, prepare, { params, body })) as JsonObject
    const token = Object.fromEntries(Object.entries(prepared).filter(([name]) => name.endsWith("Token")))
    const value = valueOf(await call(page, { method, path }, { params, body: token })) as JsonObject
    assert.ok(Array.isArray(value.instructions) && value.instructions.length > 0, operationId)
    failsWith(await call(page, { method, path }, { params, body: token }), "@error/BadRequest", 400)
    exchanged.push(operationId)
  }
  return exchanged
}

const exampleOf = (content: Content | undefined): JsonObject => {
  const [example] = Object.values(content?.["application/json"].examples ?? {})
  return example?.value ?? {}
}

/** The examples of an operation's parameters. */
const parametersOf = ({ parameters }: Operation, tenancy: string) => {
  const valuesIn = (place: string) =>
    Object.fromEntries(
      parameters.filter((each) => each.in === place).map(({ example, name }) => [name, example] as const)
    )
  const path = valuesIn("path")
  return { path: { ...path, ...("tenancyId" in path && { tenancyId: tenancy }) } }
}

/** Each operation without its key, with another key, at another tenancy, and with another body. */
const rejected = async () => {
  const stranger = makeClient({ authorization: "Bearer another-key" })
  for (const operation of operations) {
    const { operationId, requestBody, security } = operation
    const needsKey = security.length > 0
    const body = requestBody === undefined ? {} : { body: exampleOf(requestBody.content) }
    const init = { params: parametersOf(operation, tenancyId), ...body }
    if (needsKey) {
      failsWith(await call(page, operation, init), "@error/Unauthorized", 401)
      assert.deepEqual(takeReported(operationId), ["request"])
      failsWith(await call(stranger, operation, init), "@error/Forbidden", 403)
    }
    if (operation.path.includes("{tenancyId}")) {
      const elsewhere = { ...init, params: parametersOf(operation, "elsewhere") }
      failsWith(await call(needsKey ? server : page, operation, elsewhere), "@error/Forbidden", 403)
    }
    if (requestBody?.required === true) {
      const wrong = { ...init, body: [] }
      failsWith(await call(needsKey ? server : page, operation, wrong), "@error/BadRequest", 400)
      assert.ok(takeReported(operationId).includes("request"), `${operationId}: the proxy accepts a wrong body`)
    }
  }
}

/** Takes the last exchange out of those that must have no violations. */
const takeReported = (operationId: string): ReadonlyArray<string | undefined> => {
  const last = exchanges.pop() ?? assert.fail(operationId)
  wrongExchanges.push(last)
  return last.violations.map(({ location }) => location[0])
}

/** Exchanges that are complete, but whose request is wrong. */
const wrongExchanges: Array<Exchange> = []

/** Where the document allows every value: the application's own data, and what WebAuthn adds for browsers or servers. */
const open = [
  /\bmetadata\./,
  /\bclientExtensionResults\./,
  /^Registration.options optionsJSON\.(extensions|hints)\b/,
  /^Registration.verify response\.response\.(authenticatorData|publicKey|publicKeyAlgorithm)$/
]

/** Each value of a JSON value, with its path. */
function* valuesIn(
  value: Json,
  path: ReadonlyArray<string> = []
): Generator<readonly [path: ReadonlyArray<string>, value: Json]> {
  yield [path, value]
  if (typeof value !== "object" || value === null) return
  for (const [name, inner] of Object.entries(value)) yield* valuesIn(inner as Json, [...path, name])
}

const replaceAt = (value: Json, [name, ...rest]: ReadonlyArray<string>, next: Json): Json => {
  if (name === undefined) return next
  const entries = Object.entries(value as JsonObject)
  const changed = entries.map(([key, inner]) => [key, key === name ? replaceAt(inner, rest, next) : inner] as const)
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed)
}

/** The values that a value of another type can replace, and what replaces them. */
const alterations = ({ operationId }: Operation, value: Json) =>
  [...valuesIn(value)].flatMap(([path, inner]) => {
    const name = path.join(".")
    const altered = replaceAt(value, path, typeof inner === "string" ? 7 : "another type")
    return open.some((pattern) => pattern.test(`${operationId} ${name}`)) ? [] : [{ name, altered }]
  })

/** Sends each kind of request again, and lets the responses arrive with one value of another type. */
const alteredResponses = async () => {
  const missed: Array<string> = []
  let count = 0
  for (const [kind, { body, init, operation, status, url }] of exchangesByKind()) {
    const isReported = async (next: { readonly status: number; readonly body: Json }) =>
      withReplacement(next, async () => violationsOf(await fetch(url, init)).some(isOfResponse))
    assert.equal(await isReported({ status, body }), false, kind)
    assert.equal(await isReported({ status: 418, body }), true, `${kind}: the proxy accepts status 418`)
    for (const { altered, name } of alterations(operation, body)) {
      count++
      if (!(await isReported({ status, body: altered }))) missed.push(`${kind}: ${name}`)
    }
  }
  assert.deepEqual(missed, [], "the proxy accepts these values of another type")
  return count
}

/** Sends each request with one value of another type. The proxy must report it, and the API must reject it. */
const alteredRequests = async () => {
  const missed: Array<string> = []
  let count = 0
  for (const [kind, { init, operation, status, url }] of exchangesByKind()) {
    // The API ignores an optional body.
    if (status >= 300 || init.body === undefined || operation.requestBody?.required !== true) continue
    for (const { altered, name } of alterations(operation, JSON.parse(init.body))) {
      count++
      const response = await fetch(url, { ...init, body: JSON.stringify(altered) })
      const isReported = violationsOf(response).some((violation) => !isOfResponse(violation))
      if (!isReported || response.status !== 400) missed.push(`${kind}: ${name}: ${isReported}, ${response.status}`)
    }
  }
  assert.deepEqual(missed, [], "the proxy or the API accepts these values of another type")
  return count
}

/** The first exchange of each kind: an operation, a status and a tag. */
const exchangesByKind = () => {
  const kinds = new Map<string, Exchange>()
  for (const exchange of exchanges) {
    const kind = kindOf(exchange)
    if (!kinds.has(kind)) kinds.set(kind, exchange)
  }
  return kinds
}

const kindOf = ({ body, operation, status }: Exchange) => `${operation.operationId} ${status} ${tagOf(body)}`

const tagOf = (body: Json): string => String((body as JsonObject | null)?._tag ?? "")

/** Every documented kind of response that was not seen. */
const unseen = (withoutSuccess: ReadonlyArray<string>): ReadonlyArray<string> => {
  const seen = new Set([...exchanges, ...wrongExchanges].map(kindOf))
  const kinds = operations.map(({ operationId, responses }) =>
    Object.entries(responses).flatMap(([status, { content }]) =>
      Object.values(content["application/json"].examples).map(
        ({ value }) => [operationId, status, tagOf(value)] as const
      )
    )
  )
  /** Errors that every operation documents. */
  const isCommon = (tag: string) => kinds.every((of) => of.some(([, , other]) => other === tag))
  return kinds
    .flat()
    .filter(
      ([operationId, status, tag]) => !(Number(status) < 300 ? withoutSuccess.includes(operationId) : isCommon(tag))
    )
    .map((kind) => kind.join(" "))
    .filter((kind) => !seen.has(kind))
}

const main = async () => {
  await challenges()
  const { device, passkeyId } = await registrations()
  await authentications(device, passkeyId)
  await vault(device, passkeyId)
  await updateAndDeletion()
  const exchanged = await pairs()
  await rejected()

  for (const { body, operation, violations } of exchanges) {
    assert.deepEqual(violations, [], `${operation.operationId} ${JSON.stringify(body)}`)
  }
  assert.ok(!wrongExchanges.some(({ violations }) => violations.some(isOfResponse)))
  // Without its preparation, an exchange can only fail.
  const unprepared = operations.filter(
    ({ operationId, path }) => path.endsWith("/exchange") && !exchanged.includes(operationId)
  )
  assert.deepEqual(unseen(unprepared.map(({ operationId }) => operationId)), [], "no response of these kinds")
  const responses = await alteredResponses()
  const wrong = await alteredRequests()
  console.log(
    `${operations.length} operations, ${exchangesByKind().size} kinds of response. ${exchanges.length} requests and their ` +
      `responses are valid. ${wrongExchanges.length + wrong} wrong requests and ${responses} altered responses are reported.`
  )
}

try {
  await main()
} finally {
  close()
}
