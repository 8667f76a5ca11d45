"""More of what people come for, in lay words. Same format as lexicon.MOTIFS: a header known there adds to that reason."""

MORE_MOTIFS = """
# premier rendez-vous / première consultation / nouveau patient / première visite > GENERAL
m premier rendez-vous
f première visite
f première consultation
m premier contact
f inscription comme nouveau patient
v changer de médecin traitant
v devenir patient chez vous
v déclarer le docteur comme médecin traitant
v trouver un nouveau médecin traitant
v faire connaissance avec le docteur
c c'est [la première fois] que {Je} viens
c {Jai} [plus de médecin traitant]
c {Jai} jamais [vu le docteur]
c {Jsuis} [nouveau] dans le quartier
c on vient d'arriver et {Jai} [pas encore de médecin]
# suivi pédiatrique / consultation pédiatrique / suivi de l'enfant / suivi enfant > GENERAL
m suivi pédiatrique
m suivi de mon fils@o
m suivi de la petite@o
f visite chez le pédiatre@o
f courbe de croissance@o
f visite des quatre ans@o
f visite avant l'école@o
m carnet de santé à remplir@o
v faire peser et mesurer le petit@o
v faire le point avec le pédiatre
v regarder la croissance de ma fille@o
c c'est [la visite des trois ans] de mon fils@o
c il faut [vérifier la croissance du petit]@o
c ma fille@o [ne grossit pas bien]
c mon fils@o [mange très peu]
c la petite@o [dort mal la nuit]
c le petit@o [ne parle pas encore]
c la maîtresse dit que mon fils@o [a du mal à se concentrer]
# vaccin / vaccination / vaccins / vaccin ou rappel
m rappel
m rappel des onze mois@o
m rappel des six ans@o
m vaccin de la grippe
m vaccin pour le zona
m vaccin de la fièvre jaune
m vaccin contre la méningite
m vaccin contre la coqueluche
m vaccin contre l'hépatite
m vaccin des onze ans@o
p vaccins obligatoires
p vaccins du petit@o
p vaccins de ma fille@o
m ror@o
m dt polio
f deuxième dose
f troisième dose
f dose de rappel
f injection du vaccin
v se faire vacciner
v faire la deuxième injection
v vacciner le petit@o
v vacciner ma fille@o
v vacciner contre la grippe
v remettre les vaccins à jour
c {Jdois} être [vacciné] avant le voyage
c {Jai} reçu [le bon de vaccination]
c {Jai} [le vaccin dans le frigo]
c il me@s manque [un rappel]
c {Jsuis} pas [à jour de {mes} vaccins]
c l'école demande [les vaccins]@o
c c'est l'heure de [la piqûre de la grippe]
c {Jai} acheté [le vaccin] à la pharmacie
# renouvellement d'ordonnance / renouvellement / ordonnance / renouvellement de traitement > GENERAL
m renouvellement de mes médicaments
m renouvellement de la ventoline
m renouvellement pour la tension
m traitement à renouveler
m traitement habituel
f ordonnance à renouveler
f ordonnance pour six mois
f suite de {mon} traitement
p cachets à renouveler
v refaire l'ordonnance de {mes} médicaments
v renouveler les médicaments
v renouveler mon levothyrox
v renouveler le traitement pour la thyroïde
v prolonger {mon} traitement
v reprendre {mon} traitement
v ravoir {mes} cachets
v remettre {mes} pilules pour la tension
v qu'il me@s remette {mes} médicaments
c {Jai} plus de [cachets pour la tension]
c {Jai} bientôt fini [{mes} boîtes]
c {Jai} plus que trois jours de [traitement]
c {mon} [traitement se termine]
c il me@s faut [{mes} médicaments habituels]
c la pharmacie veut plus me@s donner [{mes} médicaments] sans ordonnance
c {mon} [ordonnance arrive à expiration]
c {mon} [ordonnance est périmée]
c il faut [une nouvelle ordonnance] pour {mon} traitement
c {Jprends} [du kardégic] et il m'en faut
c {Jvais} [manquer de médicaments]
c {Jvais} être [à court de comprimés]
c {Jviens} tous les trois mois pour [les médicaments]
# certificat / certificat médical / certificat de sport / certificat d'aptitude > GENERAL
m certificat
m certificat d'aptitude au sport
m certificat pour le club
m certificat pour le judo
m certificat pour la natation
m certificat pour l'équitation
m certificat pour le marathon
m certificat pour la plongée
m certificat pour la salle de sport
m certificat de bonne santé
m certificat pour la crèche@o
m certificat pour l'école@o
m certificat pour la cantine@o
m certificat pour reprendre le travail
m certificat pour le concours
m certificat de coups et blessures
m questionnaire de santé à signer
p papiers de la licence
f licence à signer
f fiche sanitaire@o
v avoir un certificat
v faire un certificat médical
v faire le certificat de sport
v faire signer la licence
v faire tamponner la licence de tennis
v remplir le papier de la fédération
v remplir la fiche de la colonie@o
c il me@s faut [un certificat médical]
c il me@s faut [un certificat] pour la course de dimanche
c {Jai} besoin d'[un certificat] pour le sport
c le club réclame [un certificat]
c {Jminscris} au foot et on demande [un certificat]
c {Jvais} faire [un marathon] faut le certificat
c l'entraîneur veut [le certificat médical]
# arrêt de travail / prolongation d'arrêt / arrêt maladie > GENERAL
v prolonger l'arrêt de travail
v être arrêté quelques jours
v reprendre le travail
f prolongation
c {Jai} [un arrêt à prolonger]
c {mon} [arrêt finit] vendredi
c {Jpeux} pas [reprendre le travail]
c {Jsuis} [en arrêt] jusqu'à demain
# suivi de grossesse / grossesse / consultation de grossesse
f visite du quatrième mois
f visite de grossesse
c {Jsuis} [enceinte de six semaines]
c {Jai} [un test de grossesse positif]
c {Jsuis} tombée [enceinte]
c {Jai} [des nausées] à cause de la grossesse
# téléconsultation / consultation vidéo / visio
f téléconsultation avec le docteur
v faire ça en visio
v consulter par vidéo
c on peut faire [ça par caméra]
# maladie / GENERAL
m mal au genou
m mal au dos
m mal au ventre
m mal de tête
m mal de gorge
m mal d'oreille
m mal de dos
m genou qui craque
m genou gonflé
m rhume qui traîne
m bouton sur le nez
m bleu qui part pas
m pied d'athlète
m ventre ballonné
m coup de fatigue
m coup de soleil
m coup de froid
f grosseur
f boule au cou
f douleur au genou
f douleur dans le dos
f toux grasse
f toux sèche
f mauvaise toux
f crève
f laryngite
f rougeole
f scarlatine
f bronchiolite@o
f poussée de fièvre
f piqûre d'insecte
f morsure
f coupure
f crise de foie
f hernie discale
f lombalgie
f périarthrite
f gale
f roséole@o
p oreillons
p courbatures
p maux de tête
p maux de ventre
p nausées
p ballonnements
p boutons de chaleur
p jambes qui gonflent
p fourmis dans les mains
p règles abondantes
p sueurs la nuit
p pertes blanches
p problèmes de sommeil
p angoisses
v voir le docteur
v être ausculté
v être examiné
v faire examiner {mon} genou
v montrer {mon} pied
v montrer une grosseur
v regarder {ma} gorge
v regarder {mes} oreilles
v parler de {ma} santé
v parler d'un souci
v avoir un avis
v faire contrôler un grain de beauté
v soigner {mon} rhume
c {Jai} [38 8]
c {Jai} [trente-neuf de fièvre]
c {Jai} [de la fièvre depuis hier]
c {Jai} [de la fièvre et mal à la gorge]
c {Jai} [de la fièvre et {Je} tousse]
c {Jai} [un peu de fièvre]
c {Jai} [une fièvre qui tombe pas]
c {Jai} [chopé la grippe]
c {Jai} [chopé un truc]
c {Jai} [chopé la crève]
c {Jai} [la crève]
c {Jai} [la gorge qui gratte]
c {Jai} [la gorge toute rouge]
c {Jai} [le nez bouché]
c {Jai} [le nez pris]
c {Jai} [une toux qui traîne]
c {Jai} [une toux sèche]
c {Jai} [mal partout]
c {Jai} [mal en faisant pipi]
c {Jai} [mal quand {Je} marche]
c {Jai} [mal quand {Je} lève le bras]
c {Jai} [mal quand {Je} tourne la tête]
c {Jai} [mal au crâne tout le temps]
c {Jai} [mal à l'oreille droite]
c {Jai} [mal aux lombaires]
c {Jai} [mal à une dent]
c {Jai} [le genou en vrac]
c {Jai} [le genou qui lâche]
c {Jai} [le genou qui a doublé de volume]
c {Jai} [le dos en compote]
c {Jai} [le dos coincé]
c {Jai} [l'épaule bloquée]
c {Jai} [la cheville enflée]
c {Jai} [la cheville toute bleue]
c {Jai} [le poignet qui me fait souffrir]
c {Jai} [un torticolis]
c {Jai} [un lumbago]
c {Jai} [une sciatique]
c {Jai} [une douleur au genou]
c {Jai} [une gêne à l'épaule]
c {Jai} [une grosseur] dans le cou
c {Jai} [une boule sous la peau]
c {Jai} [une tache sur la peau]
c {Jai} [une plaie qui suppure]
c {Jai} [une plaie qui guérit pas]
c {Jai} [une rougeur à la jambe]
c {Jai} [une petite toux]
c {Jai} [une mycose au pied]
c {Jai} [une infection urinaire]
c {Jai} [une cystite]
c {Jai} [une gastro]
c {Jai} [une otite]
c {Jai} [une angine]
c {Jai} [une bronchite]
c {Jai} [des maux de tête]
c {Jai} [des maux de ventre]
c {Jai} [des nausées]
c {Jai} [des vertiges]
c {Jai} [des démangeaisons]
c {Jai} [des boutons sur le visage]
c {Jai} [des courbatures]
c {Jai} [des remontées acides]
c {Jai} [des problèmes de digestion]
c {Jai} [des problèmes pour dormir]
c {Jai} [des soucis de tension]
c {Jai} [des ballonnements]
c {Jai} [les oreilles bouchées]
c {Jai} [les oreilles qui sifflent]
c {Jai} [les yeux qui piquent]
c {Jai} [les yeux qui pleurent]
c {Jai} [l'oeil rouge]
c {Jai} [l'oeil collé le matin]
c {Jai} [les mains qui tremblent un peu]
c {Jai} [les mains engourdies la nuit]
c {Jai} [les chevilles gonflées le soir]
c {Jai} [les jambes lourdes]
c {Jai} [le ventre gonflé]
c {Jai} [le ventre qui fait mal]
c {Jai} [plus d'appétit]
c {Jai} [plus d'énergie]
c {Jai} [plus de voix]
c {Jai} [beaucoup maigri]
c {Jai} [grossi de dix kilos]
c {Jai} [vomi cette nuit]
c {Jai} [la tourista]
c {Jai} [la grippe]
c {Jai} [la gastro]
c {Jai} [la varicelle]
c {Jai} [la peau qui pèle]
c {Jai} [le moral dans les chaussettes]
c {Jai} [perdu le sommeil]
c {Jai} [pris un coup de soleil]
c {Jai} [attrapé une saleté]
c {Jai} [été mordu par un chat]
c {Jai} [été piqué par un moustique et ça gonfle]
c {Jai} [une tique] qu'il faut enlever
c {Jai} [une écharde] dans le doigt
c {Jai} [un souci] avec {mon} genou
c {Jai} [un problème de peau]
c {Jai} [un problème au sein]
c {Jai} [un problème intime]
c {Jai} [un petit souci gynécologique]
c {Jai} [un truc qui pousse] sur la main
c {Jai} [un bouton qui saigne]
c {Jai} [un ongle incarné]
c {Jai} [un abcès]
c {Jai} [un rhume]
c {Jai} [un gros rhume]
c {Jai} [un bleu énorme]
c {Jsuis} [patraque]
c {Jsuis} [mal fichu]
c {Jsuis} [mal foutu]
c {Jsuis} [crevé]
c {Jsuis} [épuisé]
c {Jsuis} [à plat]
c {Jsuis} [pas en forme]
c {Jsuis} [pas dans {mon} assiette]
c {Jsuis} [grippé]
c {Jsuis} [fiévreux]
c {Jsuis} [souffrant]
c {Jsuis} [cloué au lit]
c {Jsuis} [tombé sur le genou]
c {Jsuis} [tombé au foot] et {Jai} mal à la cheville
c {Jsuis} [fatigué] depuis des semaines
c {Jsuis} [fatigué] du matin au soir
c {Jsuis} [stressé] en ce moment
c {Jme} [suis bloqué le dos]
c {Jme} [suis coincé le dos]
c {Jme} [suis pris un coup]
c {Jme} [suis coupé] en cuisine c'est pas profond
c {Jme} [suis tordu le genou]
c {Jme} [suis cogné la tête] la semaine dernière et {Jai} encore mal
c {Jme} [suis fait une entorse]
c {Je} [tousse]
c {Je} [tousse] la nuit
c {Je} [tousse] depuis {lapse}
c {Je} [crache vert]
c {Je} [éternue tout le temps]
c {Je} [me gratte partout]
c {Je} [me lève dix fois la nuit]
c {Je} [fais de la fièvre]
c {Je} [fais de la température]
c {Je} [mouche] sans arrêt
c {Je} [ronfle]
c {Je} [transpire la nuit]
c {Je} [supporte plus le bruit]
c {Je} [traîne la jambe] depuis {lapse}
c {Je} [traîne un rhume]
c {Je} [sens une grosseur]
c {Je} [suis pas bien]
c {Je} [suis pas dans {mon} état normal]
c {Jdors} [plus]
c {Jdors} [trois heures par nuit]
c ça [me gratte] depuis {lapse}
c ça [me tire dans le mollet]
c ça [me brûle quand je digère]
c ça [me lance dans la mâchoire] quand je mâche
c le petit@o [a de la fièvre]
c la petite@o [a de la fièvre]
c le petit@o [a vomi]
c la petite@o [a mal à l'oreille]
c le petit@o [tousse beaucoup]
c la petite@o [a des boutons]
c le petit@o [a la diarrhée]
c la petite@o [est grognon]
c le petit@o [pleure beaucoup]
c mon fils@o [a trente-neuf]
c ma fille@o [a quarante] depuis hier
c mon fils@o de (quatre|six|huit|dix) ans [a de la fièvre]
c ma fille@o de (deux|trois|cinq|sept|neuf) ans [a de la fièvre]
c mon fils@o [s'est tordu la cheville]
c ma fille@o [a attrapé des poux]
c mon fils@o [a mal au ventre] avant l'école
c ma fille@o [a une otite] je pense
c mon ado@o [a de l'acné]
c mon mari@o [ronfle]
c mon mari@o [a mal au dos]
c ma femme@o [est fatiguée]
c ma mère@o [est fatiguée]
c ma mère@o [perd la tête]
c mon père@o [a les pieds gonflés]
c mon père@o [a du mal à marcher]
"""

# Labels a cabinet may have on its list and that no topic above says.
OTHER_LABELS = """consultation longue;consultation sans rendez-vous;consultation urgente;urgence;autre motif;autre;nouveau patient;visite médicale;
consultation adulte;consultation de suivi;acte technique;entretien;première séance;séance;petite urgence;consultation du soir;groupe;
consultation enfant;consultation famille;bilan annuel;suivi pédiatrique;premier rendez-vous;rendez-vous de contrôle;rendez-vous court""".replace("\n", "").split(";")

DEMO_LISTS = [  # lists like the demo cabinet's, so that no list is strange
    ["consultation", "certificat", "renouvellement d'ordonnance", "vaccin", "premier rendez-vous", "suivi pédiatrique"],
    ["consultation", "vaccin", "certificat", "premier rendez-vous", "suivi pédiatrique"],
    ["consultation", "renouvellement d'ordonnance", "vaccin", "certificat"],
    ["consultation", "premier rendez-vous", "vaccin", "suivi de grossesse", "frottis", "certificat"],
]
