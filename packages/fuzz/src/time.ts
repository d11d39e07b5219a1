/** Virtual time: while it is installed, timers wait for `advance`, and clocks show its time. */

/** The start of each case. */
export const epoch: number = Date.UTC(2026, 10, 24, 12)

interface Timer {
  readonly at: number
  readonly run: () => void
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  setImmediate: globalThis.setImmediate,
  dateNow: Date.now,
  performanceNow: performance.now,
  hrtime: process.hrtime.bigint
}

/** Milliseconds of the machine's clock. */
export const realNow = (): number => real.performanceNow.call(performance)

/** Waits for real time to pass. */
export const realSleep = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => real.setTimeout(resolve, milliseconds))

/** Lets everything run that can run now. */
export const turn = (): Promise<void> => new Promise((resolve) => real.setImmediate(resolve))

const Immediate = setImmediate(() => {}).constructor as new () => NodeJS.Immediate

let elapsed = 0
let timers = new Set<Timer>()

/** Milliseconds since the start of the case. */
export const now = (): number => elapsed

/** How many timers wait. */
export const pending = (): number => timers.size

/** Goes to the next timer, and runs it. */
export const advance = (): void => {
  let next: Timer | undefined
  for (const timer of timers) if (next === undefined || timer.at < next.at) next = timer
  if (next === undefined) return
  timers.delete(next)
  elapsed = Math.max(elapsed, next.at)
  next.run()
}

/** Starts a case's time. The returned function goes back to the machine's time. */
export const install = (): (() => void) => {
  elapsed = 0
  timers = new Set()
  globalThis.setTimeout = ((
    callback: (...args: ReadonlyArray<unknown>) => void,
    delay = 0,
    ...args: ReadonlyArray<unknown>
  ) => {
    // Schedulers yield with a timer of 0.
    if (delay < 1) return real.setImmediate(() => callback(...args))
    const timer = { at: elapsed + delay, run: () => callback(...args) }
    timers.add(timer)
    return timer
  }) as never
  globalThis.clearTimeout = ((timer: unknown) => {
    // Another object would corrupt the list of immediates.
    if (!timers.delete(timer as Timer) && timer instanceof Immediate) clearImmediate(timer as NodeJS.Immediate)
  }) as never
  Date.now = () => epoch + elapsed
  performance.now = () => elapsed
  process.hrtime.bigint = () => BigInt(Math.round(elapsed * 1e6))
  return () => {
    globalThis.setTimeout = real.setTimeout
    globalThis.clearTimeout = real.clearTimeout
    Date.now = real.dateNow
    performance.now = real.performanceNow
    process.hrtime.bigint = real.hrtime
  }
}
