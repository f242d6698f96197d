// The canvas: what is drawn is sent as it is drawn, and its reading painted over it.
// Undo, redo and clear are kept here as in live/strokes/pen.py, so that both sides agree on the strokes.

import { connect, note, paint, paletteOf, say } from "./common.js";

const canvas = document.getElementById("canvas"), context = canvas.getContext("2d");
const button = (id) => document.getElementById(id);
let done = [], past = [], future = [], unfinished = null;
let fresh = [];  // points of the unfinished stroke that are not sent yet
let report = null, sent = 0, wanted = false, due = false, pointer = null, pens = false;

const send = connect("strokes", greet, receive);

/** Sends the whole drawing, as a recording's line; the past is then as if it had just been drawn. */
function greet() {
  lift();
  past = done.map((_, k) => done.slice(0, k));
  future = [];
  sent = 0;
  const [strokes, widths] = [done.map((stroke) => stroke.points.map(([x, y, t]) => [x, y, t])), done.map((s) => s.width)];
  tell({ strokes, widths, size: [canvas.clientWidth, canvas.clientHeight] });
  redraw();
}

function tell(message) {
  if (send(JSON.stringify(message))) sent += 1;
}

function receive(said) {
  report = said;
  say(said.lines);
  if (!said.room) { note("The page is full: clear it"); lift(); }
  if (wanted && said.index === sent) take();
  redraw();
}

/** Takes the reading into the history, once it is that of all strokes, and clears. */
function take() {
  wanted = report?.index !== sent;
  if (wanted || !report.lines.length) return;
  const item = document.createElement("li");
  item.textContent = report.lines.join(" | ");
  document.querySelector("#taken ol").prepend(item);
  change("clear");
}

function lift() {
  if (!unfinished) return;
  flush();
  keep([...done, unfinished]);
  unfinished = pointer = null;
  tell({ do: "up" });
}

function keep(strokes) {
  past.push(done);
  future = [];
  done = strokes;
}

function change(what) {
  wanted = false;
  lift();
  if (what === "clear" && done.length) keep([]);
  const [from, to] = what === "undo" ? [past, future] : what === "redo" ? [future, past] : [[], []];
  if (from.length) { to.push(done); done = from.pop(); }
  if (report?.room === false) note("");
  tell({ do: what });
  redraw();
}

/** Sends what was drawn since the last frame, as one message. */
function flush() {
  if (!fresh.length) return;
  const points = fresh.map(([x, y, t]) => [x, y, t]);
  tell(unfinished.points.length === fresh.length ? { down: points, width: unfinished.width } : { move: points });
  fresh = [];
}

function point(event) {
  const { left, top } = unfinished.place;
  const force = event.pointerType === "pen" && event.pressure ? 0.4 + 1.2 * event.pressure : 1;
  return [+(event.clientX - left).toFixed(1), +(event.clientY - top).toFixed(1), event.timeStamp / 1000, force];
}

function add(event) {
  const events = event.getCoalescedEvents?.() ?? [];
  for (const one of events.length ? events : [event]) {
    const next = point(one), last = unfinished.points.at(-1);
    if (last && last[0] === next[0] && last[1] === next[1]) continue;
    unfinished.points.push(next);
    fresh.push(next);
  }
  redraw();
}

canvas.addEventListener("pointerdown", (event) => {
  pens ||= event.pointerType === "pen";
  if (event.button !== 0 || report?.room === false || (pens && event.pointerType === "touch")) return;  // a palm
  if (pointer !== null && event.pointerType !== "pen") return;  // a second finger
  lift();
  canvas.setPointerCapture(event.pointerId);
  pointer = event.pointerId;
  unfinished = { points: [], width: Math.min(10, Math.max(5, canvas.clientWidth / 70)), place: canvas.getBoundingClientRect() };
  document.getElementById("hint").hidden = true;
  add(event);
  event.preventDefault();
});
canvas.addEventListener("pointermove", (event) => { if (event.pointerId === pointer) add(event); });
for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
  canvas.addEventListener(end, (event) => { if (event.pointerId === pointer) { lift(); redraw(); } });
}
canvas.addEventListener("contextmenu", (event) => event.preventDefault());

const actions = { undo: () => change("undo"), redo: () => change("redo"), clear: () => change("clear"), take };
for (const [name, action] of Object.entries(actions)) button(name).addEventListener("click", action);
addEventListener("keydown", (event) => {
  const held = event.ctrlKey || event.metaKey || event.altKey;
  if (held && !("zy".includes(event.key) && !event.altKey)) return;
  if (event.key === "Enter" && event.target.closest("a, button")) return;  // which it presses
  const name = { z: "undo", y: "redo", c: "clear", Enter: "take" }[event.key];
  if (name) { actions[name](); event.preventDefault(); }
});

function redraw() {
  if (!due) { due = true; requestAnimationFrame(draw); }
}

function draw() {
  due = false;
  flush();
  const sharp = devicePixelRatio || 1, [w, h] = [canvas.clientWidth, canvas.clientHeight];
  if (canvas.width !== Math.round(w * sharp) || canvas.height !== Math.round(h * sharp)) {
    canvas.width = Math.round(w * sharp);
    canvas.height = Math.round(h * sharp);
  }
  context.setTransform(sharp, 0, 0, sharp, 0, 0);
  context.clearRect(0, 0, w, h);
  context.lineCap = context.lineJoin = "round";
  [context.strokeStyle] = paletteOf("--text");
  for (const stroke of unfinished ? [...done, unfinished] : done) ink(stroke);
  if (report && (done.length || unfinished)) paint(context, report);
  button("undo").disabled = !past.length && !unfinished;
  button("redo").disabled = !future.length;
  button("clear").disabled = button("take").disabled = !done.length && !unfinished;
}

/** Draws a stroke through the middles between its points; as wide as the pen was pressed. */
function ink({ points, width }) {
  let [x, y] = points[0];
  points.forEach(([px, py, , force], k) => {
    const [mx, my] = k + 1 < points.length ? [(px + points[k + 1][0]) / 2, (py + points[k + 1][1]) / 2] : [px, py];
    context.beginPath();
    context.moveTo(x, y);
    context.lineWidth = width * force;
    context.quadraticCurveTo(px, py, mx, my);
    context.lineTo(mx, my);
    context.stroke();
    [x, y] = [mx, my];
  });
}

new ResizeObserver(redraw).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
