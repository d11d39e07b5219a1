/** What is said of the emulator's own mistakes. */
import * as Effect from "effect/Effect"

/** Only a name and where it happened: a message may quote what it was about. */
export const report = (operation: string, defect: unknown): Effect.Effect<void> => {
  const [name, frames] =
    defect instanceof Error ? [defect.name, defect.stack?.split("\n").filter((line) => /^\s+at /.test(line))] : []
  return Effect.logError("A handler of the emulator failed", { operation, error: name ?? typeof defect, frames })
}
