"""The words that stand around dates in list items, by what they make of the date."""

from __future__ import annotations

import re

# Verbs of publishing, by language: beside a date they say when a document came out.
_PUBLISHED = (
    r"published|publication date|date of publication|publicly released|released?|updated|"
    r"last (?:updated|modified|reviewed|revised)|"
    r"revised|reviewed|amended|adopted|approved|issued|dated|posted|effective|held|"
    r"entered into force|in force|"
    r"veröffentlicht|veröffentlichung|erschienen|aktualisiert|zuletzt (?:geändert|aktualisiert)|"
    r"geändert|beschlossen|verabschiedet|stand|datum|inkrafttreten|"
    r"publiée?s?|parue?s?|mise?s? à jour|mise?s? en ligne|actualisée?s?|modifiée?s?|adoptée?s?|"
    r"celebrad[oa]s?|tenue?s?|tenut[oa]|svolt[oa]|abgehalten|hållet|"
    r"publicad[oa]s?|publicación|actualizad[oa]s?|actualización|última actualización|"
    r"aprobad[oa]s?|modificad[oa]s?|fecha(?: de publicación)?|"
    r"pubblicat[oaie]|pubblicazione|aggiornat[oaie]|aggiornamento|ultimo aggiornamento|"
    r"approvat[oa]|modificat[oa]|adottat[oa]|data(?: di pubblicazione)?|"
    r"publicera(?:d|t|de|s)|publiceringsdatum|uppdatera(?:d|t|de|s)|senast (?:uppdaterad|ändrad)|"
    r"beslutad|antagen|reviderad|daterad|ändrad|i kraft|fastställd"
)
# Prepositions and articles that lead from the verb, or from the title, to the date.
_LEADING_TO = (
    r"on|of|from|the|as of|as at|as|last|for|since|vom|am|zum|seit|du|le|en|depuis|del|de|"
    r"el|al|a|dal|il|den|av den|av|från|på"
)
TO_DATE = rf"(?:(?:{_PUBLISHED}|{_LEADING_TO})[:.]?\s+)*"
"""What may lead from a title to a date at its end."""

FILL = re.compile(
    r"改定|改正|改訂|変更|提出|差し?替え?|追加|追記|再掲載?|策定|閣議|決定|公表|公開|更新|掲載|発行|発表|制定|施行|開催|実施|現在|時点|"
    r"付け?|日付|訂正|作成|修正|議決|承認|公布|版|最終|一部|報道|配布|答申|発出|適用|改|了承|"
    r"月|火|水|木|金|土|日|曜|分|から|より|の|に|、|以降|"
    r"\d{1,2}時(?:\d{1,2}分)?|\d{1,2}:\d\d|"
    rf"\b(?:{_PUBLISHED}|{_LEADING_TO}|"
    r"date|revision|modified|meeting|created|version|final|edition|last|entered|into|and|at|"
    r"ausgabe|fassung|kraft|zuletzt|ab|consolidée?|konsolidierte?|consolidad[oa]|consolidat[oa]|"
    r"consolidated|mise?|à|jour|au|vigente|versione|i|senast|gäller|updating|und|"
    r"(?:mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(?:day)?|"
    r"(?:mon|diens|donners|frei|sams)tag|mittwoch)\b|[\s\x00.,;:/()\[\]-]",
    re.IGNORECASE,
)
"""Everything a bracket of dates may hold beside them."""

SCOPE = re.compile(
    r"\b(?:valid|expir\w+|born|on or after|on or before|closing|closes|deadline|due|apply by|"
    r"gültig bis|befristet|"
    r"jusqu|entro|fino|till och med|scad\w+|frist|plazo|vencimiento)\b|有効|期限|締切|〆切|以降に|"
    r"以前|以後|\b(?:until|by|before|after|since|hasta|bis|zum|up to)\s+(?:the\s|zum\s|al\s)?"
    r"(?=\d|(?-i:[A-Z][a-z]{2,8}\.?\s\d))",
    re.IGNORECASE,
)
"""A date here says whom or how long something concerns, not when it came out."""

