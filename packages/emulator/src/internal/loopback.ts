/** What this machine calls itself. */

export const isLoopbackAddress = (address: string): boolean => /^(::ffff:)?127(\.\d{1,3}){3}$|^::1$/.test(address)

/** A host as it stands in an address, without its port. */
export const isLoopbackName = (host: string): boolean =>
  host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || isLoopbackAddress(host)
