"""The distillation corpus: one text a line on stdout, shuffled, each once.

usage: corpus.py SOURCES > corpus.txt
SOURCES is the folder that fetch-corpus.sh filled. Seeded: the same sources give the same bytes.
Princeton WordNet 3.0 (glosses and examples), chatterbot-corpus (BSD-3), the SpamAssassin public mail corpus's ham
(CC0 as packaged by stdlib), and everyday statements and questions made here from templates and WordNet's lexicon.
"""
import json, random, re, sys
from pathlib import Path

SEED = 20
TEMPLATES = """
I went to the {place} with my {person} {day}.|I had {food} for dinner {day}.|My {person} loves {food}.|I bought a new {thing} {day}.
We are planning a {event} for {day}.|I have been feeling a lot of {feeling} since the {event}.|{name} told me about the {event} {day}.
I took up {act} last year and it helps me relax.|My {animal} got sick {day}, so we went to the vet.|I'm thinking about quitting my job as a {person}.
The {thing} I ordered broke after a week.|{name} and I are moving to {city} next month.|I grew up in {city} and my {person} still lives there.
I finally finished reading a book about {act}.|My doctor said I should avoid {food}.|I'm allergic to {food}.|I adopted a {animal} named {name}.
We saw a {animal} near the {place}.|I painted a picture of a {animal} and a {thing}.|The {event} was amazing, thanks for asking!
I signed up for a class on {act}.|I've been saving money for a {thing}.|My favorite {place} in {city} closed {day}.|{name} gave me a {thing} for my birthday.
I'm so proud of my {person} for the {event}.|Let me know if you need help with the {thing}.|It cost me {number} dollars to repair the {thing}.
I practice {act} for {number} hours every week.|We have been married for {number} years.|I want to become a {person} one day.|Wow, {name}, that {thing} looks great!
Hey {name}! How have you been? Anything new?|Thanks, {name}! I really appreciate your support.|That sounds fun! How was the {event}?|I can't believe the {event} is over.
I lost my {thing} at the {place} {day}.|My {person} is teaching me {act}.|I prefer {food} to {food}.|I usually wake up at {number} and eat {food}.
When did {name} go to the {place}?|What did {name} buy at the {place}?|Where does {name} live?|How long has {name} been doing {act}?|What is the name of my {animal}?
Who gave {name} the {thing}?|Why did {name} move to {city}?|What kind of {food} does {name} like?|What are {name}'s hobbies?|How many {animal}s does {name} have?
What is {name}'s job?|What did I say about the {event}?|When is the {event}?|How much did the {thing} cost?|What did my {person} recommend for {feeling}?
Which {food} am I allergic to?|What gift did I get for my {person}?|Where did we go for the {event}?|What did {name} think of the {thing}?|Does {name} have a {animal}?
What are the benefits of {act}?|Can you recommend a {thing} for my {person}?|How do I make {food} at home?|What is the best way to learn {act}?|Which {place} did {name} visit in {city}?
Here are some tips for {act}: start slowly, practice often and be patient.|You could try {food} with {food}, it is easy to prepare.|I would suggest a {thing} for your {person}.
"""
FIELDS = {"04": "act", "05": "animal", "06": "thing", "11": "event", "12": "feeling", "13": "food", "18": "person"}
PLACES = "beach park museum library gym hospital church market mall theater restaurant school office airport zoo lake forest bakery hotel stadium bank garden farm studio station bar cafe university".split()
CITIES = "Paris|London|New York|Tokyo|Berlin|Rome|Madrid|Chicago|Boston|Seattle|Toronto|Sydney|Dublin|Lisbon|Vienna|Mumbai|Cairo|Lima|Mexico City|San Francisco|Austin|Denver|Nairobi|Oslo|Stockholm|Prague|Athens|Istanbul|Seoul|Beijing|Canada|Italy|Brazil|Spain|Japan|India|Sweden|Texas|Florida|California".split("|")
DAYS = "yesterday|last week|last weekend|last summer|on Monday|on Friday|two days ago|in May|in October|this morning|next month|tomorrow|on Saturday night|in 2019|last year".split("|")


