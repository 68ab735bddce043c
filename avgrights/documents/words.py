"""The password of a package: six words that read well over the telephone."""

from __future__ import annotations

from secrets import choice

#: Everyday words; a generated word is two of them joined, the halves told apart in every case.
FIRST = (
    "appel", "berg", "bloem", "bord", "brug", "dak", "dal", "deur", "droom", "duin", "feest",
    "fiets", "fluit", "fruit", "gast", "geluid", "glas", "goud", "graan", "gras", "haven",
    "heide", "herfst", "honing", "hout", "huis", "ijzer", "kaas", "kamer", "kasteel", "keuken",
    "klaver", "klei", "kleur", "klok", "koffie", "koper", "kust", "lamp", "land", "lente",
    "linde", "lucht", "maan", "markt", "melk", "mist", "molen", "morgen", "muur", "muziek",
    "natuur", "nevel", "noten", "oever", "oogst", "orgel", "papier", "park", "peper", "plein",
    "polder", "regen", "reis", "riet", "rivier", "rogge", "schip", "school", "sneeuw",
    "spiegel", "sport", "stad", "steen", "ster", "storm", "straat", "strand", "suiker", "tafel",
    "thee", "toren", "trein", "tuin", "veld", "venster", "vlas", "vuur", "water", "weide",
    "wereld", "winter", "wol", "wolk", "zand", "zilver", "zomer", "zon", "zout",
)  # fmt: skip
SECOND = (
    "anker", "baan", "bak", "bank", "beeld", "blad", "boek", "boom", "boot", "bord", "bos",
    "brief", "bril", "bron", "bus", "dag", "dans", "deken", "doek", "doos", "draad", "duif",
    "emmer", "engel", "fles", "fonds", "gang", "gids", "haak", "haas", "hal", "hamer", "hand",
    "hek", "hert", "hoed", "hoek", "hond", "jas", "kaart", "kan", "kast", "kat", "ketel",
    "kist", "kop", "koord", "kraan", "krant", "kruik", "laars", "ladder", "lade", "leeuw",
    "lepel", "licht", "lied", "lijn", "mand", "mes", "mier", "mug", "mus", "naald", "paal",
    "paard", "pad", "pan", "peer", "pen", "pijl", "plank", "plant", "poort", "pot", "raam",
    "rand", "ring", "roos", "schaal", "schaap", "schoen", "slot", "spel", "stoel", "stok",
    "tak", "tas", "tent", "touw", "trap", "uil", "vaas", "vis", "vlag", "vogel", "wagen",
    "wiel", "zaal", "zak",
)  # fmt: skip
WORDS = 6


def new_password() -> str:
    """Six generated words joined by hyphens, at least 77 bits, from the system's random source.

    Lower case letters only: nothing to mishear, nothing that a keyboard hides.
    """
    return "-".join(choice(FIRST) + choice(SECOND) for _ in range(WORDS))
