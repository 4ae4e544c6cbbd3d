from __future__ import annotations

import pytest

from ingest.reader.catalog import misread
from ingest.reader.info import iso_date
from tests.ingest.reader.conftest import ReadBytes
from tests.ingest.reader.hostile import outline_loop, page_tree_loop
from tests.ingest.reader.paper import line, pdf, stream

PAGE = line("A page of the plan", 72, 720)
XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Plan from XMP</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>Planning Division</rdf:li></rdf:Seq></dc:creator>
<xmp:CreateDate>2017-04-18T09:30:00+09:00</xmp:CreateDate>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("D:20170418093000+09'00'", "2017-04-18T09:30:00+09:00"),
        ("D:20170418093000Z", "2017-04-18T09:30:00Z"),
        ("D:201704180930", "2017-04-18T09:30:00"),
        ("D:201704", "2017-04"),
        ("2017-04-18T09:30:00+09:00", "2017-04-18T09:30:00+09:00"),
        ("D:20171341", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_as_precise_as_they_are_stated(printed: str | None, iso: str | None) -> None:
    assert iso_date(printed) == iso


def test_information_is_read(read_bytes: ReadBytes) -> None:
    body = pdf(
        [PAGE],
        catalog="/Lang(ja-JP)/MarkInfo<</Marked true>>",
        info={"Title": "Basic Plan", "Author": "Division", "CreationDate": "D:20170418"},
    )
    found = read_bytes(body).information
    assert (found.title, found.author, found.created) == ("Basic Plan", "Division", "2017-04-18")
    assert (found.language, found.tagged, found.encrypted) == ("ja-JP", True, False)
    assert (found.pdf_version, found.javascript, found.launch_actions) == ("1.7", False, False)


def test_xmp_stands_in_for_what_the_information_does_not_say(read_bytes: ReadBytes) -> None:
    metadata = stream(XMP, "/Type/Metadata/Subtype/XML")
    found = read_bytes(pdf([PAGE], catalog="/Metadata 5 0 R", more=[metadata])).information
    assert (found.title, found.author) == ("Plan from XMP", "Planning Division")
    assert found.created is not None
    assert found.created.startswith("2017-04-18")


def test_titles_in_the_bytes_of_shift_jis_are_understood(read_bytes: ReadBytes) -> None:
    assert misread("基本計画".encode("cp932")) == "基本計画"
    assert misread("Café".encode("latin-1")) is None
    title = "基本計画について".encode("cp932").hex()
    body = pdf([PAGE]).replace(b"4 0 obj\n<<>>", f"4 0 obj\n<</Title<{title}>>>".encode())
    assert read_bytes(body).information.title == "基本計画について"


def test_hostile_titles_keep_no_direction_marks_or_controls(read_bytes: ReadBytes) -> None:
    title = ("\ufeff" + "Plan \u202efdp.exe\u0000 <script>").encode("utf-16-be").hex()
    body = pdf([PAGE]).replace(b"4 0 obj\n<<>>", f"4 0 obj\n<</Title<{title}>>>".encode())
    assert read_bytes(body).information.title == "Plan fdp.exe <script>"


@pytest.mark.parametrize(
    "catalog",
    [
        "/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>",
        "/Names<</JavaScript<</Names[(a) <</S/JavaScript/JS(1)>>]>>>>",
        "/AA<</WC<</S /JavaScript/JS(1)>>>>",
    ],
)
def test_scripts_are_noted(read_bytes: ReadBytes, catalog: str) -> None:
    found = read_bytes(pdf([PAGE], catalog=catalog)).information
    assert found.javascript
    assert not found.launch_actions


def test_launch_actions_and_attachments_on_a_page_are_noted(read_bytes: ReadBytes) -> None:
    annotations = (
        "/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/Launch/F(calc.exe)>>>>"
        "<</Subtype/FileAttachment/Rect[0 0 9 9]/FS<</Type/Filespec/F(annex.xls)>>>>]"
    )
    found = read_bytes(pdf([PAGE], page=annotations)).information
    assert found.launch_actions
    assert found.attachments == ("annex.xls",)


def test_actions_in_compressed_objects_are_noted_on_any_page(read_bytes: ReadBytes) -> None:
    first = "<</S/JavaScript/JS(1)>> "
    objects = f"90 0 91 {len(first)} {first}<</S/Launch/F(a)>>".encode()
    head = len(f"90 0 91 {len(first)} ")
    packed = stream(objects, f"/Type/ObjStm/N 2/First {head}", compress=True)
    found = read_bytes(pdf([PAGE] * 40, more=[packed])).information
    assert (found.javascript, found.launch_actions) == (True, True)


def test_names_written_as_numbers_do_not_hide_an_action(read_bytes: ReadBytes) -> None:
    catalog = "/OpenAction<</S/J#61vaScript/JS(app.alert\\(1\\))>>"
    assert read_bytes(pdf([PAGE], catalog=catalog)).information.javascript


def test_text_about_scripts_is_no_script(read_bytes: ReadBytes) -> None:
    found = read_bytes(pdf([line("The names /Launch and /JavaScript", 72, 720)])).information
    assert (found.javascript, found.launch_actions) == (False, False)


def test_the_outline_is_read_with_its_pages(read_bytes: ReadBytes) -> None:
    more = [
        b"<</Type/Outlines/First 6 0 R/Last 7 0 R/Count 2>>",
        b"<</Title(Chapter 1)/Parent 5 0 R/Next 7 0 R/First 8 0 R/Last 8 0 R/Dest[9 0 R/Fit]>>",
        b"<</Title(Elsewhere)/Parent 5 0 R/Prev 6 0 R>>",
        b"<</Title(Section 1.1)/Parent 6 0 R/Dest[11 0 R/Fit]>>",
    ]
    outline = read_bytes(pdf([PAGE, PAGE], catalog="/Outlines 5 0 R", more=more)).outline
    assert [(item.level, item.title, item.page) for item in outline] == [
        (1, "Chapter 1", 1),
        (2, "Section 1.1", 2),
        (1, "Elsewhere", None),
    ]


def test_a_circular_outline_ends(read_bytes: ReadBytes) -> None:
    assert [item.title for item in read_bytes(outline_loop()).outline] == ["One", "Two"]


@pytest.mark.parametrize(
    "packed", ["", "/Filter/JBIG2Decode", "/Filter/Foo", "/Filter/ASCII85Decode"]
)
def test_a_failure_of_the_information_costs_only_the_information(
    packed: str, read_bytes: ReadBytes
) -> None:
    broken = stream(b"<x:xmpmeta>", "/Type/Metadata/Subtype/XML" + packed)
    body = pdf([PAGE], catalog="/Metadata 5 0 R/Lang(ja)", info={"Title": "Plan"}, more=[broken])
    reading = read_bytes(body)
    assert reading.pages[0].text == "A page of the plan"
    assert (reading.information.title, reading.information.language) == ("Plan", "ja")
    [(code, message)] = reading.problems
    assert code == "information"
    assert "XMP" in message


def test_a_page_tree_in_itself_costs_the_pages_it_hides(read_bytes: ReadBytes) -> None:
    reading = read_bytes(page_tree_loop())
    assert reading.pages[0].text == "Before the loop"
    assert reading.pages[2].text_source == "none"
    assert {code for code, _ in reading.problems} == {"damaged"}


def test_page_labels_are_read(read_bytes: ReadBytes) -> None:
    labels = "/PageLabels<</Nums[0<</S/r>>1<</S/D/St 5>>]>>"
    pages = read_bytes(pdf([PAGE, PAGE, PAGE], catalog=labels)).pages
    assert [page.label for page in pages] == ["i", "5", "6"]
