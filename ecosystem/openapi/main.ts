/** Runs the flow through the proxy, and proves that the proxy reports what does not fit the document. */
import assert from "node:assert/strict"
import { call, type Exchange, failsWith, kindOf, makeClient } from "./client.js"
import {
  exampleOf,
  file,
  type Json,
  type JsonObject,
  type Operation,
  operations,
  parametersOf,
  tagOf
} from "./document.js"
import { run } from "./flow.js"
import { close, isOfResponse, start, violationsOf, withReplacement } from "./proxy.js"

const { PASSLOCK_API_KEY = "", PASSLOCK_ENDPOINT: emulator = "", PASSLOCK_TENANCY_ID: tenancyId = "" } = process.env

/** Much longer than a busy machine takes. */
const limit = setTimeout(() => {
  console.error("The run takes longer than 10 minutes.")
  close()
  process.exit(1)
}, 600_000)

const proxy = await start(file, emulator)

const exchanges: Array<Exchange> = []
const server = makeClient(proxy, exchanges, { authorization: `Bearer ${PASSLOCK_API_KEY}` })
const page = makeClient(proxy, exchanges, {})

/** Exchanges whose requests do not fit the document. */
const wrongExchanges: Array<Exchange> = []

/** Each operation without its key, with another key, at another tenancy, and with another body. */
const reject = async () => {
  const stranger = makeClient(proxy, exchanges, { authorization: "Bearer another-key" })
  const wrongServer = makeClient(proxy, wrongExchanges, { authorization: `Bearer ${PASSLOCK_API_KEY}` })
  const wrongPage = makeClient(proxy, wrongExchanges, {})
  for (const operation of operations) {
    const { path, requestBody, security } = operation
    const needsKey = security.length > 0
    const body = requestBody === undefined ? {} : { body: exampleOf(operation) }
    const init = { params: parametersOf(operation, tenancyId), ...body }
    if (needsKey) {
      failsWith(await call(wrongPage, operation, init), "@error/Unauthorized", 401)
      failsWith(await call(stranger, operation, init), "@error/Forbidden", 403)
    }
    if (path.includes("{tenancyId}")) {
      const elsewhere = { ...init, params: parametersOf(operation, "elsewhere") }
      failsWith(await call(needsKey ? server : page, operation, elsewhere), "@error/Forbidden", 403)
    }
    if (requestBody?.required === true) {
      const wrong = { ...init, body: [] }
      failsWith(await call(needsKey ? wrongServer : wrongPage, operation, wrong), "@error/BadRequest", 400)
    }
  }
}

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
  const exchanged = await run({ emulator, page, server, tenancyId })
  await reject()

  for (const exchange of exchanges) assert.deepEqual(exchange.violations, [], kindOf(exchange))
  for (const exchange of wrongExchanges) {
    const places = new Set(exchange.violations.map(({ location }) => location[0]))
    assert.deepEqual([...places], ["request"], kindOf(exchange))
  }
  // Without its preparation, an exchange can only fail.
  const unprepared = operations.filter(
    ({ operationId, path }) => path.endsWith("/exchange") && !exchanged.includes(operationId)
  )
  assert.deepEqual(unseen(unprepared.map(({ operationId }) => operationId)), [], "no response of these kinds")

  const responses = await alteredResponses()
  const requests = await alteredRequests()
  console.log(
    `${operations.length} operations, ${exchangesByKind().size} kinds of response. ${exchanges.length} requests and their ` +
      `responses are valid. ${wrongExchanges.length + requests} wrong requests and ${responses} altered responses are reported.`
  )
}

try {
  await main()
} finally {
  clearTimeout(limit)
  close()
}
