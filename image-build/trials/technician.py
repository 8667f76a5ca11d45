"""A technician at the end of the serial cable: the installation assistant, and one command at a time."""
import re
import time

PIN = "481516"
# What the assistant stops at, and what is typed there.
QUESTIONS = ("Date et heure : ", "Adresse automatique (oui/non) : ", "Adresse/bits : ", "Passerelle (rien s'il n'y en a pas) : ", "Nom du cabinet : ", "Entrée pour continuer : ",
             "J'attends un appel", "J'attends le combiné", "Entrée quand les mots sont sur le papier : ", "Échec :",
             "Il reste ", "L'installation est complète.")
CABINET = "cabinet médical des Zibelines"


class Technician:
    """Somebody with a cable and a terminal."""

    def __init__(self, box, address=None, router=None):
        self.box, self.at, self.address, self.router = box, 0, address, router

    def sees(self, *words):
        """Waits for one of the words after the last thing typed; gives (which, all that was said up to its end)."""
        word = self.box.expect(*words, after=self.at)
        said = self.box.since()[self.at:]
        return word, said[:said.index(word) + len(word)]

    def types(self, text):
        """Types a line; what was said before it does not count any more."""
        self.at = len(self.box.since())
        self.box.type(text + "\r")

    def opens(self):
        """The session: on a blank box the code is chosen first."""
        self.types("")
        asked, _ = self.sees("Nouveau code", "code du technicien", "huisclos> ")
        if asked == "huisclos> ":
            return
        self.types(PIN)
        if asked == "Nouveau code":
            self.sees("encore une fois")
            self.types(PIN)
        self.sees("huisclos> ")

    def does(self, command):
        """One command; what it showed."""
        self.types(command)
        parts = []
        while True:
            # Rows too many for one screen come by pages.
            word, said = self.sees("huisclos> ", "— Espace : la suite")
            parts.append(said)
            self.at += len(said)
            if word == "huisclos> ":
                return "\n".join(parts)
            self.box.type(" ")

    def confirms(self, command):
        """A command that wants a word typed back: the word is the one it shows."""
        self.types(command)
        _, said = self.sees("Confirmation : ")
        self.types(re.search(r"tapez « ([^»]+) »", said).group(1).strip())

    def installs(self, ring=None, called=None):
        """The whole assistant. `ring` makes the line ring when the assistant waits for it, `called` waits for the end of that
        call: the test call of the last step would share the models with it; without them the line is passed over. Gives what
        was done at each step."""
        done = {}
        self.types("installer")
        while True:
            question, said = self.sees(*QUESTIONS)
            self.at += len(said)
            if question == "Échec :":
                # The assistant leaves the step aside and goes on; so does the trial, and fails at its end.
                time.sleep(1)
                done.setdefault("failed", []).append(" ".join(self.box.since()[self.at:].split())[:200])
                continue
            if question.startswith("Date"):
                done["clock"] = "kept"
                self.types("")
            elif question.startswith("Adresse auto"):
                self.types("non" if self.address else "oui")
                done["network"] = "automatic"
            elif question.startswith("Adresse/bits"):
                self.types(self.address)
                done["network"] = self.address
            elif question.startswith("Passerelle"):
                self.types(self.router)
            elif question.startswith("Nom"):
                done["cabinet"] = CABINET
                self.types(CABINET)
            elif question == "J'attends un appel" and ring is None:
                done["line"] = "passed over"
                self.box.type("p")
            elif question == "J'attends un appel":
                ring()
                self.sees("La ligne a sonné")
                done["call"] = called()
            elif question == "J'attends le combiné":
                # The simulated handset cannot be lifted by hand.
                done["handset"] = "passed over"
                self.box.type("p")
            elif question.startswith("Entrée pour"):
                code = re.search(r"\n\s+([0-9A-Z][0-9A-Z -]{5,})\r?\n\s*\r?\nÀ taper", said)
                if code:
                    done["account_code"] = code.group(1).strip()
                self.types("")
            elif question.startswith("Entrée quand"):
                words = dict(re.findall(r"\b(\d{1,2}) (\w+)", said))
                row = None
                self.types("")
                for first in range(1, len(words) + 1, 4):
                    self.sees(f"Mots {first} à ")
                    row = " ".join(words[str(n)] for n in range(first, min(first + 4, len(words) + 1)))
                    self.types(row)
                self.sees("Tous les mots sont justes")
                done["paper_key_words"] = len(words)
            else:
                self.sees("huisclos> ")
                done["test_call"] = re.findall(r"(issue|attente|confiance)\s+([^\r\n]+)", said)
                done["left"] = question.strip()
                return done
            time.sleep(0.5)
