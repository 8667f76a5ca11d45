"""Papers, messages, questions about the cabinet, and callers who have no business there. Same templates as rules.INTENTS.

A paper that is issued by seeing the doctor (certificate, renewal, sick leave) is a booking and stands in complaints.py;
here are the papers that are already due, lost, wrong or to be fetched, and those that nobody sees a doctor for.
"""
from rules import block

PAPERS = {name: block(text) for name, text in {
    # needs no consultation: any way of asking is `document`
    "admin_doc": """
un compte rendu
le compte rendu de la consultation
une attestation
une attestation de vaccination
un bon de transport
une feuille de soins
la feuille de soins
un duplicata
un duplicata d'ordonnance
une copie de mon@s dossier
une copie de l'ordonnance
mon@s dossier médical
le dossier médical de {person}
un justificatif
un justificatif de présence
une attestation de présence
un certificat de présence
une facture
une facture acquittée
une note d'honoraires
un reçu
un devis
un relevé
une feuille de maladie
une prescription médicale de transport
un protocole de soins
mon@s carnet de vaccination
un formulaire
le formulaire cerfa
un certificat de décès
le certificat de décès
un papier pour la mutuelle
le papier de la sécu
une copie de mes@s analyses
les papiers de l'assurance
le volet de l'arrêt de travail
un bordereau""",
    # already made, promised or lost
    "due_doc": """
mon@s ordonnance
l'ordonnance
l'ordonnance de {person}
mon@s certificat
le certificat de {person}
mon@s certificat médical
le certificat médical
mon@s arrêt de travail
mon@s arrêt
l'arrêt de travail
la prolongation d'arrêt
mon@s compte rendu
la lettre du docteur
le courrier pour le spécialiste
la lettre pour le cardiologue
mon@s bon de transport
ma@s feuille de soins
la prescription
la prescription de kiné
l'ordonnance de lunettes
le dossier
mon@s dossier
le dossier mdph
le papier
le papier pour l'école
le document
l'attestation
la facture
mon@s carnet de santé
le formulaire
le certificat pour le sport
le certificat de vaccination""",
}.items()}

