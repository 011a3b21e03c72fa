// Passkeys: asks the browser for one and sends its answer with the form. Without this script the forms stay hidden.
// A form marked data-passkey is "sign-in" (what to ask is fetched from where the form goes), "get" or "create".

const toBytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
};

const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const named = (list) => (list ?? []).map((item) => ({ ...item, id: toBytes(item.id) }));

const create = async (asked) => {
  const user = { ...asked.user, id: toBytes(asked.user.id) };
  const challenge = toBytes(asked.challenge);
  const publicKey = { ...asked, user, challenge, excludeCredentials: named(asked.excludeCredentials) };
  const made = await navigator.credentials.create({ publicKey });
  return packed(made, {
    attestationObject: toText(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  });
};

const get = async (asked) => {
  const publicKey = { ...asked, challenge: toBytes(asked.challenge), allowCredentials: named(asked.allowCredentials) };
  const found = await navigator.credentials.get({ publicKey });
  const { authenticatorData, signature, userHandle } = found.response;
  return packed(found, {
    authenticatorData: toText(authenticatorData),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
};

const packed = (credential, response) => ({
  id: credential.id,
  rawId: toText(credential.rawId),
  type: credential.type,
  authenticatorAttachment: credential.authenticatorAttachment,
  clientExtensionResults: credential.getClientExtensionResults(),
  response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
});

const whatToAsk = async (form) => {
  if (form.dataset.passkey !== "sign-in") return JSON.parse(document.getElementById("passkey-options").textContent);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return (await response.json()).request_options;
};

const answer = async (form) => {
  const { publicKey } = await whatToAsk(form);
  return form.dataset.passkey === "create" ? create(publicKey) : get(publicKey);
};

const start = (form) => {
  const failed = form.querySelector("[data-passkey-failed]");
  const known = form.querySelector("[data-passkey-known]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    failed.hidden = true;
    if (known) known.hidden = true;
    try {
      form.elements.credential.value = JSON.stringify(await answer(form));
      form.submit();
    } catch (error) {
      (error.name === "InvalidStateError" && known ? known : failed).hidden = false;
    }
  });
};

if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(start);
else document.querySelectorAll("[data-passkey-unknown]").forEach((note) => (note.hidden = false));
