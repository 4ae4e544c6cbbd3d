"""What the sample's documents say: administrative text written for this project.

Every figure is made up and marked as sample data.
"""

# ruff: noqa: E501 - a sentence stands on one line
from __future__ import annotations

BODIES = ("National Police Agency", "Cabinet Office", "Ministry of Justice",
          "Ministry of Education", "Ministry of Health", "Ministry of Internal Affairs",
          "Ministry of Foreign Affairs", "Ministry of Economy")  # fmt: skip

CHAPTERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Cooperation and public awareness", (
        "Hold a national conference of responsible bodies once in each fiscal year",
        "Publish an annual report on the progress of the measures",
        "Provide information material to schools and local governments",
        "Support campaigns of private organisations in cooperation with local governments",
        "Keep the public informed through one common page of all responsible bodies",
    )),
    ("Safe use of the Internet", (
        "Promote filtering services together with the providers concerned",
        "Train teachers and guardians in the safe use of mobile devices",
        "Review the guidelines for providers every two years",
        "Support the hotline that receives reports from the public",
    )),
    ("Support and counselling", (
        "Maintain counselling offices in every prefecture",
        "Extend the opening hours of the national telephone line",
        "Train 88 additional counsellors by the end of the fiscal year",
        "Exchange experience between medical and educational institutions",
    )),
    ("Enforcement of the law", (
        "Assign specialised staff to every regional headquarters",
        "Improve the exchange of information between responsible bodies",
        "Cooperate with foreign authorities under the applicable agreements",
        "Evaluate the application of the Act and report the results",
    )),
    ("Follow-up", (
        "Collect statistics on every measure and publish them once a year",
        "Review this Plan when three years have passed",
    )),
)  # fmt: skip

DETAILS = (
    "The responsible bodies report the results to the Ministerial Meeting.",
    "The costs are covered by the budget of the bodies concerned.",
    "Local governments are invited to take part in carrying out this measure.",
    "The results are evaluated together with experts from outside the administration.",
    "The measure is carried out in accordance with Article 7(1) of the Act.",
    "Materials are provided in easy language and in translation.",
    "Progress is measured by the figures set out in the annual report.",
)

REVISED = {
    "Hold a national conference of responsible bodies once in each fiscal year": (
        "Hold a national conference of responsible bodies twice in each fiscal year"
    ),
    "Support the hotline that receives reports from the public": (
        "Extend the hotline that receives reports from the public to weekends"
    ),
    "Improve the exchange of information between responsible bodies": (
        "Introduce a common system for the exchange of information between responsible bodies"
    ),
    "Train 88 additional counsellors by the end of the fiscal year": (
        "Train 90 additional counsellors by the end of the fiscal year"
    ),
}
ADDED = "Name one contact point in every responsible body"

REGIONS = ("Hokkaido", "Tohoku", "Tokyo", "Kanto", "Chubu", "Kinki", "Chugoku", "Shikoku", "Kyushu")

ARTICLES = (
    ("Purpose", "This Act sets out the principles of the measures and the duties of the bodies."),
    ("Definitions", "In this Act, “responsible body” means an administrative organ named by order."),
    ("Duties of the State", "The State plans the measures and carries them out comprehensively."),
    ("Duties of local governments", "Local governments carry out measures in their area."),
    ("Financial measures", "The Government takes the financial measures that are necessary."),
    ("Annual report", "The Government submits a report on the measures every year."),
    ("Records", "(1) A responsible body keeps records of every measure for five years.\\\n"
                "(2) The records are open to the bodies concerned."),
    ("Education", "The State promotes education and awareness for the purpose of this Act."),
    ("Counselling", "Prefectures set up offices where counselling is given."),
    ("Training", "The State trains the staff that carries out the measures."),
    ("Research", "The State promotes research on which the measures are based."),
    ("International cooperation", "The State promotes cooperation with foreign authorities."),
    ("Delegation", "Matters necessary for this Act are prescribed by Cabinet Order."),
)  # fmt: skip

JAPANESE: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("国民意識の向上", (
        ("広報啓発活動の推進", "警察庁、内閣府及び文部科学省は、関係団体と連携し、広報啓発活動を推進する。"),
        ("年次報告の公表", "警察庁は、対策の実施状況を毎年度取りまとめ、公表する。"),
    )),
    ("児童が健やかに成長できる環境の整備", (
        ("相談体制の充実", "厚生労働省は、都道府県における相談体制を充実させる。"),
        ("学校における教育の推進", "文部科学省は、情報モラル教育を推進する。"),
    )),
    ("関係機関の連携", (
        ("情報共有の促進", "関係府省庁は、必要な情報を共有し、対策を総合的に推進する。"),
        ("国際協力の推進", "外務省は、関係国との協力を推進する。"),
    )),
    ("推進体制", (
        ("計画の見直し", "本計画は、策定後三年を目途に見直しを行う。"),
    )),
)  # fmt: skip
