"""Templates: choices `(a|b|)`, slots `{name}`, tags `[w jeudi]`, and marks `@s` / `@o` on a word that says whose visit it is.

A slot is a list of all_rules.RULES, a verb or a possessive that follows the patient (`{Jai}`, `{mon}`), or a method `slot_name`.
"""
import re

import alarms
import all_rules as rules
import lexicon
import moments

VERBS = {  # first person, third person; the slot is {J + first word}
    "ai": ("j'ai", "a"), "suis": ("je suis", "est"), "dois": ("je dois", "doit"), "arrive": ("j'arrive", "arrive"),
    "prends": ("je prends", "prend"), "veux": ("je veux", "veut"), "peux": ("je peux", "peut"), "vais": ("je vais", "va"),
    "fais": ("je fais", "fait"), "dors": ("je dors", "dort"), "entends": ("j'entends", "entend"), "saigne": ("je saigne", "saigne"),
    "perds": ("je perds", "perd"), "vomis": ("je vomis", "vomit"), "crache": ("je crache", "crache"),
    "manque": ("je manque", "manque"), "gonfle": ("je gonfle", "gonfle"), "sens": ("je sens", "sent"), "vois": ("je vois", "voit"),
    "pense": ("je pense", "pense"), "viens": ("je viens", "vient"), "attends": ("j'attends", "attend"),
    "voudrais": ("je voudrais", "voudrait"), "minscris": ("je m'inscris", "s'inscrit"), "souffre": ("je souffre", "souffre"),
}

EMERGENCY_LISTS = {name: text.replace("\n", "").split(";") for name, text in {**lexicon.EMERGENCY_LISTS, **alarms.LISTS}.items()}


class Templates:
    """Expands templates. Needs `rng`, `other` (the visit is for somebody else), `person` and `pronoun`."""

    def say(self, template, **slots):
        """Expands choices and slots, left to right."""
        out, stack, position = [], [], 0
        text = template
        # Choices first, innermost out: the templates are short, a regular expression is enough.
        while True:
            match = re.search(r"\(([^()]*)\)", text)
            if not match:
                break
            text = text[: match.start()] + self.rng.choice(match[1].split("|")) + text[match.end():]
        for piece in re.split(r"(\{\w+\})", text):
            out.append(self.slot(piece[1:-1], slots) if piece[:1] == "{" else piece)
        return "".join(out)

    def slot(self, name, slots):
        if name in slots:
            return slots[name]
        if name in rules.RULES:
            return self.say(self.rng.choice(rules.RULES[name]), **slots)
        if name in EMERGENCY_LISTS:
            return self.say(self.rng.choice(EMERGENCY_LISTS[name]))
        if name[:1] == "J":
            return self.verb(name[1:])
        if name in ("mon", "ma", "mes", "me"):
            return {"mon": "son@o", "ma": "sa@o", "mes": "ses@o", "me": "lui@o"}[name] if self.other else name + "@s"
        return getattr(self, "slot_" + name)()

    def verb(self, name):
        if name in ("e", "me"):
            if not self.other:
                return "je@s" if name == "e" else "je me@s"
            return self.subject() + ("" if name == "e" else " se")
        first, third = VERBS[name]
        return f"{self.subject()} {third}" if self.other else first + "@s"

    def subject(self):
        return self.rng.choice([self.person, self.pronoun, self.pronoun]) + "@o"

    def slot_person(self):
        return (self.person if self.other else self.rng.choice(lexicon.PEOPLE)) + "@o"

    def slot_when(self):
        return self.tagged_when("w")

    def slot_w_at(self):
        return self.rng.choice(["de ", "du ", "pour ", ""]) + self.simple_when("w")

    def slot_k_at(self):
        return self.rng.choice(["de ", "du ", "pour ", "que j'ai ", ""]) + self.simple_when("k")

    def slot_k(self):
        return self.simple_when("k")

    def slot_w(self):
        return f"[w {moments.when(self.rng)}]"

    def simple_when(self, tag):
        rng = self.rng
        text = moments.day(rng) if rng.random() < 0.6 else f"{rng.choice(moments.DAYS)} {moments.window(rng)}"
        return f"[{tag} {text}]"

    def tagged_when(self, tag):
        """A wanted moment, sometimes corrected, sometimes in two pieces, sometimes beside a moment that is not wanted."""
        rng, kind = self.rng, self.rng.random()
        one = f"[{tag} {moments.when(rng)}]"
        if kind < 0.72:
            return one
        if kind < 0.84:
            return self.say("{wrong} {oops} " + one, wrong=moments.when(rng))
        if kind < 0.89:
            return self.say("{no_day} " + one, day=moments.day(rng))
        if kind < 0.96:
            return f"[{tag} {moments.day(rng)}] {self.say('{glue}')} [{tag} {moments.window(rng)}]"
        return one + " " + self.say("{because}")

    def slot_hour(self):
        return moments.hour(self.rng)

    def slot_day(self):
        return moments.day(self.rng)

    def slot_number(self):
        return moments.number(self.rng, self.rng.randint(2, 95))

    def slot_lapse(self):
        unit = self.rng.choice(["jours", "semaines", "mois", "heures", "ans"])
        return self.rng.choice([f"{moments.words(self.rng.randint(2, 12))} {unit}", "hier", "ce matin", "hier soir", "lundi", "longtemps",
                                "une semaine", "le week-end dernier", "dimanche", "cette nuit", "avant-hier", "quelques jours"])

    def slot_years(self):
        return f"{moments.words(self.rng.randint(2, 20))} ans"

    def slot_calm(self):
        return self.rng.choice(lexicon.CALM)

    def slot_past(self):
        return self.rng.choice(lexicon.PAST)

    def slot_X(self):
        """Somebody else, always."""
        return self.rng.choice([self.person, self.person, self.person, "il", "elle", "mon mari", "ma femme", "un monsieur", "une dame",
                                "quelqu'un", "on a une personne qui", "ma collègue", "le monsieur", "une cliente", "un élève"]) + "@o"

    def slot_symptom(self):
        return self.rng.choice(lexicon.SYMPTOMS)

    def slot_symptom_bare(self):
        return self.rng.choice(["fièvre", "douleur à la poitrine", "malaise", "mal à respirer", "saignement"])
