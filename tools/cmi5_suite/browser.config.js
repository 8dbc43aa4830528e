// The browser of the machine, for the suite's jest-puppeteer (JEST_PUPPETEER_CONFIG names this file).
module.exports = {
  launch: {
    headless: true,
    executablePath: process.env.DEFFINUM_BROWSER,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
  },
};