DOCUMENT = block("""
{wish} avoir {admin_doc}
{wish} récupérer {due_doc}
{wish} récupérer {admin_doc}
il (me@s|lui@o|nous) (faut|faudrait) {admin_doc} (pour {person}|pour l'école|pour le travail|pour la mutuelle|pour mon@s employeur|pour la sécu|pour les impôts|)
j'ai@s besoin (de|d') {admin_doc} (en urgence|pour demain|pour l'assurance|)
(j'ai@s perdu|j'ai@s égaré|je retrouve plus|on m'a volé|je ne retrouve plus|mon chien a mangé) {due_doc} (il m'en faudrait une copie|vous pouvez me la refaire|il me faudrait un double|comment on fait|vous pouvez en imprimer une autre|)
(est-ce que|) {due_doc} (est prêt|est prête|est signé|est à l'accueil|est arrivé|a été faite|est fait)
(est-ce que|) je (peux|peut|pourrais)@s (passer|venir) (chercher|prendre|récupérer) {due_doc} (ce soir|demain|quand|à l'accueil|)
je (viens|passe|passerai) (chercher|récupérer|prendre)@s {due_doc}
{doc} (m'a@s pas donné|a oublié de me@s donner|devait me@s faire|devait m'envoyer|avait promis de me@s préparer|n'a pas signé|a oublié) {due_doc}
le (docteur|médecin) (devait|a oublié de) (laisser|déposer|envoyer|préparer|signer|m'envoyer) {due_doc}
la (pharmacie|pharmacienne) (ne peut pas lire|n'a pas reçu|attend toujours|dit que c'est pas valable) {due_doc}
(il y a|y a) une erreur (sur|dans) {due_doc} (le nom est faux|la date est fausse|il manque un médicament|c'est pas le bon dosage|)
(il manque|on a oublié) (la date|le tampon|la signature|un médicament|le nom|une boîte) sur {due_doc}
{due_doc} (il faut|faudrait|pouvez-vous) (le refaire|la refaire|le corriger|la corriger|le signer|le tamponner)
vous (n'avez pas|avez pas) (envoyé|transmis|rempli) {due_doc} (à la pharmacie|à la mutuelle|à l'hôpital|à la sécu|)
(vous pouvez|pouvez-vous|pourriez-vous|tu peux) (m'envoyer|me@s renvoyer|me@s transmettre|laisser à l'accueil|faxer|m'envoyer par mail|scanner) {due_doc}
(vous pouvez|pouvez-vous|pourriez-vous) (m'envoyer|me@s faire|imprimer|m'imprimer|me@s préparer) {admin_doc}
l'(école|employeur|assurance|hôpital|spécialiste) (demande|me@s réclame|a besoin de|n'a pas reçu) {admin_doc}
(ma@s|la) (mutuelle|caisse|sécu|maison de retraite|banque) (attend|demande|veut|réclame|n'a pas reçu) {admin_doc}
je (dois|il faut que je)@s (fournir|rendre|envoyer|donner) {admin_doc} (à mon employeur|à l'école|à la mairie|à la caf|au tribunal|)
j'(ai@s demandé|attends@s|avais@s demandé) {due_doc} (la semaine dernière|lundi|hier|depuis trois jours|) (c'est prêt|il est fait|vous l'avez|)
(c'est|serait-ce) possible (d'avoir|d'obtenir|de recevoir) {admin_doc} (par courrier|par mail|rapidement|)
je n'ai@s (toujours|jamais|) (pas|rien|) (reçu|eu) {due_doc}
(il me@s manque|je n'ai@s pas|je n'ai@s plus) {admin_doc}
c'est pour {due_doc} (à récupérer|à faire signer|à venir chercher|qui n'est pas arrivé|que le docteur devait laisser)
(j'ai|on a)@s (renversé du café|lavé|déchiré|jeté) (sur|) {due_doc} (il m'en faut un autre|il m'en faudrait une autre|vous pouvez le refaire|)
(j'ai|on a)@s oublié de (prendre|récupérer|demander) {due_doc} (ce matin|hier|en partant|à la fin de la consultation|)
(l'infirmière|le kiné|l'ambulancier|le taxi) (n'a pas|attend) {due_doc}
(papier|document|attestation|ordonnance perdue|feuille) (s'il te plaît|pour sécu|pour assurance|perdu)
(serait-il possible|auriez-vous l'amabilité) (de|d') me@s (faire parvenir|adresser|transmettre) {admin_doc}
(suite à|après) (ma|la) (consultation|visite) (d'hier|de lundi|de la semaine dernière|) (je n'ai pas eu|il me manque|j'aurais besoin de) {due_doc}
(mon@s arrêt|mon@s certificat|l'ordonnance) (ne passe pas|n'a pas été télétransmis|n'est pas arrivé à la sécu|n'est pas valable|est mal daté)
(transférer|transmettre|envoyer) (mon@s dossier|le dossier) (à mon nouveau médecin|à un confrère|à l'hôpital)
(le docteur|{doc}) (m'a@s dit|m'avait@s dit) de (passer prendre|venir chercher|rappeler pour) {due_doc}
(l'ordonnance|le certificat|mon@s arrêt) que (le docteur|{doc}) (m'a@s fait|a fait|m'a@s donné) (hier|lundi|) (je l'ai perdu|il est faux|il manque la date|n'est pas signé)
(déposer|laisser|remettre) (des papiers à signer|un dossier|un formulaire à remplir) (pour le docteur|à l'accueil)""")

