"""More emergencies, by family of the red-flag list, and more near misses. Formats of lexicon.EMERGENCY_COMPOSED and NEAR_MISSES."""

LISTS = {
    "chestword": "une douleur;un poids;un étau;une barre;une enclume;une grosse oppression;une pression;comme un éléphant;une brûlure;un serrement;un coup de poignard;des élancements",
    "kid": "ma fille;mon fils;le petit;la petite;mon bébé;mon neveu;ma petite-fille;le petit dernier;mon gamin;la gamine",
    "newborn": "mon bébé de (deux semaines|trois semaines|un mois|six semaines|deux mois|dix jours|huit semaines);mon nourrisson;mon nouveau-né;notre bébé d'un mois;la petite qui a (trois semaines|deux mois|un mois);mon fils de (deux mois|un mois|six semaines);ma fille de (deux mois|un mois|trois semaines)",
    "fevers": "de la fièvre;trente-neuf;38 5;trente-huit et demi;trente-huit cinq;une grosse fièvre;quarante;39 2;beaucoup de fièvre;chaud il a trente-neuf",
    "bigfever": "quarante de fièvre;de la fièvre;une forte fièvre;trente-neuf cinq;beaucoup de fièvre;de la température",
}

COMPOSED = """
{Jai} [{chestword} (sur|dans) la poitrine] (qui remonte dans la mâchoire|et dans le bras|et je transpire|depuis une heure|et du mal à respirer|)
{Jai} [{chestword} au milieu du thorax] {sudden}
{Jai} [mal (à la|dans la) poitrine] (depuis {lapse}|là|quand je respire|et dans le dos|et j'ai peur|et le bras engourdi|)
{Jai} [mal (à la|a la) poitrine et (au bras gauche|dans le bras|dans la mâchoire|dans l'épaule gauche)]
{Jai} [le bras gauche (qui me fait mal|engourdi|tout lourd)] et (la mâchoire aussi|la poitrine serrée|je transpire)
{Jai} [des palpitations] et (je vais tomber|je me sens partir|un malaise|j'ai la tête qui tourne)
{X} [se plaint de la poitrine] (et il est tout pâle|et elle transpire|depuis ce matin|)
{X} [a (une grosse douleur|très mal|mal) dans la poitrine] {sudden}
ça [serre dans la poitrine] {sudden}
mal [poitrine] (beaucoup|très fort|docteur vite)
[mal poitrine] moi (vite|beaucoup|pas respirer)
[le cœur] (il|) (s'arrête|me fait mal|bat trop vite) et (je me sens mal|j'ai chaud|je transpire)
{X} [fait un arrêt cardiaque]
{Jarrive} [(plus|pas|plus du tout) à (reprendre mon souffle|respirer|trouver mon air|respirer correctement)] 
{Jai} [(de plus en plus de mal|vraiment du mal|beaucoup de mal|du mal) à respirer] (depuis cette nuit|depuis ce matin|même assis|et je siffle|)
{X} [(respire de plus en plus mal|respire très vite|a les lèvres bleues|est en train de devenir bleu|n'a plus d'air|suffoque|ne peut plus parler tellement il siffle)]
{X} [(a fait une fausse route|a avalé de travers|s'étouffe avec un bonbon|s'étouffe|a un morceau coincé dans la gorge)] (et il devient bleu|et elle ne respire plus|vite|)
ma [crise d'asthme] (ne passe pas|s'aggrave) (même avec la ventoline|malgré la ventoline)
{X} [a la bouche (tordue|de travers|qui tombe|toute tordue)] (et il bafouille|et elle parle bizarrement|depuis dix minutes|depuis ce matin|)
{X} [(parle bizarrement|bafouille|n'arrive plus à parler|mélange tous ses mots|ne trouve plus ses mots|ne comprend plus ce qu'on dit)] {sudden}
{X} [ne (sent|bouge) plus {limb}] {sudden}
{Jsens} [plus {limb}] depuis (une heure|ce matin|tout à l'heure)
{Jarrive} [plus à bouger {limb}]
{Jvois} [(double|plus rien d'un œil|tout noir|plus d'un côté)] {sudden}
{Jai} [(un mal de tête|une douleur à la tête) (terrible|atroce|comme jamais|brutal|insupportable|foudroyant)] {sudden}
{X} [a (un mal de tête|mal à la tête) (terrible|atroce|comme jamais)] {sudden} et (vomit|ne supporte plus la lumière|est confus)
{X} [(ne répond plus|ne répond pas|ne se réveille pas|n'ouvre plus les yeux|est inconscient|est inconsciente|est par terre)] (et il est tout gris|et elle est toute blanche|je n'arrive pas à la réveiller|depuis cinq minutes|vite|)
{X} [(vient de s'effondrer|vient de s'écrouler|est tombé d'un coup|s'est évanoui|a tourné de l'œil|a fait un malaise|fait un malaise)] (dans la cuisine|devant moi|à table|et il ne se relève pas|et elle reste par terre|)
{X} [est (tombé|tombée) et (ne se relève pas|n'arrive pas à se relever|reste par terre|ne bouge plus|ne parle plus)]
{Jviens} de faire [un malaise] (et ça tourne encore|et je tremble|je suis par terre|)
{Jme} [(sens partir|suis évanoui|suis évanouie)] (tout à l'heure|il y a dix minutes|là|deux fois ce matin)
[(ça saigne|le sang coule|il saigne|elle saigne|je saigne)] et (on n'arrive pas à l'arrêter|ça ne s'arrête pas|ça n'arrête pas|ça coule fort|il y en a partout)
{X} [s'est (tranché|coupé|arraché|sectionné) (le doigt|un doigt|deux doigts|la main)] (avec la scie|avec la tondeuse|à la machine|) (et ça pisse le sang|on n'arrive pas à arrêter|)
{Jai} [du sang (dans les selles|dans le vomi)] (en quantité|beaucoup|plein|et je me sens faible)
{X} [(crache du sang|vomit du sang|a vomi du sang|a du sang plein les selles|saigne du nez sans arrêt)]
{Jsuis} enceinte (de sept mois|de trois mois|de huit mois|) et [(je ne sens plus bouger le bébé|le bébé ne bouge plus|je saigne|je perds du sang|j'ai perdu les eaux|je perds du liquide)] (depuis hier|depuis ce matin|)
[(je perds les eaux|la poche des eaux a rompu|le bébé arrive|je vais accoucher là)]
enceinte et [(saigne|saignement|perdre sang|je saigne)] (beaucoup|)
{X} est enceinte et [(elle saigne|elle a des pertes de sang|ne sent plus le bébé|a très mal au ventre)]
{kid}@o [(convulse|fait des convulsions|a convulsé|tremble de partout|est tout raide et ne répond pas|fait une crise)] (avec la fièvre|pour la première fois|en ce moment|là|)
{X} [(fait une crise d'épilepsie|a des secousses et ne répond pas|est raide et les yeux en l'air|bave et convulse)]
{X} [a {swollen} qui (gonfle|gonflent)] à vue d'œil
{kid}@o [a mangé (des noix|une cacahuète|des crevettes|un œuf)] et (ses lèvres gonflent|son visage gonfle|respire mal|a des plaques partout et respire mal)
{Jai} été piqué par (une guêpe|une abeille|un frelon) et [(je respire mal|ma gorge gonfle|mon visage gonfle|j'ai du mal à avaler)]
[(la gorge|la langue|le visage) (me|) gonfle] (je peux plus avaler|d'un coup|et j'ai du mal à respirer)
{kid}@o [a (avalé|bu|mangé) ({poison}|une pile ronde|une pile bouton|un produit pour déboucher les toilettes|mes cachets|les cachets de papi|la javel|une pastille de lave-vaisselle)]
{X} [a (avalé|pris) (trop de|plein de|tous ses) (médicaments|comprimés|cachets|somnifères)]
[(le détecteur de monoxyde sonne|on a respiré du gaz|le poêle fume et on a tous mal à la tête|intoxication au monoxyde)]
{Jai} [(plus envie de vivre|plus envie de me réveiller|envie d'en finir|envie de mourir|envie de me tuer|pris des médicaments pour mourir|décidé d'en finir)]
{Jveux} [(en finir|mourir|me tuer|plus vivre|me foutre en l'air|me jeter par la fenêtre)] (j'en peux plus|ce soir|)
[(j'en peux plus je veux mourir|je vais me tuer|je veux plus être là|je pense au suicide|j'ai les cachets devant moi)]
{X} [(veut se tuer|veut en finir|dit qu'elle veut mourir|dit qu'il va se tuer|a pris tous ses médicaments pour mourir|a laissé une lettre d'adieu)]
{newborn}@o [a {fevers}]
{newborn}@o [a {fevers}] (depuis {lapse}|depuis ce matin|depuis hier soir)
{newborn}@o [(a de la fièvre|est fiévreux|est brûlant|fait de la fièvre|est chaud)]
{newborn}@o [a {fevers}] (et ne veut plus téter|depuis cette nuit|il est tout mou|je suis inquiète|)
{newborn}@o [(ne tète plus|refuse de boire|geint|est tout mou|est tout pâle|est mou et pâle|dort tout le temps et ne réagit pas)]
{kid}@o [(est tout mou|geint et ne réagit pas|est gris|est tout pâle et ne répond pas|refuse de boire et dort tout le temps|ne réagit plus)]
{X} [(s'est cogné la tête|a pris un coup sur la tête|est tombé sur la tête|est tombée sur la tête)] et (il vomit|elle vomit|il est confus|dit n'importe quoi|s'endort)
(il y a eu|on a eu|{X} a eu) [un (gros|grave|) accident] (de voiture|de moto|de trottinette|de scooter|de vélo|là à l'instant|devant la maison|)
{kid}@o [(s'est ébouillanté|s'est brûlé au visage|s'est renversé la casserole|s'est renversé de l'huile bouillante)] (sur tout le corps|sur le torse|)
{X} [(s'est électrocuté|a pris une décharge|a failli se noyer dans la piscine|est sorti de l'eau et ne respire pas|a l'os qui sort)]
{X} [a la jambe (cassée avec l'os qui sort|complètement retournée|écrasée)]
{Jai} [{bigfever} et (des taches violettes|des taches rouges qui ne s'effacent pas|la nuque raide|la nuque toute raide|du mal à bouger le cou)]
{X} [a {bigfever} et (des taches violettes|la nuque raide|délire|est tout confus|tient des propos incohérents|ne sait plus où il est)]
[(des taches violettes|des petites taches violettes) (sur les jambes|sur le ventre|partout)] avec de la fièvre
[(il me frappe|il me tape dessus|mon mari me frappe|mon compagnon me bat|il va me tuer|il veut me tuer|il a un couteau|il m'a étranglée)] (il va revenir|aidez-moi|je suis enfermée dans la salle de bain|j'ai peur|)
{Jsuis} [(en danger|menacé|menacée)] (là maintenant|il est derrière la porte|aidez-moi)
{Jai} [(des idées noires|des idées suicidaires|envie de me faire du mal|envie de me jeter sous un train)] (en ce moment|depuis hier|tous les soirs|)
[(je vais mal je pense à la mort|je pense à la mort|je ne veux plus vivre|je n'ai plus envie de vivre|la vie ne vaut plus la peine|j'ai envie de tout arrêter pour de bon)]
{Jai} [perdu connaissance] ({recently}|hier soir|ce matin|tout à l'heure|dans la rue|sous la douche|deux fois|)
{Jme} [suis (évanoui|évanouie)] ({recently}|hier soir|ce matin|dans le bus|)
{X} [(a perdu connaissance|est tombé dans les pommes|s'est évanoui|a fait un malaise)] ({recently}|hier soir|ce matin|dans la rue|à l'école|)
{X} [(parle bizarrement|parle bizarre|bafouille|est confus|est confuse|délire|dit n'importe quoi|ne me reconnaît pas|ne sait plus où il est)] (depuis tout à l'heure|depuis ce matin|)
{Jai} [(mal à la poitrine|mal dans la poitrine|une douleur dans la poitrine|la poitrine serrée|la poitrine qui brûle|une gêne dans la poitrine)]
{X} a [(mal à la poitrine|mal dans la poitrine|du mal à respirer|la bouche de travers|le visage qui gonfle|les lèvres bleues|des convulsions)]
[(je respire mal|je respire très mal|elle respire mal|il respire mal|il respire très vite|elle respire bizarrement)] (depuis cette nuit|depuis ce matin|et j'ai peur|)
{X} [(ne respire plus|respire plus|ne respire pas|répond plus|bouge plus|ne bouge plus|se réveille plus)]
je me suis@s [(coupé profondément|ouvert le poignet|ouvert la main|entaillé la jambe)] (et ça saigne beaucoup|ça pisse le sang|on voit l'os|ça n'arrête pas|)
[(je saigne|ça saigne|il saigne|elle saigne)] (du nez|de la tête|beaucoup|) [(depuis une heure|et ça s'arrête pas|sans arrêt|depuis une demi-heure et ça coule toujours)]
{Jai} [(avalé|avalé une arête|avalé un os|avalé quelque chose)] (de travers|) et [(ça bloque|j'étouffe|je peux plus avaler|je respire mal)]
{Jai} [très mal au ventre] (je tiens plus debout|et je vomis du sang|et le ventre dur comme du bois|à en hurler|et je suis enceinte)
{X} [est (tombé|tombée)] et (il|elle) [(ne peut plus se relever|n'arrive plus à bouger|a la jambe de travers|saigne de la tête|ne répond plus)]
(il|elle|on|mon mari|mon copain|mon père) [(m'a frappée|m'a frappé|m'a étranglée|m'a agressée|me menace|m'a donné des coups)]
{X} [(étouffe|suffoque|s'étouffe|s'étrangle|convulse|perd tout son sang|fait un arrêt|fait une attaque|fait un avc|fait un infarctus)]
{Jfais} [(un avc|un infarctus|une crise cardiaque|une attaque|une embolie|un choc allergique|un œdème)]
{Jsuis} [(paralysé|paralysée|aveugle|brûlé|électrocuté)] (d'un coup|d'un côté|)
j'avais@s mal à la poitrine {recently} et [ça recommence] là
j'ai@s fait un malaise {recently} et [(j'ai encore la tête qui tourne|ça recommence|j'ai toujours mal à la poitrine)]
{X} est (tombé|tombée) {recently} et depuis [(vomit|est confus|dort tout le temps|ne marche plus|parle bizarrement)]
(docteur|médecin|ambulance|aide) vite [(mon mari|ma femme|bébé|mon père)]@o [(pas respirer|tombé pas bouger|pas réveiller|beaucoup sang|tout bleu)]
"""

