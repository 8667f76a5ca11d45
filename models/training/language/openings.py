"""More openings, by intent, from several kinds of people. Same templates as rules.INTENTS and rules.RULES."""
from rules import block

MORE_RULES = {name: block(text) for name, text in {
    "ask": """
(auriez-vous l'obligeance|auriez-vous la gentillesse|seriez-vous assez aimable pour) de me (proposer|donner|fixer|trouver) (un rendez-vous|une date|un créneau)
je me permets de vous (appeler|contacter|solliciter) (pour|afin d'obtenir|en vue d') un rendez-vous
je (souhaiterais|désirerais|voudrais) (convenir d'|fixer|obtenir) un rendez-vous
il me serait agréable d'être reçu
(serait-il envisageable|serait-il possible) d'(obtenir|avoir) un rendez-vous
(rdv|rendez-vous|un rdv) (possible|dispo|s'il vous plaît|)
vous avez (une dispo|un truc|un créneau|de la place|quelque chose|quoi comme place|quoi comme créneaux)
y a (moyen|pas moyen) (d'avoir|de choper|de prendre) un (rendez-vous|rdv|créneau)
(je peux|j'peux|on peut) (avoir|choper|prendre) un (rdv|rendez-vous)
faut que je (voie|consulte) (un toubib|le toubib|un doc|le doc|un médecin|le docteur)
(en gros|genre|du coup) je voudrais (un rdv|un rendez-vous|voir un médecin)
(moi vouloir|je vouloir|moi besoin|besoin|je besoin|je veux) (rendez-vous|docteur|voir docteur|prendre rendez-vous) (s'il te plaît|s'il vous plaît|madame|)
(possible|c'est possible) (rendez-vous|venir|voir docteur|docteur|consulter)
(je peux venir|moi venir|quand venir) (docteur|voir docteur|cabinet)
pour (prendre|avoir) rendez-vous s'il (te|vous) plaît
(vous pourriez|vous pouvez|tu peux) (me noter|me mettre|m'inscrire|me caser|me glisser) (quelque part|un rendez-vous|entre deux patients|dans le planning|)
(est-ce qu'il|il) (vous reste|resterait|reste) (une place|un créneau|quelque chose|un rendez-vous)
(le docteur|mon docteur) (veut|voulait|souhaite|m'a demandé de) (me revoir|que je revienne|revenir le voir) (dans un mois|dans trois mois|dans quinze jours|au bout de six mois|)
(l'hôpital|les urgences|le samu|le quinze|le cardiologue|la cardiologue|le chirurgien|la maternité|le kiné|l'ostéo|la psychologue|l'orthophoniste|mon gynéco) (m'a dit|m'ont dit|me dit|nous a dit) de (voir|consulter|revoir|recontacter|reprendre rendez-vous avec) (mon médecin traitant|le médecin traitant|mon médecin|un généraliste|vous|le docteur)
(je sors|je viens de sortir)@s de l'hôpital (et|) il faut que (je voie|je revoie) (le docteur|mon médecin)
(j'ai essayé|j'essaye) (sur doctolib|sur internet|en ligne) (mais|et) (il n'y a rien|je n'y arrive pas|ça ne marche pas|y a plus de place) (vous avez une place|je voudrais un rendez-vous|donc je vous appelle|)
(quand est-ce que|quand|c'est quand que) (le docteur|elle|il|vous) (pourrait|pourriez|peut|pouvez) me (voir|recevoir|prendre)
(votre|la) (prochaine|première) (disponibilité|place|date) (c'est quand|s'il vous plaît|ce serait quand)
(vous prenez|est-ce que vous prenez) (quelqu'un|des patients|du monde) {w}
(le docteur|la docteure|la doctoresse) (a-t-il|a-t-elle|aurait|a) (un moment|une place|un petit moment|un trou|cinq minutes) pour moi@s
(il faudrait|faudrait) que (le docteur|quelqu'un|un médecin|on) (m'examine|me voie|m'ausculte|regarde ça|me reçoive)
je (cherche|recherche|suis à la recherche d') (un médecin|un médecin traitant|un généraliste|un nouveau médecin|un docteur qui prend)
(j'ai|on a)@s besoin (de|d') (voir quelqu'un|passer|venir|un avis|être vu|une place) (assez vite|rapidement|en urgence|sans tarder|)
(j'aurais|on aurait) (bien|) (besoin|voulu) (d'un|un) (petit|) rendez-vous
(je viens|j'appelle|je téléphone|c'est) pour (un rdv|le rendez-vous|prendre date|consulter|une visite|une consultation|être reçu)
(vous avez|y a) (quoi|quelque chose) {w}
(je|on) (pourrait|peut|pourrais) (passer|venir|consulter) {w}
je (voudrais|veux|aimerais) (reprendre|refaire|prendre) (un|) rendez-vous
(mettez-nous|trouvez-nous|donnez-nous|calez-nous) (un rendez-vous|une petite place)
(on va|je vais) (prendre|avoir besoin d') un rendez-vous
(ma mutuelle|mon employeur|mon assurance|l'école|le club) (me demande|demande|veut) une (visite|consultation) (chez le médecin|)
c'est pour (voir|consulter) (le docteur|un médecin|la docteure|{doc})
c'est possible de voir (le docteur|un médecin|quelqu'un|{doc})
à quelle heure (je peux|je pourrais|on peut) (venir|passer|être reçu)""",
    "excuse": """
j'ai@s un entretien d'embauche
j'ai@s un imprévu
j'ai@s une urgence au travail
j'ai@s un examen ce jour-là
je suis@s convoqué au tribunal
je garde@s mes petits-enfants
ma nounou me lâche
ma voiture est en panne
ma voiture est au garage
mon train est annulé
mon@s mari ne peut plus m'emmener
on m'a changé mes horaires
je pars@s en vacances
je suis@s d'astreinte
j'ai@s mes partiels
les enfants ont école
la petite@o a sa sortie scolaire
la nourrice est malade
le taxi ne peut pas
l'ambulance n'est pas libre
je suis@s positif au covid
je suis@s cloué au lit
il neige trop
j'ai@s un avion à prendre
on a un décès dans la famille
j'ai@s déjà un autre rendez-vous
je me suis trompé de jour
j'avais@s mal noté
je suis@s à l'étranger
je me suis@s fait opérer
je n'ai@s plus de voiture""",
    "aside": """
ça n'arrête pas de sonner chez vous
vous êtes bien difficile à joindre
je vous préviens je suis un peu dure d'oreille
parlez un peu plus fort s'il vous plaît
je suis dans le train ça risque de couper
je conduis donc je fais vite
je suis au travail je peux pas parler fort
il y a mon chien qui aboie
attendez je baisse la télé
mon français pas très bon
excuse moi je parle pas bien
c'est ma fille qui m'a composé le numéro
je viens chez vous depuis trente ans
c'était encore le père du docteur qui me soignait
ma voisine va chez vous et elle en est très contente
avec ce temps on sait plus comment s'habiller
je vous entends mal ça grésille
je sais pas si je suis au bon endroit
j'ai pas l'habitude de ces machines
il paraît que c'est un robot maintenant
je vous souhaite déjà une bonne journée
je suis à la retraite donc j'ai du temps
j'ai attendu dix minutes avant qu'on me réponde
moi je travaille en trois huit
j'habite à côté
c'est pas grave hein
enfin bon vous savez ce que c'est
je voulais pas vous déranger
j'espère que vous allez bien
on se connaît je crois
je vous ai laissé un message lundi
c'est le collège qui m'a appelée
je suis désolée de vous embêter avec ça""",
    "hello": """
bonjour madame excusez-moi de vous déranger
bonjour voilà je vous explique
bonjour c'est encore moi
bonjour mademoiselle
bonjour ma petite dame
bonjour madame c'est madame {last}
bonjour monsieur {last} à l'appareil
oui bonjour je m'appelle {first} {last}
bonjour je me présente {full}
bonjour je suis une patiente du docteur
bonjour je suis patient chez vous
allô oui bonjour madame
allô allô
allô bonjour c'est le cabinet médical
salut
coucou
yo
bonsoir madame
bonsoir excusez-moi
hello
bonjour bonjour
euh oui bonjour
oui alors bonjour
alors bonjour
oui euh voilà
bonjour dites-moi
dites voir
bonjour j'espère que vous allez bien
mes hommages madame
bonjour à toute l'équipe
bonjour je suis bien chez le docteur {wrong_name}
je suis bien au cabinet du docteur {wrong_name}
bonjour c'est bien le cabinet du docteur {wrong_name}
bonjour je suis bien au cabinet médical""",
    "bye": """
je vous en remercie par avance
avec mes remerciements
vous seriez bien aimable
vous êtes bien gentille
vous me dites
vous me direz
tenez-moi au courant
merci bonsoir
allez merci
merci mille fois
c'est gentil
bisous
voilà voilà
je crois que c'est tout
si ça vous va
dites-moi
qu'est-ce que vous en pensez
vous voyez ce que je veux dire
enfin voilà
et puis voilà
s'il te plaît
pardon du dérangement
désolé
excusez-moi encore
j'attends
à vous
merci de votre aide
ce serait super
ça m'arrangerait bien
ça me sauverait""",
    "my_rdv": """
mon@s passage
ma@s visite
mon@s rendez-vous chez vous
mon@s rendez-vous médical
mon@s petit rendez-vous
mon@s rdv
le rdv
le rendez-vous de mon fils@o
le rendez-vous de ma fille@o
le rendez-vous de ma mère@o
ma@s téléconsultation
le créneau que j'avais@s
le rendez-vous qu'on avait
le rendez-vous prévu
celui que j'ai@s pris sur internet""",
}.items()}

