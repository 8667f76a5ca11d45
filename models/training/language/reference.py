"""Writes what this Python understands of some sixty turns, for the Rust decoder to be compared with.

    python reference.py --gguf default.gguf --tokenizer tokenizer.json --out reference.jsonl

The weights are read back from the GGUF (Q8_0 and f16), so that only the arithmetic differs. One JSON object a line:
`asking`, `doctors`, `reasons`, `say` (normalised), `ids` (prompt), `written` (ids of the form), `text`, `form`, the
probabilities `intent`, `answer`, `who` of the language model and `linear` of the linear part; some also have `buckets`.
"""
import argparse
import json

import gguf
import numpy
import torch

import decode
import form
import linear
from export import gguf_name
from tokens import Coder

DOCTORS = ["martin généraliste", "bernard pédiatre"]
REASONS = ["consultation", "certificat", "renouvellement d'ordonnance", "vaccin", "premier rendez-vous", "suivi pédiatrique"]
TURNS = """
none|Bonjour, je voudrais prendre rendez-vous avec le docteur Martin mardi prochain.
none|C'est pour le vaccin de ma fille, jeudi après-midi si possible
none|j'ai mal au genou depuis une semaine
none|le petit a de la fièvre depuis hier soir
none|Bonjour, je voudrais annuler mon rendez-vous de vendredi
none|il faudrait décaler le rendez-vous de lundi à mercredi matin
none|À quelle heure est mon rendez-vous de demain ?
none|je confirme mon rendez-vous de jeudi dix heures
none|vous ouvrez à quelle heure le samedi ?
none|c'est combien la consultation
none|où est-ce qu'on peut se garer
none|quelle est l'adresse du cabinet
none|il faut apporter quoi pour le rendez-vous
none|est-ce que je dois être à jeun
none|il y a un ascenseur chez vous
none|est-ce que vous prenez de nouveaux patients
none|vous avez reçu mes résultats de prise de sang ?
none|j'ai perdu mon ordonnance il m'en faudrait une autre
none|je voudrais un certificat pour le foot du petit
none|je dois faire renouveler mon ordonnance de tension
none|le docteur peut me rappeler s'il vous plaît
none|Ici la pharmacie des Lilas, c'est au sujet d'une ordonnance de monsieur Garnier
none|je veux parler à la secrétaire
none|bonjour je vous appelle pour vous proposer des panneaux solaires
none|oh pardon je me suis trompé de numéro
none|j'ai très mal à la poitrine et dans le bras gauche
none|mon mari ne répond plus il est par terre
none|ma fille a avalé de la lessive
none|je veux mourir
none|mon bébé de deux mois a de la fièvre
none|g mal a la poitrine
none|non je n'ai pas de fièvre c'est pour un vaccin
none|j'avais mal à la poitrine le mois dernier mais tout va bien c'est pour un certificat
none|euh
none|allô vous m'entendez
none|mardi euh non plutôt jeudi vers quinze heures pour mon fils avec le docteur Bernard
confirm|oui
confirm|non
confirm|oui c'est parfait
confirm|oui mais pas avant dix heures
confirm|non plutôt vendredi après-midi
confirm|d'accord
confirm|j'ai mal dans la poitrine là
confirm|euh c'est à quelle heure déjà
date|mardi matin
date|le plus tôt possible
date|plutôt en fin de journée après dix-sept heures
date|le deuxième
date|pas lundi, plutôt mercredi
name|Garnier
name|L E deux F E V R E
name|Sophie Garnier
name|je m'appelle Benali B E N A L I
birth_date|le douze mars mille neuf cent soixante-quatre
birth_date|03/04/1958
phone|zéro six douze trente-quatre cinquante-six soixante-dix-huit
phone|06 12 34 56 78
motif|c'est pour un vaccin
motif|j'ai mal au dos
motif|avec le docteur Bernard
rating|quatre
rating|cinq sur cinq, très bien
"""


def read_back(path, size="small"):
    """The decoder and the linear part as the GGUF holds them."""
    tensors = {t.name: t for t in gguf.GGUFReader(path).tensors}
    value = lambda name: torch.tensor(gguf.quants.dequantize(tensors[name].data, tensors[name].tensor_type).astype(numpy.float32))
    model = decode.Decoder(size, int(tensors["token_embd.weight"].shape[1]))
    model.load_state_dict({name: value(gguf_name(name)).reshape(old.shape) for name, old in model.state_dict().items()})
    weight = "huisclos.linear.weight"
    return model.eval(), numpy.array(tensors[weight].data) if weight in tensors else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gguf", required=True)
    parser.add_argument("--tokenizer", default="tokenizer.json")
    parser.add_argument("--out", required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    coder = Coder(args.tokenizer)
    model, weight = read_back(args.gguf)
    to_buckets = linear.Buckets(len(weight)) if weight is not None else None
    with open(args.out, "w", encoding="utf-8") as out:
        for number, line in enumerate(TURNS.strip().splitlines()):
            asking, said = line.split("|")
            words = form.normalise(said).split()
            sample = {"asking": asking, "doctors": DOCTORS, "reasons": REASONS, "words": words}
            found = decode.understand(model, coder, sample)
            made = {"asking": asking, "doctors": DOCTORS, "reasons": REASONS, "said": said, "say": " ".join(words), **found}
            if weight is not None:
                buckets = to_buckets(asking, words)
                made["linear"] = {name: share.tolist() for name, share in linear.probabilities(weight, buckets).items()}
                if number % 3 == 0:
                    made["features"], made["buckets"] = linear.features(asking, words), buckets
            out.write(json.dumps(made, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
