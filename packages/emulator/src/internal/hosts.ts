/** Host names of requests: which names address this machine, and which ones the API accepts. */
import { isIP } from "node:net"
import type { HttpServerRequest } from "@effect/platform/HttpServerRequest"
import * as Option from "effect/Option"

export const isLoopbackAddress = (address: string): boolean => /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/.test(address)

/** @param host a host name or address without a port, as in a URL */
export const isLoopbackHost = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || isLoopbackAddress(host)

/** Whether a host in a URL is an IP address. */
export const isAddress = (host: string): boolean => host.startsWith("[") || isIP(host) !== 0

/** The host name in a `Host` header; empty when it has none. */
export const hostnameOf = (host: string): string =>
  URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ""

/**
 * Stops DNS rebinding: a page of any site can give its own name the address of the emulator, and then is of the same
 * origin. Addresses cannot be rebound.
 */
export const isAllowed = (
  { headers, remoteAddress }: HttpServerRequest,
  allowedHosts: ReadonlyArray<string>
): boolean => {
  // Requests from this process have no address.
  if (Option.isNone(remoteAddress)) return true
  const host = hostnameOf(headers.host ?? "")
  return isLoopbackHost(host) || isAddress(host) || allowedHosts.includes(host)
}
