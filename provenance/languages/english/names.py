"""Closed word lists behind name recognition, and the shapes in which English writes names and what stands beside them."""

from __future__ import annotations

import re

TITLES = frozenset(
    """mr mrs ms miss dr sen sens senator senators rep reps representative representatives gov governor mayor president
    vice chairman chairwoman chairperson chair secretary attorney general judge justice sheriff chief director professor
    prof sir lady lord dame rev reverend ceo cfo cto coo minister prime premier chancellor commissioner congressman
    congresswoman councilman councilwoman captain capt lt lieutenant col colonel gen sgt sergeant major maj officer
    detective inspector hon pope king queen prince princess ambassador deputy undersecretary assistant archbishop bishop
    speaker leader majority minority whip executive treasurer comptroller superintendent adviser advisor spokesman spokeswoman spokesperson counsel coach manager""".split())
# After whom institutions are named: no title before one of `NAMED_AFTER`.
PATRONS = frozenset("king queen prince princess saint lady lord president pope bishop general captain".split())
NAMED_AFTER = frozenset("university college school academy institute hospital clinic library museum theatre theater church "
                        "cathedral foundation trust hall".split())
ORG_HEADS = frozenset(
    """inc corp co ltd llc plc ag company corporation group university college school academy institute institution agency
    department commission committee subcommittee council court bank foundation association society ministry bureau
    authority administration board office union federation trust fund museum hospital clinic laboratory laboratories lab
    labs press news times post journal gazette herald tribune chronicle ledger guardian observer examiner telegraph
    studio studios senate house service services army navy corps guard police center centre centers alliance network
    coalition league guild club rovers united cabinet parliament assembly church cathedral orchestra theatre theater gallery
    library party caucus taskforce consortium partnership team command forces legion project exchange reserve conference
    organization organisation institutes associates brothers band magazine jury""".split())
KNOWN_ORGS = frozenset(
    """congress senate pentagon parliament kremlin nato unesco unicef reuters google microsoft amazon facebook twitter
    medicare medicaid fema bbc nasa cnn fbi cia epa fda irs hud nyse nasdaq who oecd imf interpol netflix intel ibm
    house""".split())
PLACE_HEADS = frozenset(
    """county city river valley island islands street avenue road park bay harbor harbour lake mountain mountains airport
    beach township province peninsula creek canyon desert coast ocean sea square bridge sound quay state village hills falls
    springs heights basin canal strait gulf forest wells""".split())
PLACE_FIRST = frozenset("lake mount mt cape port fort ft st saint river isle gulf city county point bay".split())
OF_HEADS = ORG_HEADS | frozenset("port gulf isle city county bay state states bank hall cape strait sea bill duke republic "
                                 "kingdom district secretary archdiocese diocese friends sons daughters act".split())
FOR_HEADS = frozenset(
    """center centre centers coalition institute campaign council foundation society association alliance agency citizens
    americans academy office fund network committee commission partnership laboratory museum physicians doctors
    veterans partnership trust forum""".split())
ON_HEADS = frozenset("committee subcommittee commission council force caucus conference convention panel".split())
LIST_HEADS = frozenset(
    """department committee subcommittee ministry office bureau institute institutes commission agency administration center
    centers centre council secretary school college society academy division""".split())
WORK_LAST = frozenset("act bill amendment treaty resolution convention accord protocol".split())
PARTICLES = frozenset(["de", "la", "von", "van", "der", "del", "da", "di", "du", "ter", "bin", "al", "van der", "de la",
                       "von der", "van den", "dos", "y"])
