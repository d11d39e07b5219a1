/** Abort signals. A page can replace their methods, and older browsers set no reason. */

/** Runs a callback on abort. Returns a function that removes it, and never throws. */
export const onAbort = (signal: AbortSignal, callback: () => void): (() => void) => {
  signal.addEventListener("abort", callback)
  return () => {
    try {
      signal.removeEventListener("abort", callback)
    } catch {
      // The call has ended by then, so nobody could catch it.
    }
  }
}

export const reasonOf = ({ reason }: AbortSignal): unknown =>
  reason === undefined ? new DOMException("The operation was aborted.", "AbortError") : reason

/** A promise that rejects with the signal's reason on abort. `begin` returns what stops it; that runs at every end. */
export const abortable = <A>(signal: AbortSignal, begin: (resolve: (value: A) => void) => () => void): Promise<A> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return reject(reasonOf(signal))
    const end = () => {
      removeListener()
      stop()
    }
    const removeListener = onAbort(signal, () => {
      reject(reasonOf(signal))
      end()
    })
    const stop = begin((value) => {
      resolve(value)
      end()
    })
  })
