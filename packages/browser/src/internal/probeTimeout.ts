/** Time limits for browsers and extensions that never settle a promise. */

/** Runs a probe; resolves with the fallback when it throws or rejects. */
export const probe = <A, B>(run: () => Promise<A>, fallback: B): Promise<A | B> =>
  Promise.resolve()
    .then(run)
    .catch(() => fallback)

/** Resolves with the fallback when the promise rejects or is still pending after this time. */
export const settleWithin = <A, B>(milliseconds: number, promise: Promise<A>, fallback: B): Promise<A | B> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(fallback), milliseconds)
    const end = (value: A | B) => {
      clearTimeout(timer)
      resolve(value)
    }
    promise.then(end, () => end(fallback))
  })

/** Milliseconds. */
const probeTimeout = 3_000

export const probeWithin = <A, B>(run: () => Promise<A>, fallback: B): Promise<A | B> =>
  settleWithin(probeTimeout, probe(run, fallback), fallback)
