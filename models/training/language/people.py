"""The cabinet that is called, the reasons people come for, and their names."""
import re

import complaints
import lexicon
import moments
from templates import Templates

def parse_motifs(text):
    """The lexicon's block -> list of (labels, fallback labels, [(kind, phrase)])."""
    concepts, known = [], {}
    for line in text.strip().splitlines():
        if line.startswith("#"):
            labels, _, fallback = line[1:].replace("GENERAL", lexicon.GENERAL).partition(">")
            split = lambda part: [label.strip() for label in part.split("/") if label.strip()]
            current = known.get(split(labels)[0])
            if current is None:
                current = known[split(labels)[0]] = (split(labels), split(fallback), [])
                concepts.append(current)
        elif line:
            current[2].append((line[0], line[2:]))
    general = known["maladie"]
    concepts.remove(general)
    concepts.append(general)
    for part in lexicon.BODY.split(";"):
        place, name = part.split("|")
        gender, name = name[0], name[2:]
        bare = place.replace("à la ", "de ").replace("à l'", "d'").replace("aux ", "de ").replace("au ", "de ")
        general[2].append(("m", f"mal {bare}"))
        general[2].append(("f", f"douleur {place}"))
        vowel = name[0] in "aeéiou"
        own = ("{mon} " if gender == "m" or (vowel and gender == "f") else "{ma} " if gender == "f" else "{mes} ") + name
        of = "de l'" if vowel and gender != "p" else {"m": "du ", "f": "de la ", "p": "des "}[gender]
        for pain in lexicon.PAINS.splitlines():
            general[2].append(("c", pain.replace("{a}", place).replace("{mon_body}", own).replace("{de_body}", of + name)))
    return concepts


CONCEPTS = parse_motifs(lexicon.MOTIFS + complaints.MORE_MOTIFS)
EVERYDAY = [c for c in CONCEPTS if c[0][0] in complaints.DEMO_LISTS[0]]  # the reasons every cabinet hears most
KEYWORDS = [  # the reason of a span that a template spells out: first match wins
    ("certificat|aptitude|licence", "certificat"), ("lettre", "lettre d'orientation"), ("^une ordonnance", "maladie"), ("renouvel|traitement|médicament|ordonnance", "renouvellement d'ordonnance"),
    ("vaccin|rappel|piqûre", "vaccin"), ("grossesse", "suivi de grossesse"), ("pansement", "pansement"), ("dépistage", "dépistage"),
    ("prise de sang|analyse", "prise de sang"), ("radio", "radio"), ("écho", "échographie"), ("frottis", "frottis"), ("enceinte", "suivi de grossesse"),
    ("bilan", "bilan"), ("suivi|contrôle|vérifier", "suivi"), ("", "maladie")]

