"""A secretary at the page: the first account, a second lock, appointments. Only what a browser would send."""
import base64
import email.utils
import hashlib
import hmac
import http.cookies
import re
import struct
import time
import urllib.parse

from machine import Failed

PASSWORD = "lampe nuage chemin sonate"


def one_time(secret, at):
    """RFC 6238 with SHA-1, six digits, thirty seconds."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(at) // 30), hashlib.sha1).digest()
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at:at + 4])[0] & 0x7fffffff) % 1000000:06}"


class Secretary:
    """Somebody with a browser."""

    def __init__(self, box):
        self.box, self.cookies, self.token, self.secret, self.now = box, {}, "", None, time.time()

    def ask(self, path, form=None):
        """One request; follows one redirection."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        data = None
        if form is not None:
            form = {**form, "jeton": self.token}
            data = urllib.parse.urlencode(form).encode()
            headers["Origin"] = self.box.origin
        status, head, body = self.box.page(path, data, headers)
        # One-time codes go by the box's clock, which is not this computer's.
        if head.get("Date"):
            self.now = email.utils.parsedate_to_datetime(head["Date"]).timestamp()
        for line in head.get_all("Set-Cookie") or []:
            for name, morsel in http.cookies.SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        found = re.search(r'(?:name="jeton" value|data-jeton)="([^"]+)"', body)
        if found:
            self.token = found.group(1)
        return status, head.get("Location"), body

    def open_first_account(self, code):
        """The doctor's account with the code that the console showed."""
        status, to, body = self.ask("/premiere", {"code": code, "login": "docteur", "name": "Docteur Essai",
                                                  "password": PASSWORD, "again": PASSWORD, "pin": "4815"})
        if status != 303 and status != 302:
            raise Failed(f"first account: {status}: {re.sub('<[^>]*>', ' ', body)[-600:]}")
        _, _, body = self.ask(to)
        self.secret = re.search(r'class="cle">([A-Z2-7 ]+)<', body).group(1).replace(" ", "")
        status, to, body = self.ask("/connexion/application", {"code": one_time(self.secret, self.now)})
        if status not in (302, 303):
            raise Failed(f"second lock: {status}: {re.sub('<[^>]*>', ' ', body)[-600:]}")

    def sign_in(self):
        """With the password and the next code: one is never good twice."""
        self.cookies = {k: v for k, v in self.cookies.items() if "nav" in k}
        status, to, body = self.ask("/connexion", {"login": "docteur", "password": PASSWORD})
        if status not in (302, 303):
            raise Failed(f"sign-in: {status}: {re.sub('<[^>]*>', ' ', body)[-600:]}")
        self.ask(to)
        status, _, body = self.ask(to, {"code": one_time(self.secret, self.now + 30)})
        if status not in (302, 303):
            raise Failed(f"code: {status}: {re.sub('<[^>]*>', ' ', body)[-600:]}")

    def book(self, number, day, hour):
        """One appointment of a new patient; gives its path, or None when the page does not answer any more."""
        try:
            self.ask("/rendez-vous/nouveau")
            status, to, body = self.ask("/rendez-vous/nouveau", {
                "jour": day, "heure": hour, "minutes": "10", "praticien": "martin", "motif": "vaccin", "patient": "",
                "nom": f"Zibeline{chr(97 + number // 26)}{chr(97 + number % 26)}", "prenom": "Anatolie",
                "naissance": "12/03/1964", "telephone": f"06 12 34 {number // 100:02} {number % 100:02}", "malgre": "1"})
        except OSError:
            return None
        if status not in (302, 303):
            raise Failed(f"booking: {status}: {re.sub('<[^>]*>', ' ', body)[-600:]}")
        return to.split("?")[0]

    def sends(self, path, body):
        """A file, as the page's own script sends it."""
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "X-Jeton": self.token, "X-Fragment": "1",
                   "Origin": self.box.origin, "Content-Type": "application/octet-stream"}
        status, _, said = self.box.page(path, body, headers)
        return status, said

    def sees(self, path):
        """Whether an appointment is there."""
        return self.ask(path)[0] == 200