MESSAGE = block("""
(est-ce que je peux|je peux|on peut|faut-il|est-ce qu'il faut) (donner|prendre|arrêter|continuer|associer|couper|doubler) (du doliprane|l'antibiotique|de l'ibuprofène|le sirop|les gouttes|mon traitement|les comprimés|la cortisone|le médicament) (avec|en plus|à mon fils|à ma fille|pendant la grossesse|quand on allaite|avec la pilule|même si ça va mieux|)
(le|mon@s nouveau) (médicament|traitement|cachet|antibiotique|sirop) (me@s donne|donne) (des boutons|mal au ventre|la diarrhée|des nausées|envie de dormir|des vertiges) (qu'est-ce que je fais|est-ce que je continue|je l'arrête ou pas|le docteur peut me dire)
j'ai@s oublié (de prendre|une prise de|deux jours de) (mon cachet|ma pilule|l'antibiotique|mon traitement) (qu'est-ce que je dois faire|c'est grave|je fais quoi)
(combien|quelle dose) (de doliprane|de sirop|de gouttes|de comprimés) (je peux donner|faut-il|je dois prendre) (par jour|à mon fils|à la petite|)
(une question|c'est une question|j'ai une question) (médicale|pour le docteur|sur mon traitement|sur le médicament|à poser au docteur) (est-ce que je peux boire de l'alcool|il peut me rappeler|)
(le pansement|la cicatrice|le bouton|la plaie) (est rouge|coule un peu|suinte|est chaude) (est-ce normal|je voudrais l'avis du docteur|le docteur peut me rappeler|il faut que je m'inquiète)
(ça fait|il y a) (deux|trois|quatre) jours que (je prends@s|{person} prend) l'antibiotique et (ça ne va pas mieux|la fièvre est toujours là|il n'y a pas d'effet) (qu'est-ce que je fais|il faut changer|dites-le au docteur)
(ma@s tension|ma@s glycémie|mon@s sucre) (est à|était à) {number} ce matin (je voulais le dire au docteur|est-ce que je change la dose|qu'est-ce que j'en fais)
(je voudrais|j'aimerais|il faudrait|je souhaite) (un avis|l'avis|un conseil|un petit conseil) (du docteur|de {doc}|médical|) (par téléphone|sur mon traitement|au sujet de {person}|)
(rappel|rappeler|docteur rappeler) (s'il te plaît|moi|le docteur) (moi|s'il vous plaît|)
(le docteur|{doc}) (pourrait-il|peut-il|peut|pourrait|voudrait) me@s (rappeler|téléphoner|recontacter|passer un coup de téléphone|appeler) (ce soir|dans la journée|entre midi et deux|quand il a cinq minutes|c'est au sujet de {person}|c'est pour un conseil|)
(j'attends|j'attendais|on attend)@s (un appel|un coup de fil|le coup de fil|que le docteur me rappelle) (du docteur|de {doc}|depuis hier|)
(je rappelle|je vous rappelle) (parce que|car) (le docteur|{doc}) (m'a@s appelé|a cherché à me@s joindre|m'a@s laissé un message)
(demandez|dites|pouvez-vous demander|vous pouvez demander) (au docteur|à {doc}) (de me@s rappeler|si je dois continuer le traitement|si je peux arrêter|s'il a eu mon message|ce qu'il en pense|de m'appeler sur mon portable)
(la pharmacie|pharmacie) {wrong_name} (bonjour|) (c'est au sujet de|à propos de|concernant|pour) (l'ordonnance|une ordonnance|le traitement|la posologie) de (monsieur {last}|madame {last}|votre patient) (le médicament est en rupture|il y a une interaction|je ne lis pas la dose|on peut substituer|)
(ici|je suis|c'est) (le pharmacien|la pharmacienne|la pharmacie) (il y a un souci|j'ai un doute|j'ai une question) (sur|avec) (une ordonnance|la posologie|un dosage) (de monsieur {last}|de madame {last}|) (le docteur peut me rappeler|j'aurais besoin du docteur|)
(ici|c'est|je suis) (le laboratoire|le labo|le biologiste) (on a|j'ai|nous avons) (un résultat|une valeur|un inr|un potassium|une crp) (à communiquer|à signaler|perturbé|à transmettre) (au docteur|au prescripteur|pour madame {last}|pour monsieur {last})
(je suis|c'est|ici) (l'infirmière|l'infirmier|le cabinet infirmier|l'infirmière à domicile) (de madame {last}|de monsieur {last}|) (le pansement est infecté|la tension est haute|je voudrais un avis|il faudrait que le docteur me rappelle|j'ai besoin d'une précision|la patiente ne va pas bien)
(je suis|c'est) (le kiné|l'orthophoniste|le podologue|l'aide-soignante|l'auxiliaire de vie|la psychologue) (de {person}|de monsieur {last}|de madame {last}|) (je voulais|j'aurais voulu|il faudrait) (un mot avec le docteur|échanger avec le docteur|informer le docteur|laisser un message)
(je suis|ici) (le docteur {last}|l'interne de garde|le médecin du travail|le service de cardiologie|le secrétariat du docteur {wrong_name}) (j'aurais voulu joindre|je voudrais un échange avec|pourriez-vous me faire rappeler par) {doc}
(l'assurance|la mutuelle|la sécurité sociale|la cpam|le service de tutelle|l'assistante sociale) (bonjour|) (c'est pour|au sujet du|concernant le) (dossier|courrier) de (monsieur {last}|madame {last}) (pouvez-vous demander au docteur de rappeler|merci de faire rappeler le médecin|)
(j'aurai|je vais avoir|on aura|on va avoir)@s (un petit retard|un peu de retard|dix minutes de retard|un quart d'heure de retard|du retard) (pour mon rendez-vous|le bus n'avance pas|je cherche une place|)
(prévenez|dites au docteur|vous pouvez prévenir) que je (suis|serai|vais être|arrive)@s (en retard|un peu en retard|coincé dans les bouchons|au pied de l'immeuble)
(j'arrive|je suis en route|on arrive)@s (dans cinq minutes|je suis dans le bus|attendez-moi|avec un peu de retard)
(pouvez-vous|vous pouvez|merci de) (transmettre|faire passer|dire) (au docteur|à {doc}) (que je vais mieux|que le traitement marche|que l'opération s'est bien passée|que {person} est sortie|que {person} est rentré|que j'ai vu le spécialiste|merci pour tout)
(je voulais|je voudrais|c'est pour) (donner des nouvelles|vous donner des nouvelles|tenir le docteur au courant|informer le docteur) (de {person}|de mon opération|de mon traitement|)
(je vous laisse|notez|prenez) (mon numéro|mes coordonnées|un message) (pour que le docteur me rappelle|pour le docteur|[t {number} {number} {number} {number} {number}])
mon@s père est décédé (hier|cette nuit|ce week-end) (je voulais prévenir le docteur|dites-le au docteur|c'est pour informer le docteur)
(ma|la) (vaccination|prise de sang|radio) (c'est fait|est faite) dites-le au docteur
(est-ce normal|c'est normal) (d'avoir mal au bras|que ça gratte|d'être fatigué|d'avoir un peu de fièvre) après (le vaccin|l'antibiotique|l'infiltration|l'opération)
(c'est un médicament générique|il n'y a plus de mon médicament|mon médicament est en rupture) (qu'est-ce que je prends à la place|le docteur peut me dire|le docteur peut changer)
(le docteur|{doc}) (a demandé|voulait|m'a dit) de (le tenir au courant|rappeler pour donner des nouvelles|donner ma tension) (alors voilà|donc je vous appelle|)
un message (pour|à transmettre à|à faire passer à) (le docteur|{doc}|votre collègue|la pédiatre)""")

