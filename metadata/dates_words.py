"""Names of months and words of time in the western languages."""

from __future__ import annotations

_NAMES = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
          "diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre"
    " dicembre",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
}  # fmt: skip
_SHORT = {
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
    "de": "jan feb mär apr mai jun jul aug sep okt nov dez",
    "fr": "janv févr mars avr mai juin juil août sept oct nov déc",
    "es": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it": "gen feb mar apr mag giu lug ago set ott nov dic",
    "sv": "jan feb mar apr maj jun jul aug sep okt nov dec",
}
_VARIANTS = {
    "sept": 9, "jänner": 1, "feber": 2, "maerz": 3, "mrz": 3, "fevrier": 2, "fevr": 2, "fév": 2,
    "aout": 8, "decembre": 12, "setiembre": 9, "set": 9,
}  # fmt: skip

LANGUAGES = tuple(_NAMES)


def months(language: str) -> dict[str, int]:
    """Month names and abbreviations of `language` and of English, lower case, to 1..12."""
    table = dict(_VARIANTS)
    for code in ("en", language):
        for words in (_SHORT.get(code, ""), _NAMES.get(code, "")):
            table |= {word: n for n, word in enumerate(words.split(), start=1)}
    return table


ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "primer": 1, "segundo": 2, "tercer": 3,
    "cuarto": 4, "primo": 1, "secondo": 2, "terzo": 3, "quarto": 4, "premier": 1, "deuxième": 2,
    "troisième": 3, "quatrième": 4, "erstes": 1, "zweites": 2, "drittes": 3, "viertes": 4,
    "första": 1, "andra": 2, "tredje": 3, "fjärde": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4,
}  # fmt: skip

HALVES = r"half(?:[ -]?year)?|halbjahr|semestre|halvåret|halvår"
QUARTERS = r"quarter|quartal|trimestre|kvartalet|kvartal"
SPANS = {
    "financial year": 12, "fiscal year": 12, "school year": 12, "year": 12, "12 month": 12,
    "twelve month": 12, "half year": 6, "half-year": 6, "6 month": 6, "six month": 6,
    "9 month": 9, "nine month": 9, "quarter": 3, "3 month": 3, "three month": 3,
}  # fmt: skip
"""Periods that are called by their last month, in months."""

AS_OF = (
    r"stand|version|fassung|ausgabe|updated|as of|edition|rev\.?|revised|état|mise? à jour|màj|"
    r"maj|édition|actualizado|edición|aggiornat[oa]|aggiornamento|edizione|uppdaterad|utgåva"
)
"""Words before a month in figures: "Stand: 01/2024"."""

TO = r"-|~|to|through|until|till|bis|au|à|al|a|hasta|fino al|t\.o\.m\.|and|und|et|y|e|och"
FISCAL = (
    r"fiscal years?|financial years?|budget year|[SF]?FY|CY|calendar year|school year|"
    r"academic year|haushaltsjahr|"
    r"geschäftsjahr|schuljahr|exercice|année scolaire|ejercicio|esercizio|anno scolastico|"
    r"budgetåret|räkenskapsåret|läsåret"
)
PLANNED = (
    r"plan|piano|strateg|stratég|estrateg|program|roadmap|framework|agenda|priorit|outlook|"
    r"projection|perspektiv|perspectiv|prospettiv|fahrplan|feuille de route|hoja de ruta|"
    r"statisti|estad[ií]stic|trend|tendanc|forecast|prognos|inriktning|"
    r"trienn|trienal|quinqu|bienn|bienal|mehrjähr|plurian|plurienn"
)
"""Stems of words for what is planned or counted over several years."""
YEARLY = (
    r"annual|fiscal|financial|school|academic|accounts|budget|season|scheme|FY\b|jahresbericht|"
    r"haushalt|rapport annuel|memoria|informe anual|relazione annuale|årsredovisning|schuljahr|"
    r"session|enrol|tuition|statistics"
)
