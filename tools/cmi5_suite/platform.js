// How the public test suite of cmi5's platforms reaches this one: by its own pages, as a trainer in a browser would.
//
// The suite requires this file by the name in CATAPULT_LMS (see tools/conformance_cmi5.py, which sets all that is read
// of the environment here) and calls the functions that its lib/lms.template.js describes.
const http = require("http");
const path = require("path");
const { InvalidPackageError } = require(path.join(process.cwd(), "lib", "errors"));

const SITE = process.env.DEFFINUM_SITE;
const cookies = new Map();
let organisation, learner;

function send(method, address, { headers = {}, body } = {}) {
  return new Promise((resolve, reject) => {
    const asked = http.request(new URL(address, SITE), { method, headers: { Cookie: jar(), ...headers } }, (answer) => {
      const pieces = [];
      answer.on("data", (piece) => pieces.push(piece));
      answer.on("end", () => {
        for (const each of answer.headers["set-cookie"] || []) {
          const [pair] = each.split(";");
          cookies.set(pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1));
        }
        resolve({ status: answer.statusCode, location: answer.headers.location, text: Buffer.concat(pieces).toString() });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

const jar = () => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");

// POST a form as multipart; `file`: {field, name, content}.
async function post(address, fields, file) {
  const edge = "----an-edge-that-no-file-holds-8c1f";
  const told = { csrfmiddlewaretoken: cookies.get("csrftoken"), ...fields };
  const parts = Object.entries(told).map(
    ([name, value]) => Buffer.from(`--${edge}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  if (file) {
    const head = `--${edge}\r\nContent-Disposition: form-data; name="${file.field}"; filename="${file.name}"\r\n`;
    parts.push(Buffer.from(`${head}Content-Type: application/octet-stream\r\n\r\n`), file.content, Buffer.from("\r\n"));
  }
  const body = Buffer.concat([...parts, Buffer.from(`--${edge}--\r\n`)]);
  const headers = { "Content-Type": `multipart/form-data; boundary=${edge}`, "Content-Length": body.length };
  return send("POST", address, { headers, body });
}

async function page(address) {
  const answer = await send("GET", address);
  if (answer.status !== 200) {
    throw new Error(`GET ${address} answers ${answer.status}`);
  }
  return answer.text;
}

// Where a form that was taken leads to.
async function sent(address, fields) {
  const answer = await post(address, fields);
  if (answer.status !== 302) {
    throw new Error(`POST ${address} answers ${answer.status}: ${answer.text.slice(0, 2000)}`);
  }
  return answer.location;
}

const identifier = (address) => address.match(/([0-9a-f-]{36})\/$/)[1];

// The sentence of the page that refused a file.
function refusal(text) {
  const summary = text.match(/data-error-summary[\s\S]*?<\/ul>/);
  return summary ? summary[0].replace(/<[^>]*>/g, " ").replace(/\s+/g, " ") : "";
}

async function deposit(address, file, fields) {
  const answer = await post(address, fields, file);
  if (answer.status === 302) {
    return answer.location;
  }
  if (answer.status < 500 && refusal(answer.text)) {
    throw new InvalidPackageError(refusal(answer.text));
  }
  throw new Error(`The deposit of ${file.name} answers ${answer.status}`);
}

module.exports = {
  setup: async () => {
    await page("/demonstration/");
    await sent("/demonstration/entrer/", { persona: "lead" });
    organisation = (await page("/organisations/")).match(/\/organisations\/([0-9a-f-]{36})\//)[1];
    await sent(`/organisations/${organisation}/traces/apprenants/nouveau/`, { label: "Apprenant d’essai (exemple)" });
    const learners = await page(`/organisations/${organisation}/traces/apprenants/`);
    learner = learners.match(/\/traces\/apprenants\/([0-9a-f-]{36})\//)[1];
  },

  teardown: async () => {},

  getLrsEndpoint: () => `${SITE}/xapi`,

  getLrsAuthHeader: () =>
    `Basic ${Buffer.from(`${process.env.DEFFINUM_KEY}:${process.env.DEFFINUM_SECRET}`).toString("base64")}`,

  importCourse: async (stream, contentType, name) => {
    const pieces = [];
    for await (const piece of stream) {
      pieces.push(piece);
    }
    const file = { field: "package", name, content: Buffer.concat(pieces) };
    if (contentType !== "application/zip") {
      return identifier(await deposit(`/traces/organismes/${organisation}/cours/importer/`, file, {}));
    }
    const fields = { title: "", licence: "Apache-2.0", credit: "" };
    const version = await deposit(`/organisations/${organisation}/ressources/deposer/`, file, fields);
    return identifier(await sent(`${version}cours/`, {}));
  },

  // The platform names learners itself (an opaque name): the actor of the suite is not taken over.
  getLaunchUrl: async (course, place, _actor, { registration, launchMode }) => {
    const registered = registration
      ? `/traces/inscriptions/${registration}/`
      : await sent(`/traces/cours/${course}/`, { learner });
    const launch = await unitAddress(registered, place, "lancer");
    const answer = await post(launch, { mode: launchMode || "Normal" });
    const link = answer.text.match(/href="([^"]*[?&;]endpoint=[^"]*)"/);
    if (!link) {
      throw new Error(`The launch answers ${answer.status}`);
    }
    return link[1].replace(/&amp;/g, "&");
  },

  cleanup: async () => {},

  hasWaive: () => true,
  waiveAU: async (registration, place, reason) => {
    await sent(await unitAddress(`/traces/inscriptions/${registration}/`, place, "dispenser"), { reason });
  },

  hasAbandon: () => true,
  abandonSession: async (session) => {
    await sent(`/traces/sessions/${session}/clore/`, {});
  },
};

async function unitAddress(registered, place, verb) {
  const text = await page(registered);
  const found = [...text.matchAll(/\/traces\/inscriptions\/[0-9a-f-]{36}\/unites\/[0-9a-f-]{36}\//g)].map((each) => each[0]);
  return `${[...new Set(found)][place]}${verb}/`;
}
