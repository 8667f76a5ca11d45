"""Requests made of pieces: an event, then what is wanted. A few lists of each make thousands of sentences. Templates as in rules.py."""
from rules import block

PIECES = {name: block(text) for name, text in {
    "cant": """
je ne vais pas pouvoir (honorer|venir à|assurer|tenir|être à) {my_rdv} {k_at}
je (peux|pourrai|pourrais)@s (pas|plus) venir {k}
je ne (peux|pourrai)@s (pas|plus) (être là|me libérer|me déplacer|assurer) {k}
{k} (ça ne va pas|c'est plus possible|c'est tombé à l'eau|je ne peux plus|ça m'est impossible|ça coince|c'est compromis)
{excuse} pour {my_rdv} {k_at}
{person} (ne pourra|pourra|peut) pas venir {k}
on (ne pourra|pourra|peut) pas être là {k}
{my_rdv} {k_at} je ne (pourrai|peux)@s pas
{my_rdv} {k_at} ça (tombe mal|ne m'arrange plus|coince|ne va plus)
j'ai@s rendez-vous {k} (mais|seulement|et là) {excuse}
j'étais@s prévu {k} mais {excuse}
j'avais@s dit oui pour {k} mais {excuse}
on s'était mis d'accord sur {k} mais {excuse}
{my_rdv} {k_at} {excuse}
vous m'avez@s noté {k} (mais|et) {excuse}
on avait calé {k} mais {excuse}""",
    "another": """
(pourriez-vous|vous pourriez|vous pouvez|pouvez-vous) m'en (proposer|donner|trouver|fixer|mettre) un autre
(pourriez-vous|vous pourriez|vous pouvez) m'en proposer un autre {w}
(pourriez-vous|vous pourriez|pouvez-vous) me@s (proposer|donner|trouver) (une autre date|un autre jour|un autre créneau|une autre heure|autre chose)
(vous auriez|vous avez|auriez-vous|y aurait-il) (autre chose|une autre date|un autre jour|un autre créneau|une solution|quelque chose) ({w}|)
(si vous aviez|si vous avez) {w} (ce serait formidable|ce serait parfait|ça m'arrangerait|je suis preneur|je prends)
(on peut|peut-on|pourrait-on|est-ce qu'on pourrait) (trouver|caler|fixer|prévoir|convenir d') (un autre moment|une autre date|un autre jour|autre chose)
(on peut|peut-on|il faudrait|je voudrais|j'aimerais) (le|) {moving} (à|pour|au|) {w}
(il faudrait|faudrait|je voudrais|j'aimerais) {moving} (s'il vous plaît|si possible|)
(je peux|je pourrais|est-ce que je peux)@s (venir|passer) {w} (à la place|plutôt|)
(ça vous embête|ça vous dérange|ça vous ennuie|ça pose problème) si je (viens|passe)@s (plutôt|) {w}
(mettez|mettons|remettons|repoussons|décalons|reportons) (ça|le|) (à|au|) {w}
(il faut|faut|il faudrait) trouver (autre chose|un autre créneau|une autre date|un autre jour)
je (préférerais|préfère|prendrais bien|voudrais plutôt)@s {w}
(quand est-ce que|quand) (vous auriez|vous avez|il y a) (de la place|autre chose)
(donnez-moi|trouvez-moi|proposez-moi|mettez-moi) (une autre date|autre chose|un autre jour|{w})
(c'est|ce serait) possible (un autre jour|{w}|plus tard|plus tôt|la semaine d'après)""",
    "give_up": """
(merci de|vous pouvez|veuillez|pouvez-vous) (libérer|donner|rendre) (sa|ma|la) place
(donc|du coup|alors) (j'annule|on annule|je préfère annuler|il faut annuler|vous pouvez annuler|annulez)
(c'est pour|je voulais) (annuler|décommander|vous prévenir|que vous annuliez)
(ce sera|ça sera|c'est) sans moi@s
(je ne veux pas|j'en veux pas|inutile d'en prendre|pas la peine d'en mettre) (d'autre|un autre|autre chose)
je (rappellerai|reprendrai)@s (plus tard|quand ça ira mieux|rendez-vous une autre fois)
(annulez|supprimez|enlevez|effacez|retirez)(-le|) (s'il vous plaît|)
(ne m'attendez|ne nous attendez) pas
(vous pouvez|pouvez-vous) (l'enlever|l'annuler|le supprimer|me retirer|rayer mon nom)
(prenez quelqu'un d'autre|donnez-la à quelqu'un qui en a besoin)
(tant pis|on laisse tomber|j'abandonne|je renonce|je fais une croix dessus)""",
    "forgot": """
je (ne|) (sais|me souviens|me rappelle|retrouve)@s plus
j'ai@s (un trou|un doute|oublié|perdu le papier|effacé le message|jeté la carte|la tête en l'air)
j'ai@s pris rendez-vous (la semaine dernière|sur internet|par ma fille|il y a longtemps|)
je (ne|) retrouve@s (plus|pas) (mon petit papier|le sms|le mail|le carton|mon agenda)
(vous m'avez|on m'a)@s donné un rendez-vous
je (perds|perds un peu)@s la mémoire
mon@s mari l'avait noté (quelque part|)
excusez-moi je suis@s perdu dans mes dates
je (prépare mon agenda|fais mon planning)
je pose@s ma journée au travail
je dois prévenir (mon chef|le taxi|l'ambulance)""",
    "ask_hour": """
(c'est|c'était) (quand|à quelle heure|quel jour|avec qui) (déjà|mon@s rendez-vous|le rendez-vous|que je dois@s venir|que je viens@s|que j'ai@s rendez-vous)
(à quelle heure|quel jour|quand) (est-ce que je dois|je dois|faut-il que je|est-ce que je)@s (venir|passer|être là|viens)
(à quelle heure|quand|quel jour) est (mon@s|le) (rendez-vous|rdv|passage)
(vous pouvez|pouvez-vous|vous pourriez) me@s (redire|rappeler|redonner|dire) (l'heure|la date|quand c'est|le jour et l'heure|à quelle heure je viens)
(mon@s rendez-vous|le rendez-vous|le rendez-vous de {person}) c'est (quand|à quelle heure|quel jour|dix heures ou dix heures trente|le matin ou l'après-midi|lundi ou mardi)
(c'est bien|est-ce que c'est bien|c'est toujours) {w} (mon@s rendez-vous|que je viens@s|le rendez-vous|)
j'ai@s (bien|) rendez-vous {w} (n'est-ce pas|c'est ça|non|ou pas|)
(c'est bien|j'ai rendez-vous)@s avec (la doctoresse|le docteur|le remplaçant|{doc}) (et pas avec le remplaçant|ou avec quelqu'un d'autre|c'est ça|)""",
    "exam_done": """
j'ai@s (fait|passé|eu) {exam} (hier|la semaine dernière|lundi|mardi dernier|il y a dix jours|)
{person} a (fait|passé|eu) {exam} ({recently}|)
(le labo|le laboratoire|la clinique|l'hôpital|le radiologue|le centre de radio) (m'a dit|m'a dit hier|dit) (qu'ils vous avaient tout envoyé|qu'ils vous avaient tout transmis|que c'était prêt|que vous aviez tout|que c'était parti par mail)
on m'a@s fait {exam} (à l'hôpital|au labo|)
ça fait (dix jours|une semaine|deux semaines|un moment) que j'ai@s fait {exam}
suite à {exam} (de lundi|que j'ai@s faite|)""",
    "ask_results": """
(vous les avez|vous avez quelque chose|vous avez reçu|c'est arrivé|c'est revenu) (ou pas|ou il faut encore attendre|chez vous|)
(est-ce que c'est|c'est) (bon|normal|grave|arrivé|revenu|inquiétant)
{know} (ce que ça donne|si c'est bon|si vous avez reçu quelque chose|si c'est arrivé|si tout va bien)
(ça donne quoi|ça dit quoi|qu'est-ce que ça donne|ça a donné quoi|on en est où)
(je peux|est-ce que je peux) (avoir|connaître|venir chercher) les résultats
(il faut|faut-il) (encore patienter|attendre encore|que je m'inquiète)
le docteur (les a vus|a regardé|a eu le temps de regarder|peut me dire ce que ça donne)
j'attends@s (toujours|encore|) (les résultats|le résultat|un retour|des nouvelles)""",
    "doc_event": """
j'ai@s (fait tomber|perdu|égaré|oublié|déchiré|mis à la machine|jeté sans faire exprès) {due_doc}
(le docteur|{doc}) (devait|avait promis de|a oublié de) me@s (laisser|faire|préparer|signer|envoyer) {due_doc}
{due_doc} (n'est pas|est pas) (arrivé|passé|signé|lisible|à mon nom)
(la caisse|la sécu|mon@s employeur|l'école|la mutuelle|la pharmacie|la mairie|le notaire) (me@s réclame|demande|attend|n'a pas reçu|veut) {admin_doc}
je n'ai@s jamais (eu|reçu|récupéré) {due_doc}
je (suis@s sorti|suis@s repartie) sans {due_doc}
(on m'avait dit|vous m'aviez dit)@s que {due_doc} serait (prêt|prête|à l'accueil)
il y a (une faute|une erreur|un oubli) sur {due_doc}""",
    "doc_ask": """
(je peux|je pourrais|est-ce que je peux) passer (le prendre|la chercher|quand|ce soir|demain|à l'accueil)
il m'en@s (faudrait|faut) (une copie|une autre|un autre|un double|un duplicata)
(vous pouvez|pouvez-vous|vous pourriez) (le refaire|la refaire|m'en envoyer une copie|me le renvoyer|l'imprimer à nouveau|me l'envoyer par mail|le corriger)
(c'est prêt|il est prêt|elle est prête|c'est fait|ça avance)
(comment je fais|comment on fait|qu'est-ce que je fais)
(vous pouvez|pouvez-vous) (l'envoyer|le transmettre|le faxer) (à la pharmacie|à la sécu|directement|)
je (passe|viens)@s le (chercher|prendre|récupérer) (quand|ce soir|demain|)""",
    "pro": """
(pharmacie|ici la pharmacie|c'est la pharmacie|bonjour la pharmacie) (du centre|des lilas|de la gare|{wrong_name}|de l'église)
(laboratoire|ici le laboratoire|c'est le labo) (du centre|des gobelins|{wrong_name}|de la place)
je suis (l'infirmière|l'infirmier|l'aide-soignante|la kiné|l'orthophoniste) de (madame {last}|monsieur {last}|la petite {first} {last})
(cabinet infirmier|ici l'hôpital|ici les urgences de l'hôpital|ici la clinique|ici l'ehpad|ici la résidence) ({wrong_name}|les tilleuls|saint-antoine|du parc)
(c'est|ici) le docteur {last}
(je suis|c'est) (l'assistante sociale|la psychologue|l'infirmière scolaire|l'éducatrice|la directrice de la crèche|le pharmacien|le biologiste|l'ambulancier)
(la cpam|la sécurité sociale|l'assurance|la mutuelle|le service de tutelle|la médecine du travail) à l'appareil""",
    "pro_issue": """
(c'est au sujet d'|j'ai une question sur|il y a un souci avec|je n'arrive pas à lire) (une ordonnance|la posologie|le dosage|l'ordonnance de monsieur {last}|le traitement de madame {last})
(on a|j'ai|nous avons) (un potassium|un inr|une glycémie|un résultat|une crp|une tension) (à signaler|qui m'inquiète|très haut|très bas|à communiquer) (au prescripteur|au docteur|)
(sa|la) tension est à (dix-huit|dix-sept|vingt|huit) ce matin
(le pansement|la plaie|la cicatrice) (n'est pas belle|s'est infectée|coule)
il y a (une interaction|une rupture|une contre-indication|un médicament manquant)
(je l'ai vue|je l'ai vu) ce matin et (je voulais en parler|elle ne va pas mieux|il refuse ses soins)
(c'est concernant|c'est à propos de|pour le dossier de) (monsieur {last}|madame {last}|un de vos patients|une patiente)""",
    "callback": """
(j'aurais voulu|j'aurais besoin d'|il me faudrait) (un avis|l'avis du docteur|une précision)
(le docteur|{doc}|le médecin) (peut|pourrait|peut-il|pourrait-il) (me rappeler|nous rappeler|rappeler) (rapidement|dans la journée|avant midi|ce soir|)
(il faudrait|faudrait) que (le docteur|{doc}) (me rappelle|nous rappelle|soit au courant)
(vous pouvez|pouvez-vous|merci de) (transmettre|lui transmettre|lui dire|le prévenir|faire passer le message)
(dites-le|signalez-le|transmettez) (au docteur|à {doc}) (s'il vous plaît|)
je (voulais|voudrais) (l'informer|le prévenir|en parler au docteur|en discuter avec {doc})""",
    "worry": """
(le nouveau|mon@s nouveau) (cachet|médicament|traitement|sirop|comprimé) me@s (donne des nausées|rend malade|fait dormir|donne des vertiges|donne des boutons)
{person} (supporte mal|ne supporte pas) (le traitement|l'antibiotique|le sirop|les comprimés)
(j'ai@s oublié|{person} a oublié) (de prendre son comprimé|la pilule|un jour d'antibiotique)
j'ai@s (encore|toujours) (mal|de la toux|des boutons) (malgré|avec) (le traitement|les antibiotiques)
ma@s (tension|glycémie) est (montée|à quinze|un peu haute|à seize)
la pharmacie m'a@s donné un autre médicament (à la place|)
je ne sais pas (combien lui en donner|si je dois continuer|si je peux les prendre ensemble)
{person} a (vomi son médicament|recraché le sirop)""",
    "what_to_do": """
(qu'il|que le docteur) me@s dise si (j'arrête|je continue|c'est normal)
(est-ce que je|je)@s (continue|l'arrête|dois l'arrêter|peux le prendre quand même|change la dose|peux donner du doliprane en plus)
(demandez|pouvez-vous demander|dites) (au docteur|à {doc}|au médecin) (ce que je dois faire|s'il faut changer|de me rappeler|si c'est normal)
(le docteur|{doc}) peut me@s (rappeler|dire quoi faire|conseiller)
(c'est normal|qu'est-ce que je fais|je fais comment) (le docteur peut me dire|à votre avis|)
j'aimerais (l'avis|un conseil) du docteur""",
    "no_robot": """
(vous ne comprenez|vous comprenez|il comprend) (rien|pas)
(c'est|ce que j'ai à dire est) (trop compliqué|personnel|délicat|un peu long|particulier)
(je n'aime pas|j'aime pas|je déteste|je supporte pas|je ne cause pas aux|je parle pas aux) (les robots|les machines|les automates|ces trucs-là)
(on tourne en rond|ça ne sert à rien|j'en ai assez|ça m'énerve|laissez tomber)
je préférerais (expliquer ça|en parler|dire ça) de vive voix
(j'ai|je suis)@s (une situation particulière|un cas compliqué|une réclamation|âgée et je m'en sors pas)""",
    "give_human": """
(donnez-moi|passez-moi|je veux|je voudrais|mettez-moi) (quelqu'un|la secrétaire|une personne|un être humain|une vraie personne|le secrétariat|un humain)
(il y a|y a) (quelqu'un|une personne|une secrétaire) (à qui parler|au bout du fil|pour me répondre|)
(la secrétaire|le secrétariat|quelqu'un) (est là|est disponible|peut me prendre|ce matin|s'il vous plaît)
je peux parler à (quelqu'un|la secrétaire|une personne|un humain)""",
    "scene": """
on était à table
je suis@s seule à la maison
il y a dix minutes
depuis tout à l'heure
je ne sais pas quoi faire
écoutez
je viens de rentrer et
je tremble
en rentrant des courses
il était en train de bricoler
elle jouait dans la cuisine
on est au parc
c'était en jouant au foot
elle s'est levée et
il regardait la télé
je vous appelle de chez ma mère
au réveil
je suis la voisine""",
    "hint": """
{kid}@o (a mis|jouait avec) (une pile ronde|un comprimé|une pastille de lave-vaisselle|un produit|une pièce) (dans sa bouche|et je ne la retrouve plus) je crois [e (qu'elle l'a avalée|qu'il l'a avalé|qu'il en a avalé|qu'elle en a bu)]
{kid}@o [e (a dû avaler|a peut-être avalé|a sûrement bu|a goûté)] {poison}
[e je n'ai plus (envie de me réveiller|envie de rien|la force de vivre|goût à la vie et j'ai tout préparé)] (demain|j'ai les boîtes devant moi|j'ai une lame|c'est fini)
[e (je vais faire une bêtise|je ne veux plus être là|ce serait mieux si j'étais plus là|je veux que ça s'arrête j'ai des cachets|je veux disparaître|je voudrais ne plus me réveiller)]
[e (j'ai avalé|j'ai pris|je viens de prendre) (toute la boîte|trente comprimés|tous mes somnifères|plein de cachets)] (je regrette|pour en finir|)
{X} [e a (pris|avalé) des (cachets|médicaments)] (pour mourir|exprès|et a laissé un mot)
{X} est [e (tout gris|tout blanc|tout bleu|livide|glacé)] et (ne nous répond pas|il transpire|elle parle plus|a mal dans la poitrine)
[e ça (me serre|m'oppresse|m'écrase|me comprime)] (là au milieu|dans le thorax|au niveau du cœur|et ça descend dans le bras)
{Jai} comme (une enclume|un éléphant|une barre|un étau|un poids) [e sur (la poitrine|le thorax)] (et ça remonte dans la mâchoire|et ça descend dans le bras|)
{X} [e (a la moitié du visage qui tombe|sourit de travers|parle comme s'il était soûl|comprend plus rien)] (depuis dix minutes|d'un coup|)
{X} [e (a eu un trou noir|a perdu connaissance|a convulsé|a fait une crise)] et là (n'est pas bien du tout|est tout bizarre|dort et ne se réveille pas)
[e (on n'arrive pas à arrêter|impossible d'arrêter|j'arrive pas à stopper) (le sang|l'hémorragie|le saignement)]
{Jai} [e (de plus en plus de mal|du mal) à (respirer|parler)] et (mes lèvres sont bleues|ça siffle|je panique|je tiens plus debout)
[e (il y a le feu|il y a eu une explosion|il y a un blessé|quelqu'un est blessé|il est coincé sous la voiture)]
j'ai@s [e (les lèvres|la langue|la gorge) qui (gonfle|gonflent)] à vue d'œil
(mon ex|mon mari|mon père|mon compagnon) [e (est en train de tout casser|me menace avec un couteau|m'a frappée|veut entrer de force)] (j'ai peur|aidez-moi|il est là)
enceinte de (six|sept|huit) mois [e (je ne le sens plus bouger|plus de mouvements|je saigne|ça coule)] depuis (hier|ce matin)""",
}.items()}

