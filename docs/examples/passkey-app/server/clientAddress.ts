/** The network address of the client, for limits. */
import { isIP, isIPv4, isIPv6 } from "node:net"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"

/** The reverse proxy in front of the application, if there is one. */
export class ReverseProxy extends Context.Tag("passkey-app/ReverseProxy")<
  ReverseProxy,
  {
    /**
     * The header whose last value is the client's address. Without a proxy that sets it, every client could choose its own
     * address.
     */
    readonly addressHeader: string | undefined
  }
>() {}

/** The first four of the eight groups of an IPv6 address. */
const networkGroups = (address: string): ReadonlyArray<string> => {
  const [head = "", tail] = address.split("::")
  const groupsOf = (part: string | undefined) => (part === undefined || part === "" ? [] : part.split(":"))
  const [before, after] = [groupsOf(head), groupsOf(tail)]
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - before.length - after.length)).fill("0")
  return [...before, ...zeros, ...after].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
}

/** The client that an address belongs to: the address itself, or with IPv6 the network, because it has 2^64 addresses. */
export const clientOf = (address: string): string => {
  const mapped = /^::ffff:([\d.]+)$/i.exec(address)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return mapped
  return isIPv6(address) ? `${networkGroups(address).join(":")}::/64` : address
}

export const client = Effect.gen(function* () {
  const { headers, remoteAddress } = yield* HttpServerRequest.HttpServerRequest
  const { addressHeader } = yield* ReverseProxy
  const reported = addressHeader === undefined ? undefined : headers[addressHeader]?.split(",").at(-1)?.trim()
  return clientOf(
    reported !== undefined && isIP(reported) !== 0 ? reported : Option.getOrElse(remoteAddress, () => "unknown")
  )
})
