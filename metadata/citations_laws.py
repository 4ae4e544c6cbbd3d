"""Japanese laws that are named without their number: their titles in both languages.

The canonical target of a law is `Act No. 52 of 1999`, the form of the government's own
translations; of other instruments `Cabinet Order No. 5 of 2020`, `Treaty No. 2 of 1994`,
`Order of the Ministry of Justice No. 3 of 2011`.
"""

from __future__ import annotations

CONSTITUTION = "Constitution of Japan"

_TITLES = """
Act No. 52 of 1999 | 児童買春、児童ポルノに係る行為等の規制及び処罰並びに児童の保護等に関する法律 | 児童買春・児童ポルノ禁止法 | 児童ポルノ法 | Act on Regulation and Punishment of Acts Relating to Child Prostitution and Child Pornography, and the Protection of Children
Act No. 164 of 1947 | 児童福祉法 | Child Welfare Act
Act No. 82 of 2000 | 児童虐待の防止等に関する法律 | 児童虐待防止法 | Act on the Prevention, etc. of Child Abuse | Child Abuse Prevention Act
Act No. 77 of 2022 | こども基本法 | Basic Act on Children's Policies | Basic Act for Children
Act No. 71 of 2009 | 子ども・若者育成支援推進法 | Act on Promotion of Development and Support for Children and Young People
Act No. 79 of 2008 | 青少年が安全に安心してインターネットを利用できる環境の整備等に関する法律 | 青少年インターネット環境整備法
Act No. 83 of 2003 | インターネット異性紹介事業を利用して児童を誘引する行為の規制等に関する法律 | 出会い系サイト規制法
Act No. 45 of 1907 | 刑法 | Penal Code
Act No. 131 of 1948 | 刑事訴訟法 | Code of Criminal Procedure
Act No. 168 of 1948 | 少年法 | Juvenile Act
Act No. 89 of 1896 | 民法 | Civil Code
Act No. 86 of 2005 | 会社法 | Companies Act
Act No. 49 of 1947 | 労働基準法 | Labor Standards Act
Act No. 26 of 1947 | 学校教育法 | School Education Act
Act No. 120 of 2006 | 教育基本法 | Basic Act on Education
Act No. 162 of 1954 | 警察法 | Police Act
Act No. 122 of 1948 | 風俗営業等の規制及び業務の適正化等に関する法律 | 風営適正化法 | 風営法
Act No. 105 of 1960 | 道路交通法 | Road Traffic Act
Act No. 118 of 1956 | 売春防止法
Act No. 136 of 1999 | 組織的な犯罪の処罰及び犯罪収益の規制等に関する法律 | 組織的犯罪処罰法
Act No. 81 of 2000 | ストーカー行為等の規制等に関する法律 | ストーカー規制法
Act No. 31 of 2001 | 配偶者からの暴力の防止及び被害者の保護等に関する法律 | 配偶者暴力防止法
Act No. 161 of 2004 | 犯罪被害者等基本法 | Basic Act on Crime Victims
Act No. 78 of 1999 | 男女共同参画社会基本法 | Basic Act for Gender Equal Society
Act No. 57 of 2003 | 個人情報の保護に関する法律 | 個人情報保護法 | Act on the Protection of Personal Information
Act No. 42 of 1999 | 行政機関の保有する情報の公開に関する法律 | 情報公開法 | Act on Access to Information Held by Administrative Organs
Act No. 66 of 2009 | 公文書等の管理に関する法律 | 公文書管理法 | Public Records and Archives Management Act
Act No. 88 of 1993 | 行政手続法 | Administrative Procedure Act
Act No. 67 of 1947 | 地方自治法 | Local Autonomy Act
Act No. 120 of 1947 | 国家公務員法 | National Public Service Act
Act No. 48 of 1970 | 著作権法 | Copyright Act
Act No. 104 of 2014 | サイバーセキュリティ基本法 | Basic Act on Cybersecurity
Act No. 35 of 2021 | デジタル社会形成基本法 | Basic Act on the Formation of a Digital Society
Act No. 103 of 2016 | 官民データ活用推進基本法
Act No. 86 of 1984 | 電気通信事業法 | Telecommunications Business Act
Act No. 137 of 2001 | プロバイダ責任制限法
Cabinet Order No. 319 of 1951 | 出入国管理及び難民認定法 | Immigration Control and Refugee Recognition Act
Treaty No. 2 of 1994 | 児童の権利に関する条約 | 児童の権利条約 | 子どもの権利条約 | Convention on the Rights of the Child
Constitution of Japan | 日本国憲法 | Constitution of Japan
"""  # noqa: E501

# Titles that other countries' laws bear as well count only in a text that is about Japan.
SHARED_TITLES = frozenset(
    {
        "Penal Code", "Civil Code", "Code of Criminal Procedure", "Companies Act", "Copyright Act",
        "Police Act", "Child Welfare Act", "Juvenile Act", "Road Traffic Act",
        "Administrative Procedure Act", "Child Abuse Prevention Act",
    }
)  # fmt: skip

_MINISTRIES = """
内閣府 Cabinet Office
総務省 Ministry of Internal Affairs and Communications
法務省 Ministry of Justice
外務省 Ministry of Foreign Affairs
財務省 Ministry of Finance
大蔵省 Ministry of Finance
文部科学省 Ministry of Education, Culture, Sports, Science and Technology
文部省 Ministry of Education
厚生労働省 Ministry of Health, Labour and Welfare
厚生省 Ministry of Health and Welfare
労働省 Ministry of Labour
農林水産省 Ministry of Agriculture, Forestry and Fisheries
経済産業省 Ministry of Economy, Trade and Industry
通商産業省 Ministry of International Trade and Industry
国土交通省 Ministry of Land, Infrastructure, Transport and Tourism
環境省 Ministry of the Environment
防衛省 Ministry of Defense
デジタル庁 Digital Agency
復興庁 Reconstruction Agency
国家公安委員会 National Public Safety Commission
人事院 National Personnel Authority
最高裁判所 Supreme Court
総理府 Prime Minister's Office
"""


def known_titles() -> dict[str, str]:
    """Return the target of every title in the table, Japanese and English."""
    titles: dict[str, str] = {}
    for line in _TITLES.strip().splitlines():
        target, *names = (part.strip() for part in line.split("|"))
        titles |= dict.fromkeys(names, target)
    return titles


def ministries() -> dict[str, str]:
    """Return the English name of every ministry in the table by its Japanese name."""
    lines = _MINISTRIES.strip().splitlines()
    return {line.split(" ", 1)[0]: line.split(" ", 1)[1] for line in lines}
