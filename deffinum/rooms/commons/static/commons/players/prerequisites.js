// Reads the prerequisites of a SCORM 1.2 item: identifiers joined by & | ~ and parentheses, = and <> with a status
// (SCORM 1.2 CAM, 2.3.5; AICC CMI001, 5.2). An identifier alone asks for an item that is completed or passed.
//
// isOpen("intro & ~(quiz | test)", (id) => status)  →  true or false; what cannot be read closes nothing.

const TOKEN = /\s*(<>|[&|~()=]|"[^"]*"|[^\s&|~()=<>"]+)/gy;

function tokens(text) {
  const found = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match; match = TOKEN.exec(text)) found.push(match[1]);
  return found;
}

export function isOpen(text, statusOf) {
  const left = tokens(text);
  if (left.length === 0) return true;
  const done = (id) => ["completed", "passed"].includes(statusOf(id));

  function one() {
    const token = left.shift();
    if (token === "~") return !one();
    if (token === "(") {
      const value = either();
      if (left.shift() !== ")") throw new SyntaxError(text);
      return value;
    }
    if (token === undefined || /^[&|)=]$|^<>$/.test(token)) throw new SyntaxError(text);
    if (left[0] !== "=" && left[0] !== "<>") return done(token);
    const sign = left.shift();
    const wanted = (left.shift() ?? "").replaceAll('"', "");
    return (statusOf(token) === wanted) === (sign === "=");
  }

  function both() {
    let value = one();
    while (left[0] === "&") {
      left.shift();
      value = one() && value;
    }
    return value;
  }

  function either() {
    let value = both();
    while (left[0] === "|") {
      left.shift();
      value = both() || value;
    }
    return value;
  }

  try {
    return either();
  } catch {
    return true;
  }
}
