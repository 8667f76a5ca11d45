"""What hurts, told as a story: who, what, since when, how, and what was tried. Every one is a booking; the reason is the [m ...] span."""
from rules import block

PIECES = {name: block(text) for name, text in {
    "part": """
le genou
le genou droit
le genou gauche
l'épaule
l'épaule droite
l'épaule gauche quand je lève le bras
la cheville
la hanche
le dos
le bas du dos
le haut du dos
la nuque
le cou
le coude
le poignet
la main droite
le pouce
un doigt
le talon
le pied gauche
le gros orteil
le mollet
la cuisse
l'aine
le ventre
l'estomac
les reins
la gorge
l'oreille
les oreilles
l'œil
les yeux
le nez
les sinus
la mâchoire
une dent
la tête
le cuir chevelu
les jambes
les chevilles
les articulations
les doigts
la plante des pieds
le côté
la vessie
le sein""",
    "hurts": """
qui me fait mal
qui me fait souffrir
qui me lance
qui me gratte
qui me brûle
qui est enflé
qui est gonflé
qui a gonflé
qui est tout rouge
qui craque
qui grince
qui se bloque
qui coince
qui tire
qui me réveille la nuit
qui reste raide le matin
qui me gêne
qui me tracasse
qui picote
qui démange
qui va pas du tout
qui est bleu
qui pèle
qui me laisse pas tranquille""",
    "thing": """
une petite boule
une grosseur
un bouton
une tache brune
une plaque rouge
une rougeur
une croûte
une verrue
un bleu
une ampoule
une démangeaison
un grain de beauté bizarre
une cloque
un kyste
un ongle noir
une plaie
une gêne
une douleur
une raideur
une brûlure
des picotements
des boutons
des plaques
des crampes
des fourmillements""",
    "where": "sur le bras\ndans le dos\nsur la joue\nderrière l'oreille\nsur le ventre\nsous le pied\nau niveau du cou\nsur la main\ndans le cou\nà la jambe\nau coude\nsur le cuir chevelu\nau bas du dos\nà l'épaule\nentre les orteils\nsous l'aisselle\nau poignet\ndans la cuisse\nau genou",
    "since": """
depuis {lapse}
depuis {lapse}
depuis le mois d'août
depuis les vacances
depuis noël
depuis le week-end
depuis que j'ai repris le sport
depuis ma chute
depuis le déménagement
depuis la rentrée
depuis que je suis rentré de voyage
ça fait {lapse}
ça fait un moment
ça dure depuis {lapse}
il y a {lapse} que ça dure
de temps en temps
tous les soirs
surtout la nuit
surtout quand je marche
quand je monte les escaliers
au réveil
après les repas
quand je tousse
quand je me baisse
quand je force""",
    "while_": """
en portant un carton
en portant les courses
en jouant au foot
en faisant du ski
en courant
en jardinant
en déménageant
en descendant de voiture
en bricolant
au travail
au judo
au basket
à la gym
en dormant
à vélo
dans les escaliers
en sortant du bain
en soulevant le petit
en ratant une marche
en glissant sur le trottoir""",
    "injury": """
coincé le dos
bloqué le dos
tordu la cheville
tordu le genou
fait mal au dos
fait mal à l'épaule
fait mal au poignet
foulé la cheville
fait une entorse
fait un claquage
cogné le genou
froissé un muscle
pincé un nerf
bloqué la nuque
luxé un doigt
brûlé la main un peu
coupé le doigt c'est superficiel
écrasé un orteil""",
    "tried": """
le doliprane n'y fait rien
le doliprane ne fait rien
j'ai mis de la crème mais ça passe pas
j'ai mis de la glace
mon kiné m'a dit de consulter
la pharmacienne m'a conseillé de voir un médecin
mon mari me dit de consulter
ma femme veut que je consulte
ça m'empêche de dormir
ça revient tout le temps
ça ne part pas
ça traîne
ça empire doucement
c'est pas dramatique mais j'aimerais qu'on regarde
je voudrais savoir ce que c'est
j'en ai marre
je préfère montrer ça
j'aimerais avoir un avis
ça commence à m'inquiéter un peu
je ne peux plus faire de sport
je travaille debout c'est pénible
j'ai déjà eu ça l'année dernière
c'est la troisième fois cette année
il faudrait peut-être une radio
je pense qu'il faut des antibiotiques
ma mère avait pareil
c'est pas la première fois""",
    "small_ask": """
je peux venir
je pourrais venir quand
vous auriez une place
vous avez quelque chose
on peut venir
vous pouvez me prendre
vous pouvez le prendre
le docteur pourrait regarder
le docteur peut voir ça
il faudrait que le docteur regarde
il faudrait que je vienne
je voudrais que le docteur jette un œil
il y aurait un petit créneau
quand est-ce que je peux passer
c'est possible de le voir
c'est possible de me recevoir
qu'est-ce que vous avez comme place
je voudrais bien voir le docteur
je peux passer {w}
{ask}""",
    "kid_issue": """
se plaint de (l'oreille|la tête|son ventre|la gorge)
a (mal au ventre|mal à la gorge|mal à l'oreille|mal à la tête|le nez qui coule|une toux|le rhume|des boutons|des plaques|vomi|une diarrhée|les yeux collés|des rougeurs aux fesses|un gros rhume)
a de la fièvre
a trente-neuf
a 38 5
a chopé quelque chose à la crèche
est tout chaud
est chaud
est malade
est patraque
est pas bien
est enrhumé
tousse depuis trois nuits
tousse gras
tousse comme un phoque la nuit
a toussé toute la nuit
a vomi deux fois
ne mange plus beaucoup
mange rien
dort très mal
fait encore pipi au lit
se gratte partout
se gratte la tête
a une mauvaise toux
boite un peu
a pris un coup au foot
est tombé à la récré
s'est fait mal au poignet
a des croûtes dans les cheveux
ne veut plus aller à l'école
est fatigué tout le temps
est constipé
a une dent qui pousse et un peu de fièvre""",
    "life": """
je viens d'emménager (rue de la gare|dans le quartier|dans la région|ici)
mon médecin (part|est parti) à la retraite
mon ancien docteur a fermé
je n'ai pas vu de médecin depuis (dix ans|longtemps|le covid)
mon patron m'envoie
je pars en voyage (en afrique|en asie|le mois prochain)
je suis étudiant et j'ai pas de médecin ici
on m'a parlé de vous
je voudrais qu'on fasse le point sur ma santé
j'ai des questions à poser au docteur sur ma santé
je voudrais parler de quelque chose au docteur
je voudrais qu'on discute de (mon poids|mon sommeil|ma tension|ma contraception)
ça fait un an que je ne suis pas venu
le cardiologue veut que mon médecin me revoie
je suis sorti de la clinique (lundi|hier) et il faut un suivi
j'ai reçu un courrier pour (le dépistage|un vaccin|le bilan de santé)
je me remarie et je veux faire un bilan
j'ai besoin d'une lettre du médecin alors je dois le voir
je ne me sens pas très bien en ce moment
j'ai pas le moral depuis {lapse}
je suis au bout du rouleau au travail
je dors plus la nuit
je suis fatiguée sans raison
je perds du poids sans le vouloir
j'ai grossi""",
}.items()}