def wordnet(folder: Path):
    first_sense: dict[str, str] = {}
    texts, lexicon = [], {name: [] for name in FIELDS.values()}
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").read_text().splitlines():
            if line.startswith("  ") or " | " not in line:
                continue
            head, gloss = line.split(" | ", 1)
            examples = re.findall(r'"([^"]+)"', gloss)
            definition = re.sub(r'[;:]?\s*"[^"]*".*', "", gloss).strip(" ;")
            fields = head.split()
            lemma = re.sub(r"\(\w+\)", "", fields[4]).replace("_", " ")
            texts += examples
            texts.append(f"{lemma}: {definition}" if len(texts) % 2 else definition)
            if part == "noun" and fields[1] in FIELDS:
                first_sense.setdefault(fields[0], FIELDS[fields[1]])
    counted = {}
    for line in (folder / "cntlist.rev").read_text().splitlines():
        key, _, count = line.split()
        lemma, sense = key.split("%", 1)
        if sense.startswith("1:"):
            counted[lemma] = counted.get(lemma, 0) + int(count)
    for line in (folder / "index.noun").read_text().splitlines():
        if line.startswith("  "):
            continue
        fields = line.split()
        pointers = int(fields[3])
        field = first_sense.get(fields[6 + pointers])
        if field and fields[0].islower() and (counted.get(fields[0], 0) >= 1 or field in ("animal", "food") and "_" not in fields[0]):
            lexicon[field].append(fields[0].replace("_", " "))
    return texts, lexicon


def conversations(folder: Path):
    for file in sorted(folder.glob("chatterbot_corpus/data/english/*.yml")):
        for line in file.read_text(encoding="utf8").splitlines():
            match = re.match(r"\s*-\s*(?:-\s*)?(.*)", line)
            if match:
                yield match[1].strip().strip("'\"")


def mail(folder: Path):
    for file in sorted(folder.glob("package/data/*ham*/*.txt")):
        body = file.read_text(encoding="latin1").split("\n\n", 1)[-1]
        body = "\n".join(x for x in body.splitlines() if not re.match(r"\s*([>|:#]|--|__|On .* wrote)", x))
        for paragraph in re.split(r"\n\s*\n", body):
            for sentence in re.split(r"(?<=[.!?])\s+(?=[A-Z\"])", " ".join(paragraph.split())):
                if not re.search(r"https?:|www\.|[<>{}@=|\\]|\d{5}|_{2}", sentence):
                    yield sentence


def everyday(lexicon, names, count, random):
    templates = [t.strip() for line in TEMPLATES.strip().splitlines() for t in line.split("|") if t.strip()]
    slots = {**lexicon, "place": PLACES, "city": CITIES, "day": DAYS, "name": names, "number": [str(n) for n in range(2, 60)]}
    for i in range(count):
        yield re.sub(r"\{(\w+)\}", lambda m: random.choice(slots[m[1]]), templates[i % len(templates)])


def main(sources: Path):
    rng = random.Random(SEED)
    texts, lexicon = wordnet(sources / "wordnet")
    names = [n for sex in ("female", "male") for n in json.loads((sources / f"{sex}-first-names-en/package/data/names.json").read_text())]
    parts = {"wordnet": texts, "conversations": list(conversations(sources / "chatterbot")), "mail": list(mail(sources / "mail")), "everyday": list(everyday(lexicon, names, 40000, rng))}
    seen = {}
    for name, part in parts.items():
        kept = [t for t in dict.fromkeys(" ".join(t.split()) for t in part) if 8 <= len(t) <= 300 and t not in seen and t.isascii()]
        seen.update(dict.fromkeys(kept))
        print(name, len(kept), file=sys.stderr)
    out = list(seen)
    rng.shuffle(out)
    sys.stdout.write("\n".join(out) + "\n")


main(Path(sys.argv[1]))
