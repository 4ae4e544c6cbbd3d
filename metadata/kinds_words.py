"""The words by which titles name their kind, by language, as data.

Each language has (kind, words) in order of strength: a word of an earlier row wins over a later
row when both stand in the head of the title. Words are regular expressions, case folded.
"""

from __future__ import annotations

from metadata.records import Kind

Words = tuple[tuple[Kind, str], ...]

# Whatever else the title says, these words name what the document itself is.
STRONG: dict[str, Words] = {
    "ja": (
        ("minutes", "議事録|会議録|議事要旨|議事概要|発言録|速記録|議事次第及び議事録|会見録"),
        ("consultation", "意見公募|意見募集|パブリック・?コメント|意見の募集"),
        ("news", "報道発表|記者会見(?!録)|プレスリリース|記者発表|新着情報|お知らせ一覧|"
                 "を公表しました|"
                 "を公開しました|"
                 "を開催しました|を掲載しました|しました[。!]?$"),
        ("notice", "開催案内|開催のお知らせ|開催について$|開催通知|事務連絡|[(]通知[)]|"
                   "[(]通達[)]|通知文$|"
                   "入札公告|公募要領|募集案内|召集(?:告示|通知)"),
        ("form", "様式(?!集の)|申請書|届出書|届書|申込書|調査票|記入例|チェックリスト$|"
                 "チェックシート$|"
                 "記載例|請求書$|同意書|申告書|委任状|依頼書|応募用紙|アンケート用紙|回答票|"
                 "報告様式"),
        ("white-paper", "白書"),
        ("annual-report", "年次報告|年報|アニュアル・?レポート|年度報告書|事業年報"),
    ),
    "en": (
        ("minutes", r"minutes(?! of)|minutes of|proceedings of the meeting|meeting notes|"
                    r"record of (?:the )?(?:meeting|discussion)"),
        ("consultation", r"(?:public )?consultation(?: paper| document)?|call for (?:evidence|"
                         r"input|"
                         r"comments)|request for (?:comments?|information)|green paper|"
                         r"response to (?:the )?consultation"),
        ("white-paper", r"white paper"),
        ("annual-report", r"annual (?:\w+ ){0,4}(?:report|review)s?|annual (?:report|review)|"
                          r"(?:report and accounts)|yearbook|year in review|"
                          r"year-end report|yearly report"),
        ("news", r"press release|news release|media release|newsletter|press statement|news brief"),
        ("form", r"application form|\bforms?(?=$| \(|:| [-]|\d| [A-Z0-9]{1,8}\b)|questionnaire|"
                 r"checklist|template|registration form|declaration form|claim form|^form\b"),
        ("map-or-figure", r"\bmaps?(?=$| of| -|:)|infographics?|\bcharts?(?=$| of| -|:)|diagram|"
                          r"poster|floor plan|figure \d+"),
        ("speech", r"speech|opening address|(?:opening|closing|keynote|welcome) remarks|remarks by|"
                   r"remarks at|keynote address|transcript of|address by|oral statement"),
    ),
    "de": (
        ("minutes", r"protokoll(?!erklärung)|niederschrift|sitzungsbericht|ergebnisvermerk"),
        ("consultation", r"konsultation|stellungnahme(?:verfahren)|öffentliche anhörung"),
        ("white-paper", r"weißbuch|weissbuch"),
        ("annual-report", r"jahresbericht|geschäftsbericht|jahresrückblick|tätigkeitsbericht"),
        ("news", r"pressemitteilung|presseinformation|newsletter|pressemeldung"),
        ("form", r"formular|antrag(?:sformular)?\b|vordruck|fragebogen|checkliste|formblatt|"
                 r"muster(?:vorlage)?\b|antragsvordruck"),
        ("map-or-figure", r"(?<!land)karte\b|infografik|schaubild|plakat|poster|organigramm"),
        ("speech", r"\b(?:haushalts|regierungs|eröffnungs|grundsatz|fest)?rede\b|ansprache|"
                   r"grußwort"),
    ),
    "fr": (
        ("minutes", r"procès-verbal|compte[- ]rendu|relevé de (?:décisions|conclusions)"),
        ("consultation", r"consultation|appel à (?:contributions|commentaires)|livre vert"),
        ("white-paper", r"livre blanc"),
        ("annual-report", r"rapport annuel|rapport d'activité|bilan annuel"),
        ("news", r"communiqué(?: de presse)?|lettre d'information|dossier de presse"),
        ("form", r"formulaire|cerfa|questionnaire|modèle de|bulletin d'inscription|demande de\b"),
        ("map-or-figure", r"\bcarte\b|infographie|affiche|organigramme"),
        ("speech", r"discours|allocution"),
    ),
    "es": (
        ("minutes", r"\bactas?\b|minuta"),
        ("consultation", r"consulta pública|audiencia pública|consulta previa|libro verde"),
        ("white-paper", r"libro blanco"),
        ("annual-report", r"informe anual|memoria anual|memoria de (?:actividades|labores|gestión)|"
                          r"informe de gestión|memoria institucional"),
        ("news", r"comunicado(?: de prensa)?|nota de prensa|boletín informativo|nota informativa"),
        ("form", r"formulario|formato(?!s de archivo)|solicitud|modelo de|plantilla|cuestionario|"
                 r"ficha de|impreso"),
        ("map-or-figure", r"\bmapas?\b|infografía|cartel|organigrama|plano"),
        ("speech", r"discurso|palabras de|mensaje de"),
    ),
    "it": (
        ("minutes", r"verbale|resoconto|processo verbale"),
        ("consultation", r"consultazione|libro verde"),
        ("white-paper", r"libro bianco"),
        ("annual-report", r"relazione annuale|rapporto annuale|rendiconto annuale|"
                          r"bilancio sociale"),
        ("news", r"comunicato(?: stampa)?|rassegna stampa|notiziario"),
        ("form", r"\bmodul[oi]\b|modulistica|modello|domanda di|questionario|facsimile|fac-simile|"
                 r"dichiarazione sostitutiva|istanza|schema di"),
        ("map-or-figure", r"\bcarta\b|\btavol[ae]\b|planimetria|mappa|cartografia|organigramma|"
                          r"infografica|locandina"),
        ("speech", r"discorso|intervento di"),
    ),
    "sv": (
        ("minutes", r"protokoll|minnesanteckningar|mötesanteckningar"),
        ("consultation", r"remiss|samråd|remissvar"),
        ("white-paper", r"vitbok"),
        ("annual-report", r"årsredovisning|årsrapport|verksamhetsberättelse|årsberättelse"),
        ("news", r"pressmeddelande|nyhetsbrev"),
        ("form", r"blankett|formulär|ansökan|anmälan|mall\b|enkät"),
        ("map-or-figure", r"\bkarta|diagram|affisch|översiktskarta"),
        ("speech", r"\btal\b|anförande"),
    ),
}  # fmt: skip

