// Tells Plangate's plan gate what opencode is about to do. Loaded as a plugin of opencode, as of 1.18.33.
//
// Each message is one run of Plangate's hook program: JSON on its standard input, JSON back. Whatever goes
// wrong before a tool is a refusal; a message that only tells never holds anything up.
import { spawn } from "node:child_process"

const GATE = process.env.PLANGATE_OPENCODE_GATE
const TELL = process.env.PLANGATE_OPENCODE_TELL
const children = new Set()

function run(command, message) {
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", command], { stdio: ["pipe", "pipe", "pipe"] })
    let out = ""
    let err = ""
    child.stdout.on("data", (data) => (out += data))
    child.stderr.on("data", (data) => (err += data))
    child.stdin.on("error", () => {})
    child.on("error", (error) => resolve({ code: -1, out, err: String(error) }))
    child.on("close", (code) => resolve({ code, out, err }))
    child.stdin.end(JSON.stringify(message))
  })
}

async function ask(message) {
  const { code, out, err } = await run(GATE, message)
  if (code !== 0) throw new Error(err.trim() || "Plangate: the gate is closed, because its hook failed.")
  const said = out.trim() ? JSON.parse(out) : {}
  if (said.decision === "deny") throw new Error(said.reason)
}

export const PlangateGate = async ({ directory }) => {
  if (!GATE || !TELL) return {}
  const about = (event, session, more) => ({ event, session, child: children.has(session), cwd: directory, ...more })
  const tell = (message) => void run(TELL, message)
  return {
    "tool.execute.before": async (input, output) =>
      ask(about("tool", input.sessionID, { call: input.callID, tool: input.tool, args: output.args })),
    "chat.message": async (input, output) => {
      const text = (output.parts ?? []).map((part) => (part.synthetic ? "" : (part.text ?? ""))).join("")
      tell(about("prompt", input.sessionID, { text }))
    },
    event: async ({ event }) => {
      const about_it = event.properties ?? {}
      if (event.type === "session.created" && about_it.info?.parentID) children.add(about_it.info.id)
      if (event.type === "session.idle") tell(about("idle", about_it.sessionID, {}))
    },
  }
}
