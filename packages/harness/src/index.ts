/** Runs the emulator's command as a process. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { command } from "./command.js"

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Options {
  /** The arguments of the command. */
  readonly args?: ReadonlyArray<string>
  readonly env?: Readonly<Record<string, string>>
  /** The options of Node.js. */
  readonly node?: ReadonlyArray<string>
}

export interface Process {
  readonly pid: number
  readonly ended: Promise<Ended>
  /** The output so far. */
  readonly output: () => { readonly stdout: string; readonly stderr: string }
  /** Sends a signal and waits for the exit. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>
}

/** Runs the command, which may exit before it listens. */
export const run = ({ args = [], env = {}, node = [] }: Options = {}): Process => {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("PASSLOCK_"))
  const child = spawn(process.execPath, [...node, command, ...args], {
    env: { ...Object.fromEntries(inherited), NO_COLOR: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })
  let stdout = ""
  let stderr = ""
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
  })
  // Kills the process when the tests exit early.
  const kill = () => child.kill("SIGKILL")
  process.once("exit", kill)
  const ended = once(child, "close").then(([code, signal]): Ended => {
    process.removeListener("exit", kill)
    return { code, signal, stdout, stderr }
  })
  return {
    pid: child.pid ?? 0,
    ended,
    output: () => ({ stdout, stderr }),
    stop: (signal = "SIGINT") => {
      child.kill(signal)
      return ended
    }
  }
}

export interface Emulator extends Process {
  readonly url: string
  /** Sends a request to the control API below `/_emulator`, and returns its JSON. */
  readonly control: (path: string, body?: unknown, method?: string) => Promise<unknown>
}

const listening = /^PASSLOCK_ENDPOINT=(\S+)$/m

/** Starts an emulator on a free port. Rejects with its error output when it exits instead. */
export const start = async (options: Options = {}): Promise<Emulator> => {
  const process = run({ ...options, args: ["--port", "0", ...(options.args ?? [])] })
  let hasEnded = false
  process.ended.then(() => {
    hasEnded = true
  })
  for (;;) {
    const [, url] = listening.exec(process.output().stdout) ?? []
    if (url !== undefined) {
      return {
        ...process,
        url,
        control: async (path, body, method = body === undefined ? "GET" : "POST") => {
          const response = await fetch(`${url}/_emulator${path}`, {
            method,
            ...(body !== undefined && {
              headers: { "content-type": "application/json" },
              body: JSON.stringify(body)
            })
          })
          const text = await response.text()
          if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
          return text === "" ? undefined : JSON.parse(text)
        }
      }
    }
    if (hasEnded) throw new Error(process.output().stderr)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
