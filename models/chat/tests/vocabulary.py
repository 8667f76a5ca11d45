"""Small vocabularies of each way, and what their own libraries make of some texts: `python3 vocabulary.py > vocabulary.json`.

pip install tokenizers sentencepiece
"""
import io, json, pathlib, tempfile
from tokenizers import Tokenizer, models, pre_tokenizers, trainers, decoders, Regex
import sentencepiece as spm

ROOT = pathlib.Path(__file__).parents[3]
CORPUS = (ROOT / "firmware/call/texts/fr.toml").read_text().replace('"', " ").splitlines()
CASES = ["bonjour je voudrais un rendez-vous pour mon fils", "C'est l'été, n'est-ce pas ?  J'ai 12345 questions…", "déjà vu à Noël — 03/12/1964", "  deux  espaces\n\net lignes\n \n fin ",
         "日本 emoji 🙂 ok", "", " ", "\n", "l'mardi d'où qu'elle j'ai", "<|im_end|> <end_of_turn>", "aaaaaaaaaaaaaaaaaaaaaa", "Le docteur MARTIN vous recevra à 9h30.", "tab\tici\r\nlà", "12 345 67,8 %"]
PAT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def pairs(digits, special, whole):
    t = Tokenizer(models.BPE(ignore_merges=whole))
    t.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(PAT % digits), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    t.decoder = decoders.ByteLevel()
    t.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=420, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    m = json.loads(t.to_str())["model"]
    vocab = sorted(m["vocab"], key=m["vocab"].get)
    merges = [" ".join(x) if isinstance(x, list) else x for x in m["merges"]]
    return {"tokens": vocab + special, "types": [1] * len(vocab) + [3] * len(special), "merges": merges, "cases": [[c, t.encode(c, add_special_tokens=False).ids] for c in CASES]}


def sentence(prefix, own, special):
    out = io.BytesIO()
    spm.SentencePieceTrainer.train(sentence_iterator=iter(CORPUS), model_writer=out, model_type="bpe", vocab_size=560, byte_fallback=True, character_coverage=0.995,
                                   normalization_rule_name="identity", add_dummy_prefix=prefix, remove_extra_whitespaces=False, user_defined_symbols=own, control_symbols=special,
                                   split_digits=True, allow_whitespace_only_pieces=True, minloglevel=2)
    p = spm.SentencePieceProcessor(model_proto=out.getvalue())
    n = p.get_piece_size()
    kind = lambda i: 2 if p.is_unknown(i) else 3 if p.is_control(i) else 6 if p.is_byte(i) else 4 if p.id_to_piece(i) in own else 1
    return {"tokens": [p.id_to_piece(i) for i in range(n)], "types": [kind(i) for i in range(n)], "scores": [round(p.get_score(i), 4) for i in range(n)], "cases": [[c, p.encode(c)] for c in CASES]}


print(json.dumps({
    "qwen2": pairs("", ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<think>", "</think>"], False),
    "llama3": pairs("{1,3}", ["<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"], True),
    "llama2": sentence(True, [], []),
    "gemma": sentence(False, ["\n", "\n\n", "\n\n\n", "▁▁", "▁▁▁"], ["<start_of_turn>", "<end_of_turn>"]),
}, ensure_ascii=False))
