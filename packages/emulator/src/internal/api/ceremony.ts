/** What registration and authentication share: relying parties, origins, and the verification of WebAuthn responses. */
import { BadRequest } from "@passlock-sdk/contract/PasslockError"
import type { UserVerification } from "@passlock-sdk/contract/WebAuthn"
import { decodeClientDataJSON } from "@simplewebauthn/server/helpers"
import * as Effect from "effect/Effect"
import { isDomain } from "../settings.js"
import type { Tenancy } from "../state/store.js"
import { type ApiError, fail } from "./handler.js"

/** EdDSA, ES256 and RS256, which every browser supports. */
export const algorithms: Array<number> = [-8, -7, -257]

/** How long the browser waits for the user by default, in milliseconds. */
export const defaultTimeout = 60_000

type Check = Effect.Effect<void, ApiError<typeof BadRequest>>

/** Accepts the tenancy's relying parties, or any domain when the tenancy lists none. */
export const requireRelyingParty = (rpId: string, { relyingParties }: Pick<Tenancy, "relyingParties">): Check => {
  if (!isDomain(rpId)) return fail(BadRequest, "rpId: expected a lowercase domain such as example.com, or localhost")
  return relyingParties === undefined || relyingParties.includes(rpId)
    ? Effect.void
    : fail(BadRequest, `rpId: expected a relying party of the tenancy: ${relyingParties.join(" or ")}`)
}

const isLocalhost = (host: string): boolean => host === "localhost" || host.endsWith(".localhost")

const isOriginOf = (origin: string, rpId: string): boolean => {
  if (!URL.canParse(origin)) return false
  const { hostname, origin: normalized, protocol } = new URL(origin)
  return (
    normalized === origin &&
    (hostname === rpId || hostname.endsWith(`.${rpId}`)) &&
    (protocol === "https:" || (protocol === "http:" && isLocalhost(hostname)))
  )
}

/** Accepts the tenancy's origins, or the origins of the relying party when the tenancy lists none. Servers send no `Origin`. */
export const requireOrigin = (
  origin: string | undefined,
  rpId: string,
  { origins }: Pick<Tenancy, "origins">
): Check => {
  if (origin === undefined) return Effect.void
  if (origins !== undefined) {
    return origins.includes(origin) ? Effect.void : fail(BadRequest, `Origin: expected ${origins.join(" or ")}`)
  }
  return isOriginOf(origin, rpId)
    ? Effect.void
    : fail(BadRequest, `Origin: expected an https origin of ${rpId} or of one of its subdomains`)
}

/** Requires the origin that requested the options: the same session on two pages belongs to two users. */
export const requireSameOrigin = (recorded: string | undefined, origin: string | undefined): Check =>
  recorded === undefined || origin === undefined || recorded === origin
    ? Effect.void
    : fail(BadRequest, "Origin: expected the origin that requested the options")

/** @param claimed the origin in the client data */
const expectedOrigins = (
  rpId: string,
  recorded: string | undefined,
  claimed: string | undefined,
  { origins }: Pick<Tenancy, "origins">
): Array<string> => {
  if (recorded !== undefined) return [recorded]
  if (origins !== undefined) return [...origins]
  const isLocal = rpId === "localhost" && claimed !== undefined && /^http:\/\/localhost(:\d+)?$/.test(claimed)
  return isLocal ? [claimed] : [`https://${rpId}`]
}

/** A page that another site embeds can mislead its user. No ceremony asks for such a page. */
export const requireTopLevel = (clientDataJSON: string): void => {
  const { crossOrigin = false, topOrigin }: { readonly crossOrigin?: unknown; readonly topOrigin?: unknown } =
    decodeClientDataJSON(clientDataJSON)
  if (crossOrigin !== false || topOrigin !== undefined) {
    throw new Error("crossOrigin: expected a page that no other origin embeds")
  }
}

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

/** The expectations that a WebAuthn response of this session must meet. */
export const expectations = (clientDataJSON: string, session: Session, tenancy: Pick<Tenancy, "origins">) => ({
  expectedChallenge: session.challenge,
  expectedOrigin: expectedOrigins(session.rpId, session.origin, claimedOrigin(clientDataJSON), tenancy),
  expectedRPID: session.rpId,
  requireUserVerification: session.userVerification === "required"
})

const maximumReason = 300

/** The library's own errors explain themselves; other classes of errors come from input that it did not expect. */
const reasonOf = (cause: unknown): string =>
  cause instanceof Error && (cause.name === "Error" || cause.name === "SimpleWebAuthnError") && cause.message !== ""
    ? cause.message.slice(0, maximumReason)
    : "expected a WebAuthn response"

/** Runs the verification of a WebAuthn response; any exception becomes a `BadRequest`. */
export const verify = <A>(run: () => Promise<A>): Effect.Effect<A, ApiError<typeof BadRequest>> =>
  Effect.tryPromise({ try: run, catch: reasonOf }).pipe(
    Effect.catchAll((reason) => fail(BadRequest, `response: ${reason}`))
  )

/** Compares base64url with and without padding. */
export const isSameBase64Url = (one: string, other: string): boolean =>
  one.replace(/=+$/, "") === other.replace(/=+$/, "")
