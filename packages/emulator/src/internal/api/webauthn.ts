/** What both ceremonies need of WebAuthn. */
import { BadRequest } from "@passlock-sdk/contract/PasslockError"
import type { UserVerification } from "@passlock-sdk/contract/WebAuthn"
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers"
import * as Effect from "effect/Effect"
import type { Tenancy } from "../state/store.js"
import { type Refusal, refuse } from "./refusal.js"
import * as RelyingParty from "./relyingParty.js"

/** The algorithms that every browser knows: EdDSA, ES256 and RS256. */
export const algorithms: Array<number> = [-8, -7, -257]

/** How long the browser waits for the user where nobody said, in milliseconds. */
export const defaultTimeout = 60_000

const maximumReason = 300

/** The library explains itself in plain errors; any other kind was caused by what it did not expect to read. */
const reasonOf = (cause: unknown): string =>
  cause instanceof Error && (cause.name === "Error" || cause.name === "SimpleWebAuthnError") && cause.message !== ""
    ? cause.message.slice(0, maximumReason)
    : "expected the answer of an authenticator"

/** Runs a check of an authenticator's answer. Whatever is wrong with it is the caller's fault. */
export const check = <A>(run: () => Promise<A>): Effect.Effect<A, Refusal<typeof BadRequest>> =>
  Effect.tryPromise({ try: run, catch: reasonOf }).pipe(
    Effect.catchAll((reason) => refuse(BadRequest, `response: ${reason}`))
  )

/** The origin that the authenticator's answer was given to, as it says itself. */
const claimedOrigin = (clientDataJSON: string): string | undefined => {
  try {
    const { origin } = decodeClientDataJSON(clientDataJSON)
    return typeof origin === "string" ? origin : undefined
  } catch {
    return undefined
  }
}

interface Session {
  readonly rpId: string
  readonly challenge: string
  readonly origin: string | undefined
  readonly userVerification: UserVerification
}

/** What an authenticator's answer must show of the session that it belongs to. */
export const expectations = (clientDataJSON: string, session: Session, tenancy: Pick<Tenancy, "origins">) => ({
  expectedChallenge: session.challenge,
  expectedOrigin: RelyingParty.expectedOrigins(session.rpId, session.origin, claimedOrigin(clientDataJSON), tenancy),
  expectedRPID: session.rpId,
  requireUserVerification: session.userVerification === "required"
})

/** Two pages with one session are two users. */
export const requireSamePage = (
  recorded: string | undefined,
  origin: string | undefined
): Effect.Effect<void, Refusal<typeof BadRequest>> =>
  recorded === undefined || origin === undefined || recorded === origin
    ? Effect.void
    : refuse(BadRequest, "Origin: expected the page that asked for the options")

/** base64url with and without padding is the same. */
export const isSameBase64Url = (one: string, other: string): boolean =>
  one.replace(/=+$/, "") === other.replace(/=+$/, "")
