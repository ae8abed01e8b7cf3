/* Runs on the site that shows a website form which asks for a signed visit: fetches the visit's
   token, does the proof of work if there is one, and tells where the visitor came from.
   Nothing is kept in the browser, nobody else is asked. */
(() => {
    "use strict";

    const form = document.currentScript && document.currentScript.closest("form");
    if (!form) {
        return;
    }
    const hidden = (name, value) => {
        let input = form.querySelector(`input[name="${name}"]`);
        if (!input) {
            input = document.createElement("input");
            input.type = "hidden";
            input.name = name;
            form.append(input);
        }
        input.value = value;
        return input;
    };
    const query = new URLSearchParams(location.search);
    for (const name of ["utm_source", "utm_medium", "utm_campaign"]) {
        if (query.get(name)) {
            hidden(name, query.get(name));
        }
    }
    if (!form.querySelector('input[name="crm_token"]')) {
        hidden("crm_page", location.href);
        hidden("crm_referrer", document.referrer);
    }

    /* SHA-256 in script: the browser's own is missing on sites without https. */
    const primes = [];
    for (let n = 2; primes.length < 64; n++) {
        if (primes.every((prime) => n % prime)) {
            primes.push(n);
        }
    }
    const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) | 0;
    const K = primes.map((prime) => fraction(Math.cbrt(prime)));
    const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
    const turn = (x, n) => (x >>> n) | (x << (32 - n));
    const sha256 = (bytes) => {
        const length = ((bytes.length + 8) >> 6) * 16 + 16;
        const words = new Int32Array(length);
        bytes.forEach((byte, i) => (words[i >> 2] |= byte << (24 - (i % 4) * 8)));
        words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length % 4) * 8);
        words[length - 1] = bytes.length * 8;
        const hash = Int32Array.from(START);
        const w = new Int32Array(64);
        for (let start = 0; start < length; start += 16) {
            let [a, b, c, d, e, f, g, h] = hash;
            for (let i = 0; i < 64; i++) {
                if (i < 16) {
                    w[i] = words[start + i];
                } else {
                    const x = w[i - 15];
                    const y = w[i - 2];
                    w[i] =
                        w[i - 16] +
                        (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
                        w[i - 7] +
                        (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
                }
                const sum1 = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
                const t1 = (h + sum1 + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
                const sum0 = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22);
                const t2 = (sum0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
                [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
            }
            [a, b, c, d, e, f, g, h].forEach((value, i) => (hash[i] += value));
        }
        return hash;
    };

    /* Finds the answer in slices, so that the page stays alive. */
    const prove = async (token, bits) => {
        const bytesOf = (ascii) => Uint8Array.from(ascii, (char) => char.charCodeAt(0));
        for (let answer = 0; ; answer++) {
            if (sha256(bytesOf(`${token}:${answer}`))[0] >>> (32 - bits) === 0) {
                return String(answer);
            }
            if (answer % 2000 === 1999) {
                await new Promise((resolve) => setTimeout(resolve));
            }
        }
    };

    const bits = Number(form.dataset.bits || 0);
    const prepare = async () => {
        let token = (form.querySelector('input[name="crm_token"]') || {}).value;
        if (!token) {
            const response = await fetch(form.dataset.tokenUrl, {
                headers: { Accept: "application/json" },
            });
            token = (await response.json()).token;
            hidden("crm_token", token);
        }
        if (bits) {
            hidden("crm_answer", await prove(token, bits));
        }
    };
    const prepared = prepare().catch(() => {});
    let ready = false;
    form.addEventListener("submit", async (event) => {
        if (ready) {
            return;
        }
        event.preventDefault();
        const button = form.querySelector("button[type=submit]");
        const label = button.textContent;
        button.disabled = true;
        button.textContent = form.dataset.wait;
        await prepared;
        ready = true;
        button.disabled = false;
        button.textContent = label;
        form.submit();
        ready = false;
    });
})();