# Single capitalised words that are no names of their own.
NO_NAMES = frozenset(
    """i i'm i'll i've i'd ai ceo cfo cto coo vp evp svp tv it hr pr dna rna gdp ok faq faqs q a am pm est edt gmt pst cst utc pdf
    american americans british european europeans english french german chinese russian canadian japanese australian
    african asian indian mexican italian spanish irish scottish welsh dutch swedish korean israeli arab muslim muslims
    jewish christian christians catholic hispanic latino republican republicans democrat democrats democratic
    conservative conservatives internet web god earth christmas easter thanksgiving bible english mr mrs ms dr sen rep gov
    iraqi afghan iranian ukrainian turkish polish greek russians germans americans italians finnish danish norwegian portuguese
    brazilian egyptian saudi pakistani austrian belgian hungarian czech romanian bulgarian serbian croatian slovak slovenian
    estonian latvian lithuanian georgian armenian syrian lebanese jordanian palestinian palestinians libyan tunisian moroccan
    algerian nigerian kenyan ethiopian somali sudanese colombian venezuelan peruvian chilean argentine argentinian cuban
    haitian vietnamese thai filipino malaysian indonesian taiwanese burmese nepalese icelandic maltese western-style
    briton britons canadians australians mexicans israelis iraqis afghans iranians ukrainians europeans asians africans
    cuban-american latin anglo jew jews hindu sikh buddhist protestant mormon african-american bipartisan state states federal government
    nation americas northern southern eastern western north south east west md jr sr phd no nos vol fig section title part
    chapter appendix table figure act bill amendment hitl cgi ui ux api it's cd dvd led lgbt hiv aids covid covid-19 vs mw kw
    ci usd eur gbp re fy h s r d al az ar ca co ct de fl ga hi id il ia ks ky la ma mi mn mo ms mt nv nh nj nm ny nc nd oh
    ok pa ri sc sd tn tx ut vt va wa wv wi wy res spring summer autumn fall winter iii iv ii""".split())
OPENERS = frozenset(
    """the a an this that these those it its he she we they i you his her their our my in on at by for from with and or
    but if as when while where after before since although though because however meanwhile moreover furthermore
    additionally under over there here what who why how which whose whom all some many most more few several both each
    every no not yes one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty hundreds thousands
    millions dozens to of so then now today yesterday tomorrow tonight about against according also another any during despite
    until unlike once rather such through thus yet is are was were be been being do does did will would can could may might
    should must let photo image source read share related by new last next first second third former current
    officials experts critics supporters within without across among between beyond into onto toward towards upon
    around like even just only still again later earlier instead together perhaps maybe overall finally nearly almost
    half roughly approximately please dear thank thanks welcome monday tuesday wednesday thursday friday saturday sunday
    january february march april june july august september october november december mid early late inside
    outside near off up down out per via plus including included given based nobody nothing everyone everything
    someone anyone none neither either never always often sometimes click follow visit call contact key why
    note update updated exclusive breaking watch listen editor's shares""".split())
STATES = dict(pair.split(":") for pair in
    """ala:alabama ariz:arizona ark:arkansas calif:california colo:colorado conn:connecticut del:delaware fla:florida
    ill:illinois ind:indiana kan:kansas mass:massachusetts mich:michigan minn:minnesota mont:montana neb:nebraska nev:nevada
    okla:oklahoma ore:oregon penn:pennsylvania tenn:tennessee tex:texas wash:washington wis:wisconsin wyo:wyoming""".split())
# Words beside a name that say what it is.
PARTISANS = frozenset("republican republicans democrat democrats".split())
PARTY_WORDS = frozenset("party national caucus conference governors congressional senatorial study leadership".split())
SAYS = frozenset(
    """said says say told added adds noted explained stated recalled commented argued wrote insisted warned testified""".split())
ROLES = frozenset(
    """president chairman chairwoman chair executive chief ceo cfo director minister secretary mayor governor senator professor
    spokesman spokeswoman spokesperson founder co-founder manager partner analyst head officer engineer scientist researcher
    economist author editor lawyer attorney judge captain coach farmer artist owner leader commissioner vp doctor teacher nurse
    actor actress singer writer historian chemist physicist biologist curator deputy administrator superintendent resident
    student secretary-general""".split())
COMPANIES = frozenset(
    """company firm studio start-up startup agency group maker charity regulator lab laboratory bank publisher retailer outlet
    newspaper union supplier manufacturer developer brand operator nonprofit carrier chain broadcaster unit division
    subsidiary organisation organization""".split())
WORKS_AT = frozenset(
    """researchers scientists engineers experts analysts economists staff workers professor analyst engineer scientist president
    director executive product research job jobs work works worked fellow employees investors""".split())
ORG_PAIRS = frozenset(["shares of", "shares in", "stake in", "owned by", "acquired by", "bought by", "sued by", "fined by"])
PLACE_BEFORE = frozenset(
    """in near from across outside throughout through toward towards around into between at visit visited""".split())
