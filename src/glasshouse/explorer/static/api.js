// Questions to the page's own server, or, in a page exported to one file, to what the file holds.

/** @typedef {{what: string, fix: string, file: string, line: number}} Fault */
/** @typedef {{rulebook: string, variant: string, changes: Record<string, any>, switches: Record<string, boolean>, society: string, persons: number, months: number, seed: number}} Setting */

/** Something the server refused, with all its reasons. */
export class Faulty extends Error {
  /** @param {Fault[]} faults @param {number} status */
  constructor(faults, status) {
    super(faults.map((fault) => (fault.fix ? `${fault.what} (${fault.fix})` : fault.what)).join("; "));
    this.faults = faults;
    this.status = status;
  }
}

const accessToken = new URLSearchParams(location.search).get("token") ?? "";

/** What an exported page holds instead of a server, once unpacked; null on a served page. @type {any} */
export const offline = document.getElementById("opened") ? {} : null;

/** Unpack what an exported page holds. @returns {Promise<void>} */
export async function unpackHeld() {
  const text = await new Response(await unpacked("opened")).text();
  Object.assign(offline, JSON.parse(text));
}

/**
 * @param {string} path
 * @param {RequestInit} [more]
 */
async function ask(path, more = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...more, headers: { "X-Glasshouse-Token": accessToken, ...(more.headers ?? {}) } });
  } catch {
    throw new Faulty([{ what: "The server does not answer", fix: "start glasshouse explore again", file: "", line: 0 }], 0);
  }
  if (!answer.ok) throw new Faulty(await faultsOf(answer), answer.status);
  return answer;
}

/** @param {Response} answer @returns {Promise<Fault[]>} */
async function faultsOf(answer) {
  try {
    return (await answer.json()).faults;
  } catch {
    return [{ what: `The server answered ${answer.status}`, fix: "", file: "", line: 0 }];
  }
}

/**
 * JSON of a path. @param {string} path @returns {Promise<any>}
 */
export async function getJson(path) {
  return (await ask(path)).json();
}

/**
 * Bytes of a path. @param {string} path @returns {Promise<ArrayBuffer>}
 */
export async function getBytes(path) {
  return (await ask(path)).arrayBuffer();
}

/**
 * Text of a path. @param {string} path @returns {Promise<string>}
 */
export async function getText(path) {
  return (await ask(path)).text();
}

/**
 * Send JSON, get JSON. @param {string} path @param {any} body @returns {Promise<any>}
 */
export async function postJson(path, body) {
  return (await ask(path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } })).json();
}

/**
 * Follow a run until it is done. Raises `Faulty` when it fails.
 * @param {string} run
 * @param {(done: number, total: number) => void} progress
 * @returns {Promise<void>}
 */
export function followRun(run, progress) {
  return new Promise((resolve, reject) => {
    const secure = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${secure}://${location.host}/api/live?run=${run}&token=${encodeURIComponent(accessToken)}`);
    let ended = false;
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      if (message.n !== undefined) socket.send(JSON.stringify({ ack: message.n }));
      if (message.type === "progress") return progress(message.done, message.total);
      ended = true;
      if (message.type === "done") return resolve();
      return reject(new Faulty(message.faults, 409));
    };
    socket.onclose = () => {
      if (!ended) reject(new Faulty([{ what: "The server stopped telling of the run", fix: "try again", file: "", line: 0 }], 0));
    };
  });
}

/**
 * The bytes of the recording an exported page holds, GHR1.
 * @returns {Promise<ArrayBuffer>}
 */
export async function heldRecording() {
  return unpacked("recording");
}

/**
 * The bytes of a block of the file: base64 of what was deflated.
 * @param {string} id
 * @returns {Promise<ArrayBuffer>}
 */
async function unpacked(id) {
  const text = (document.getElementById(id)?.textContent ?? "").trim();
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}
