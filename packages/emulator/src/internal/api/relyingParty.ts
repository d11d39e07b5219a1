/** Which pages may run a ceremony of a relying party. */
import { BadRequest } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import { isDomain } from "../domain.js"
import type { Tenancy } from "../state/store.js"
import { type Refusal, refuse } from "./refusal.js"

/** One of the tenancy's relying parties: any domain, where it was not told which. */
export const require = (
  rpId: string,
  { relyingParties }: Pick<Tenancy, "relyingParties">
): Effect.Effect<void, Refusal<typeof BadRequest>> => {
  if (!isDomain(rpId)) return refuse(BadRequest, "rpId: expected a domain such as example.com, in lower case")
  return relyingParties === undefined || relyingParties.includes(rpId)
    ? Effect.void
    : refuse(BadRequest, `rpId: expected a relying party of the tenancy, ${relyingParties.join(" or ")}`)
}

const isLocalhost = (host: string): boolean => host === "localhost" || host.endsWith(".localhost")

const fits = (origin: string, rpId: string): boolean => {
  if (!URL.canParse(origin)) return false
  const { hostname, origin: normal, protocol } = new URL(origin)
  return (
    normal === origin &&
    (hostname === rpId || hostname.endsWith(`.${rpId}`)) &&
    (protocol === "https:" || (protocol === "http:" && isLocalhost(hostname)))
  )
}

/**
 * A page that asks for options must be one that the tenancy accepts, or else one of the relying party's own; a request
 * without a page is a server's.
 */
export const requireOrigin = (
  origin: string | undefined,
  rpId: string,
  { origins }: Pick<Tenancy, "origins">
): Effect.Effect<void, Refusal<typeof BadRequest>> => {
  if (origin === undefined) return Effect.void
  if (origins !== undefined) {
    return origins.includes(origin) ? Effect.void : refuse(BadRequest, `Origin: expected ${origins.join(" or ")}`)
  }
  return fits(origin, rpId)
    ? Effect.void
    : refuse(BadRequest, `Origin: expected a page of ${rpId} or of one of its subdomains, over https`)
}

/**
 * The origins that a ceremony may have run on.
 *
 * @param recorded the page that asked for the options, which is then the only one
 * @param claimed what the authenticator's answer says
 */
export const expectedOrigins = (
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