# The head noun decides between these: the last one in Japanese and German compounds, the one
# before "of", "on", "for" elsewhere.
HEAD: dict[str, Words] = {
    "ja": (
        ("plan", "計画(?:書|案)?|プラン(?!ト)|総合対策|工程表|ロードマップ|アクションプログラム|"
                 "基本構想|行程表|プログラム(?=$|[（(\\d])|行動指針|推進方策"),
        ("strategy", "戦略|ビジョン|基本方針|大綱|骨太の方針|推進方針|基本的な方針|取組方針|"
                     "方針(?=$|[（(])"),
        ("guideline", "ガイド(?:ライン)?(?![ァ-ヺー])|指針|手引(?:き|書)?|マニュアル|"
                      "ガイドブック|ハンドブック|Q&A|"
                      "QA集|質疑応答集|留意事項|解説(?:書)?|の方法$|使い方|利用方法|作成要領|"
                      "よくある質問|"
                      "事例集|操作説明|の仕方"),
        ("regulation", "告示|省令|政令|府令|条例|規則|規程|要綱|訓令|施行令|実施要領|取扱要領|"
                       "点数表|基準(?=を定める|について)|(?:審査|許可|設置|認定|処分|算定|評価|"
                       "技術)基準|規約|要領$|設置要綱"),
        ("law", "法律(?:案)?|憲法|(?<![方手用療製技作文寸司立違合話論解工農析査価])"
                r"(?<!測定)(?<!算定)(?<!判定)(?<!推定)(?<=[一-龥])法(?=$|案|"
                "[（(〔\\[]|の一部)|"
                "議案|法案|新旧対照"),
        ("statistics", "統計(?:調査(?:報告(?!書))?)?|調査(?:の)?(?:結果|概況|集計)|国勢調査|"
                       "センサス|集計(?:表|結果)?|"
                       "年鑑|速報|確報|白表|データ(?:集|一覧)?$|"
                       "人口動態|(?:基本|動態|動向|構造)調査(?=$|[ 　（(－-])|指数(?=$|[ 　（(])|"
                       "需給表|統計表|経済計算|収支(?=$|[ 　（(])|"
                       "件数|発生状況|推移|世論調査|実態調査(?:結果)?|調査の結果|決算書?$の表|"
                       "処理期間|一覧$のデータ"),
        ("report", "報告(?:書)?|レポート|調査研究|評価書|答申|提言|取りまとめ|とりまとめ|最終報告|"
                   "検証|監査結果|中間整理|論点整理|白書概要|結果について$|意見書|建議|実施状況|"
                   "評価結果|成果"),
        ("map-or-figure", "位置図|地図|マップ|ポスター|路線図|平面図|組織図|図面|体系図|概念図|"
                          "イメージ図|区域図|案内図|フロー図|グラフ$"),
        ("speech", "挨拶|講演|演説|スピーチ|所信|施政方針|冒頭発言|町長議案説明|提案理由説明|"
                   "訓示|式辞"),
        ("notice", "通知|通達|公告|公示|お知らせ|案内|について(?=$|[（(])|送付|周知|依頼$|募集|"
                   "回覧|掲示"),
        ("news", "ニュース|トピックス|報道"),
    ),
    "en": (
        ("law", r"(?<!to )\bacts?\b(?=$|[\s.]*$|\s(?:of|on|no\b|for|amend|\d)|\s?[,;:()\[-])|"
                r"\bbills?\b|\blaws?\b|constitution\b|\bstatutes?\b|penal code"),
        ("regulation", r"regulations?|(?:public health |executive |administrative )orders?\b|"
                       r"rules?\b|"
                       r"ordinances?|code of (?:practice|conduct|regulations)|bylaws?|by-laws?|"
                       r"directives?|(?:statutory instrument)|decree|standing orders|"
                       r"certification practice statement|certificate policy|schedule of fees"),
        ("plan", r"plans?\b|road ?maps?|comprehensive measures|measures to|action programme|"
                 r"programme of work|work programme|blueprint|work ?plans?"),
        ("strategy", r"strateg(?:y|ies|ic framework)|vision\b|basic policy|policy framework|"
                     r"framework\b"),
        ("statistics", r"statistics|statistical (?:bulletin|release|report|tables?)|data(?: ?sets?|"
                       r" tables?)?\b|\btables?\b|figures\b|\bindicators\b|estimates|"
                       r"survey (?:results?|findings)|census|dashboard|time series|"
                       r"factsheet data|quarterly results|monthly figures"),
        ("guideline", r"guidelines?|guidance(?: (?:memorandum|document|note|letter|notice|"
                      r"bulletin))?|guides?\b|handbook|manual|toolkit|faqs?\b|"
                      r"frequently asked questions|instructions?|how to\b|user guide|advice|"
                      r"good practice|best practices?|playbook|specifications?\b|requirements|"
                      r"standards?\b|explanatory notes?|training material|notes for applicants"),
        ("notice", r"notices?\b|circulars?|bulletins?|announcement|memorand(?:um|a)|advisory|"
                   r"schedule\b|"
                   r"calendar|letter\b|invitation|alert\b|call for (?:applications|proposals)|"
                   r"vacancy|tender"),
        ("report", r"reports?\b|reviews?\b|stud(?:y|ies)\b|evaluations?|assessments?|analysis|"
                   r"findings|"
                   r"research\b|working paper|discussion paper|policy brief|audits?\b|inquiry|"
                   r"inspection|investigation|case stud(?:y|ies)|impact assessment|survey\b|"
                   r"recommendations|opinion\b"),
        ("speech", r"address\b|remarks\b|testimony|statement by|transcript"),
        ("news", r"news\b|media advisory|update\b(?= on)|highlights"),
        ("form", r"\bforms?\b|application\b(?!s)"),
        ("map-or-figure", r"\bmap\b|chart\b|flyer|poster"),
    ),
    "de": (
        ("regulation", r"verordnung|satzung|richtlinien?\b|erlass|geschäftsordnung|vorschriften?|"
                       r"(?:allgemein)?verfügung|allgemeine genehmigung|bekanntmachung|"
                       r"verwaltungsvorschrift|prüfungsordnung|ordnung\b"),
        ("law", r"\w*gesetz(?:es|e|entwurf|buch|begründung)?\b"),
        ("plan", r"(?:aktions|maßnahmen|haushalts|umsetzungs|bedarfs|entwicklungs|stufen|förder)"
                 r"(?:plan|programm)|plan\b|\w+plan\b|maßnahmenpaket|fahrplan|konzept\b|"
                 r"\w+konzept\b"),
        ("strategy", r"strategie|leitbild|\w+strategie|agenda\b"),
        ("statistics", r"statistik|\w+statistik|daten\b|zahlen|kennzahlen|tabellen?|"
                       r"statistische[rs]? (?:bericht|jahrbuch)e?|erhebung|jahrbuch"),
        ("guideline", r"leitfaden|leitlinien?|handbuch|anleitung|merkblatt|handreichung|hinweise|"
                      r"ratgeber|wegweiser|faq|arbeitshilfe|empfehlungen?|ausfüllhilfe|checkliste|"
                      r"orientierungshilfe|praxishilfe|benutzungshinweise"),
        ("notice", r"rundschreiben|mitteilung|ausschreibung|einladung|aufruf|hinweisblatt"),
        ("report", r"bericht(?!igung)|\w+bericht\b|gutachten|studie|evaluation|untersuchung|"
                   r"auswertung|"
                   r"analyse|"
                   r"forschungsvorhaben|dokumentation|expertise|abschlussbroschüre"),
        ("news", r"nachrichten|aktuell"),
        ("map-or-figure", r"flyer|grafik"),
    ),
    "fr": (
        ("law", r"\bloi\b|projet de loi|code\b|proposition de loi"),
        ("regulation", r"décret|arrêté|règlement|instruction|ordonnance|décision|directive|"
                       r"délibération"),
        ("plan", r"plan\b|feuille de route|programme\b|schéma directeur"),
        ("strategy", r"stratégie|orientations"),
        ("statistics", r"statistiques?|chiffres|données|tableaux?\b|indicateurs|enquête|"
                       r"recensement"),
        ("guideline", r"guide\b|lignes directrices|manuel|mode d'emploi|recommandations?|"
                      r"fiche pratique|notice|foire aux questions|faq|vade-?mecum|référentiel"),
        ("notice", r"circulaire|avis\b|note (?:de service|d'information)|lettre\b|appel d'offres|"
                   r"appel à projets|convocation"),
        ("report", r"rapport|étude|bilan|évaluation|synthèse|audit|analyse"),
        ("news", r"actualités?"),
    ),
    "es": (
        ("law", r"\bley(?:es)?\b|constitución|código\b|proyecto de ley"),
        ("regulation", r"reglamento|decreto|resolución|ordenanza|orden\b|normativa|normas?\b|"
                       r"lineamientos|estatutos?|acuerdo"),
        ("plan", r"plan(?:es)?\b|programa\b|hoja de ruta"),
        ("strategy", r"estrategia|visión"),
        ("statistics", r"estadísticas?|(?:boletín|anuario) estadístico|datos|cifras|"
                       r"indicadores|cuadros?\b|tablas?\b|encuesta|censo|"
                       r"anuario"),
        ("guideline", r"guías?\b|manual|instructivo|directrices|protocolo|instrucciones|"
                      r"preguntas frecuentes|recomendaciones"),
        ("notice", r"circular|aviso|convocatoria|anuncio|edicto|oficio|licitación|bases\b|"
                   r"notificación"),
        ("report", r"informe|reporte|estudio|evaluación|diagnóstico|análisis|memoria|balance|"
                   r"auditoría"),
        ("news", r"noticias?|boletín"),
    ),
    "it": (
        ("law", r"\blegge\b|codice\b|disegno di legge|d\.\s?lgs|decreto legislativo"),
        ("regulation", r"regolament[oi]|decreto|ordinanza|norm[ae]\b|normativa|statuto|"
                       r"disciplinare|"
                       r"delibera(?:zione)?|direttiva"),
        ("plan", r"pian[oi]\b|programma|\bpgt\b|ptpct|\bpeg\b|documento unico di programmazione"),
        ("strategy", r"strategia"),
        ("statistics", r"statistiche|(?:bollettino|rapporto) statistico|dati\b|tabell[ae]|"
                       r"indicatori|indagine|censimento|annuario"),
        ("guideline", r"linee guida|guida\b|manuale|istruzioni|vademecum|indicazioni|"
                      r"domande frequenti"),
        ("notice", r"circolare|avviso|bando|determina(?:zione)?|comunicazione|graduatoria|"
                   r"convocazione|nota\b|d\.\s?s\."),
        ("report", r"relazione|rapporto|studio|analisi|rendiconto|bilancio|valutazione"),
        ("news", r"notizie|notiziario"),
    ),
    "sv": (
        ("law", r"\blag(?:en)?\b|\blag \(|balk(?:en)?\b|proposition(?:en)?\b"),
        ("regulation", r"föreskrift(?:er)?|^i kraft\b|förordning|stadga|reglemente|arbetsordning|"
                       r"beslut"),
        ("plan", r"plan\b|\w+plan\b|program\b|färdplan"),
        ("strategy", r"strategi"),
        ("statistics", r"\w*statistik\w*|statistisk\w* (?:rapport|meddelande\w*)|siffror|"
                       r"tabell(?:er)?|undersökning|data\b"),
        ("guideline", r"allmänna råd|vägledning|handbok|riktlinjer|råd\b|handledning|instruktion|"
                      r"manual|lathund|guide\b|frågor och svar|broschyr"),
        ("notice", r"cirkulär|meddelande|kungörelse|inbjudan|kallelse|tillkännagivande|utlysning"),
        ("report", r"rapport|\w+rapport\b|utredning|betänkande|studie|utvärdering|redovisning|"
                   r"analys|"
                   r"promemoria|granskning"),
        ("news", r"nyheter"),
    ),
}  # fmt: skip
