"""What stands beside a name in German, and what is written with a capital there and is none. Lower case."""

from __future__ import annotations

import re

TITLES = frozenset("herr herrn frau dr prof professor professorin doktor dipl ing graf gräfin freiherr".split())
ROLES = frozenset(
    """bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin ministerpräsident ministerpräsidentin minister
    ministerin präsident präsidentin kanzler kanzlerin senator senatorin landrat landrätin sprecher sprecherin
    geschäftsführer geschäftsführerin vorstand vorstandschef vorstandsvorsitzender vorstandsvorsitzende vorsitzender
    vorsitzende chef chefin leiter leiterin direktor direktorin gründer gründerin inhaber inhaberin forscher forscherin
    ökonom ökonomin ingenieur ingenieurin anwalt anwältin richter richterin pfarrer trainer trainerin projektleiter
    projektleiterin hafenmeister hafenmeisterin stadtrat stadträtin bauleiter bauleiterin umweltministerin umweltminister
    abgeordneter abgeordnete biologe biologin historiker historikerin ärztin arzt winzer winzerin""".split())
COMPANIES = frozenset("gmbh ag kg se ohg ug mbh ev e.v genossenschaft eg holding".split())
ORG_HEADS = frozenset(
    """werke stadtwerke universität hochschule institut verein verband stiftung gesellschaft ministerium behörde amt bank
    sparkasse gewerkschaft partei kammer museum theater klinik klinikum krankenhaus zeitung bote kurier anzeiger
    nachrichten tageblatt rundschau post echo energie verlag hafen bund genossenschaft reederei brauerei gruppe
    akademie schule bibliothek bundesamt landesamt""".split())
PLACE_BEFORE = frozenset("in aus nach bei nahe richtung um vor".split())
PARTICLES = frozenset(["von", "von der", "zu", "van", "der", "de", "und", "&", "am", "im", "an der"])
# Written with a capital at the head of a sentence or as nouns that stand without an article.
NO_NAMES = frozenset(
    """euro cent dollar prozent million millionen milliarde milliarden mio mrd uhr tag tage tagen woche wochen monat monate
    monaten jahr jahre jahren jahres stunde stunden minute minuten sekunden meter quadratmeter kubikmeter hektar kilowatt kilowattstunden megawatt megawattstunden gigawattstunden gramm
    hektoliter kilometer kilo tonnen liter grad anfang
    mitte ende januar jänner februar märz april mai juni juli august september oktober november dezember montag dienstag
    mittwoch donnerstag freitag samstag sonnabend sonntag frühjahr frühling sommer herbst winter menschen leute kinder
    frauen männer bürger bürgern bürgerinnen anwohner anwohnern mitarbeiter mitarbeitern beschäftigte beschäftigten arbeit
    strom wasser energie geld zeit anfrage angaben mitteilung pressemitteilung meldung bericht ort stelle teil teile
    woche haushalte haushalten arbeitsplätze seite platz kritik hinweise fragen fälle fällen gästen besucher besucherinnen
    besuchern sie ihnen ihr ihre ihrem ihren pressekontakt kontakt foto quelle deutschland deutsche deutschen deutscher
    eu us usa ki pdf deutsch europa europäische europäischen""".split())
DETERMINERS = frozenset(
    """der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner sein seine seinen seinem
    seiner seines ihr ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer dieser diese dieses diesen diesem
    jeder jede jedes jeden jedem alle allen aller viele vielen mehr weniger zum zur im am vom beim ins ans aufs fürs
    welche welcher welches zwei drei vier fünf sechs sieben acht neun zehn elf zwölf einige einigen mehrere mehreren manche
    laut ohne mit für gegen durch per pro und oder als wie""".split())
COMMON_ENDING = re.compile(
    r"(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|nis|nisse|ismus|ling|linge|tum|chen|"
    r"anlage|anlagen|werk|werke|betrieb|preis|preise|plan|pläne|jahr|jahre|arbeiten|kosten|zeit|zahl|zahlen|haus|häuser|"
    r"platz|plätze|strom|bau|rat|innen|er[n]?)$")
PLACE_ENDING = re.compile(r"(?:stadt|städten?|burg|berg|dorf|heim|hausen|furt|bach|feld|wald|see|haven|hafen|kirchen|bruck|"
                          r"brück|au|ingen|stein|tal|münde)$")
NOUNS = True  # every noun bears a capital: a single one is a name only where nothing says that it is a noun
