// What both pages share: the socket, what is said, and how a reading is painted over what was read.

const element = (id) => document.getElementById(id);

/** Opens a socket, again whenever it closes; returns what sends on it, false while there is none. */
export function connect(path, opened, got) {
  let socket, wait = 500;
  const open = () => {
    socket = new WebSocket(new URL(path, location.href.replace(/^http/, "ws")));
    socket.onopen = () => { wait = 500; note(""); opened(); };
    socket.onmessage = (event) => got(JSON.parse(event.data));
    socket.onclose = (event) => {
      const anew = event.code === 1012 && event.reason === "connect anew";
      if (!anew) note(event.reason || "Not connected; trying again …");
      setTimeout(open, anew ? 0 : wait);
      wait = Math.min(2 * wait, 8000);
    };
  };
  open();
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && socket.readyState === WebSocket.CLOSED) wait = 500;
  });
  return (data) => {
    if (socket.readyState !== WebSocket.OPEN) return false;
    socket.send(data);
    return true;
  };
}

/** Shows a word beside the reading. */
export function note(text) {
  element("note").textContent = text;
}

let speech;

/** Shows the lines of a reading; a screen reader says them once they have rested for a moment. */
export function say(lines) {
  const text = lines.join("\n");
  if (element("lines").textContent === text) return;
  element("lines").textContent = text;
  clearTimeout(speech);
  speech = setTimeout(() => { element("status").textContent = lines.join(", ") || "nothing"; }, 500);
}

/** The colour of a name in style.css, as it is now: dark or light. */
export function paletteOf(...names) {
  const probe = document.createElement("i");
  document.body.append(probe);
  const found = names.map((name) => { probe.style.color = `var(${name})`; return getComputedStyle(probe).color; });
  probe.remove();
  return found;
}

/** Paints frames, digits and sums. zoom: px of the canvas for one of the reading. size: of letters at least, px. */
export function paint(context, report, zoom = 1, size = 15) {
  const [green, amber, red, accent, halo] = paletteOf("--green", "--amber", "--red", "--accent", "--card");
  const write = (text, x, y, high, ink) => {
    context.font = `700 ${high}px system-ui, sans-serif`;
    context.lineJoin = "round";
    context.lineWidth = Math.max(3, high / 6);
    context.strokeStyle = halo;
    context.strokeText(text, x, y);
    context.fillStyle = ink;
    context.fillText(text, x, y);
  };
  for (const { value, confidence, box } of report.digits) {
    if (value === null) continue;
    const [x, y, w, h] = box.map((side) => side * zoom);
    const ink = confidence >= 0.9 ? green : confidence >= 0.6 ? amber : red;
    context.lineWidth = Math.max(1.5, size / 8);
    context.strokeStyle = ink;
    context.beginPath();
    context.roundRect(x - 3, y - 3, w + 6, h + 6, 5);
    context.globalAlpha = 0.7;
    context.stroke();
    context.globalAlpha = 1;
    context.textAlign = "center";
    write(value, x + w / 2, y - 0.5 * size, size, ink);
  }
  context.textAlign = "start";
  for (const { text, box, answer, right, doubtful } of report.sums ?? []) {
    const [x, y, w, h] = box.map((side) => side * zoom);
    const [said, ink] = doubtful ? ["?", amber] : right === null ? [(text.includes("=") ? "" : "=") + answer, accent]
      : right ? ["✓", green] : [`✗ ${answer}`, red];
    const whole = context.canvas.width / context.getTransform().a, wanted = Math.max(size, 0.8 * h);
    context.font = `700 ${wanted}px system-ui, sans-serif`;
    const wide = context.measureText(said).width, beside = x + w + 0.25 * wanted, room = whole - beside - 4;
    const high = Math.max(1.2 * size, wanted * Math.min(1, room / wide)), needed = wide * high / wanted;
    if (needed <= room) write(said, beside, y + h / 2 + 0.36 * high, high, ink);
    else write(said, Math.max(4, whole - needed - 8), y + h + high + 8, high, ink);  // below the sum
  }
}