OFF_TOPIC = block("""
(nous aidons|nous accompagnons|on aide) (les médecins|les professionnels de santé|les cabinets|les indépendants) à (payer moins d'impôts|réduire leurs charges|trouver des patients|digitaliser leur activité|recruter)
(je vous appelle|j'appelle) (de la part de|au nom de) (votre opérateur|votre fournisseur|la société {wrong_name}|votre banque|votre syndic)
(vous pourriez|vous pouvez) me passer (le gérant|la comptabilité|le service informatique|le service achats|la personne qui décide)
(nous lançons|on lance|nous avons) une (nouvelle gamme|étude de marché|campagne|offre spéciale) (pour|auprès des) (médecins|professionnels|cabinets médicaux|commerçants)
(un devis|une démonstration|un audit|un essai) gratuit (pour|de) {goods} (ça vous intéresse|)
(votre|le) (référencement|site|imprimante|photocopieur|terminal de paiement|extincteur|compteur) (doit être|a besoin d'être|peut être) (vérifié|changé|amélioré|remplacé)
(je suis|c'est) (l'électricien|le plombier|le réparateur|le serrurier|le facteur|le fleuriste|le ramoneur|le peintre) (je suis en bas|pour les travaux|pour le devis|je passe à quelle heure)
(allô|) (tonton|tata|papi|papa|maman|chérie|mon cœur|Kevin|{first}) (c'est toi|tu fais quoi|t'es où|tu m'entends|c'est moi)
(c'est bien|je suis bien chez|je suis bien à|c'est) (la boulangerie|la boucherie|le garage {wrong_name}|la mairie|le pressing|l'hôtel|l'auto-école|la caf|la préfecture|le commissariat|la crèche|l'agence immobilière|l'opticien|le salon de coiffure)
(je voudrais|j'aimerais|c'est pour) (commander|réserver) (une bûche|un gâteau|trois baguettes|des fleurs|deux places|un plateau de fruits de mer|une table pour quatre|une camionnette|des sushis)
(j'ai|je crois que j'ai|on a) (fait|composé) (un mauvais numéro|le mauvais numéro|un faux numéro|une erreur de numéro) (excusez-moi|pardon|désolé|)
(ah|oh|oups|mince) (pardon|excusez-moi|désolé) (je voulais|je cherchais|j'appelais|je croyais appeler) (le garage|ma sœur|la banque|la mairie|la pizzeria|quelqu'un d'autre|un ami)
(vous n'êtes pas|c'est pas) (la pharmacie|le restaurant|{first}|la mairie|monsieur {last}) (ah bon pardon|ah excusez-moi|)
(je voudrais|j'aimerais) (vendre|louer|acheter) (ma voiture|un appartement|un local|une machine|mon canapé)
(mon|notre) (chat|chien|lapin|hamster|perroquet|cheval) (ne mange plus|s'est fait mordre|boite|a des puces|doit être vacciné|vomit|est malade)
(vous cherchez|vous auriez besoin d') (une femme de ménage|un comptable|une secrétaire|un stagiaire)
(je cherche|vous proposez|c'est pour) (un stage|un stage de troisième|un emploi|un poste de secrétaire|une alternance) (dans votre cabinet|chez vous|)
(raconte|chante|dis)-moi (une blague|une chanson|quelque chose de drôle|une histoire)
(tu t'appelles comment|tu es une vraie personne|t'as quel âge|tu es mariée|il fait quel temps|qui a gagné le match hier|c'est quoi la capitale de l'Italie)
(je fais|nous réalisons|on fait) (une enquête|un sondage|une étude) (sur|concernant) (la satisfaction|les habitudes|votre consommation|les médecins|le quartier)
(vous êtes éligible|vous avez droit) à (une prime|une aide|la fibre|une remise|un crédit d'impôt)
(votre compte|votre formation|votre colis|votre carte bancaire) (va expirer|est bloqué|est en attente|a été suspendu)
(je suis|ici) (délégué médical|visiteuse médicale|représentant|commercial) (du laboratoire {wrong_name}|chez {wrong_name}|en matériel médical|en assurances) (le docteur reçoit quand|je voudrais présenter un produit|)
(c'est pour|je vous appelle pour) (une collecte|un don|une œuvre|la tombola|le calendrier des pompiers|une pétition)
(je voudrais parler à|passez-moi) {first} (c'est sa sœur|s'il vous plaît c'est personnel|de la comptabilité)
(taxi|pizza|restaurant|coiffeur|garage) (s'il vous plaît|s'il te plaît)""")

