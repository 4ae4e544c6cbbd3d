"""Bodies that issue documents: known ones by name, unknown ones by the form of their name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from metadata.folding import fold
from metadata.issuers_japan import ROWS
from metadata.issuers_world import ROWS as WORLD


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A known body. `names` holds every name it is printed under, the canonical ones first."""

    name: str  # in its own language
    english: str
    aliases: tuple[str, ...]
    since: int | None  # first year of this name
    until: int | None  # last year of this name
    successor: str | None  # name of the body that took over

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.english, *self.aliases)

    def called(self, language: str) -> str:
        """The canonical name in a language: the English one in English, else its own."""
        return self.english if language == "en" else self.name

    def as_printed(self, name: str) -> str:
        """The canonical name in the language that `name` is printed in."""
        own = re.search("[一-龥]", self.name) is not None
        english = not re.search("[一-龥]", name) if own else _key(name) == _key(self.english)
        return self.called("en" if english else "")


BODIES = tuple(
    Body(name=row[0], english=row[1], aliases=row[2], since=row[3], until=row[4], successor=row[5])
    for row in (*ROWS, *WORLD)
)


def _key(name: str) -> str:
    return re.sub(r"[\s,.・]", "", fold(name)).casefold()


_BY_NAME = {_key(name): body for body in reversed(BODIES) for name in body.names}


def known_body(name: str) -> Body | None:
    """The body that goes by `name` in either language, or None."""
    key = _key(name)
    return _BY_NAME.get(key) or _BY_NAME.get(key.removeprefix("the").removesuffix("japan"))


def today(body: Body) -> Body:
    """The body that holds the work now: the last successor."""
    seen = {body.name}
    while body.successor and body.successor not in seen:
        seen.add(body.successor)
        following = known_body(body.successor)
        if following is None:
            break
        body = following
    return body


_LONGEST = 90
_JAPANESE = re.compile(
    r"(?!.*(?:第\d+号|について|に関する|における|向け|対応|"
    r"用$))[一-龥々ァ-ヿぁ-んA-Za-z0-9・ー\s-]{1,40}?"
    r"(?:省|庁|府庁|内閣府|局|課|室|院|署|部会|委員会|分科会|協議会|審議会|会議|本部|機構|"
    r"センター|法人|"
    r"研究所|大学|大学院|協会|連合会|連盟|学会|財団|組合|銀行|株式会社|事務局|事務所|議会|"
    r"教育委員会|"
    r"企画部|総務部|政策部|県|(?<!市区)町村会|(?<=[一-龥])市|ワーキンググループ|検討会|懇談会|"
    r"研究会|"
    r"タスクフォース|プロジェクトチーム|推進室|準備室)"
)
_PERSON = re.compile(
    r"[一-龥々ァ-ヿぁ-ん・\s]{1,24}(?:委員|座長|会長|部会長|委員長|議長|大臣|副大臣|政務官|教授|"
    r"准教授|長官|局長|課長|部長|室長|次長|所長|次官|審議官|参事官|"
    r"知事|市長|町長|村長|理事長|参考人|構成員|氏|先生)(?:[一-龥]{0,6})"
)
_PRESENTED = re.compile(r"(?:提出(?:資料)?|説明資料|作成(?:資料)?|資料|発表資料|配布資料)$")
_WESTERN = re.compile(
    r"(?:(?:the|le|la|les|el|los|il|lo|der|die|das|den)\s)?"
    r"(?:[A-ZÄÖÜÅÉÈ][\w'’.&-]*|of|and|for|on|the|in|to|de|del|della|des|du|la|et|y|e|für|und|der|"
    r"d'|och|för|against|with|[,&-])(?:\s(?:[A-ZÄÖÜÅÉÈ][\w'’.&-]*|of|and|for|on|the|in|to|de|del|"
    r"della|des|du|la|et|y|e|für|und|der|och|för|against|concerning|with|[&-])|,)*"
)
_BODY_WORD = re.compile(
    r"\b(?:ministry|ministerial meeting|department|agency|commission|committee|council|office|"
    r"bureau|"
    r"board|authority|institute|institution|cent(?:er|re)|task force|working group|secretariat|"
    r"directorate|division|unit|service|court|parliament|senate|university|association|foundation|"
    r"federation|government|cabinet|administration|headquarters|corporation|organi[sz]ation|union|"
    r"ministerium|bundesministerium\w*|bundesamt\w*|bundesanstalt\w*|behörde|amt|landesamt|"
    r"kommission|"
    r"ausschuss|ministère|direction|agence|commission|conseil|comité|office|ministerio|secretaría|"
    r"dirección|agencia|comisión|consejo|instituto|ministero|agenzia|commissione|consiglio|comune|"
    r"regione|istituto|direzione|departement|myndighet\w*|verket|kommittén|nämnden|styrelsen)\b",
    re.IGNORECASE,
)