PLACE_PAIRS = frozenset(["north of", "south of", "east of", "west of", "city of", "town of", "village of"])
WORKS = frozenset(
    """film films movie movies novel novels book books album albums series documentary song songs musical opera painting
    paintings podcast memoir ballad drama comedy sitcom poem titled entitled""".split())
THINGS = frozenset(
    """satellite rocket spacecraft ship drug vaccine app chatbot probe vessel ferry hurricane model telescope smartphone phone
    console software platform device""".split())
CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december jan feb mar apr jun jul aug sept sep oct nov dec q1 q2 q3 q4""".split())
SUFFIXES = frozenset("inc corp co ltd llc plc ag sa gmbh nv corporation company limited incorporated".split())
COMMON_ENDING = re.compile(r"(?:ly|ing|ed|tion|tions|ness|ment|ments|ers|ists|isms?|able|ible|ous|ful|less)$")
GAELIC = re.compile(r"(?:Mc|Mac|De|La|Le|Di|Van|Fitz|O['’]|D['’])[A-Z][a-z]|[A-Z]['’.]")
# "U.S.", "J." before a capital, abbreviations, words. The capital stands first and alone, so that the engine jumps from
# one to the next: four times as fast as an alternative for each.
TOKEN = re.compile(
    r"[A-ZÀ-ÖØ-Þ](?:(?<=[A-Z])\.(?:(?:[A-Z]\.)+|(?= [A-Z]))|(?:(?<=S)(?:t|ens?|gt|r)|(?<=M)(?:t|rs?|s)|(?<=F)t|"
    r"(?<=R)(?:eps?|ev)|(?<=G)(?:ov|en)|(?<=D)r|(?<=P)rof|(?<=H)on|(?<=C)(?:ol|apt|orp|o)|(?<=L)td?|(?<=J)r|(?<=I)nc|"
    r"(?<=B)ros)\.(?!\w)|\w*(?:[’'&]\w+|-(?=[A-Z0-9])\w+)*)")
POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])$")
SUFFIX = re.compile(r" (?:plc|gmbh|inc|ltd|llc|ag|co)\b\.?")
BILL = re.compile(r"\b(?:H\. ?R\.|S\.|H\. ?Res\.|S\. ?Res\.|H\.J\. ?Res\.) ?\d+\b")
PARTY = re.compile(r"^[DRI]-(\w.*)$")
DATELINE = re.compile(r"([A-Z][A-Z.' -]+[A-Z])(?=,? (?:\([A-Z]|\w[^.!?]{0,30} ?[-–—]|[-–—])|[,—–])")
WORK_GAP = re.compile(r" (?:(?:a|an|the|of|at|on|with|for|all) ){1,3}")
LIST_ENDS = re.compile(r"[A-Z]\w+(?:(?: [A-Z]\w+)?, [A-Z]\w+)*,? and (?:the )?[A-Z]")
SAID = re.compile(rf",? (?:{'|'.join(sorted(SAYS))})\b")
ROLE = rf"(?:vice[- ]president|{'|'.join(sorted(ROLES))})"
ROLE_AFTER = re.compile(rf"(?:, | \()((?:[\w’'&-]+ ){{0,5}}{ROLE}\b(?:(?: of| at| for| and) [\w&’' -]{{2,60}})?)", re.I)
WHO_AFTER = re.compile(r", (?:who\b|aged \d|\d{2}(?:,| ))| \([DRI]-")
APPOSED = re.compile(rf", (?:an?|the|who|of|from)\b[^.;:“”\"\n]{{2,80}}, (?:has |had )?(?:{'|'.join(sorted(SAYS))})\b")
COMPANY = rf"(?:{'|'.join(sorted(COMPANIES))})"
ORG_AFTER = re.compile(rf",? \((?:NYSE|NASDAQ|Nasdaq|LSE|AIM)|, (?:an?|the) (?:[\w’'-]+ ){{0,5}}{COMPANY}\b|"
                        rf" (?:said|says|announced) (?:it|its)\b")
PLACE_AFTER = re.compile(r"-based\b|, (?:Ontario|England|Scotland|Wales|[A-Z][a-z]{2,4}\.)")
VERB_AFTER = re.compile(r"(?:['’]s)? (?:will|has|is|was|would|can|had|[a-z]+(?:ed|es|s))\b")
