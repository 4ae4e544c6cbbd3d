"""Hand-over forms, read by the programs that people use: rdflib, bibtexparser, rispy."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import bibtexparser
import pytest
import rispy
from datasette.app import Datasette
from rdflib import DCAT, DCTERMS, RDF, XSD, Graph, Literal, Namespace, URIRef

from tests.web.conftest import HOSTILE, JAPANESE, NASTY, PLAN, REPORT, SUMMARY, site_on
from tests.web.test_pages import get

pytestmark = pytest.mark.asyncio(loop_scope="session")
SCHEMA = Namespace("https://schema.org/")
SPDX = Namespace("http://spdx.org/rdf/terms#")
EVERY = (PLAN, SUMMARY, JAPANESE, REPORT, HOSTILE)
ONE_LINE = " ".join(NASTY.split())


async def graph(site: Datasette, path: str) -> Graph:
    """The triples of an address, made without network."""
    response = await get(site, path)
    assert response.headers["content-type"] == "application/ld+json"
    return Graph().parse(data=response.text, format="json-ld")


def node(name: str) -> URIRef:
    return URIRef(f"http://localhost/-/documents/{name}")


async def test_linked_data_of_a_plan(site: Datasette) -> None:
    triples = await graph(site, f"/-/documents/{PLAN}.jsonld")
    here = node(PLAN)
    assert (here, RDF.type, SCHEMA.Report) in triples
    assert (here, DCTERMS.title, Literal("Basic Plan on Measures", lang="en")) in triples
    assert (here, DCTERMS.issued, Literal("2017-04", datatype=XSD.gYearMonth)) in triples
    assert (here, DCTERMS.hasVersion, node(SUMMARY)) in triples
    file = triples.value(here, SCHEMA.encoding)
    assert str(triples.value(file, SCHEMA.sha256)) in str(file)
    assert len(list(triples.objects(here, DCTERMS.hasFormat))) == 1
    law = next(triples.subjects(RDF.type, SCHEMA.Legislation))
    assert triples.value(law, SCHEMA.identifier) == Literal("Act No. 52 of 1999")
    reverse = await graph(site, f"/-/documents/{SUMMARY}.jsonld")
    assert (node(SUMMARY), DCTERMS.isVersionOf, here) in reverse


async def test_hostile_text_is_a_literal(site: Datasette) -> None:
    triples = await graph(site, f"/-/documents/{HOSTILE}.jsonld")
    assert triples.value(node(HOSTILE), SCHEMA.name) == Literal(NASTY)
    assert not [o for o in triples.objects() if str(o).startswith("javascript:")
                and isinstance(o, URIRef)]  # fmt: skip


async def test_the_catalogue_of_the_archive(site: Datasette) -> None:
    triples = await graph(site, "/-/catalog.jsonld")
    catalogue = URIRef("http://localhost/-/catalog.jsonld")
    assert (catalogue, RDF.type, DCAT.Catalog) in triples
    listed = set(triples.objects(catalogue, DCAT.dataset))
    assert {node(name) for name in EVERY} < listed
    way = triples.value(node(PLAN), DCAT.distribution)
    address = str(triples.value(way, DCAT.downloadURL))
    checksum = triples.value(triples.value(way, SPDX.checksum), SPDX.checksumValue)
    assert str(checksum) in address
    body = (await get(site, address.removeprefix("http://localhost"))).content
    assert str(len(body)) == str(triples.value(way, DCAT.byteSize))
    empty = (await get(site, "/-/catalog.jsonld?page=99999999999")).json()
    assert len(empty["dcat:dataset"]) >= 1


@pytest.mark.parametrize("name", EVERY)
async def test_bibtex_is_accepted(site: Datasette, name: str) -> None:
    text = (await get(site, f"/-/documents/{name}.bib")).text
    entries = bibtexparser.loads(text).entries
    assert len(entries) == 1
    entry = entries[0]
    assert entry["ENTRYTYPE"] in ("techreport", "misc")
    assert re.search(r"Version \d+, captured \S+Z, SHA-256 [0-9a-f]{64}", entry["note"])
    assert entry["url"] == f"http://localhost/-/documents/{name}"
    if name == PLAN:
        assert entry["title"] == "Basic Plan on Measures"
        assert (entry["year"], entry["month"]) == ("2017", "4")
    if name == HOSTILE:
        assert entry["title"].startswith("<script>alert(1)</script>\"'\\&")
        assert "\n" not in entry["title"]


@pytest.mark.parametrize("name", EVERY)
async def test_ris_is_accepted(site: Datasette, name: str) -> None:
    entries = rispy.loads((await get(site, f"/-/documents/{name}.ris")).text)
    assert len(entries) == 1
    entry: dict[str, Any] = entries[0]
    assert entry["type_of_reference"] == "RPRT"
    assert f"http://localhost/-/documents/{name}" in entry["urls"]
    assert any("SHA-256" in note for note in entry["notes"])
    if name == HOSTILE:
        assert " ".join(entry["title"].split()) == ONE_LINE
    if name == PLAN:
        assert entry["authors"] == ["Ministerial Meeting Concerning Measures Against Crime,"]
        assert entry["year"] == "2017"


@pytest.mark.parametrize("name", EVERY)
async def test_csl_json_has_what_processors_need(site: Datasette, name: str) -> None:
    response = await get(site, f"/-/documents/{name}.csl.json")
    item = json.loads(response.text)[0]
    assert item["type"] in ("report", "legislation", "regulation", "dataset", "post", "speech")
    assert item["author"][0]["literal"]
    assert all(isinstance(part, int) for part in item["accessed"]["date-parts"][0])
    assert re.search(r"Version \d+, captured \S+Z, SHA-256 [0-9a-f]{64}", item["note"])
    if name == HOSTILE:
        assert item["title"] == NASTY


async def test_signposts_lead_from_the_page(site: Datasette) -> None:
    for name in EVERY:
        header = (await get(site, f"/-/documents/{name}")).headers["link"]
        links = re.findall(r'<([^>]*)>; rel="([a-z-]+)"(?:; type="([^"]+)")?', header)
        assert ", ".join(
            f'<{to}>; rel="{rel}"' + (f'; type="{kind}"' if kind else "") for to, rel, kind in links
        ) == header  # fmt: skip
        assert (f"http://localhost/-/documents/{name}", "cite-as", "") in links
        for to, rel, kind in links:
            if rel in ("describedby", "item"):
                response = await get(site, to.removeprefix("http://localhost"))
                assert response.headers["content-type"].startswith(kind)
        assert {rel for _, rel, _ in links} >= {"cite-as", "describedby", "item", "type"}
    file = next(to for to, rel, _ in links if rel == "item")
    back = (await get(site, file.removeprefix("http://localhost"))).headers["link"]
    assert f"/-/documents/{HOSTILE}>" in back
    assert 'rel="collection"' in back


async def test_a_licence_is_signposted_where_one_is_named(small_archive: Any) -> None:
    licensed = site_on(small_archive)
    licensed.config["plugins"]["policy-archive"]["license"] = "https://licences.example/open"
    await licensed.invoke_startup()
    header = (await get(licensed, f"/-/documents/{PLAN}")).headers["link"]
    assert '<https://licences.example/open>; rel="license"' in header
    triples = await graph(licensed, f"/-/documents/{PLAN}.jsonld")
    assert (node(PLAN), SCHEMA.license, URIRef("https://licences.example/open")) in triples
    licensed.close()


async def test_opensearch_describes_the_search(site: Datasette) -> None:
    response = await get(site, "/-/opensearch.xml")
    assert response.headers["content-type"].startswith("application/opensearchdescription+xml")
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ElementTree.fromstring(response.text)
    assert root.tag == f"{name}OpenSearchDescription"
    assert 0 < len(root.findtext(f"{name}ShortName") or "") <= 16
    templates = {u.get("type"): u.get("template") or "" for u in root.findall(f"{name}Url")}
    assert set(templates) == {"text/html", "application/json"}
    for template in templates.values():
        asked = template.replace("{searchTerms}", "measures").replace("{startPage?}", "1")
        await get(site, asked.removeprefix("http://localhost"))
