"""The prompt the model reads and the form it fills, as token strings.

    <d> martin généraliste <d> benali dentiste <r> consultation <r> vaccin          the cabinet: fixed, cacheable
    <ask:none> c'est pour le rappel de ma fille mardi euh non jeudi <form>           one turn of the caller
    <i:book> <a:-> <p:other> <m> rappel de ma fille <r> vaccin <w> jeudi <end>       what the model writes

Why this shape. Everything that is a choice is one token, always in the same place, so a constrained decoder is an
argmax over the few tokens allowed there and a choice costs one step. Everything that is free text is a span copied
from the caller's words, so the decoder may only walk along the caller's own tokens and the model can invent nothing.
The practitioner and the reason are copied from the cabinet's lists, and the decoder may write nothing else there: a new
cabinet needs no new training. (Picking them by number was tried first: the numbers were not learnt in a million words.)
Dates, numbers and names are never computed here: the model says which words they are, the rules compute.
"""
import json
import re
import unicodedata

VERSION = "huisclos-form-1"
LINEAR_VERSION = "fnv1a32-wqbg-1"

INTENTS = ["book", "move", "cancel", "confirm", "results", "document", "message", "human", "emergency", "off_topic", "none"]
TOPICS = ["hours", "address", "access", "parking", "fees", "documents", "instructions", "other"]
INTENTS += ["info." + t for t in TOPICS]
ANSWERS = ["yes", "no", "-"]
WHO = ["self", "other", "-"]
ASKING = ["none", "confirm", "date", "name", "birth_date", "phone", "motif", "rating"]
# The `asking` words of the box (interfaces.md, Events) and what the model is told; null and any other word: none.
ASKING_OF = {
    "open": "none", "other": "none", "consent": "confirm", "confirm": "confirm", "slot": "date", "choice": "date", "date": "date",
    "practitioner": "motif", "motif": "motif", "name": "name", "last_name": "name", "first_name": "name",
    "birth_date": "birth_date", "phone": "phone", "rating": "rating",
}
RATINGS = ["1", "2", "3", "4", "5"]

# Spans, in the order in which they are written. The reason of the list follows the motif it was read from.
SPANS = {
    "m": "motif", "w": "when", "k": "existing appointment", "l": "last name", "f": "first name",
    "b": "birth date", "t": "telephone", "e": "emergency words",
}

SPECIALS = (
    ["<pad>", "<form>", "<end>"]
    + [f"<ask:{a}>" for a in ASKING] + [f"<i:{i}>" for i in INTENTS] + [f"<a:{a}>" for a in ANSWERS]
    + [f"<p:{w}>" for w in WHO] + [f"<n:{n}>" for n in RATINGS] + [f"<{s}>" for s in SPANS]
    + ["<d>", "<r>"]
)


def normalise(text):
    """What every text goes through before the model: lower case, no punctuation but that inside words and dates."""
    text = unicodedata.normalize("NFC", text).lower().replace("\u2019", "'")
    text = re.sub(r"(?<=\d)\.(?=\d)", " ", text)
    text = re.sub(r"[^\w'\-/+ ]", " ", text.replace("'", "' ").replace("' ", "'"))
    return " ".join(text.split())


def cabinet_text(doctors, reasons):
    return " ".join([f"<d> {d}" for d in doctors] + [f"<r> {r}" for r in reasons])


def segments(words, tags, key):
    """The runs of neighbouring words that carry the tag."""
    runs, run = [], []
    for word, tag in list(zip(words, tags)) + [("", "")]:
        if tag == key:
            run.append(word)
        elif run:
            runs.append(" ".join(run))
            run = []
    return runs


def prompt(sample):
    return f"{cabinet_text(sample['doctors'], sample['reasons'])} <ask:{sample['asking']}> {' '.join(sample['words'])} <form>"


def target(sample):
    """The form, as the model must write it."""
    out = [f"<i:{sample['intent']}>", f"<a:{sample['answer']}>", f"<p:{sample['who']}>"]
    if sample["rating"]:
        out.append(f"<n:{sample['rating']}>")
    if sample["doctor"] is not None:
        out.append(f"<d> {sample['doctors'][sample['doctor']]}")
    for key in SPANS:
        for run in segments(sample["words"], sample["tags"], key):
            out += [f"<{key}>", run]
        if key == "m" and sample["reason"] is not None:
            out.append(f"<r> {sample['reasons'][sample['reason']]}")
    return " ".join(out + ["<end>"])


