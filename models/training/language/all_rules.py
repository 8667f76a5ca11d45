"""Every sentence list in one place: rules.py and what was added to it since."""
import answers
import combos
import matters
import openings
import rules
import stories

RULES = dict(rules.RULES)
for more in (openings.MORE_RULES, matters.PAPERS, combos.PIECES, stories.PIECES):
    for name, lines in more.items():
        RULES[name] = RULES.get(name, []) + lines
RULES["un_doc"] = RULES["admin_doc"]  # what needs a consultation is booked, see complaints.py

INTENTS = {name: lines + openings.MORE_INTENTS.get(name, []) for name, lines in rules.INTENTS.items()}
INTENTS["document"] = matters.DOCUMENT
INTENTS["message"] = INTENTS["message"] + matters.MESSAGE
INTENTS["off_topic"] = INTENTS["off_topic"] + matters.OFF_TOPIC
INFO = {topic: lines + matters.INFO[topic] for topic, lines in rules.INFO.items()}
ANSWERS = {asking: lines + answers.MORE_ANSWERS[asking] for asking, lines in rules.ANSWERS.items()}
LOST = rules.LOST
OPEN_WEIGHTS = {"book": 33, "move": 8, "cancel": 8, "confirm": 7, "info": 12, "results": 5, "document": 7, "message": 8, "human": 5,
                "emergency": 11, "near_miss": 9, "off_topic": 6, "none": 3}
INFO_CONTEXTS = matters.INFO_CONTEXTS