def body_in_bracket(inner: str) -> tuple[str, str] | None:
    """The (name, rule) of the body or office-holder a folded bracket consists of, or None."""
    content = inner.strip(" \x00、,:;")
    if not content or len(content) > _LONGEST:
        return None
    if known_body(content):
        return content, "known body"
    presented = _PRESENTED.sub("", content).strip()
    if presented and presented != content and (known_body(presented) or _named(presented)):
        return presented, "presenter"
    return _by_form(content)


def _named(content: str) -> bool:
    return bool(_JAPANESE.fullmatch(content) or _PERSON.fullmatch(content))


# Legal forms that name nobody by themselves.
_NOBODY = re.compile(
    r"[一-龥]{0,8}法人|株式会社|委員会|審議会|協議会|事務局|会議|本部|都道府県|市|府省庁?"
)


def _by_form(content: str) -> tuple[str, str] | None:
    if _NOBODY.fullmatch(content):
        return None
    if _JAPANESE.fullmatch(content):
        return content, "body by its ending"
    if _PERSON.fullmatch(content):
        return content, "office-holder"
    western = _WESTERN.fullmatch(content) and len(content.split()) > 1
    return (content, "body by its words") if western and _is_head(content) else None


_AFTER_HEAD = re.compile(
    r"$|,|\s(?:of|for|on|to|in|and|concerning|against|de|del|della|des|du|d'|für|der|und|och|för|"
    r"et|y|e)\b"
)


def _is_head(content: str) -> bool:
    """The word for a body ends the name or governs what follows: not "Agency Announcement"."""
    return any(_AFTER_HEAD.match(content, m.end()) for m in _BODY_WORD.finditer(content))


_AUTHOR_HEAD = re.compile(
    r"^(?:Report (?:of|by) (?:the )?)(?P<of>[A-Z][\w' &-]{4,70}?)(?=$|[,:(]| on | for )|"
    r"^(?:the )?(?P<body>[A-Z][\w'&-]*(?:\s(?:[A-Z][\w'&-]*|of|and|for|on|the|&)){1,9}?)\s"
    r"(?:(?:Final |Interim |Annual )?Report|Newsletter|Minutes|Agenda)\b"
)
_ACRONYM_HEAD = re.compile(r"^(?P<body>[A-Z]{3,8})\s(?:Newsletter|Minutes|Annual Report|Agenda)\b")
_GROUP_END = re.compile(
    r"(?:committee|commission|council|board|task force|working group|team|panel|agency|office|"
    r"department|authority|ministry|court|institute|bureau|group)$",
    re.IGNORECASE,
)


_LETTER = re.compile(
    r"(?:^|[\s号:、])(?P<body>[一-龥々ァ-ヿ・]{2,30}(?:局長|課長|部長|長官|次官|室長|"
    r"審議官))(?:連名)?(?:通知|通達)$"
)
_SUBMITTED = re.compile(
    r"(?:^|[\s:.])(?:(?:参考)?資料\s?[\d-]+\s)?(?P<body>[^\s:()]{2,30}?)(?:提出(?:資料)?|"
    r"説明資料|発表資料)$"
)


def body_in_title(title: str) -> tuple[int, int, str] | None:
    """(start, end, rule) of the body a folded title names as its author, or None."""
    shaped = title.title() if title.isupper() else title
    if match := _AUTHOR_HEAD.search(shaped):
        group = "of" if match["of"] else "body"
        if _GROUP_END.search(match[group]):
            return match.start(group), match.end(group), "author named in title"
    match = _SUBMITTED.search(title)
    if match and (known_body(match["body"]) or _named(match["body"])):
        return match.start("body"), match.end("body"), "presenter in title"
    if match := _LETTER.search(title):
        return match.start("body"), match.end("body"), "sender of a letter"
    if match := _ACRONYM_HEAD.search(title):
        return match.start("body"), match.end("body"), "acronym before the kind"
    return None
