"""More answers, by question. Same format as rules.ANSWERS: label, then the template."""
from rules import pairs

MORE_ANSWERS = {asking: pairs(text) for asking, text in {
    "confirm": """
y|oui
y|oui oui
y|oui merci
y|ouais
y|ok
y|d'accord
y|(parfait|impeccable|super|génial|formidable|magnifique|merveilleux|excellent) (merci|c'est bon|alors|on fait ça|)
y|(je vous en prie|faites|faites donc|allez-y|allez|envoyez|go|c'est parti)
y|(avec plaisir|volontiers|bien volontiers|mais certainement|mais bien sûr|je veux bien|avec joie|et comment)
y|(ça marche|ça joue|ça colle|ça passe|ça le fait|ça roule|ça tombe à pic|ça m'arrange|ça me convient|ça me va) (pour moi|très bien|à moi|parfaitement|) ({w}|)
y|(c'est|ce sera|ça sera) (parfait|très bien|bien|bon|noté|ok|nickel|idéal|entendu|le mieux) (pour moi|comme ça|alors|{w}|)
y|(oui|ouais) (ça me va|ça marche|c'est bon|c'est ça|c'est exact|voilà|je veux bien|vous pouvez|j'accepte|je suis d'accord|pas de souci|sans problème|parfait|c'est moi)
y|(j'accepte|je suis d'accord|je consens|vous pouvez enregistrer|pas d'objection|vous avez mon accord|je donne mon accord|enregistrez|je veux bien être enregistré)
y|(oui|ok|d'accord) (pour l'enregistrement|vous pouvez enregistrer|enregistrez-moi|je suis d'accord pour que ce soit noté)
y|(exactement|exact|tout à fait|absolument|précisément|effectivement|c'est cela|c'est cela même|c'est bien ça|c'est juste|vous avez raison|correct|voilà)
y|(oui|) c'est bien (ça|moi|mon nom|mon numéro|le bon jour|la bonne date|noté|comme ça)
y|oui (madame|monsieur|mademoiselle|mon petit|ma petite dame|s'il vous plaît|s'il te plaît)
y|(da|si|yes|yep|yeah|oui oui bon|oui bon|bon oui|oui possible|moi d'accord|oui je viens)
y|(bon|alors|eh bien|ben) (va pour|disons|on part sur|on dit) (ça|{w}|celui-là|cette date)
y|(je prends|je le prends|je garde|on garde|mettez-moi|notez|réservez|bloquez) (celui-là|cette place|ce créneau|ça|le rendez-vous|{w}|cette heure)
y|(je serai là|j'y serai|on sera là|comptez sur moi|je viendrai|nous viendrons|je note|c'est noté)
y|non non (ça va|c'est très bien|c'est parfait|allez-y|gardez-le)
y|(ça ne me dérange pas|ça me dérange pas|y a pas de mal|aucun souci|je n'y vois pas d'inconvénient|pas de problème|pas d'objection)
y|{w} (ça marche|parfait|ok|oui|très bien|je prends|je serai là|nickel|entendu)
y|(d'accord|parfait|très bien|ok) {w} (alors|merci|)
y|oui (mon mari|ma fille|je|on) (s'arrangera|m'arrangerai|pourra venir|se débrouillera)
y|(oui|ok) et (merci|merci beaucoup|bonne journée|à demain)
y|(oui|d'accord|volontiers) (et|) (ça se règle comment|on paye comment|c'est combien|il faut payer combien) (sur place|)
y info.fees|(oui|d'accord|volontiers oui|parfait) et (ça se règle comment|on paye comment|c'est combien|vous prenez la carte|ça coûtera combien)
y info.address|(oui|parfait|d'accord) (et|) (c'est où exactement|vous êtes où|à quelle adresse|dans quelle rue)
y info.documents|(oui|parfait|d'accord) (et|) (j'apporte quoi|il faut des papiers|je prends la carte vitale|faut-il le carnet de santé)
y info.access|(oui|parfait|d'accord) (et|) (il y a un ascenseur|c'est à quel étage|quel est le code)
y info.parking|(oui|parfait|d'accord) (et|) (on peut se garer|il y a un parking|je me gare où)
n|non
n|non merci
n|nan
n|ah non
n|non pas du tout
n|(du tout|pas du tout|absolument pas|surtout pas|en aucun cas|certainement pas|jamais de la vie)
n|(c'est gentil|merci|je vous remercie|désolé) mais (non|je peux pas|ça ne va pas|ça m'arrange pas|je ne suis pas libre|le matin je travaille|c'est trop loin)
n|(ah|oh|euh) (ça|là) (non|je peux pas|ça ne va pas être possible|c'est impossible|ça m'arrange pas du tout|c'est trop tard|c'est trop tôt)
n|(je suis|je serai) (à lyon|à l'étranger|en déplacement|à l'hôpital|en cours|au lycée|à la fac|de garde|de nuit|en vacances|chez ma fille) (toute la semaine|ce jour-là|à cette heure|)
n|(le matin|l'après-midi|à cette heure-là|ce jour-là) (je dépose les petits à l'école|je travaille|j'ai kiné|j'ai cours|je garde mes petits-enfants|je dors) (vous n'auriez rien|vous avez pas|il y aurait pas|y a pas autre chose) ({w}|)
n|(vous n'auriez|vous n'avez|vous auriez|y aurait-il|il n'y aurait) (rien|pas quelque chose|pas une autre place|quelque chose) ({w}|avant|après|d'autre|de plus tôt|de plus tard)
n|(oui|d'accord|bien|ok) mais (pas avant {hour}|pas après {hour}|plutôt {w}|plus tard|plus tôt|un autre jour|pas à cette heure|pas ce jour-là)
n|oui mais [w pas (avant|après) {hour}]
n|(oui|d'accord|ok) mais [w (pas avant|pas après|après|avant|à partir de|plutôt vers) {hour}]
n|non [w (pas avant|pas après|après|avant|plutôt|vers|plutôt vers) {hour}]
n|(moi|non moi|non) (c'était|c'est|j'avais demandé|je voulais|j'avais dit|il me faut) {w}
n|(non|) (j'ai demandé|je vous ai dit|j'avais dit|je voulais) {w} (pas ça|)
n|(non|ah non) (ce n'est pas moi|c'est pas mon nom|c'est pas le bon nom|vous avez mal noté|vous avez mal compris|c'est faux|c'est pas ça)
n|(je refuse|je ne veux pas|je suis pas d'accord|je ne souhaite pas) (être enregistré|qu'on m'enregistre|cet enregistrement|que vous gardiez mes données|)
n|(pas d'accord|je refuse|non je refuse|je n'accepte pas|n'enregistrez pas|sans enregistrement)
n|(trop tôt|trop tard|trop loin|trop juste|trop long|c'est dans trop longtemps|c'est trop loin dans le temps|ça fait tard) (pour moi|vous avez rien avant|)
n|(moi pas possible|pas possible|pas bon|moi travailler|pas bon jour) ({w}|)
n|(plus tôt|plus tard|un autre jour|une autre fois|autre chose|une autre heure|autre date) (s'il vous plaît|ce serait mieux|c'est possible|plutôt)
n|(avec|je préfère|plutôt) (l'autre docteur|{doc})
n|{w} (plutôt|si possible|ce serait mieux|vous auriez pas)
n|plutôt {w}
n|je préfère {w}
n|non {w}
n cancel|(écoutez|bon|bah|non|oh) (laissez tomber|oubliez|j'irai ailleurs|tant pis j'annule|je vais voir ailleurs|annulez tout|je laisse tomber|on annule)
n human|(non|) (je veux|passez-moi|je préfère) (la secrétaire|parler à quelqu'un|un humain)
n book|non je (veux|voudrais) (prendre|un) (un|) nouveau rendez-vous
n move|(non|) je (voulais|veux|voudrais) (le décaler|le déplacer|le changer|le reporter)
n cancel|(non|) je (voulais|veux|voudrais) (l'annuler|le supprimer|annuler ce rendez-vous)
-|(euh|alors|bon|oh|hum) (attendez|une seconde|je regarde|je sais pas trop|voyons voir|que je regarde|laissez-moi voir|je réfléchis)
-|(attendez|un instant|une seconde|deux secondes) (que je regarde|que je voie|je prends|je regarde|je demande) (mon carnet|mon agenda|mon planning|à ma femme|à mon mari|à mon chef|mon téléphone|)
-|(faut voir|ça dépend|je ne sais pas encore|à voir|peut-être|possible|je suis pas sûr|je suis pas sûre)
-|(c'est quel jour|c'est quand|c'est à quelle heure|avec qui|c'est avec quel docteur|quel jour déjà|quelle heure vous avez dit|vous pouvez répéter la date)
-|(c'est qui|c'est quoi|pour quoi faire|pourquoi|comment ça|ça veut dire quoi|vous enregistrez quoi|qu'est-ce que vous faites de l'enregistrement)""",
    "date": """
-|[w (le premier|le deuxième|le troisième|le dernier|la première|la deuxième|la dernière|celui d'avant|le suivant)]
-|[w (le premier|le deuxième|le troisième|le dernier)] (s'il vous plaît|me va bien|c'est bien|que vous avez dit|plutôt|ça ira|merci)
-|(je prends|je préfère|plutôt|mettez-moi|je voudrais|va pour|allez|on dit|donnez-moi|gardez-moi|je choisis) [w (le premier|le deuxième|le second|le troisième|le dernier|la première proposition|la deuxième)]
-|[w (celui|celle) (de|du|d') ({hour}|matin|après-midi|jeudi|mardi|vendredi|lundi|mercredi|soir)]
-|(je prends|je préfère|plutôt|mettez-moi|allez) [w (celui|celle) (de|du) ({hour}|matin|jeudi|vendredi|mardi|soir)]
-|[w {hour}] (c'est bien|me va|ça ira|parfait|s'il vous plaît|)
-|[w {hour}]
-|[w à {hour}]
-|[w vers {hour}]
-|[w (lundi|mardi|mercredi|jeudi|vendredi|samedi)]
-|[w (lundi|mardi|mercredi|jeudi|vendredi) à {hour}]
-|[w (le plus tôt|le plus tard|le plus proche|le premier possible|n'importe lequel|le plus rapide|celui qui vient en premier)]
-|(je bosse|je travaille|j'ai cours|je suis pris) (jusqu'à|avant) {hour} (donc|alors) [w après]
-|(je bosse|je travaille|je suis pris|j'ai les enfants) (le matin|l'après-midi) donc [w (l'après-midi|le matin|le soir)]
-|(peu m'importe|peu importe|ça m'est égal|n'importe) (du moment que c'est|tant que c'est|mais|pourvu que ce soit) {w}
-|(l'idéal|le mieux|l'idéal ce serait|le plus simple|ce qui m'arrange|mon préféré) (ce serait|c'est|serait) {w}
-|(un jour|un soir|un matin|une matinée) {w}
-|[w (un soir|un matin|un après-midi) (de la semaine prochaine|de cette semaine|en semaine|cette semaine)]
-|(pas|surtout pas|tout sauf) (le|) (lundi|mardi|jeudi|vendredi) (plutôt|donc|mais|) {w}
-|pas {day} plutôt {w}
-|(je peux|je suis libre|on peut|ce serait bien) {w} (ou|et) {w}
-|{w} ou {w}
-|{w} ça va
-|{w} s'il vous plaît
-|(oui|ben|alors|disons|euh) {w}
-|(vous avez|vous auriez) (rien|quelque chose) {w}
-|(moi|nous|lui|elle) c'est {w}
-|(moi libre|libre|moi bien|possible) {w}
y|(oui|d'accord|parfait) (le premier|le deuxième|le dernier|celui de {hour}|celui de jeudi)
y|oui
y|oui ça me va
n|(aucun|aucun des deux|aucun des trois|ni l'un ni l'autre|rien de tout ça|rien ne me va) (ne me va|ne va|ça va pas|)
n|(non|ah non) (aucun|ni l'un ni l'autre|autre chose|vous avez d'autres dates|plus tard)
n|(vous n'avez|vous avez) (rien d'autre|pas autre chose|pas plus tôt|pas plus tard) 
n|non [w (plus tôt|plus tard|plutôt le matin|plutôt l'après-midi|la semaine d'après)]
n|ça ne me va pas plutôt {w}
n|(oui|d'accord|bien) mais [w (pas avant|pas après|après|avant|plutôt vers) {hour}]
n|(oui|d'accord|bien) mais (plutôt|pas|) {w}
n|(le deuxième|le premier|jeudi|mardi) (ça va pas|je peux pas|non) (plutôt|vous avez|) {w}
y|(oui|d'accord|ok|parfait|je prends|ça me va) [w (le premier|le deuxième|le dernier|celui de {hour}|{hour})]
-|(c'est urgent|c'est assez urgent|c'est pressé) {w}
-|{w} (c'est urgent|c'est assez urgent|c'est pressé|car c'est urgent|si possible c'est urgent)
-|[w (le plus vite possible|le plus tôt possible|au plus vite|dès que possible|en urgence|tout de suite)] (c'est urgent|parce que c'est urgent|je peux pas attendre|)
-|(ça dépend|dites-moi) (vous avez quoi|ce que vous avez|les horaires)
- human|(passez-moi|je préfère voir ça avec) (la secrétaire|quelqu'un)""",
    "name": """
-|{last}
-|{last}
-|{first} {last}
-|{first} {last}
-|{last} {first}
-|{first}
-|{first}
-|(alors|euh|oui|donc|ben) {last}
-|(alors|euh|oui|donc|ben|oui alors) {first} {last}
-|{last} comme (le footballeur|le chanteur|l'acteur|la rue|le fromage|ça se prononce|l'écrivain|la voiture)
-|{last} comme (le footballeur|le chanteur|l'acteur|ça se prononce) et prénom {first}
-|{last} prénom {first}
-|nom {last} prénom {first}
-|(c'est|au nom de|je suis|moi c'est|mettez|notez|inscrivez) (madame|monsieur|mademoiselle|mme|) {last}
-|(c'est|au nom de|je suis|moi c'est|mettez) {first} {last}
-|(moi|mon nom|le nom|nom de famille|mon nom de famille) (c'est|est) {last}
-|(prénom|mon prénom|le prénom|son prénom|petit nom) (c'est|) {first}
-|(ma fille|mon fils|le petit|ma mère)@o (c'est|s'appelle|se prénomme|se nomme) {first} {last}
-|(ma fille|mon fils|le petit)@o (c'est|s'appelle) {first}
-|(elle s'appelle|il s'appelle|elle c'est|lui c'est)@o {first} {last}
-|(c'est|le dossier est|vous devez avoir|je suis inscrit|je suis inscrite) (au nom|sous le nom) de {last}
-|ça s'écrit {spelled}
-|{spelled}
-|(je vous l'épelle|j'épelle|alors j'épelle|je l'épelle) {spelled}
-|{last} (je vous l'épelle|j'épelle|ça s'écrit) {spelled}
-|(je suis|c'est) madame {last} (née|épouse|veuve) {last}
-|{first} avec (un h|deux l|un y|deux n|un k|un accent)
-|{full} (s'il vous plaît|merci|voilà|comme d'habitude|vous me connaissez)
-|mon nom {first} {last}
y|(oui|c'est ça|exactement|oui c'est bien) {first} {last}
n|(non|pas|c'est pas {wrong_name} c'est|non pas {wrong_name}) {last}
n|non (avec|il y a|ça prend) (deux l|un t|un h|deux n|un e à la fin)
y|oui
y|oui c'est ça
n|non""",
    "birth_date": """
-|{birth}
-|{birth}
-|(alors|euh|oui|oui alors|donc) {birth}
-|(elle est|il est)@o (de|né le|née le|né en|du) {birth}
-|(elle est de|il est de)@o {birth}
-|(moi je suis|je suis|moi) (de|du|né le|née le) {birth}
-|(ma fille|mon fils|ma mère|mon mari)@o (est né|est née|est né le|c'est) {birth}
-|(ma date de naissance|sa date de naissance|date de naissance) (c'est|) {birth}
-|{birth} (ça me rajeunit pas|ça fait un bail|comme ça|voilà|à toulouse|si je me trompe pas)
-|{birth} j'ai {number} ans
-|naissance {birth}
y|oui
y|oui c'est ça
n|non
n|non c'est pas ça c'est {birth}
-|(pourquoi|c'est pour quoi faire|vous l'avez dans le dossier|attendez je regarde)""",
    "phone": """
-|{phone}
-|{phone}
-|(alors|euh|oui alors|donc) {phone}
-|(notez|prenez|marquez|mettez) (le portable de|le numéro de|le fixe de|plutôt le portable de) {person} (plutôt|) {phone}
-|(notez|prenez|marquez|mettez) {phone}
-|(mon numéro|mon portable|mon fixe|mon téléphone|le numéro|le téléphone) (c'est|c'est le|est le|) {phone}
-|(je vous donne|voici|voilà) (mon|le) (numéro|portable|fixe) {phone}
-|(vous pouvez|on peut) (me joindre|m'appeler|me rappeler) (au|sur le) {phone}
-|(téléphone|portable|numéro) {phone}
y|oui
y|oui c'est (bien ça|le bon|mon numéro)
n|non
n|non (j'en ai changé|c'est plus le bon|ce n'est plus ce numéro|c'est) {phone}
-|(c'est celui qui s'affiche|le numéro d'où j'appelle|vous l'avez déjà|le même que d'habitude|attendez je cherche|je le connais pas par cœur)""",
    "motif": """
-|{bare_motif}
-|{bare_motif}
-|{bare_motif}
-|{clause}
-|{clause}
-|{clause}
-|{r_motif}
-|{r_motif_v}
-|(je vous l'ai dit|je l'ai déjà dit|comme je disais|ben comme je vous ai dit) (c'est|) {r_motif}
-|(oh|ben|bah|eh bien|alors) {clause}
-|(c'est|ce serait|juste|simplement|seulement) (pour|) {bare_motif}
-|(pour ma fille|pour mon fils|pour le petit|pour ma mère)@o {bare_motif}
-|(voilà|en fait|figurez-vous|imaginez-vous) {clause} depuis {lapse}
-|{clause} et (ça traîne|ça s'aggrave|ça m'inquiète|je dors plus|j'aimerais un avis)
-|avec {doc}
-|{doc}
-|{doc}
-|(le|la) docteur {doc}
-|(je préfère|plutôt|si possible|je voudrais|j'aimerais|celle que je vois d'habitude|celui qui me suit|mon médecin c'est|moi c'est|toujours) (avec|) {doc}
-|(je vois|je suis suivi par|je suis une patiente de|mon docteur c'est|d'habitude c'est|elle est suivie par) {doc}
-|(peu importe|n'importe lequel|n'importe qui|ça m'est égal|je n'ai pas de préférence|celui qui est libre|le premier disponible|comme vous voulez|lequel est le plus disponible) (des deux|le docteur|)
-|{doc} pour {bare_motif}
-|{bare_motif} avec {doc}
-|(le docteur|la docteure|mon docteur|la dame|le monsieur)
-|(docteur|moi) {clause}
-|(c'est pas pour moi c'est pour|c'est pour) {person} {clause}
y|oui
n|non (pas|ce n'est pas pour ça|c'est pas ça) (c'est|) {r_motif}
-|{bare_motif} c'est (urgent|assez urgent|pas urgent|pressé)
-|c'est (urgent|assez urgent|pas grave|pas urgent) {clause}
n|non plutôt {doc}
n|non""",
    "rating": """
5|(cinq|cinq étoiles|cinq sur cinq|5|le cinq|5 étoiles)
5|(franchement|vraiment|ah ben) (c'était|c'est) (nickel|parfait|super|impeccable|très bien) (cinq|cinq étoiles|5|)
5|(ça mérite|je donne|je vous mets|je vous donne|allez) (un|) cinq
5|(très bien|très satisfait|parfait|formidable|super|génial) (cinq|)
4|(ça mérite|je donne|je vous mets|je vous donne|allez) (un|) quatre
4|(quatre|quatre étoiles|4 étoiles|un bon quatre|le quatre)
4|(c'était bien|c'est pas mal|pas mal|bien|assez bien) (quatre|)
3|(ça mérite|je donne|je vous mets|allez|disons) (un|) trois
3|(trois|trois étoiles|3 étoiles|un petit trois)
3|(mouais|bof|moyen|correct|ça peut aller) (trois|)
2|(ça mérite|je donne|je vous mets|disons) (un|) deux
2|(deux|deux étoiles|2 étoiles)
1|(ça mérite|je donne|je vous mets) (un|) un
1|(un|une étoile|1 étoile|zéro|zéro étoile)
1|(nul|c'est nul|c'était horrible|lamentable) (un|)
n|(non|pas maintenant|je n'ai pas le temps|je préfère pas|laissez-moi tranquille)
-|(je ne sais pas|sur combien|c'est quoi la note|vous dites)""",
}.items()}