COMBOS = {name: block(text) for name, text in {
    "move": "{cant} {another}\n{cant} (et|donc|alors|est-ce que|du coup) {another}\n{another} {because_} {cant}\n{excuse} {another} pour {my_rdv}\n{my_rdv} {k_at} {another}",
    "cancel": "{cant} {give_up}\n{cant} (et|donc|alors|du coup) {give_up}\npour {my_rdv} {k_at} {give_up}\n{my_rdv} {give_up}\n{excuse} {give_up} pour {my_rdv}",
    "confirm": "{forgot} {ask_hour}\n{ask_hour}\n{ask_hour} {forgot}\n(dites|dites-moi|juste pour être certaine|juste pour être sûr|petite question|une question) {ask_hour}",
    "results": "{exam_done} {ask_results}\n{exam_done} (et|alors|est-ce que|du coup) {ask_results}\n{ask_results} {exam_done}\n(pour|c'est pour|au sujet de) {my_exam} {ask_results}",
    "document": "{doc_event} {doc_ask}\n{doc_event} (donc|alors|et|du coup) {doc_ask}\n{doc_event}\n{doc_ask} (pour|c'est pour) {due_doc}",
    "message": "{pro} {pro_issue} {callback}\n{pro} {pro_issue}\n{pro} {callback}\n{worry} {what_to_do}\n{worry} (et|donc|alors) {what_to_do}\n{worry} {callback}\n{callback} (c'est|) (au sujet de|pour|concernant) {person}\n{callback}",
    "human": "{no_robot} {give_human}\n{give_human}\n{give_human} {no_robot}\n(non|ah non mais|bon|écoutez) {give_human}\n{no_robot} (donc|alors) {give_human}",
    "emergency": "{hint}\n{scene} {hint}\n{hint} {panic_end}\n{panic} {hint}",
}.items()}
SHARE = 0.35  # of the turns of these intents
