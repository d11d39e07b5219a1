/** The emulator's time, as far as the page knows it. */
export const clock = () => {
  let known = Date.now()
  let since = performance.now()
  return {
    now: (): number => known + performance.now() - since,
    set: (now: number): void => {
      known = now
      since = performance.now()
    }
  }
}
