"""Words of links that do not name a document: formats, languages, parts, pointers, the frame.

Every test here is a substitution or a match of bounded length, so that no text of a page can
make it slow.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.listing_marks import undecorated

_LONGEST = 120  # characters of a link's text that is still looked at word by word

_FORMATS = (
    "pdf html htm web epub word doc docx odt rtf excel xls xlsx ods csv tsv json xml zip ppt pptx "
    "powerpoint txt text jpg jpeg png gif mp3 mp4 audio video ms microsoft",
    "テキスト ワード エクセル パワーポイント 一太郎 画像",
)
_LANGUAGES = (
    "english japanese french spanish german chinese korean russian arabic portuguese italian "
    "français francais español espanol deutsch italiano português nederlands en ja fr es de",
    "日本語 英語 英文 英訳 和文 和訳 中文 中国語 韓国語 한국어 русский العربية",
)
_PARTS = (
    "summary abstract executive full complete annex appendix file files size report version "
    "document text",
    "概要 要旨 要約 本文 全文 全体 本体 別紙 別添 資料 参考 付録 版 形式 ファイル",
)
_POINTERS = (
    "here click this page link links more read learn detail details view open download downloads "
    "see",
    "こちら から ここ 此方 詳細 詳しく 続き を読む もっと見る 開く ダウンロード 表示 は",
)
_UNITS = ("bytes byte pages p the a for of and in to", "バイト キロ メガ 頁")
_EMPTY = (
    "please find information on at is are can be found available full as follows",
    "内容 について につきまして ご覧 ください 下さい 参照 は を へ の に が ご 等 その他",
)
_FRAME = re.compile(
    r"(?:go |back |return )*(?:to )?(?:the )?(?:page ?)?top(?: of (?:the |this )?page)?"
    r"|(?:back|return|skip|jump) to .{1,40}|back|home|top page|home ?page|main page|site ?map"
    r"|contact(?: us)?|search|privacy(?: (?:policy|notice))?|accessibility(?: statement)?"
    r"|disclaimer|terms (?:of use|and conditions)|copyright.{0,40}|print(?: this page)?"
    r"|share.{0,20}|tweet|facebook|twitter|x|line|instagram|youtube|linkedin|rss|menu|close"
    r"|log ?in|log ?out|sign (?:in|up)|register|subscribe|email|e-mail|>+|<+"
    r"|next(?: page)?|prev(?:ious)?(?: page)?|(?:get |download )?(?:the )?.{0,6}adobe.{0,40}"
    r"|次(?:へ|のページへ?)|前(?:へ|のページへ?)|.{0,12}(?:先頭|トップ|上部?|home)(?:へ|に)(?:戻る)?"
    r"|ページ(?:トップ|先頭)|トップ(?:ページ)?|ホーム|戻る|.{0,20}(?:へ|に)戻る|本文へ.{0,8}|メニュー.{0,8}"
    r"|サイトマップ|お?問い?合わ?せ(?:先|窓口)?|(?:サイト内)?検索|プライバシーポリシー|個人情報保護(?:方針)?"
    r"|著作権(?:について)?|免責事項|リンクについて|このサイトについて|アクセシビリティ|印刷(?:する)?|閉じる"
    r"|文字サイズ.{0,12}|.{0,12}アクロバットリーダー.{0,30}"
)
_PDF = re.compile(r"(?<![a-z])pdf(?![a-z])")


_SIZE = r"\d[\d.,]*\s?(?:[kmg]i?b?|bytes?|バイト)?(?![a-z])"
_TITLE_ALONE = re.compile(r"(?:report|document|version)s?(?: \w{1,4})?")


def _words(*groups: tuple[str, str]) -> re.Pattern[str]:
    """Any of the words: Latin ones whole, others wherever they stand, longest first."""
    latin = "|".join(word for group in groups for word in group[0].split())
    other = sorted((word for group in groups for word in group[1].split()), key=len, reverse=True)
    return re.compile(rf"(?<![a-zß-ÿ])(?:{latin})(?![a-zß-ÿ])|{_SIZE}|{'|'.join(other)}")


_POINTING = _words(_POINTERS, _UNITS)
_LANGUAGE = _words(_LANGUAGES, ("version page site", "版 ページ サイト"))
_MARKER = _words(_FORMATS, _LANGUAGES, _PARTS, _POINTERS, _UNITS)
_NOTHING = _words(_POINTERS, _UNITS, _EMPTY, _FORMATS)


def fold(text: str) -> str:
    """Text for comparing: compatibility forms and case folded, white space single."""
    return " ".join(unicodedata.normalize("NFKC", text).lower().split())


def is_marker(text: str) -> bool:
    """Whether a link's text names only a format, language, part or place: PDF, 概要, here."""
    return _is_only(_MARKER, text) and not _TITLE_ALONE.fullmatch(fold(text))


def is_pointing(text: str) -> bool:
    """Whether a link's text only points: here, こちら, details."""
    return _is_only(_POINTING, text)


def is_language(text: str) -> bool:
    """Whether a link's text is only the name of a language, as of a language switch."""
    return _is_only(_LANGUAGE, text)


def says_nothing(text: str) -> bool:
    """Whether a sentence names nothing once its pointing words are gone."""
    return len(text) <= _LONGEST and sum(map(str.isalpha, _NOTHING.sub(" ", fold(text)))) < 4


def is_frame(text: str) -> bool:
    """Whether a link's text belongs to the page's frame rather than to its content."""
    return len(text) <= _LONGEST and bool(_FRAME.fullmatch(fold(undecorated(text))))


def says_pdf(text: str) -> bool:
    """Whether a text says that its link is a PDF."""
    return bool(_PDF.search(fold(text)))


def _is_only(words: re.Pattern[str], text: str) -> bool:
    if len(text) > _LONGEST:
        return False
    rest, found = words.subn(" ", fold(text))
    return found > 0 and not any(map(str.isalpha, rest))