NEAR = """
book|(je n'ai|j'ai)@s (pas|aucune|ni) (de fièvre|fièvre|gêne pour respirer|douleur à la poitrine|saignement) (c'est|je viens|je veux|c'est juste|c'est seulement) {r_motif}
book|non (non|) (pas de fièvre|pas de malaise|pas de douleur|je respire bien|il respire très bien|rien de grave) (c'est|) {r_motif}
book|j'avais@s (mal à la poitrine|du mal à respirer|des palpitations|fait un malaise) {long_ago} (mais|) (tout va bien|c'est passé|c'est fini|plus rien depuis) {ask} {r_motif}
book|j'ai@s eu {calm} en (deux mille douze|deux mille quinze|deux mille vingt) (je viens|c'est|{ask}) pour [m mon contrôle]
book|j'ai@s eu (le covid|la grippe|une pneumonie|un zona) {long_ago} {ask} {r_motif}
book|(il me faut|je voudrais|il faudrait)@s [m (le|un) certificat] pour (la plongée|le parachute|le saut à l'élastique|la boxe|l'apnée|le rugby|la chasse)
book|je fais@s de la plongée il faut [m un certificat]
book|(il me faut|je voudrais|c'est pour)@s [m le renouvellement] (pour le cœur|de mes médicaments du cœur|de mon anticoagulant|de la ventoline|de mes antidépresseurs|du traitement de l'épilepsie)
book|je suis@s (épileptique|asthmatique|cardiaque|sous anticoagulant) {ask} pour [m mon renouvellement]
book|mon (père|grand-père|mari|oncle) est mort d'(un infarctus|un avc|une crise cardiaque) (il y a vingt ans|quand j'étais petit|l'an passé|) {ask} pour [m un bilan]
book|le (cardiologue|neurologue|pneumologue|samu|pompier) (m'a dit|m'a conseillé|veut) (de voir mon médecin|de revoir le médecin traitant|que je voie un généraliste) {ask}
book|(la|ma) cardiologue m'a@s dit de (vous revoir|revoir mon médecin|faire le point) (dans un mois|dans les quinze jours|)
book|c'est (urgent|assez urgent|un peu urgent|plutôt urgent|pressé|important) {ask} {r_motif}
book|c'est (urgent|assez urgent) (il me@s manque|il me@s faut) [m (un vaccin|un certificat|mon renouvellement)]
book|{clause} c'est (assez urgent|un peu urgent|urgent mais pas grave) {ask}
book|(urgence|en urgence) (mais rien de vital|pas vitale|relative) {ask} {r_motif}
book|je (meurs|crève)@s de (chaud|faim|fatigue) {ask} {r_motif}
book|(je suis mort|je suis morte)@s de fatigue {ask}
book|{person} (a failli s'étouffer de rire|m'a tuée avec ses bêtises|s'est évanoui de joie|va me rendre folle) bref {ask} {r_motif}
book|ça me@s tue [m le dos] {ask}
book|[m mon dos] me@s tue {ask}
book|je n'en peux plus de [m ce rhume] {ask}
book|mon téléphone est mort je vous appelle de celui de ma femme {ask} {r_motif}
book|j'ai@s le souffle court quand je monte les escaliers [m depuis un mois] {ask}
book|j'ai@s [m un peu mal à la gorge] mais je respire bien {ask}
book|mon fils de (quatre|six|huit|dix) ans@o a [m de la fièvre] {ask}
book|ma fille de (deux|trois|cinq|sept) ans@o a [m de la fièvre] depuis {lapse} {ask}
book|le petit@o a (deux|quatre|trois|cinq) ans et il a [m (trente-neuf|de la fièvre|38 5)] {ask}
book|{Jai} [m (de la fièvre|38 5 de fièvre|un peu de fièvre)] (et|avec) (mal à la gorge|le nez qui coule|des courbatures|une toux) {ask}
book|(je me suis|il s'est|elle s'est)@s (coupé|cogné|brûlé) (un peu|légèrement|hier) mais (c'est pas profond|c'est rien|ça ne saigne plus) {ask}
book|{person} saignait du nez mais (ça s'est arrêté|c'est fini) {ask} pour [m vérifier]
book|(suite à|après) mon@s (avc|infarctus|accident|malaise) de (l'an dernier|l'été dernier|deux mille vingt) {ask} pour [m le suivi]
book|(je suis enceinte|ma femme est enceinte) (tout va bien|sans problème) {ask} pour [m le suivi de grossesse]
book|(je suis stressée|je suis angoissé|j'ai le moral à zéro|je dors mal)@s (rien de dramatique|) {ask}
document|mon (père|mari|grand-père|oncle)@o est (mort|décédé) (d'un avc|d'un infarctus|l'année dernière|le mois dernier) (et|) (le notaire|l'assurance|la banque) (demande|veut|réclame) (un certificat|un document|un papier)
document|(il me faut|je cherche)@s le compte rendu (des urgences|de mon infarctus|de l'accident)
document|(l'assurance|la mutuelle) veut (un papier|une attestation) (pour mon infarctus|pour l'accident|pour la chute de {person})
document|j'ai@s perdu (l'ordonnance|le papier) (des urgences|du samu|du cardiologue)
results|j'ai@s eu (mal à la poitrine|un malaise) {long_ago} on m'a fait {exam} vous avez les résultats
results|(la prise de sang|l'électro|le scanner) des urgences vous l'avez reçu
cancel|je suis@s (aux urgences|hospitalisé|à l'hôpital|dans l'ambulance mais ça va) il faut annuler {my_rdv}
cancel|{person} a fait {calm} {recently} (elle est|il est) à l'hôpital donc on annule {my_rdv}
cancel|mon mari@o est décédé il faut annuler son rendez-vous {w_at}
move|{person} est (à l'hôpital|aux urgences|en clinique) (on peut|il faudrait) {moving} {my_rdv} {k_at}
message|(mon père|ma mère|mon mari)@o est (décédé|morte|mort) {recently} je voulais prévenir le docteur
message|dites au docteur que {person} est (sorti|sortie|rentré) (de réanimation|des urgences|de l'hôpital|de cardiologie)
message|ma mère@o est tombée {recently} mais elle va bien dites-le au docteur
message|le docteur m'avait@s demandé de dire si j'avais encore mal à la poitrine eh bien non
human|c'est urgent passez-moi (la secrétaire|quelqu'un)
info.other|(vous avez|le docteur est) un cardiologue (au cabinet|ou pas|)
info.other|(que faire|qu'est-ce qu'on fait|on appelle qui) (si on se sent mal|en cas de malaise|en cas de problème) (la nuit|le week-end|quand vous êtes fermés)
info.instructions|(en cas de|s'il y a de la) fièvre après le vaccin (on fait quoi|je donne quoi)
info.hours|(les urgences|le centre de garde|sos médecins) c'est ouvert jusqu'à quand
off_topic|(je vends|nous installons|nous proposons) des (alarmes|extincteurs|défibrillateurs|détecteurs de monoxyde|caméras de surveillance)
off_topic|(c'est bien|je suis bien) (aux urgences de l'hôpital|chez les pompiers|au samu|au commissariat)
none|(non|non non|mais non) (c'est pas une urgence|ce n'est pas urgent|il n'y a pas d'urgence|pas d'urgence vitale|je ne suis pas en danger|rien de vital|ça va je respire)
none|(non|non non) (pas de douleur|pas mal à la poitrine|pas de malaise|personne n'est blessé|ça ne saigne plus)
book|(je suis|ma femme est|ma fille est)@s enceinte (de deux mois|de six semaines|de quatre mois|) {ask} (pour [m le suivi]|pour [m le suivi de grossesse]|)
book|(je suis|je crois que je suis)@s [m enceinte] {ask}
book|(je suis|je viens d'apprendre que je suis)@s [m enceinte] (de {number} semaines|) (je voudrais un suivi|qui fait le suivi|il me faut un rendez-vous|)
book|(je viens|j'ai@s) (d'accoucher|accouché) {ask} pour [m la visite du bébé]
book|mon bébé de (six|huit|neuf|onze|quinze) mois@o a [m (de la fièvre|trente-neuf|le nez pris|la diarrhée)] {ask}
book|mon bébé@o (va bien|se porte bien|tète bien) c'est pour [m (la pesée|la visite|les vaccins)]
book|(c'est pour|il me faut|je dois faire)@s [m une prise de sang]
book|(le sang|la prise de sang) c'est [m pour contrôler mon diabète]
book|je suis@s tombé {recently} (rien de cassé|mais je marche) {ask} pour [m vérifier]
book|ma mère@o est tombée {recently} elle a [m mal (à la hanche|au bras|au genou)] {ask}
book|j'ai@s du mal à respirer par [m le nez] {ask}
book|je respire@s mal la nuit à cause de [m mon nez bouché] {ask}
book|j'ai@s [m une boule dans la gorge] quand je suis stressé {ask}
book|j'ai@s [m une douleur sous le sein quand je bouge le bras] {ask}
book|j'ai@s [m mal aux côtes] quand je tousse {ask}
book|j'ai@s [m mal à la poitrine comme une courbature] depuis la musculation {ask}
book|j'ai@s le cœur qui bat vite quand [m je stresse] {ask}
book|je me suis@s [m brûlé le doigt] en cuisine {ask}
book|j'ai@s [m un bras engourdi le matin] en me réveillant depuis des mois {ask}
book|j'ai@s [m des fourmis dans la main] {ask}
book|j'ai@s [m des migraines] depuis toujours {ask}
book|je suis@s (déprimé|angoissé|anxieux|stressé) [m en ce moment] {ask}
book|je fais@s [m des crises d'angoisse] {ask}
book|j'ai@s [m la gorge gonflée] et mal quand j'avale {ask}
book|j'ai@s [m une allergie] au pollen j'éternue {ask}
book|j'ai@s [m un peu de sang quand je me mouche] {ask}
book|j'ai@s [m du sang en m'essuyant] un tout petit peu {ask}
book|il a pris ses médicaments (mais|et) il lui en faut [m d'autres] {ask}
book|le petit@o a avalé son médicament de travers (mais ça va|tout va bien) c'est pour [m son vaccin]
message|j'ai@s avalé mon comprimé deux fois (ce matin|) par erreur c'est un (doliprane|vitamine|complément) (le docteur peut me dire|c'est grave)
info.other|(y a-t-il|il y a|où est|c'est quoi|connaissez-vous) (une|la) pharmacie (de garde|ouverte le dimanche|la plus proche)
info.other|(c'est quoi|quel est|vous avez) le numéro (du samu|des pompiers|du centre antipoison|des urgences|de sos médecins|du médecin de garde)
info.other|est-ce que le docteur (reçoit les urgences|fait des sutures|peut recoudre)
none|(non|non non) (je ne suis pas enceinte|il ne saigne pas|elle respire bien|il n'a pas de fièvre|pas de fièvre)
move|(je n'annule pas|j'annule pas|je ne veux pas annuler|c'est pas pour annuler) (je veux juste|c'est pour|mais il faut|je voudrais) (changer l'heure|changer de jour|{moving} {my_rdv}|venir {w})
confirm|(je ne veux pas annuler|je n'annule pas|c'est pas pour annuler|je ne change rien) (je veux|c'est pour|je voulais) (confirmer|vérifier|le garder|vous dire que je viens)
confirm|(finalement|tout compte fait|en fin de compte) je (garde|maintiens|conserve) {my_rdv} (comme prévu|à la même heure|)
cancel|(je ne veux pas|c'est pas pour) (déplacer|changer|le décaler) (je veux|c'est pour) (annuler|l'annuler|le supprimer)
info.other|(est-ce que je peux|je peux|on peut) venir (accompagné|avec mon mari|avec mon fils|à deux|avec les enfants|avec mon chien) (à mon rendez-vous|à la consultation|)
info.other|(il y a|y a-t-il) (un délai|beaucoup d'attente|une liste d'attente) pour avoir un rendez-vous
message|j'ai@s oublié (mon parapluie|mes lunettes|mon téléphone|ma carte vitale|mon manteau|mon écharpe) (chez vous|au cabinet|dans la salle d'attente)
human|(vous pouvez|pouvez-vous|tu peux) me passer (le docteur|{doc}|le médecin|la secrétaire|quelqu'un|l'accueil)
book|(le docteur|{doc}) (est là|consulte|est présent) {w} je voudrais (le voir|la voir|un rendez-vous)
book|il (reste|resterait|vous reste) (de la place|des places|quelque chose|un créneau) {w}
book|(mon employeur|mon club|l'école|la crèche|le lycée|la fédération|la salle de sport|mon patron|le concours) (me@s |)(demande|réclame|veut|exige) [m un certificat (médical|d'aptitude|de sport|)]
book|(je voudrais|il me faut|j'ai besoin d'|il me faudrait)@s [m une ordonnance] pour (des séances de kiné|une prise de sang|des semelles|mes lunettes|une radio)
book|(je voudrais|il me faut|j'ai besoin d') [m une lettre] pour (voir un dermatologue|le cardiologue|consulter un spécialiste|l'ophtalmo)
book|{person} [m est essoufflé quand il marche] depuis {lapse} {ask}
book|{Jai} [m le souffle court] depuis {lapse} {ask}
"""