PIECES["busy"] = block("""
je travaille toute la semaine
je suis@s pas libre avant {day}
je ne suis@s pas là {day}
je finis@s à {hour}
je travaille@s tous les jours
je suis@s en congé {day}
je repars@s {day}
j'ai@s des horaires compliqués
je suis@s étudiant je finis tard
je suis@s de nuit cette semaine
le matin je peux@s pas""")

# No complaint: only that somebody wants to come, said shortly.
SHORT = block("""
(rendez-vous|rdv|un rendez-vous|un rdv|consultation) {w}
(rendez-vous|un rendez-vous|consultation) avec {doc}
(rendez-vous|un rendez-vous) avec {doc} {w}
{doc} {w} (c'est possible|vous avez|)
(avec|voir|c'est pour voir|pour) {doc}
(c'est pour|je viens pour|je voudrais venir pour|j'appelle pour|pour|ce serait pour) [m (le vaccin|les vaccins|le rappel|la visite|le suivi|le certificat|le renouvellement|le contrôle)] de {person} {w} (si possible|c'est possible|s'il vous plaît|)
(c'est pour|je viens pour|j'appelle pour|pour|ce serait pour) [m (le vaccin|les vaccins|le rappel|la visite|le suivi|le certificat|le contrôle)] (de|pour) {person}
(c'est pour|je viens pour|j'appelle pour|pour|ce serait pour) [m (le vaccin|le rappel|la visite|le certificat|la pesée)] du petit@o ({w}|)
(c'est pour|je viens pour|j'appelle pour|pour|ce serait pour) [m (un vaccin|un certificat|un renouvellement|un contrôle|une consultation)] ({w}|) (si possible|)
(c'est pour|je viens pour|j'appelle pour|pour)@s [m (mon vaccin|mon rappel|mon certificat|mon renouvellement|mon contrôle|mes vaccins|mon ordonnance)] ({w}|) (si possible|)
avec {doc} {w}
{w} (si possible|vous avez|c'est possible|vous avez une place|vous avez de la place|il y a de la place)
{w} avec {doc}
(c'est |)pour {person}
(c'est |)pour {person} {w}
(une place|une petite place|un créneau) {w}
{busy} (vous avez|vous auriez|il y aurait) (quelque chose|une place|un créneau|de la place) {w}
{busy} {ask} {w}
{ask} {busy} {w}
je (peux|ne peux) pas attendre {ask}
j'ai besoin d'un rendez-vous (je peux pas attendre|assez vite|rapidement|c'est pressé|cette semaine)
(c'est pour|je voudrais) (faire|passer) [m {exam}]
c'est pour [m {exam}] {ask}
on m'a@s prescrit [m {exam}] {ask}
(il y a|vous avez|y a) quelqu'un qui peut (me recevoir|me voir|voir {person}) {w}
qui (consulte|reçoit|est libre) {w} (j'aurais besoin de venir|je voudrais venir|pour me recevoir)""")

