/** Which pages may run a ceremony of a relying party. */
import { BadRequest } from "@passlock-sdk/contract/PasslockError"
import * as Effect from "effect/Effect"
import { type Refusal, refuse } from "./refusal.js"

/** A relying party is named by a domain, as it stands in an address. */
export const requireDomain = (rpId: string): Effect.Effect<void, Refusal<typeof BadRequest>> =>
  URL.canParse(`https://${rpId}`) && new URL(`https://${rpId}`).hostname === rpId
    ? Effect.void
    : refuse(BadRequest, "rpId: expected a domain such as example.com, in lower case")

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

/** A page that asks for options must be one of the relying party's own; a request without a page is a server's. */
export const requireOrigin = (
  origin: string | undefined,
  rpId: string
): Effect.Effect<void, Refusal<typeof BadRequest>> =>
  origin === undefined || fits(origin, rpId)
    ? Effect.void
    : refuse(BadRequest, `Origin: expected a page of ${rpId} or of one of its subdomains, over https`)

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
  configured: ReadonlyArray<string> | undefined
): Array<string> => {
  if (recorded !== undefined) return [recorded]
  if (configured !== undefined) return [...configured]
  const isLocal = rpId === "localhost" && claimed !== undefined && /^http:\/\/localhost(:\d+)?$/.test(claimed)
  return isLocal ? [claimed] : [`https://${rpId}`]
}
