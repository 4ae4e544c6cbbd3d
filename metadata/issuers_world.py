"""Bodies outside Japan that analysts meet beside Japanese ones; rows as in `issuers_japan`.

The first name is the body's own. Acronyms that are words or other bodies' names as well (WHO,
FRA, CAT) are left out: a bracket that holds one names the body of the sentence, not the issuer.
"""

from __future__ import annotations

from metadata.issuers_japan import Row

_SAME = (
    # United Kingdom
    ("Home Office", (), 1782, None, None),
    ("HM Treasury", (), None, None, None),
    ("Office for National Statistics", (), 1996, None, None),
    ("Office of Communications", ("Ofcom",), 2003, None, None),
    ("National Crime Agency", (), 2013, None, None),
    ("Serious Organised Crime Agency", (), 2006, 2013, "National Crime Agency"),
    ("Department for Education", ("DfE",), 2010, None, None),
    ("Department for Children, Schools and Families", ("DCSF",), 2007, 2010,
     "Department for Education"),
    ("Department for Culture, Media and Sport", (), 2023, None, None),
    ("Department for Digital, Culture, Media and Sport", ("Department for Digital, Culture, Media "
     "& Sport",), 2017, 2023, "Department for Culture, Media and Sport"),
    ("Department for Science, Innovation and Technology", ("DSIT",), 2023, None, None),
    ("Department for Business and Trade", (), 2023, None, None),
    ("Department for Business, Energy and Industrial Strategy", ("BEIS",), 2016, 2023,
     "Department for Business and Trade"),
    ("Department of Health and Social Care", ("DHSC",), 2018, None, None),
    ("Department of Health", (), 1988, 2018, "Department of Health and Social Care"),
    ("Foreign, Commonwealth and Development Office", ("FCDO", "Foreign, Commonwealth & Development "
     "Office"), 2020, None, None),
    ("Foreign and Commonwealth Office", (), 1968, 2020,
     "Foreign, Commonwealth and Development Office"),
    ("Department for International Development", ("DFID",), 1997, 2020,
     "Foreign, Commonwealth and Development Office"),
    # United States
    ("Department of Justice", ("U.S. Department of Justice", "US Department of Justice"), 1870,
     None, None),
    ("Department of Homeland Security", ("U.S. Department of Homeland Security",), 2002, None,
     None),
    ("Department of Health and Human Services", ("U.S. Department of Health and Human Services",),
     1980, None, None),
    ("Federal Bureau of Investigation", (), 1935, None, None),
    ("Office of Management and Budget", (), 1970, None, None),
    ("Government Accountability Office", ("U.S. Government Accountability Office",), 2004, None,
     None),
    ("General Accounting Office", ("U.S. General Accounting Office",), 1921, 2004,
     "Government Accountability Office"),
    ("National Institute of Standards and Technology", ("NIST",), 1988, None, None),
    ("National Bureau of Standards", (), 1901, 1988,
     "National Institute of Standards and Technology"),
    # European Union and Council of Europe
    ("European Commission", ("Commission of the European Communities",), 1958, None, None),
    ("European Parliament", (), 1958, None, None),
    ("Council of the European Union", (), 1993, None, None),
    ("Court of Justice of the European Union", ("CJEU",), 2009, None, None),
    ("Court of Justice of the European Communities", (), 1958, 2009,
     "Court of Justice of the European Union"),
    ("European Union Agency for Law Enforcement Cooperation", ("Europol",), 2017, None, None),
    ("European Police Office", (), 1999, 2017,
     "European Union Agency for Law Enforcement Cooperation"),
    ("European Union Agency for Criminal Justice Cooperation", ("Eurojust",), 2019, None, None),
    ("European Union Agency for Fundamental Rights", (), 2007, None, None),
    ("European Data Protection Board", ("EDPB",), 2018, None, None),
    ("Article 29 Data Protection Working Party", ("Article 29 Working Party",), 1996, 2018,
     "European Data Protection Board"),
    ("Eurostat", (), 1953, None, None),
    ("Council of Europe", (), 1949, None, None),
    # United Nations and others
    ("United Nations General Assembly", (), 1945, None, None),
    ("United Nations Security Council", (), 1945, None, None),
    ("Human Rights Council", ("United Nations Human Rights Council",), 2006, None, None),
    ("Commission on Human Rights", ("United Nations Commission on Human Rights",), 1946, 2006,
     "Human Rights Council"),
    ("Committee on the Rights of the Child", (), 1991, None, None),
    ("United Nations Children's Fund", ("UNICEF",), 1953, None, None),
    ("United Nations Office on Drugs and Crime", ("UNODC",), 2002, None, None),
    ("Office of the United Nations High Commissioner for Human Rights", ("OHCHR",), 1993, None,
     None),
    ("World Health Organization", ("World Health Organisation",), 1948, None, None),
    ("International Labour Organization", ("International Labour Organisation",), 1919, None, None),
    ("Organisation for Economic Co-operation and Development", ("OECD",), 1961, None, None),
    ("International Criminal Police Organization", ("INTERPOL",), 1956, None, None),
)  # fmt: skip

_TRANSLATED: tuple[Row, ...] = (
    ("Bundesregierung", "Federal Government of Germany", (), 1949, None, None),
    ("Bundesministerium des Innern", "Federal Ministry of the Interior", (), 2025, None, None),
    ("Bundesministerium des Innern und für Heimat", "Federal Ministry of the Interior and "
     "Community", (), 2021, 2025, "Bundesministerium des Innern"),
    ("Bundesministerium des Innern, für Bau und Heimat", "Federal Ministry of the Interior, "
     "Building and Community", (), 2018, 2021, "Bundesministerium des Innern und für Heimat"),
    ("Bundeskriminalamt", "Federal Criminal Police Office", ("BKA",), 1951, None, None),
    ("Statistisches Bundesamt", "Federal Statistical Office of Germany", ("Destatis",), 1953,
     None, None),
    ("Ministère de l'Intérieur", "Ministry of the Interior of France", (), None, None, None),
    ("Ministère de la Justice", "Ministry of Justice of France", (), None, None, None),
    ("Institut national de la statistique et des études économiques", "National Institute of "
     "Statistics and Economic Studies", ("Insee",), 1946, None, None),
    ("Cour des comptes", "Court of Audit of France", (), 1807, None, None),
    ("Défenseur des droits", "Defender of Rights", (), 2011, None, None),
    ("Ministerio del Interior", "Ministry of the Interior of Spain", (), None, None, None),
    ("Ministerio de Justicia", "Ministry of Justice of Spain", (), None, None, None),
    ("Instituto Nacional de Estadística", "National Statistics Institute of Spain", (), 1945,
     None, None),
    ("Ministero dell'Interno", "Ministry of the Interior of Italy", (), None, None, None),
    ("Istituto nazionale di statistica", "Italian National Institute of Statistics", ("Istat",),
     1926, None, None),
    ("Polismyndigheten", "Swedish Police Authority", (), 2015, None, None),
    ("Rikspolisstyrelsen", "Swedish National Police Board", (), 1964, 2014, "Polismyndigheten"),
    ("Brottsförebyggande rådet", "Swedish National Council for Crime Prevention", ("Brå",), 1974,
     None, None),
    ("Statistiska centralbyrån", "Statistics Sweden", (), 1858, None, None),
    ("Socialstyrelsen", "National Board of Health and Welfare", (), 1968, None, None),
)  # fmt: skip

ROWS: tuple[Row, ...] = (
    *((name, name, *rest) for name, *rest in _SAME),
    *_TRANSLATED,
)