BOOK = block("""
{Jai} [m {part} {hurts}] {since}
{Jai} [m {part} {hurts}] {since} {small_ask}
{Jai} [m {part} {hurts}] {tried}
{Jai} [m {part} {hurts}] {since} {tried} {small_ask}
j'ai@s cette [m douleur {where}] qui (traîne|persiste|ne passe pas|revient) {since} (et|) {tried}
{Jai} [m {thing} {where}] {since}
{Jai} [m {thing} {where}] {since} (et|) {tried}
{Jai} [m {thing} {where}] {small_ask}
{Jai} remarqué [m {thing} {where}] {small_ask}
{Jai} comme [m {thing} {where}] {since} {small_ask}
je me@s suis [m {injury}] {while_} (ce matin|hier|dimanche|la semaine dernière|)
je me@s suis [m {injury}] {while_} {small_ask}
{X} s'est [m {injury}] {while_} (hier|dimanche|ce matin|) {small_ask}
je suis@s tombé {while_} et {Jai} [m mal au (genou|coude|poignet|dos|pied|bras)] {small_ask}
{kid}@o [m {kid_issue}]
{kid}@o [m {kid_issue}] {small_ask}
{kid}@o [m {kid_issue}] depuis {lapse}
{kid}@o [m {kid_issue}] depuis {lapse} {small_ask}
c'est (pour|au sujet de|à cause de) {kid}@o (il|elle) [m {kid_issue}]
c'est pour (mon garçon|ma fille|le petit|la petite|mon fils)@o (il|elle) [m {kid_issue}] (et là|et) (il|elle) [m {kid_issue}]
{person} [m {kid_issue}] {small_ask}
(ma mère|mon père|mon mari|ma femme)@o (se plaint de|a un souci avec|souffre de) [m {part}] {since} {small_ask}
{small_ask} {kid}@o [m {kid_issue}]
{small_ask} {Jai} [m {part} {hurts}]
{small_ask} {Jai} [m {thing} {where}] {since}
{ask} {because_} {Jai} [m {part} {hurts}] {since}
{ask} {kid}@o [m {kid_issue}]
{ask} je me@s suis [m {injury}] {while_}
{life} {small_ask}
{life} {ask}
{life} (et|donc|alors|) je cherche un médecin (traitant|)
{life}
(mal|moi mal|j'ai mal|moi avoir mal) [m {part}] {since} {small_ask}
docteur [m mal {part}] beaucoup
{Jai} [m {part} {hurts}] et {Jai} aussi [m {thing} {where}]
{tried} {Jai} [m {part} {hurts}]
(est-ce que|) {doc} (peut|pourrait) (voir|regarder|examiner) {kid}@o (il|elle) [m {kid_issue}]
je voudrais (montrer|faire voir) au docteur [m {thing} {where}]
je n'en peux plus (de|avec) [m (mon dos|ce mal de dos|cette toux|ces migraines|mon genou|ce rhume|mes insomnies|cette douleur|mes jambes)] {small_ask}
je n'en peux plus (de|avec) [m (mon dos|ce mal de dos|cette toux|ces migraines|mon genou|ce rhume|mes insomnies|cette douleur)]
je (ne|) peux plus [m (bouger le cou|lever le bras|poser le pied|marcher|me baisser|tourner la tête|plier le genou|m'asseoir)] {since} {small_ask}
je (ne|) (peux|arrive) plus à [m (marcher|lever le bras|plier le genou|poser le pied par terre|me pencher|dormir)] à cause de {part}
je (ne|) [m (dors plus|digère plus rien|mange plus|tiens plus debout le soir|marche plus droit|supporte plus mes lunettes)] {since}
je (ne|) [m (dors plus|digère plus rien|mange plus)] {small_ask}
je (suis|me sens)@s [m (déprimé|déprimée|angoissé|triste|à bout|épuisée|malade|mal|fatigué|patraque|stressée)] {small_ask}
je (suis|me sens)@s [m (déprimé|déprimée|angoissé|triste|épuisée|malade|mal|fatigué|patraque|stressée|fiévreuse|enrhumée)] (en ce moment|{since}|)
(c'est pour|je viens pour|il faut|il faudrait|je voudrais) [m (enlever|retirer|faire enlever|faire retirer) (les fils|les agrafes|mon plâtre|une verrue|un grain de beauté|mon stérilet|un bouchon|un kyste|mes points|une écharde|un point noir)]
[m (enlever|retirer|faire enlever) (les fils|les agrafes|mon plâtre|une verrue|mon stérilet|mon implant|un bouchon|un kyste|mes points)] {small_ask}
(je voudrais|il faudrait que|je veux|j'aimerais) [m (arrêter de fumer|maigrir|arrêter l'alcool|perdre du poids|faire un bilan|faire le point)]
{Jai} plus de [m (pilule|ventoline|médicaments|cachets|crème|gouttes|insuline|traitement|somnifères|patchs)] {small_ask}
{Jai} plus de [m (pilule|ventoline|médicaments|cachets|crème|gouttes|insuline|traitement|somnifères|patchs)]
(alors voilà|voilà|bon alors) {Jai} [m {part} {hurts}] {since} {tried}""")