_ACTS = (
    r"arrêté|décret|décision|instruction|circulaire|loi|ordonnance|avis|délibération|"
    r"compte rendu|communiqué|procès-verbal|"
    r"erlass|verordnung|gesetz|rundschreiben|bekanntmachung|richtlinie|verfügung|beschluss|"
    r"pressemitteilung|protokoll|urteil|bescheid|"
    r"decreto|circolare|legge|deliberazione|delibera|determina(?:zione)?|ordinanza|direttiva|"
    r"verbale|comunicato|sentenza|regolamento|accordo|"
    r"ley|resolución|orden|acuerdo|instrucción|circular|acta|sentencia|auto|"
    r"förordning|beslut|dom|föreskrift(?:er)?|real decreto|nota|note|"
    r"regulation|directive|decision|resolution|order|recommendation|council conclusions|"
    r"communication|judgment|circular|memorandum|notice|letter"
)
OF_ACT = re.compile(
    rf"(?:(?-i:[A-Z]\w+)\s){{0,2}}\b(?:{_ACTS})\b[^\n]{{0,40}}?\s"
    r"(?:(?:du|vom|del|de|den|av den|von|of)\s+(?:le\s+)?|dell')$",
    re.IGNORECASE,
)
""""Arrêté du 12 juin 2019", "Circolare n. 5/2022 del 10 maggio 2022": part of an act's name."""

NAMED_BY_DATE = re.compile(
    r"\b(?:legge|decreto|direttiva|circolare|ordinanza|deliberazione|d\.\s?m\.|d\.\s?lgs\.)"
    r"(?:\s[\w.]+){0,3}\s$",
    re.IGNORECASE,
)
"""Italian acts are called by their date without more: "Legge 19 luglio 2019, n. 69"."""

LAW_BEFORE = re.compile(
    r"(?:\b(?:act|bill|regulations?|order|rules?|law|directive|ordinance|code|gesetz|verordnung|"
    r"loi|ley|legge|lag|förordning|no\.?|nr\.?|n\.?|n[º°]|(?-i:[A-Z]{2,8}))\s?(?:of\s)?\(?|[:/.-])"
    r"$",
    re.IGNORECASE,
)
TARGET_BEFORE = re.compile(
    r"(?:\b(?:vision|agenda|strategy|strategie|stratégie|estrategia|horizon|towards?|by|until|bis|"
    r"beyond|objective|target|europe|plan)\s|プラン|ビジョン|アジェンダ)$",
    re.IGNORECASE,
)
TARGET_AFTER = re.compile(
    r"\s(?:agenda|vision|targets?|goals?|horizon|objectives?|climate|agenda|ziele?|objectifs?|"
    r"objetivos?|obiettivi|mål)\b|年(?:目標|まで)|目標",
    re.IGNORECASE,
)
"""A year here is an aim, not the period a document is about."""

SESSION = re.compile(
    r"[\s_]*(?:第?\s?\d+\s?(?:回|号|次)|[^\d\s]{0,12}\d(?:回|定|臨)|[^\d\s]{0,12}(?:定例会|"
    r"臨時会)|法律|政令|省令)"
)
MEETING = re.compile(
    r"\b(?:agenda|minutes|meeting|session|hearing|speech|remarks|sitzung|tagesordnung|séance|"
    r"réunion|"
    r"sesión|reunión|seduta|möte|sammanträde)\b|会議|議事|開催|会見|総会",
    re.IGNORECASE,
)

JAPANESE_EVENT = (
    r"(?:現在|時点|更新|開催|付け?|公表|公開|発行|発表|改定|改訂|改正|施行|掲載|策定|制定|決定|作成|変更|提出|差し?替え?|"
    r"適用|修正|公布)"
)
"""What a Japanese date is followed by when it says what happened on it."""

LABEL_BEFORE = re.compile(
    rf"(?:(?<=[\x00 .,;|-])|^)(?:date |last )?(?:{_PUBLISHED}|公表日|公開日|更新日|掲載日|発行日|"
    r"作成日|最終更新日?)"
    r"\s?:\s*$|(?:^|[\s\x00])(?:公布|施行|公表|公開|更新|掲載|発行|作成|策定|決定|"
    r"開催)(?:年月)?日[\s:]*$",
    re.IGNORECASE,
)
""""Published:", 更新日: a label that the date after it belongs to."""