MORE_INTENTS = {name: block(text) for name, text in {
    "move": """
(auriez-vous|vous auriez|il y aurait) (la possibilité|moyen) de {moving} {my_rdv} {k_at} (au|à|pour|) {w}
je suis (confus|désolé|navré|embêté)@s mais {excuse} (pourrions-nous|pourrait-on|on pourrait|peut-on) {moving} {my_rdv} (à|pour|) {w}
je ne serai@s pas (libre|disponible|là|rentré) {k} (vous auriez|avez-vous|vous avez) (une autre date|un autre créneau|quelque chose) {w}
{k} (c'est mort|je peux plus|ça le fait pas|c'est chaud) (on peut|vous pouvez|je peux) (décaler|changer|mettre un autre jour|bouger ça)
(faut|il faut) que je (bouge|décale|change|repousse|déplace) {my_rdv} {k_at}
(changer rendez-vous|moi changer rendez-vous|je veux changer rendez-vous|pas possible venir) {k} (possible|venir) {w}
{my_rdv} {k_at} c'est (trop tôt|trop tard|trop loin|trop juste) pour moi (vous avez|y a) (pas|) (autre chose|plus tard|plus tôt|{w})
(on m'a@s|vous m'avez@s) (donné|fixé|collé|mis) {k} et (ça ne me convient pas|je ne peux pas|c'est impossible) (donnez-moi|trouvez-moi|mettez-moi) {w}
(à la place|plutôt que|au lieu) (de|du) {k} (je pourrais|on pourrait|vous pourriez me mettre) {w}
(j'ai@s|on a) rendez-vous {k} (mais|seulement|or) {excuse} (est-ce qu'il y a|y a-t-il|il y aurait) (une autre possibilité|un autre jour|une autre heure)
(j'avais|j'ai)@s (pris|réservé|bloqué) {k} mais {excuse} (je peux|on peut|serait-il possible de) (passer|venir|mettre ça) {w}
(vous pouvez|on peut) (l'avancer|le reculer|le décaler|le repousser|le remettre) (d'une heure|d'un jour|d'une semaine|à {w}|) {my_rdv}
{my_rdv} (il faudrait|j'aimerais|je voudrais) (l'avancer|le reculer|le décaler|le déplacer|le changer|le reporter|le repousser) (à {w}|)
(si jamais|s'il y a|si vous avez) (une annulation|un désistement|une place qui se libère) (je préférerais|j'aimerais) (avancer|venir plus tôt pour) {my_rdv}
je (voudrais|souhaite) (venir|passer) (plus tôt|plus tard|un autre jour|à une autre heure) (que prévu|pour {my_rdv})
(excusez-moi|désolé|pardon) pour {my_rdv} {k_at} je (vais être|serai)@s (absent|en déplacement|au travail) (on peut|je voudrais) (le|) (remettre|reporter|reprogrammer) 
(reprogrammer|replanifier|recaler|rebasculer) {my_rdv} {k_at}
{my_rdv} tombe (en même temps que|pendant) (mon travail|l'école|une réunion|les vacances) (vous avez un autre jour|on peut changer|il faudrait déplacer)
{person} (travaille|a école|a un contrôle|est malade|sera absent) {k} il faudrait (trouver un autre moment|un autre rendez-vous|le mettre un autre jour|{moving} {my_rdv})
(je voulais savoir si|est-ce que) (je peux|on peut|il serait possible de) (modifier|changer) (l'horaire|l'heure|la date|le jour) (de {my_rdv}|de {k}|)
(intervertir|échanger) (mon@s rendez-vous avec celui de {person}|mes deux rendez-vous)
je (n'arriverai|n'arrive)@s jamais (à l'heure|à temps) {k} (mettez-moi|vous pouvez me mettre|il vaut mieux me mettre) (plus tard|une heure après|en fin de matinée|{w})
(mettez|repoussez|basculez|passez) (ça|le|mon rendez-vous|{my_rdv}) (à|au|pour|) {w}
j'ai@s vu que mon@s rendez-vous (est|était) {k} (moi|mais) je (voulais|préfère|préférerais) {w}
{k} (je ne peux pas me libérer|je ne peux pas m'absenter|je n'ai personne pour garder les enfants) (quand est-ce que vous auriez|vous auriez|est-ce que vous avez) (autre chose|une autre date|un autre jour)
{my_rdv} {k_at} (impossible|je pourrai pas) mais je (veux|voudrais|tiens à) (le garder|venir|être vu) (un autre jour|une autre fois|{w})""",
    "cancel": """
je suis (confus|désolé|navré|au regret)@s (je dois|il me faut|de devoir) (annuler|décommander) {my_rdv} {w_at}
(veuillez|merci de|vous voudrez bien) (annuler|supprimer|décommander) {my_rdv} {w_at}
(annuler|annule|moi annuler|je veux annuler|pas venir) (rendez-vous|le rdv) {w_at}
{w} je (viens|viendrai|pourrai venir)@s (pas|plus) (désolé|finalement|c'est mort|je préfère annuler|)
je (peux|pourrai)@s (plus|pas) venir {w} (désolé|pardon|excusez-moi|c'est pour prévenir|je voulais vous prévenir|)
(on s'est arrangés|je me suis arrangé|j'ai vu un médecin|j'ai vu sos médecins|je suis passé aux urgences) (donc|du coup|alors) (c'est plus la peine|j'annule|plus besoin du rendez-vous|vous pouvez annuler)
(je|on) (n'aura|n'aurai|n'a|n'ai)@s (finalement|) (plus|pas) besoin (de venir|du rendez-vous|de voir le docteur) {w_at}
{my_rdv} {w_at} (vous pouvez|faut|il faut|je veux) (l'annuler|le supprimer|l'enlever|le retirer|l'effacer)
(ôtez|rayez|barrez|effacez|enlevez)-moi (de la liste|du planning|de votre agenda|de votre cahier) {w_at}
(ne me comptez|ne nous comptez|me comptez) (pas|plus) {w}
(vous pouvez|tu peux|pourriez-vous) (donner|laisser|rendre|proposer) (ma place|mon créneau|mon heure)@s (à un autre|à quelqu'un|à quelqu'un d'autre|à un autre patient) {w}
(je ne souhaite|je veux|je souhaite) (plus|pas) (maintenir|garder|conserver) {my_rdv} {w_at}
{person} (est hospitalisé|est à l'hôpital|a la varicelle|est guéri|va beaucoup mieux|refuse de venir|est parti en vacances|ne veut plus venir) (donc|alors|du coup|) (on annule|il faut annuler|c'est pour annuler|annulez) {my_rdv}
(ça va mieux|je vais mieux|c'est passé|la fièvre est tombée|je n'ai plus rien) (donc|du coup|alors) (je viens pas|j'annule|on annule|pas besoin de venir) {w}
(je|on) (préfère|va|voudrait) annuler (pour le moment|pour l'instant|tout simplement|et on rappellera|et je reprendrai rendez-vous plus tard)
(annulez|supprimez|annulation) s'il vous plaît {my_rdv} {w_at}
(c'est pour|j'appelle pour|je vous appelle pour) (décommander|annuler|supprimer|me désister pour) {my_rdv} {w_at}
{my_rdv} {w_at} je (le laisse|l'abandonne|n'en veux plus|renonce)@s
(le docteur|{doc}) (ne m'attende pas|peut prendre quelqu'un d'autre à ma place)@s {w}
j'ai@s (deux rendez-vous|un doublon) (enlevez|annulez|supprimez) celui {w_at}
(je me suis engagé ailleurs|j'ai trouvé plus près|j'ai pris rendez-vous ailleurs) (annulez|vous pouvez annuler|donc j'annule) {my_rdv}
{w} (oubliez|laissez tomber|ça ne se fera pas|ce sera sans moi|je ferai défaut)
(c'est pour|je voulais|je voudrais) vous (prévenir|avertir|informer) que je ne (viendrai|pourrai pas venir)@s pas {w}
(je|on) ne (viendra|viendrai|vient)@s (finalement|) pas {w} (inutile de nous attendre|ne nous attendez pas|)
{excuse} (donc|du coup|alors) (je dois annuler|j'annule|il faut annuler|vous pouvez annuler) {my_rdv} {w_at}""",
    "confirm": """
(à quelle heure|quand|quel jour) (dois-je|je dois|faut-il que je|il faut que je|est-ce que je dois)@s (venir|passer|me présenter|être là)
(mon@s rendez-vous|le rendez-vous|c'est) (à quelle heure|quel jour|avec qui|à quelle date|quand) (déjà|s'il vous plaît|demain|)
(c'est|il est) à quelle heure mon@s (rendez-vous|rdv|vaccin|consultation) {w_at}
(j'ai|est-ce que j'ai)@s (un|bien un) rendez-vous (chez vous|avec {doc}|de prévu|de noté) {w}
(j'ai|j'aurais)@s (perdu|égaré|jeté|plus) (le carton|le papier|le mail|le sms) (du rendez-vous|avec l'heure|avec la date) (c'est quand|à quelle heure c'est|)
(je ne me souviens|je me rappelle|je sais|je me souviens)@s (plus|pas) (de l'heure|du jour|de la date|quand je dois venir|avec quel docteur j'ai rendez-vous)
(vous pouvez|pouvez-vous|tu peux|pourriez-vous) (regarder|vérifier|voir|me dire) (si|quand|à quelle heure) j'ai@s (bien|) rendez-vous
(je vous confirme|nous vous confirmons|c'est pour vous confirmer) (notre|ma|mon)@s (venue|présence|rendez-vous) {w}
(je réponds|je rappelle) (à|suite à) votre (message|sms|texto|appel) (oui je viens|je confirme|je serai présent|c'est bon pour moi)
(on|nous) (sera|serons|vient|viendra) (bien|) {w} (comme convenu|comme prévu|pas de souci|à l'heure|)
(c'est toujours|c'est bien|c'est encore) (bon|ok|d'actualité|valable|maintenu) pour {w}
(mon@s|le) rendez-vous {w_at} (tient|est) toujours (bon|d'actualité|maintenu|)
(rappelez-moi|redites-moi|redonnez-moi|donnez-moi) (l'heure|la date|le jour) (de {my_rdv}|s'il vous plaît|à laquelle je dois venir)
(je viens|j'appelle) (juste|simplement|) (vérifier|confirmer|m'assurer de) {my_rdv} {w_at}
{person} a rendez-vous (quand|à quelle heure|quel jour) (chez vous|avec {doc}|)
c'est (quand|à quelle heure) (le rendez-vous|le vaccin|la visite|la consultation) (de {person}|de mon fils@o|de ma fille@o)
(j'ai|on a)@s rendez-vous {w} (mais|et|) (je sais plus l'heure|à quelle heure c'est|c'est à quelle heure|avec quel docteur)
(rendez-vous|mon rendez-vous) (quelle heure|quand|quel jour) (s'il te plaît|s'il vous plaît|)
(je crois que|il me semble que|normalement) j'ai@s rendez-vous {w} (vous pouvez vérifier|c'est bien ça|c'est exact|non)
(ma fille|mon mari|ma femme|mon fils) m'a@s pris un rendez-vous (c'est quand|à quelle heure|quel jour c'est)
(c'est|ce sera) avec (quel docteur|qui|{doc}) mon@s rendez-vous {w_at}
(je voulais|je voudrais|j'aimerais) (être sûr|être sûre|être certaine|vérifier) (que c'est bien|du jour et de l'heure|de ne pas me tromper) {w}
(mon@s rendez-vous|le rendez-vous) (a bien été|est-il|est bien) (pris|enregistré|noté|confirmé) (sur internet|) {w_at}
j'ai@s pris (un rendez-vous|rendez-vous) (sur internet|en ligne|par doctolib) (vous l'avez bien|est-ce que c'est bien enregistré|je voulais vérifier)
oui je (viendrai|serai là|viens)@s {w} (c'est confirmé|je confirme|comme convenu)""",
    "results": """
(auriez-vous|vous auriez) (reçu|eu) {my_exam}
(le labo|le laboratoire|la clinique|l'hôpital|le radiologue) (m'a dit|dit|m'a assuré) (qu'ils vous avaient tout envoyé|que vous aviez les résultats|que c'était parti chez vous)
(c'est bon|ça y est|alors) (mes@s résultats|mes@s analyses|le scanner|l'irm|la prise de sang) (sont arrivés|vous les avez|c'est revenu|)
(résultats|les résultats|résultat analyse|résultats prise de sang) (arrivés|sont là|vous avez|s'il te plaît|)
(je suis|je reste)@s (inquiet|inquiète|dans l'attente|sans nouvelles) (pour|de|au sujet de) {my_exam}
(il y a|y a) quelque chose (d'anormal|de mauvais|d'inquiétant|de grave) (dans|sur) {my_exam}
(mon@s|le) (cholestérol|psa|taux de sucre|taux de fer|test|dépistage|groupage) (il est revenu|est bon|a donné quoi|donne quoi|est à combien)
(je voudrais|j'aimerais|il faudrait) (que le docteur|que {doc}|qu'on) (m'appelle|m'explique|me commente|me dise) (ce que disent|ce que donnent|pour) {my_exam}
(c'est positif ou négatif|c'est bon ou pas) {my_exam}
(on|nous) (attend|attendons) (toujours|encore|) {my_exam}
(j'ai|on a)@s fait {exam} {recently} (quand est-ce que j'ai les résultats|vous avez eu le retour|et j'ai toujours rien)
(vous les avez|vous avez) (vus|regardés|eus) {my_exam}
(est-ce que je peux|je peux|on peut) (passer prendre|venir chercher|avoir une copie de|recevoir par mail) {my_exam}
j'ai@s reçu {my_exam} (et je ne comprends rien|il y a des chiffres en rouge|c'est en gras) (le docteur peut regarder|le docteur les a vus|qu'est-ce que ça veut dire)
(l'anapath|la biopsie|le frottis|la mammographie|l'écho) (de {person}|) (vous avez le résultat|c'est revenu|ça donne quoi)
{person} a (passé|fait) {exam} {recently} (on voudrait|je voudrais) (savoir ce que ça donne|les résultats)
(le docteur devait|vous deviez) (m'appeler|me rappeler) (pour|dès que vous aviez) {my_exam}
suite à {exam} (avez-vous|vous avez) (des nouvelles|un retour|les conclusions)""",
    "human": """
(puis-je|pourrais-je|serait-il possible de) (m'entretenir avec|parler à|avoir) (une personne|quelqu'un|votre secrétaire|votre collaboratrice)
(wesh|oh|eh) (y a quelqu'un|passez-moi un humain|y a pas un humain)
(moi parler|je veux parler|parler) (personne|madame|monsieur|secrétaire|quelqu'un) (pas machine|pas robot|s'il te plaît|)
(une vraie dame|la vraie secrétaire|la secrétaire d'avant|votre maman|la dame du mardi) (s'il vous plaît|elle est là|)
je (supporte|aime|comprends) (pas|plus) (les robots|les machines|les répondeurs|vos machines|ces trucs)
(ne me parlez|me parlez) pas comme un robot (je veux quelqu'un|)
(c'est|vous êtes) un (ordinateur|robot|répondeur) (là|ou quoi|) (moi je veux|passez-moi|je préfère) (quelqu'un|une personne|la secrétaire)
(est-ce que|) (la secrétaire|madame {last}|l'assistante|votre collègue) est (là|disponible|arrivée|au bureau)
(je voudrais|j'ai besoin de|il faut que je) (parler|parle|cause|voir) (avec|à|) (un être humain|la secrétaire|un responsable|quelqu'un de chez vous)
(j'attends|je patiente) (la secrétaire|quelqu'un|qu'on me passe quelqu'un)
(mettez-moi|passez-moi) (en attente pour|directement) (la secrétaire|le secrétariat)
(vous me comprenez|tu comprends) (pas|rien) (passez-moi|je veux) (quelqu'un|une personne|un humain)
(ça sert à rien|vous comprenez rien|on tourne en rond|ça marche pas votre truc) (je veux parler à quelqu'un|passez-moi la secrétaire|donnez-moi une personne)
(non|) je (dirai|expliquerai|veux expliquer) (ça|mon problème|tout) à (la secrétaire|une personne|quelqu'un)
(je veux|je voudrais) (déposer une réclamation|me plaindre|faire une réclamation) (à quelqu'un|auprès de quelqu'un|auprès d'un responsable)
(le docteur en personne|le docteur lui-même|le docteur directement) (s'il vous plaît|passez-le moi|)
(passez-moi|je peux avoir|je voudrais avoir) (le docteur|{doc}) (au téléphone|en ligne|tout de suite|maintenant)
(quelqu'un peut|il y a quelqu'un pour|une personne peut) (me répondre|répondre|me parler|m'écouter)""",
    "none": """
(attendez|patientez|une petite minute|un moment) (je cherche|je prends|je mets|je trouve) (mes lunettes|un stylo|mon agenda|ma carte|le papier)
(je vous entends|on vous entend|on entend) (très mal|mal|pas bien|plus)
(ça coupe|ça grésille|ça passe mal|j'ai pas de réseau)
(plus lentement|moins vite|doucement|parlez moins vite|moins vite s'il vous plaît)
(qui est à l'appareil|c'est qui à l'appareil|je parle à qui)
(chut|silence|arrêtez) les enfants
(attends|attendez) (chéri|maman|deux minutes|je te rappelle)
(moi pas comprendre|pas comprendre|je comprends pas|quoi|comprends pas)
(do you speak english|hello|sorry|english please)
(d'accord|très bien|ok|bon|ah) (merci|)
(c'est bon|c'est tout|rien d'autre) (merci|)
(merci|au revoir|merci au revoir|bonne journée)
(euh|hum|ben|alors) (euh|alors|voilà|)
bonjour madame
oui bonjour
(vous disiez|vous dites quoi|comment|qu'est-ce que vous dites)
je (vous rappelle|rappellerai) (plus tard|tout à l'heure|)""",
}.items()}