INFO = {topic: block(text) for topic, text in {
    "hours": """
(vous êtes là|vous travaillez|vous recevez|vous prenez) (jusqu'à quelle heure|à partir de quelle heure|le samedi|le mercredi après-midi|entre midi et deux|le soir|ce soir|demain matin)
le cabinet (il est|est|sera|reste) (fermé|ouvert) (le onze novembre|le lundi de pâques|à noël|le premier mai|entre les fêtes|cet été|pendant le pont|le samedi|demain|aujourd'hui)
(quels|c'est quoi|quelles) (sont|) (vos|les) (heures|horaires|jours) (d'ouverture|de consultation|de présence|de fermeture)
(est-ce que|) (le docteur|{doc}) (est en congé|part en vacances|est là|consulte|travaille|reçoit) (la semaine prochaine|en ce moment|ces jours-ci|le samedi|en août|le lundi)
(quand|à quelle heure|jusqu'à quelle heure) (ferme|ouvre) (le cabinet|le secrétariat|l'accueil|vous)
(cabinet ouvert|ouvert|vous ouvert|fermé) (quand|demain|samedi|quelle heure|aujourd'hui)
(le secrétariat|la secrétaire) (c'est|est joignable|répond) (de quelle heure à quelle heure|jusqu'à quand|à quelle heure|le matin)
(on peut|je peux) (vous joindre|vous appeler|passer) (jusqu'à quelle heure|à quelle heure|le samedi)
(il y a|vous avez) (une permanence|des consultations|une garde) (le samedi|le dimanche|la nuit|pendant les vacances)
(vous faites|vous assurez) (le pont|la journée continue|le samedi|les soirées)
{know} (quand le cabinet rouvre|si vous travaillez le samedi|les jours où {doc} est là|jusqu'à quelle heure vous êtes là|si vous faites une pause à midi)""",
    "address": """
c'est (bien|toujours|) (au douze|au numéro douze|dans la même rue|rue des lilas|place de la mairie|avenue de la gare) (que vous êtes|que ça se trouve|le cabinet|)
(adresse|l'adresse|votre adresse) (du cabinet|exacte|complète|) (s'il vous plaît|s'il te plaît|c'est quoi|)
(le cabinet|vous) (se trouve|êtes situés|se situe|vous trouvez) (où|à quel endroit|dans quel quartier|dans quel arrondissement)
(vous êtes|c'est) (dans quelle ville|dans quel coin|au centre-ville|à quelle adresse|dans quel arrondissement|dans quelle rue)
(c'est où|où c'est|où vous êtes) (le cabinet|exactement|déjà|)
(cabinet où|où est cabinet|où docteur)
(pour le gps|pour le taxi|pour l'ambulance|pour vous envoyer un courrier) (il me faut|c'est quoi|je mets) (votre adresse|l'adresse|quelle rue)
(vous avez changé|vous n'avez pas changé) (d'adresse|de locaux) (par hasard|)
(pouvez-vous|vous pouvez) (m'indiquer|me donner|me rappeler|m'envoyer) (l'adresse|votre adresse|où vous êtes|le nom de la rue)
{know} (où se situe le cabinet|dans quel quartier vous êtes|votre adresse exacte|le numéro de la rue)""",
    "access": """
(je sors|je descends|je suis|j'arrive) (du métro|de la gare|du bus|de l'arrêt) (je vais|je prends|c'est) (à gauche ou à droite|par où|de quel côté|loin)
(c'est|vous êtes) (à|au) (quel étage|quel code|quelle sonnette|quel interphone|quelle porte)
(ma mère|mon père|mon mari|ma grand-mère)@o (a un déambulateur|est en fauteuil|marche mal|ne peut pas monter les escaliers) (il y a un ascenseur|elle peut accéder|il y a des marches|c'est au rez-de-chaussée)
(il y a|y a|vous avez) (beaucoup de marches|des escaliers|un ascenseur|une rampe|un accès pour les fauteuils|une entrée pour les poussettes|un monte-charge)
(quelle|c'est quelle|je dois prendre quelle) (ligne|station|sortie de métro|entrée|porte)
(pour venir|pour arriver) (chez vous|au cabinet|) (en transports|en bus|en métro|à pied|depuis la gare|en tram|en voiture) (je fais comment|c'est facile|je prends quoi|)
(le code|le digicode|l'interphone) (c'est quoi|a changé|ne marche pas|il faut appuyer où)
(je suis|on est) (devant|en bas|dans le hall) (c'est quel bouton|je sonne où|c'est fermé|la porte est fermée|comment on rentre)
(comment venir|venir comment|quel bus) (cabinet|docteur|s'il te plaît|)
(c'est|le cabinet c'est) au rez-de-chaussée
(une personne|quelqu'un) (handicapée|à mobilité réduite|en fauteuil) (peut entrer|peut accéder|peut monter) (chez vous|au cabinet|)
{know} (si c'est accessible en fauteuil|s'il y a un ascenseur|par où on rentre|quelle station de métro c'est|si le bus s'arrête devant)""",
    "parking": """
(si je viens|je viens|on vient) (en auto|en voiture|avec la voiture|en camionnette) (je peux me garer|j'ai une chance de trouver une place|où je la mets|il y a de la place|c'est compliqué)
(on trouve|je trouverai|c'est facile de trouver) (où se garer|une place|à se garer|une place pour handicapé)
(le stationnement|le parking|se garer) (c'est payant|c'est gratuit|c'est limité|il y en a un|c'est possible)
(pour la voiture|pour se garer|pour stationner|côté parking) (c'est comment|il y a quoi|comment on fait|vous avez quelque chose)
(parking|garer voiture|où parking|où garer) (s'il te plaît|pour voiture|gratuit|)
(un taxi|l'ambulance|le vsl) peut (stationner|se garer|s'arrêter) devant
{know} (s'il y a un parking à côté|où laisser la voiture|si on peut stationner devant|si le parking est gratuit)
(il y a|y a) (un parking souterrain|une place de livraison|une zone bleue|un parking public|des parcmètres) (près de chez vous|à côté|dans la rue|)""",
    "fees": """
(ça|la consultation|la visite) (me reviendra|va me coûter|me coûterait|est) à combien (sans mutuelle|si je n'ai pas de mutuelle|)
(vous pratiquez|vous faites|il y a|vous acceptez) (le tiers payant|les dépassements d'honoraires|la carte vitale|le paiement en plusieurs fois|l'aide médicale|le paiement sans contact)
(combien|c'est combien|ça coûte combien|prix) (un certificat|un vaccin|la visite|le rendez-vous|docteur|consultation|pour un enfant|une téléconsultation)
(je n'ai pas|j'ai pas|si j'ai pas) (de carte bleue|de chéquier|de mutuelle|ma carte vitale sur moi) (je peux payer|je paye comment|ça coûte combien|comment ça se passe pour payer)
(vous êtes|le docteur est|c'est) (secteur un ou deux|conventionné|en secteur un|dans quel secteur)
(il faut|je dois|faut-il|on doit) (avancer l'argent|payer tout de suite|faire l'avance|régler en espèces|régler par chèque)
(quels sont|quel est|c'est quoi|donnez-moi) (vos|votre|le) (honoraires|tarifs|tarif|prix|prix d'une consultation|montant)
(c'est|la consultation est|le certificat est) (payant|gratuit|remboursé|remboursée entièrement|pris en charge) (pour les enfants|par l'assurance|par la sécu|)
{know} (combien coûte la consultation|si vous faites le tiers payant|comment on peut payer|si je dois avancer les frais|si vous prenez la carte bleue)""",
    "documents": """
(pour une|pour la|pour ma) (première visite|première consultation|première fois|nouvelle inscription) (il faut|faut-il|je dois) (apporter|venir avec|amener|prendre) (quelque chose|quoi|des papiers|mes anciens comptes rendus|mon dossier)
(je viens|je dois venir|faut venir) avec quoi (comme papiers|le jour du rendez-vous|)
(je dois|il faut|faut-il) (que j'apporte|apporter|ramener|prendre) (le carnet de santé|mes ordonnances|mes radios|la carte vitale|ma pièce d'identité|le vaccin|mes derniers résultats)
(quoi apporter|apporter quoi|quels papiers|papiers) (pour docteur|pour le rendez-vous|s'il te plaît|)
(la carte vitale|le carnet de santé|une pièce d'identité|l'ordonnance) (c'est obligatoire|il la faut|il le faut|est nécessaire) (pour venir|pour le vaccin|)
(vous avez besoin|le docteur aura besoin) (de quels documents|de mes papiers|d'un courrier|de quelque chose) (de ma part|le jour du rendez-vous|)
(pour le vaccin|pour le certificat|pour le petit|pour la visite) (qu'est-ce qu'on doit amener|j'amène quoi|je prends quels papiers|faut-il le carnet de santé)
{know} (quels papiers il faut|si je dois amener mes radios|ce qu'il faut prendre avec soi|si la carte vitale est obligatoire)""",
    "instructions": """
(j'ai le droit|est-ce que j'ai le droit|je peux|on peut) (de prendre mon café|de manger|de boire|prendre mes cachets|de fumer|petit-déjeuner) avant (la prise de sang|l'examen|de venir|la consultation|le vaccin)
(faut-il|il faut|je dois|est-ce qu'on doit) (venir|être|rester) (à jeun|le ventre vide|sans avoir mangé|reposé|en avance)
(comment|de quelle façon) (il faut|je dois|doit-on) (se préparer|me préparer|préparer le petit) (pour l'examen|avant le vaccin|pour la visite|)
(je continue|j'arrête|faut arrêter|dois-je arrêter) (mon traitement|l'aspirine|le kardégic|mes cachets|la pilule) avant (l'examen|la prise de sang|l'intervention|de venir)
(je dois|il faut|faut-il) (venir|arriver) (combien de temps avant|en avance|dix minutes avant|un quart d'heure avant)
(je dois|il faut) (mettre|garder|porter) (le masque|un masque|des vêtements amples|une tenue spéciale)
(il y a|y a-t-il) (quelque chose à respecter|une préparation|des consignes|un régime à suivre) (avant le rendez-vous|avant l'examen|avant la prise de sang|)
(faire pipi|manger|boire|médicament) avant (prise de sang|examen|docteur) (possible|ou pas|oui ou non)
(si j'ai de la fièvre|si je suis enrhumé|si je suis malade) (je peux venir|faut mettre un masque|je viens quand même) (pour le vaccin|)
{know} (si je peux prendre mes médicaments le matin|s'il faut être à jeun|combien de temps avant je dois arriver|s'il faut un masque)""",
    "other": """
(la docteure|le docteur|{doc}) (parle|consulte en|comprend) (anglais|espagnol|arabe|la langue des signes|l'italien|russe)
(est-ce que|) {doc} (suit|prend|voit|soigne) (encore|aussi|toujours|) (les adultes|les enfants|les grands|les bébés|les femmes enceintes|les nouveaux patients|les personnes âgées)
(vous prenez|vous acceptez|prenez-vous) (toujours|encore|) (de nouveaux patients|des nouveaux|des patients sans médecin traitant|des gens hors du quartier|les étudiants)
(vous avez|il y a|y a-t-il) (un pédiatre|un kiné|une sage-femme|une infirmière|un remplaçant|une femme médecin) (chez vous|dans le cabinet|au cabinet|)
(vous faites|faites-vous|le docteur fait) (des visites à domicile|les vaccins|les sutures|la téléconsultation|les frottis|de l'homéopathie|la pose de stérilet|des certificats)
(qui|c'est qui) (remplace|le remplaçant de|va remplacer) (le docteur|{doc}|) (en août|cette semaine|pendant les vacances|)
(combien de temps|il faut attendre combien|il y a combien d'attente) (on attend|pour avoir un rendez-vous en général|en moyenne|dans la salle d'attente)
(on peut|je peux|est-il possible de) (prendre rendez-vous|réserver|annuler) (sur internet|en ligne|par mail|sur doctolib|avec une application)
(vous êtes|c'est|le docteur est) (combien de médecins|une maison de santé|un centre de santé|un homme ou une femme|médecin traitant)
(c'est quoi|vous avez|quel est) (votre mail|une adresse mail|votre numéro de fax|votre site|le nom du remplaçant)
(les animaux|les accompagnants|les enfants|mon mari) (sont acceptés|peuvent entrer|peut venir avec moi|peut m'accompagner)
{doc} (il est|elle est|est) (gentil|bien|spécialiste de quoi|parti à la retraite|toujours chez vous)
{know} (si le docteur se déplace|si vous prenez des nouveaux patients|qui remplace le docteur|si vous faites la téléconsultation|si {doc} est une femme)""",
}.items()}