class People(Templates):
    """A caller of a cabinet: who they are, and the names of everyone."""

    def __init__(self, rng, last_names, first_names, cabinet=None):
        self.rng, self.last_names, self.first_names = rng, last_names, first_names
        self.other = rng.random() < 0.32
        self.person = rng.choice(lexicon.PEOPLE)
        she = self.person.split()[0] in ("ma", "la", "une", "maman")
        self.pronoun = "elle" if she else "il"
        self.concept, self.doctor, self.spelt_out = None, None, False
        self.cabinet = cabinet or self.draw_cabinet(1)
        self.doctors, self.reasons = self.cabinet["doctors"], self.cabinet["reasons"]
        self.topic = rng.choice(self.cabinet["topics"])

    def draw_cabinet(self, count):
        """A cabinet, and the `count` topics its callers will have: a dentist's must mostly hear of teeth."""
        rng = self.rng
        doctors = []
        for _ in range(rng.choice([1, 2, 2, 3, 3, 4, 5])):
            trade = rng.choice(lexicon.TRADES) if rng.random() < 0.6 else "généraliste"
            doctors.append((self.last_name(), trade))
        topics = [rng.choices([CONCEPTS[-1], rng.choice(EVERYDAY), rng.choice(CONCEPTS)], [3, 3, 4])[0] for _ in range(count)]
        listed, spoken = [], set()
        for labels, fallback, _ in topics:
            spoken.update(labels + fallback)
            if rng.random() < 0.72:
                listed.append(rng.choice(labels))
            if (fallback and rng.random() < 0.75 or rng.random() < 0.35) and not set(listed) & set(CONCEPTS[-1][0]):
                listed.append(rng.choice(CONCEPTS[-1][0]))
        for other in rng.sample(CONCEPTS[:-1], rng.randint(1, max(1, 7 - len(listed)))):
            label = rng.choice(other[0])
            if label not in spoken:
                listed.append(label)
        if rng.random() < 0.3:
            listed += [label for label in rng.sample(complaints.OTHER_LABELS, rng.randint(1, 2)) if label not in spoken]
        if rng.random() < 0.12:
            listed = list(rng.choice(complaints.DEMO_LISTS))
            doctors = doctors[:2] if rng.random() < 0.5 else doctors
        reasons = list(dict.fromkeys(listed))[:10]
        rng.shuffle(reasons)
        if rng.random() < 0.06:
            reasons = []
        return {"doctors": doctors, "reasons": reasons, "topics": topics}

    def last_name(self):
        rng, kind = self.rng, self.rng.random()
        name = rng.choice(self.last_names).replace("_", " ")
        if kind < 0.07:
            name = f"{name}-{rng.choice(self.last_names)}"
        elif kind < 0.11:
            name = f"{rng.choice(['le', 'de', 'van', 'ben', 'el', 'da', 'dos', 'saint'])} {name}"
        elif kind < 0.3:  # a name never seen, so that copying is learnt and not a list of names
            name = self.unseen_word()
        return name.replace("_", " ").lower()

    def unseen_word(self):
        onsets = "b c d f g h j k l m n p r s t v z br cr dr fr gr pr tr ch bl cl fl pl gu qu".split()
        nuclei = "a e i o u é ou oi ai an on in eau eu".split()
        codas = ["", "", "", "r", "l", "n", "s", "t", "c", "rd", "lle", "tte", "x"]
        pick = self.rng.choice
        return "".join(pick(onsets) + pick(nuclei) for _ in range(self.rng.randint(1, 3))) + pick(codas)

    def reason_index(self, said):
        """The number, in the cabinet's list, of the reason that was said."""
        concept = self.concept
        if concept is None:
            if not self.spelt_out:
                return None
            name = next(name for pattern, name in KEYWORDS if re.search(pattern, said))
            concept = next(c for c in CONCEPTS if c[0][0] == name)
        labels, fallback, _ = concept
        for wanted in (labels, fallback):
            for i, label in enumerate(self.reasons):
                if label in wanted:
                    return i
        return None
    def slot_last(self):
        return f"[l {self.last_name()}]"

    def slot_first(self):
        return f"[f {self.first_name()}]"

    def first_name(self):
        name = self.rng.choice(self.first_names).lower()
        return f"{name}-{self.rng.choice(self.first_names).lower()}" if self.rng.random() < 0.06 else name

    def slot_full(self):
        return self.say("({first} {last}|{last} {first}|{last}|monsieur {last}|madame {last}|mademoiselle {last}|mme {last})")

    def slot_spelled(self):
        """A name and its letters, in the ways people spell."""
        rng, name = self.rng, self.last_name()
        out, i = [], 0
        while i < len(name):
            c = name[i]
            if c == " ":
                out.append(rng.choice(["espace", "plus loin", "en deux mots", ""]))
            elif c == "-":
                out.append("tiret")
            elif c == "'":
                out.append("apostrophe")
            elif name[i + 1:i + 2] == c and rng.random() < 0.8:
                out += ["deux", c]
                i += 1
            elif c in "éèêç":
                out += [{"é": "e", "è": "e", "ê": "e", "ç": "c"}[c], {"é": "accent aigu", "è": "accent grave", "ê": "accent circonflexe", "ç": "cédille"}[c]]
            else:
                out.append(c)
                if rng.random() < 0.08 and c.isalpha():
                    out += ["comme", rng.choice([n.lower() for n in self.first_names if n.lower().startswith(c)] or ["zoé"])]
            i += 1
        letters = " ".join(" ".join(out).split())
        kind = rng.random()
        if kind < 0.4:
            return f"[l {name} {letters}]"
        if kind < 0.7:
            return f"[l {letters}]"
        if kind < 0.85:
            return f"[l {name}] {self.say('{i_spell}')} [l {letters}]"
        return f"[l {name} {rng.choice(['avec un', 'avec deux', 'comme ça se prononce avec un'])} {rng.choice('slnteydhx')}]"

    def slot_wrong_name(self):
        return self.last_name()

    def slot_wrong_phone(self):
        return moments.phone(self.rng)

    def slot_wrong_w(self):
        return moments.when(self.rng)

    def slot_birth(self):
        rng, one = self.rng, f"[b {moments.birth_date(self.rng)}]"
        return self.say("{wrong} {oops} " + one, wrong=moments.birth_date(rng)) if rng.random() < 0.1 else one

    def slot_phone(self):
        text = moments.phone(self.rng)
        if self.rng.random() < 0.12:
            cut = text.split()
            at = self.rng.randint(1, max(1, len(cut) - 1))
            return f"[t {' '.join(cut[:at])}] {self.say('{um}')} [t {' '.join(cut[at:]) or 'deux'}]"
        return f"[t {text}]"

    def slot_doc(self):
        """The practitioner, by name or by trade, one of the list."""
        rng = self.rng
        index = rng.randrange(len(self.doctors))
        name, trade = self.doctors[index]
        said = rng.choice(lexicon.TRADE_SAID.get(trade, [trade]))
        unique = sum(said in lexicon.TRADE_SAID.get(t, [t]) for _, t in self.doctors) == 1
        self.doctor = index
        if unique and rng.random() < 0.3:
            return self.say("(le|la|votre|l'autre) " + said)
        return self.say("(docteur|le docteur|le docteur|le docteur|la docteure|monsieur|madame|le dr|dr|docteur|) " + name).strip()
