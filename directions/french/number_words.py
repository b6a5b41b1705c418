"""The French words beside a number: its noun, the singular of a unit and the "de" or "d’" before it.

Standard library only. What cannot be decided safely is left as it was typed.
"""

from __future__ import annotations

import re

from directions.french.typography import APOSTROPHE

# Words that end in s or x in the singular too.
_INVARIABLE_WORDS = """
    abus accès acquis avis bois bras bus campus choix colis compromis concours congrès corps cours croix cursus décès
    devis discours engrais excès express fois fonds frais gens héros hors logis mois moins os ours palais parcours
    parvis pass pays permis plus poids précis préavis prix procès processus progrès propos puits recours relais
    rendez-vous repas repos sens secours semis sous souris stress succès surplus tapis taux temps tiers univers vers
    virus voix
"""
_INVARIABLE = frozenset(_INVARIABLE_WORDS.split())
# The noun and its adjectives end at the first of these: "mises à l’abri" has one noun to agree, "mises".
_END_OF_NOUN = re.compile(
    r"(?:à|au|aux|avec|chez|contre|dans|de|des|dont|du|en|entre|hors|par|pour|sans|sous|sur|vers)\Z|(?:d|l)['’]"
)
_ASPIRATED = re.compile(
    r"hackathon|hai[en]|hall|halte|hamac|hameau|hamster|handball|handicap|hangar|haras|harc|haricot|harpe|hasard"
    r"|hauss|haut|hérisson|héron|héros|hêtre|hiérarch|hockey|homard|hors|hotte|houe|houx|hub|huit|hutte"
)
_VOWEL = re.compile(r"[aàâäeéèêëiîïoôöuùûüœæ]")


def counted(number: int, one: str, many: str) -> str:
    """ "0 contribution", "1 contribution", "3 contributions": below two, the words are singular."""
    return f"{number} {one if number < 2 else many}"


def with_de(words: str) -> str:
    """ "masques" -> "de masques", "agents" -> "d’agents", "hectares" -> "d’hectares", "haies" -> "de haies"."""
    start = words.lower()
    elided = _VOWEL.match(start) or (start.startswith("h") and not _ASPIRATED.match(start))
    return f"d{APOSTROPHE}{words}" if elided and not start.startswith(("onze", "oui")) else f"de {words}"


def singular(unit: str) -> str:
    """ "agents" -> "agent", "personnes âgées" -> "personne âgée"; "mois", "MDS" and "travaux" do not change.

    Nor does "élèves/étudiants": "élève/étudiant" would be so many per student.
    """
    if "/" in unit:
        return unit
    words = unit.split(" ")
    end = next((i for i, word in enumerate(words) if _END_OF_NOUN.match(word)), len(words))
    if any(_is_irregular_plural(word) for word in words[:end]):
        return unit
    return " ".join([*(_singular_word(word) for word in words[:end]), *words[end:]])


def _is_irregular_plural(word: str) -> bool:
    return word not in _INVARIABLE and (word.endswith("x") or "-" in word)  # sapeurs-pompiers


def _singular_word(word: str) -> str:
    if word == "ans":
        return "an"
    regular = len(word) > 3 and word.endswith("s") and not word.endswith("ss") and word not in _INVARIABLE
    return word[:-1] if regular else word
