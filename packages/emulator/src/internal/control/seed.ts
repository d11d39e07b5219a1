/** Adds passkeys to the vault without a registration. */
import { generateKeyPairSync } from "node:crypto"
import type { Passkey } from "@passlock-sdk/contract/Passkey"
import { PathValue } from "@passlock-sdk/contract/Strings"
import { isoBase64URL, isoCBOR } from "@simplewebauthn/server/helpers"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { isDomain } from "../settings.js"
import * as Secret from "../state/secret.js"
import type { Tenancy } from "../state/store.js"

const maximumPasskeys = 1000

/**
 * A user to add passkeys for.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeedUser {
  /** The user's ID in your application. */
  readonly userId: string
  readonly username: string
  /** The relying party ID: a lowercase domain, or `localhost`. */
  readonly rpId: string
  /** The number of passkeys, from 1 to 1,000. Default: 1. */
  readonly passkeys?: number
}

export const User: Schema.Schema<SeedUser> = Schema.Struct({
  userId: PathValue,
  username: Schema.String,
  rpId: Schema.String.pipe(
    Schema.filter(isDomain, { description: "a lowercase domain such as example.com, or localhost" })
  ),
  passkeys: Schema.optionalWith(
    Schema.Number.pipe(
      Schema.filter((count) => Number.isInteger(count) && count >= 1 && count <= maximumPasskeys, {
        description: `an integer from 1 to ${maximumPasskeys}`
      })
    ),
    { exact: true }
  )
})

/**
 * A passkey that was added without a registration, and its private key. With the key, a browser's virtual authenticator
 * can log in.
 *
 * @since 0.1.0
 * @category models
 */
export interface SeededPasskey {
  readonly passkey: Passkey
  /** PKCS #8, base64: the format of `WebAuthn.addCredential` in the Chrome DevTools Protocol. */
  readonly privateKey: string
}

const makeKeys = () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" })
  const { x = "", y = "" } = publicKey.export({ format: "jwk" })
  // The COSE key parameters: key type EC2, algorithm ES256, curve P-256, x and y.
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

/** The AAGUID of unknown authenticators. */
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
      userId: tenancy.userHandle(rpId, userId),
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

/** What is wrong with the users beyond their schema; `undefined` when they are valid. */
export const seedIssue = ({ relyingParties }: Tenancy, users: ReadonlyArray<SeedUser>): string | undefined => {
  const index = users.findIndex(({ rpId }) => relyingParties?.includes(rpId) === false)
  return index === -1
    ? undefined
    : `${index}.rpId: expected a relying party of the tenancy: ${relyingParties?.join(" or ")}`
}

export const seed = (tenancy: Tenancy, users: ReadonlyArray<SeedUser>): Effect.Effect<ReadonlyArray<SeededPasskey>> =>
  Effect.map(Clock.currentTimeMillis, (now) =>
    users.flatMap((user) => Array.from({ length: user.passkeys ?? 1 }, () => seedOne(tenancy, user, now)))
  )
