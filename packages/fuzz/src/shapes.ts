/** Shapes of JSON, and those that several responses of the API share. */

/** The value does not fit the shape. */
export const misfit: unique symbol = Symbol("misfit")

/** The documentation does not say whether the value fits. */
export const unclear: unique symbol = Symbol("unclear")

/** What a client makes of a JSON value. */
export type Shape = (value: unknown) => unknown

export interface JsonObject {
  readonly [key: string]: unknown
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** One part that does not fit decides. */
const whole = (parts: ReadonlyArray<unknown>, value: () => unknown): unknown =>
  parts.includes(misfit) ? misfit : parts.includes(unclear) ? unclear : value()

export const string: Shape = (value) => (typeof value === "string" ? value : misfit)
export const boolean: Shape = (value) => (typeof value === "boolean" ? value : misfit)
export const number: Shape = (value) => (typeof value === "number" && Number.isFinite(value) ? value : misfit)

/** Milliseconds; some samples of the documentation are in seconds. */
export const time: Shape = (value) => {
  const milliseconds = number(value)
  return typeof milliseconds === "number" && Math.abs(milliseconds) < 1e11 ? milliseconds * 1_000 : milliseconds
}

const publicKey: Shape = (value) => {
  if (typeof value !== "string") return misfit
  if (value === "" || !/^[\w-]+$/.test(value) || value.length % 4 === 1) return unclear
  return Buffer.from(value, "base64url").toString("base64url")
}

const literal =
  (expected: string): Shape =>
  (value) =>
    value === expected ? value : misfit

export const list =
  (item: Shape): Shape =>
  (value) => {
    if (!Array.isArray(value)) return misfit
    const items = value.map(item)
    return whole(items, () => items)
  }

export const nullable =
  (shape: Shape): Shape =>
  (value) =>
    value === null ? null : shape(value)

interface Fields {
  readonly [name: string]: Shape
}

interface Optional {
  /** Fields that may be missing. */
  readonly optional?: Fields
  /** Fields that may be missing, or `null`, which is the same. */
  readonly nullish?: Fields
  /** Whether unknown fields are kept. */
  readonly open?: boolean
}

export const object =
  (required: Fields, { nullish = {}, open = false, optional = {} }: Optional = {}): Shape =>
  (value) => {
    if (!isObject(value)) return misfit
    const has = (name: string) => Object.hasOwn(value, name)
    const entries = [
      ...Object.entries(required).map(([name, shape]) => [name, has(name) ? shape(value[name]) : misfit]),
      ...Object.entries(optional).flatMap(([name, shape]) => (has(name) ? [[name, shape(value[name])]] : [])),
      ...Object.entries(nullish).flatMap(([name, shape]) =>
        has(name) && value[name] !== null ? [[name, shape(value[name])]] : []
      )
    ]
    return whole(
      entries.map(([, part]) => part),
      () => ({ ...(open ? value : {}), ...Object.fromEntries(entries) })
    )
  }

export const tagged = (tag: string, required: Fields = {}, optional: Optional = {}): Shape =>
  object({ _tag: literal(tag), ...required }, optional)

export const passkey = tagged(
  "Passkey",
  {
    id: string,
    enabled: boolean,
    credential: object({
      id: string,
      userId: string,
      username: string,
      aaguid: string,
      backedUp: boolean,
      counter: number,
      deviceType: string,
      transports: list(string),
      publicKey,
      rpId: string
    }),
    createdAt: time,
    updatedAt: time
  },
  { nullish: { userId: string, platform: object({}, { nullish: { name: string, icon: string } }), lastUsed: time } }
)

export const summary = tagged(
  "PasskeySummary",
  { id: string, enabled: boolean, credential: object({ id: string, userId: string }), createdAt: time },
  { nullish: { userId: string, lastUsed: time } }
)

/** The deepest metadata that must be accepted, and the shallowest that must be refused. */
const depth = { accepted: 50, refused: 1_000 }

const metadata: Shape = (value) => {
  if (!isObject(value)) return misfit
  // Without recursion: a test of deep values must not overflow the stack itself.
  let level: Array<unknown> = [value]
  let levels = 0
  for (; level.length > 0; levels++) {
    if (level.some((item) => number(item) === misfit && typeof item === "number")) return misfit
    level = level.flatMap((item) => (typeof item === "object" && item !== null ? Object.values(item) : []))
  }
  return levels > depth.refused ? misfit : levels > depth.accepted ? unclear : value
}

export const challenge = {
  challengeId: string,
  purpose: string,
  email: string,
  createdAt: time,
  expiresAt: time,
  metadata: nullable(metadata)
}
export const ofUser = { nullish: { userId: string } }

export const verified = (tag: string): Shape => {
  const shape = tagged(tag, {
    principal: object({ authenticatorId: string, userId: string }),
    id_token: string,
    code: string
  })
  return (value) => {
    const read = shape(value)
    if (!isObject(read)) return read
    const { id_token: idToken, ...rest } = read
    return { ...rest, idToken }
  }
}

/** Options are for the browser, so they keep what a client does not know. */
export const open = { open: true }
const credentials = list(object({ id: string, type: string }, { ...open, optional: { transports: list(string) } }))
export const created = object(
  {
    rp: object({ name: string }, { ...open, optional: { id: string } }),
    user: object({ id: string, name: string, displayName: string }, open),
    challenge: string,
    pubKeyCredParams: list(object({ alg: number, type: string }, open))
  },
  {
    ...open,
    optional: {
      timeout: number,
      excludeCredentials: credentials,
      authenticatorSelection: object(
        {},
        {
          ...open,
          optional: {
            authenticatorAttachment: string,
            requireResidentKey: boolean,
            residentKey: string,
            userVerification: string
          }
        }
      ),
      attestation: string
    }
  }
)
export const requested = object(
  { challenge: string },
  {
    ...open,
    optional: { timeout: number, rpId: string, allowCredentials: credentials, userVerification: string }
  }
)

/** What an update, a deletion or a pruning could not do. Always there, often empty. */
const warnings = list(object({ code: string, message: string }, { nullish: { passkeyId: string } }))

/** A token of the server for its page. */
export const prepared = (tag: string, token: string): Shape =>
  tagged(tag, { [token]: string, expiresAt: time, warnings })

/** What the page signals to the device. */
export const instructions = (tag: string, required: Fields, optional: Optional = {}): Shape =>
  tagged(tag, { instructions: list(object({ rpId: string, userId: string, ...required }, optional)), warnings })
