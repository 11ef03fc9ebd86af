// Pairs this browser: by the token in the address that the QR code holds, or by the code typed by hand.

import { deviceName, keepKey, told, tokenOf } from "./pairing.js";

const form = document.getElementById("pair");
const trouble = document.getElementById("trouble");
const button = form.querySelector("button");
const token = tokenOf(location.hash);
history.replaceState(null, "", location.pathname); // neither history nor a shared screen keeps the token

form.elements.name.value = deviceName(navigator.userAgent);
if (token) {
  form.classList.add("scanned");
  form.elements.code.required = false;
  document.getElementById("words").textContent = "The code was scanned. Name this device, and it is paired.";
}
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.disabled = true;
  trouble.hidden = true;
  const name = form.elements.name.value.trim() || deviceName(navigator.userAgent);
  const secret = form.classList.contains("scanned") ? { token } : { code: form.elements.code.value.replace(/\D/g, "") };
  try {
    const response = await fetch("pair", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ...secret, name }),
      credentials: "same-origin",
    });
    if (response.ok) {
      keepKey((await response.json()).key);
      location.replace("./");
      return;
    }
    say(told(response.status, await response.text()));
  } catch {
    say("The machine does not answer. Is this device in its network?");
  }
  button.disabled = false;
});

function say(words) {
  trouble.textContent = words;
  trouble.hidden = false;
  form.classList.remove("scanned"); // a code that was refused is used up: another one is typed or scanned
  form.elements.code.required = true;
}
