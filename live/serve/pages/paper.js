// Paper: a photograph is sent whole; of a live camera the next frame goes out once the last one is read.

import { connect, note, paint, say } from "./common.js";

const LONGEST = 1280;  // px of a frame, its longer side: more is not looked at while things move
const canvas = document.getElementById("canvas"), context = canvas.getContext("2d");
const video = document.getElementById("video"), hint = document.getElementById("hint");
const camera = document.getElementById("camera"), photo = document.getElementById("photo");
let send = null, stream = null;
let waiting = false;  // for the reading of the last frame

const live = Boolean(navigator.mediaDevices?.getUserMedia);
camera.hidden = !live;
hint.textContent = live
  ? "Take a photo of digits or sums on paper, or start the camera: the browser will ask whether this page may use it."
  : "Take a photo of digits or sums on paper. The live camera needs https: start the program with --https.";

photo.addEventListener("change", async () => {
  const [file] = photo.files;
  if (!file) return;
  photo.value = "";
  stop();
  hint.textContent = "";
  say([]);
  note("Reading …");
  const picture = await createImageBitmap(file).catch(() => null);
  if (picture) show(picture);
  try {
    const answer = await fetch("photo", { method: "POST", body: file });
    const report = await answer.json();
    if (picture && !report.error) show(picture, report);
    tell(report);
  } catch {
    note("Not sent; is the program still running?");
  }
});

camera.addEventListener("click", async () => {
  if (stream) return stop();
  try {
    const wish = { facingMode: "environment", width: { ideal: LONGEST }, height: { ideal: 720 } };
    stream = await navigator.mediaDevices.getUserMedia({ video: wish });
  } catch (error) {
    return note(`No camera: ${error.message}`);
  }
  video.srcObject = stream;
  video.hidden = false;
  hint.textContent = "";
  camera.textContent = "Stop camera";
  await video.play();
  if (send) next();
  else send = connect("frames", again, (report) => { if (stream) { tell(report); overlay(report); } again(); });
});

function again() {
  waiting = false;
  next();
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.hidden = true;
  camera.textContent = "Start camera";
  context.clearRect(0, 0, canvas.width, canvas.height);
}

const frame = document.createElement("canvas");

/** Sends what the camera sees now. */
function next() {
  if (!stream || waiting) return;
  if (!video.videoWidth || document.hidden) return void setTimeout(next, 100);
  const zoom = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
  frame.width = Math.round(video.videoWidth * zoom);
  frame.height = Math.round(video.videoHeight * zoom);
  frame.getContext("2d").drawImage(video, 0, 0, frame.width, frame.height);
  waiting = true;
  frame.toBlob((blob) => send(blob), "image/jpeg", 0.85);
}

function tell(report) {
  note(report.error ?? report.lack ?? "");
  say(report.lines ?? []);
}

/** Paints a reading over the video, which lies under the canvas at the same place and proportions. */
function overlay(report) {
  if (report.error) return;
  [canvas.width, canvas.height] = report.size;
  paint(context, report, 1, letters());
}

/** Shows a picture, and what was read in it. */
function show(picture, report) {
  const zoom = Math.min(1, 2048 / Math.max(picture.width, picture.height));
  canvas.width = Math.round(picture.width * zoom);
  canvas.height = Math.round(picture.height * zoom);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  if (report) paint(context, report, canvas.width / report.size[0], letters());
}

/** The size of letters on the canvas, px of it, that are 15 px on the screen. */
function letters() {
  return 15 * Math.max(canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight);
}