INFO_CONTEXTS = block("""
j'ai@s rendez-vous {day} (et|)
je viens@s {day} (et|)
je dois@s venir {day} avec {person}
pour mon@s rendez-vous (de {day}|)
avant de venir
avant mon@s rendez-vous
je viens@s pour la première fois
je suis@s un nouveau patient
avant de prendre rendez-vous
j'ai@s pris rendez-vous sur internet
une question avant mon@s rendez-vous
je suis@s déjà venu mais
je n'habite@s pas le quartier
on vient à plusieurs
je suis@s en route
juste un renseignement
c'est juste pour une question
excusez-moi une question bête
dites-moi
en fait je me demandais
mon mari voudrait savoir
ma mère me demande
je n'ai@s rien trouvé sur internet
sur votre site c'est pas indiqué
c'est la première fois que je vous appelle""")
OFF_TOPIC += block("""
(il fait|quel) (un temps|beau temps|un froid|chaud) (aujourd'hui|en ce moment|) (hein|n'est-ce pas|)
vous avez vu (le match|les infos|ce qu'ils ont dit à la télé|la grève)
(vous allez bien|comment allez-vous|ça va vous|et chez vous ça va) (aujourd'hui|)
(je m'ennuie|je suis seule|je voulais juste parler un peu|j'avais envie de causer) (vous savez|)
(mon fils|ma fille|mon petit-fils) a eu (son bac|son permis|une promotion) (je suis fière|)
(les impôts|les politiques|les jeunes|les prix) (c'est|ça devient) (n'importe quoi|impossible|une catastrophe)
(tu es|vous êtes|t'es) (intelligente artificielle|une intelligence artificielle|chatgpt|célibataire|mignonne|bête)
(bla bla bla|test test|un deux trois test|lalala)
(je peux|vous pouvez) (payer ma facture d'électricité|prendre un rendez-vous chez le coiffeur|changer mes pneus|renouveler mon passeport)
(c'est|je suis) (uber|deliveroo|amazon|la poste|chronopost|le livreur) (j'ai un colis|je suis devant|vous êtes où)
(je souhaite|je voudrais) (résilier|modifier|souscrire) (mon abonnement|mon contrat|une assurance)""")
