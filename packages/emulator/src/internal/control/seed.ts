/** Passkeys that are there before anybody registered one. */
import { generateKeyPairSync } from "node:crypto"
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import { PathValue } from "@passlock-sdk/contract/Strings"
import { isoBase64URL, isoCBOR } from "@simplewebauthn/server/helpers"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isDomain } from "../domain.js"
import * as Secret from "../state/secret.js"
import type { Tenancy } from "../state/store.js"

const maximumPasskeys = 1000

/**
 * A user that shall have passkeys.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeedUser {
  /** The application's id of the user. */
  readonly userId: string
  readonly username: string
  /** The domain of the passkeys. */
  readonly rpId: string
  /** How many passkeys, from 1 to 1,000. Default 1. */
  readonly passkeys?: number
}

export const User: Schema.Schema<SeedUser> = Schema.Struct({
  userId: PathValue,
  username: Schema.String,
  rpId: Schema.String.pipe(Schema.filter(isDomain, { description: "a domain such as example.com, in lower case" })),
  passkeys: Schema.optionalWith(
    Schema.Number.pipe(
      Schema.filter((count) => Number.isInteger(count) && count >= 1 && count <= maximumPasskeys, {
        description: `a whole number from 1 to ${maximumPasskeys}`
      })
    ),
    { exact: true }
  )
})

/**
 * A passkey that nobody registered, and the key of its authenticator, which does not exist either: with the key, a
 * virtual authenticator of a browser can log in.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeededPasskey {
  readonly passkey: Passkey
  /** PKCS #8, base64: as `WebAuthn.addCredential` of Chromium's DevTools protocol takes it. */
  readonly privateKey: string
}

const makeKeys = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const { x = "", y = "" } = publicKey.export({ format: "jwk" })
  // A COSE key: EC2, ES256, P-256, and the point.
  const cose = new Map<number, number | Uint8Array>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, isoBase64URL.toBuffer(x)],
    [-3, isoBase64URL.toBuffer(y)]
  ])
  return {
    publicKey: isoCBOR.encode(cose),
    privateKey: privateKey.export({ format: "der", type: "pkcs8" }).toString("base64")
  }
}

/** An authenticator of no particular make. */
const aaguid = "00000000-0000-0000-0000-000000000000"

const seedOne = (tenancy: Tenancy, { rpId, userId, username }: SeedUser, now: number): SeededPasskey => {
  const { privateKey, publicKey } = makeKeys()
  const passkey: Passkey = {
    _tag: "Passkey",
    id: Secret.makeId(),
    userId,
    enabled: true,
    credential: {
      id: Secret.makeId(),
      userId: tenancy.handleOf(rpId, userId),
      username,
      aaguid,
      backedUp: false,
      counter: 0,
      deviceType: "singleDevice",
      transports: ["internal"],
      publicKey,
      rpId
    },
    createdAt: now,
    updatedAt: now
  }
  tenancy.vault.insert(passkey)
  return { passkey, privateKey }
}

/** Which user cannot have passkeys here, and why; `undefined` where all can. */
export const refusalOf = ({ relyingParties }: Tenancy, users: ReadonlyArray<SeedUser>): string | undefined => {
  const index = users.findIndex(({ rpId }) => relyingParties?.includes(rpId) === false)
  return index === -1
    ? undefined
    : `${index}.rpId: expected a relying party of the tenancy, ${relyingParties?.join(" or ")}`
}

export const seed = (tenancy: Tenancy, users: ReadonlyArray<SeedUser>): Effect.Effect<ReadonlyArray<SeededPasskey>> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    users.flatMap((user) => Array.from({ length: user.passkeys ?? 1 }, () => seedOne(tenancy, user, now)))
  )
