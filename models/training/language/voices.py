"""Who is speaking: how different people open, wander, and close. None of it carries a request."""
import re

from rules import block

VOICES = {  # share, openings, wanderings, closings
    "elder": (3, block("""
bonjour ma petite dame c'est madame {last}
allô vous m'entendez c'est monsieur {last}
oui bonjour mademoiselle je vous appelle parce que
bonjour c'est la vieille madame {last} vous me connaissez bien
oui allô c'est le cabinet du docteur je vous entends mal
attendez que je mette mon appareil voilà bonjour
bonjour bonjour je suis une très ancienne patiente
ah enfin quelqu'un bonjour madame
bonjour je ne sais pas si je m'adresse au bon endroit
alors voilà c'est monsieur {last} de la rue de la gare"""), block("""
vous savez à mon âge on n'est plus tout jeune
j'ai quatre-vingt-quatre ans vous pensez bien
mon défunt mari disait toujours la même chose
ma fille travaille elle ne peut pas s'en occuper
je viens chez vous depuis que le cabinet existe
avec ce froid je sors presque plus
je prends le bus alors il me faut du temps
je ne vois plus très bien les chiffres
d'habitude c'est mon mari qui appelle
oh vous savez moi je suis pas compliquée
j'ai attendu longtemps au téléphone
c'était plus simple avant avec la secrétaire
je vous dis ça comme ça
la petite du dessous m'a dit de vous appeler
enfin bon c'est comme ça
je perds un peu la boule excusez-moi
qu'est-ce que je voulais dire ah oui"""), block("""
vous êtes bien aimable
merci ma petite
voilà ma bonne dame
que le bon dieu vous bénisse
je vous remercie infiniment
parlez bien fort hein
vous me le redirez que je le note""")),
    "hurried": (3, block("""
oui
ouais bonjour je fais vite
bonjour je suis en voiture
allô je suis pressé
bonjour vite fait
oui rapidement
bjr
bonjour j'ai deux minutes
oui je suis sur la route"""), block("""
je conduis là
je suis au feu
j'ai pas beaucoup de temps
ça va couper j'entre dans un tunnel
je suis entre deux réunions
faites vite
attendez je double"""), block("""
vite s'il vous plaît
merci je dois raccrocher
ok merci
allez merci
voilà c'est tout
je vous écoute
je vous laisse""")),
    "parent": (3, block("""
bonjour je suis la maman de {first}
bonjour je suis le papa de {first}
bonjour c'est pour mon enfant@o
oui bonjour je vous appelle je suis un peu inquiète
bonjour madame excusez-moi il y a les enfants qui crient
allô oui attends chéri bonjour"""), block("""
je sais pas trop si je m'inquiète pour rien
c'est notre premier on est un peu perdus
son frère a eu la même chose
à la crèche ils sont tous pareils
je suis toute seule avec les deux
la maîtresse m'a appelée ce matin
on a déjà essayé le doliprane
je travaille mais je peux me libérer"""), block("""
je suis un peu inquiète
merci beaucoup madame
dites-moi ce que je dois faire
je préfère être prudente
merci d'avance""")),
    "bourgeois": (2, block("""
bonjour madame je vous prie de m'excuser de vous importuner
bonjour chère madame {last} à l'appareil
mes hommages madame
bonjour madame je me permets de vous appeler
bonjour monsieur de {last} à l'appareil
je vous souhaite le bonjour
bonjour c'est de la part de monsieur {last}"""), block("""
si vous me permettez
je ne voudrais surtout pas vous déranger
j'ai parfaitement conscience que vous êtes débordés
je crois savoir que
sauf erreur de ma part
si cela ne vous ennuie pas
à votre convenance naturellement"""), block("""
je vous en saurais gré
avec mes remerciements anticipés
je vous en suis très reconnaissant
vous seriez fort aimable
je vous présente mes respects
je vous remercie de votre amabilité""")),
    "teen": (2, block("""
salut
wesh bonjour
yo bonjour
euh salut
euh ouais bonjour
coucou
bonjour euh ma mère m'a dit d'appeler
ouais allô"""), block("""
genre
en mode
du coup
t'as vu
enfin je sais pas quoi
frère
wallah
en vrai
tranquille
c'est relou je sais
j'ai cours là
ma daronne est au taf"""), block("""
voilà quoi
merci tchao
ok cimer
si c'est possible quoi
vas-y merci
bonne journée""")),
    "foreign": (3, block("""
bonjour madame
bonjour moi parle pas bien français
bonjour excuse moi
allô bonjour s'il te plaît
bonjour docteur
madame bonjour
salam bonjour
hello bonjour"""), block("""
moi pas bien parler
je comprends un peu
parle doucement s'il te plaît
mon ami il traduit
je suis en france depuis un an
moi travailler beaucoup
pas connaître ici"""), block("""
merci madame
merci beaucoup toi
s'il te plaît
possible
oui merci
d'accord madame""")),
    "worker": (2, block("""
bonjour {last} à l'appareil
bonjour ici {first} {last}
bonjour je vous appelle du bureau
oui bonjour je vous rappelle
bonjour j'ai eu votre répondeur
bonjour je vous ai envoyé un mail hier"""), block("""
je suis en télétravail le vendredi
mon chef me surveille
je suis de nuit cette semaine
je suis artisan j'ai des horaires impossibles
je suis routier je rentre que le samedi
je suis prof j'ai mes mercredis"""), block("""
je reste à votre disposition
bonne journée à vous
merci bien
on fait comme ça
je vous laisse me dire
tenez-moi informé""")),
}
NAMES, SHARES = list(VOICES), [v[0] for v in VOICES.values()]
DROPPED = set("le la les l' un une des du de d' ne que me te se en y à au aux".split())
FOREIGN = [(r"\bje voudrais\b", "je veux"), (r"\bj'aimerais\b", "moi vouloir"), (r"\bje peux\b", "moi possible"), (r"\bil faudrait\b", "besoin"),
           (r"\bj'ai@s\b", "moi@s avoir"), (r"\best-ce que\b", ""), (r"\bvous avez\b", "toi avoir"), (r"\bj'ai besoin\b", "besoin"),
           (r"\bje suis\b", "moi"), (r"\bvous pouvez\b", "possible")]


def break_grammar(rng, text):
    """Simple French: articles lost, verbs worn down; what is inside brackets keeps its words."""
    for pattern, simple in FOREIGN:
        if rng.random() < 0.6:
            text = re.sub(pattern, simple, text)
    out, inside = [], False
    for word in text.split():
        inside = word.startswith("[") or (inside and not word.endswith("]"))
        if not inside and word in DROPPED and rng.random() < 0.7:
            continue
        out.append(word)
    return " ".join(out)


def speak(speaker, text):
    """The same request in somebody's mouth."""
    rng = speaker.rng
    name = rng.choices(NAMES, SHARES)[0]
    if name == "parent" and not speaker.other:
        name = "worker"
    _, openings, wanderings, closings = VOICES[name]
    if name == "foreign":
        text = break_grammar(rng, text)
    parts = [rng.choice(openings)] if rng.random() < 0.65 else []
    parts += [rng.choice(wanderings)] if rng.random() < (0.6 if name in ("elder", "teen") else 0.3) else []
    parts.append(text)
    parts += [rng.choice(wanderings)] if rng.random() < 0.2 else []
    parts += [rng.choice(closings)] if rng.random() < 0.35 else []
    return speaker.say(" ".join(parts))