def read_form(text):
    """The inverse of `target`: a dict with the choices and a list of runs per span. Forgiving: it never fails."""
    form = {"intent": "none", "answer": "-", "who": "-", "rating": None, "doctor": None, "reason": None}
    form.update({key: [] for key in SPANS})
    for token, tail in re.findall(r"<([^<> ]+)>([^<]*)", text.split("<end>")[0]):
        tail = " ".join(tail.split())
        if token in SPANS:
            if tail:
                form[token].append(tail)
        elif token in ("d", "r"):
            form["doctor" if token == "d" else "reason"] = tail
        elif token[:2] in ("i:", "a:", "p:", "n:"):
            form[{"i": "intent", "a": "answer", "p": "who", "n": "rating"}[token[0]]] = token[2:]
    return form


def parse_marked(text):
    """'pour [w jeudi prochain] ma fille@o' -> words, tags, who. Tags do not nest."""
    words, tags, who, tag = [], [], "-", ""
    for piece in re.findall(r"\[\w |\]|[^\s\[\]]+", text):
        if piece == "]":
            tag = ""
        elif piece.startswith("["):
            tag = piece[1]
        else:
            mark = re.search(r"@([so])$", piece)
            if mark:
                piece = piece[: mark.start()]
                who = "other" if "o" in (mark[1], who[0]) else "self"
            if piece:
                words.append(piece)
                tags.append(tag)
    return words, tags, who


CABINETS = {
    "H": (["martin généraliste", "bernard pédiatre"],
          ["consultation", "certificat", "renouvellement d'ordonnance", "vaccin", "premier rendez-vous", "suivi pédiatrique"]),
    "G": (["martin généraliste", "benali généraliste", "kerguelen pédiatre"],
          ["consultation", "vaccin", "renouvellement d'ordonnance", "certificat", "contraception", "suivi de grossesse",
           "visite du nourrisson", "téléconsultation"]),
    "D": (["roussel dentiste", "da silva orthodontiste"],
          ["détartrage", "soin dentaire", "urgence dentaire", "prothèse", "orthodontie", "contrôle"]),
    "M": (["lambert généraliste", "nguyen kiné", "fabre infirmière", "ollivier sage-femme"],
          ["consultation", "rééducation", "pansement", "prise de sang", "frottis", "vaccination", "suivi", "bilan"]),
    "P": (["haddad gynécologue", "le goff pédiatre", "marchal sage-femme"],
          ["suivi gynécologique", "échographie", "contraception", "vaccin", "visite du nourrisson"]),
    "K": (["teixeira kiné", "morvan ostéopathe", "aubry podologue"],
          ["bilan", "rééducation", "ostéopathie", "semelles", "kiné respiratoire"]),
}


def read_testset(path):
    """Samples of the hand-written file (its first lines say how it is written)."""
    short = {"y": "yes", "n": "no", "-": "-", "s": "self", "o": "other"}
    samples = []
    for line in open(path, encoding="utf-8"):
        if line.startswith("#") or not line.strip():
            continue
        head, text, labels = [part.strip() for part in line.split("|")]
        cabinet, asking = head.split()
        labels, _, reason = labels.partition(" r=")
        labels, _, rating = labels.partition(" n=")
        labels, _, doctor = labels.partition(" doc=")
        intent, answer, who = labels.split()
        doctors, reasons = CABINETS[cabinet]
        words, tags, _ = parse_marked(text)
        rating = rating or (reason.split(" n=")[1] if " n=" in reason else "")
        samples.append({
            "doctors": doctors, "reasons": reasons, "asking": "none" if asking == "-" else asking,
            "words": words, "tags": tags, "intent": intent, "answer": short[answer], "who": short[who],
            "rating": rating or None, "reason": reasons.index(reason) if reason else None,
            "doctor": next((i for i, d in enumerate(doctors) if doctor and d.startswith(doctor)), None),
        })
    return samples


def load(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]
