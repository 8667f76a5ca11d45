"""Numbers, dates, hours and telephone numbers, in words, in the many ways people say them."""

import re

_UNITS = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
).split()
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
_ELSEWHERE = {7: "septante", 9: "nonante"}  # Belgium and Switzerland
MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()


def number(n: int, elsewhere=False) -> str:
    if n < 20:
        return _UNITS[n]
    if n < 70 or (elsewhere and n < 100 and n // 10 != 8):
        ten, unit = _TENS.get(n // 10) or _ELSEWHERE[n // 10], n % 10
        if unit == 0:
            return ten
        return ten + (" et un" if unit == 1 else "-" + _UNITS[unit])
    if n < 80:
        return "soixante et onze" if n == 71 else "soixante-" + _UNITS[n - 60]
    if n < 100:
        return "quatre-vingts" if n == 80 else "quatre-vingt-" + _UNITS[n - 80]
    hundreds, rest = divmod(n, 100) if n < 1000 else divmod(n, 1000)
    name = "cent" if n < 1000 else "mille"
    head = name if hundreds == 1 else f"{number(hundreds)} {name}"
    return head if rest == 0 else f"{head} {number(rest, elsewhere)}"


def day(r) -> str:
    n = r.randint(1, 31)
    return "premier" if n == 1 else number(n)


def date(r) -> str:
    k, month, weekday = r.random(), r.choice(MONTHS), r.choice(DAYS)
    if k < 0.22:
        return f"{r.choice(['le ', '', 'pour le '])}{day(r)} {month}"
    if k < 0.44:
        return f"{r.choice(['le ', '', ''])}{weekday} {day(r)}{r.choice([' ' + month, ' ' + month, ''])}"
    if k < 0.62:
        after = [" prochain", " matin", " après-midi", " soir", " en huit", " qui vient"]
        after += [" de la semaine prochaine", " ou " + r.choice(DAYS), "", ""]
        return weekday + r.choice(after)
    said = [
        "demain", "demain matin", "demain après-midi", "après-demain", "la semaine prochaine",
        "cette semaine", "aujourd'hui", "dans deux semaines", "dans quinze jours", "dans un mois",
        "le mois prochain", "fin " + month, "début " + month, "mi-" + month, "en " + month,
        "cet après-midi", "ce matin", "ce soir", "dès que possible", "au plus vite",
        "le plus tôt possible", "n'importe quel jour", "avant la fin du mois", "après les vacances",
        "pendant les vacances scolaires", "en début de semaine", "en fin de semaine",
        "plutôt le " + weekday, f"dans la semaine du {day(r)} {month}", "sauf le " + weekday,
        f"d'ici {number(r.randint(2, 15))} jours", f"ni {weekday} ni {r.choice(DAYS)}",
    ]  # fmt: skip
    return r.choice(said)


def hour(r) -> str:
    k, h = r.random(), r.randint(7, 19)
    full = f"{number(h)} heures"
    if k < 0.35:
        return full
    if k < 0.6:
        minutes = ["trente", "trente", "quinze", "quarante-cinq", "dix", "vingt", "cinq"]
        return f"{full} {r.choice([*minutes, 'cinquante', 'quarante'])}"
    if k < 0.8:
        h = r.randint(1, 12)
        name = "une heure" if h == 1 else "midi" if h == 12 else number(h) + " heures"
        part = ["et quart", "et demie", "moins le quart", "moins dix", "moins cinq", "moins vingt"]
        half_day = ["", " du matin", " de l'après-midi"] if h < 12 else [""]
        return f"{name} {r.choice([*part, 'pile'])}{r.choice(half_day)}"
    said = [
        "midi", "midi et demi", "en début d'après-midi", "en fin de journée", "en fin de matinée",
        "tôt le matin", "après " + full, "avant " + full, "vers " + full, "à partir de " + full,
        f"entre {number(r.randint(8, 11))} et {number(r.randint(12, 18))} heures", "en soirée",
        "entre midi et deux",
    ]  # fmt: skip
    return r.choice(said)


def at(r) -> str:
    h = hour(r)
    return h if re.match("en |tôt|après|avant|entre|vers|à ", h) else "à " + h


def year(r) -> str:
    y, k = r.randint(1925, 2025), r.random()
    if y >= 2000:
        return number(y)
    if k < 0.08:
        return number(y % 100)
    if k < 0.18:
        return "dix-neuf cent " + number(y % 100)
    return "mille neuf cent " + number(y % 100, elsewhere=k > 0.95)


def birth(r) -> str:
    if r.random() < 0.06:  # le douze zéro trois soixante-dix
        return f"{day(r)} {number(r.randint(1, 12))} {number(r.randint(30, 99))}"
    return f"{day(r)} {r.choice(MONTHS)} {year(r)}"


def phone(r) -> str:
    pairs = ["zéro " + number(r.choice([1, 2, 3, 4, 5, 6, 6, 6, 6, 7, 7, 9]))]
    for x in (r.randint(0, 99) for _ in range(4)):
        pairs.append("zéro zéro" if x == 0 else ("zéro " if x < 10 else "") + number(x))
    return (", " if r.random() < 0.6 else " ").join(pairs)
