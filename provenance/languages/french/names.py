"""What stands beside a name in French, and what is written with a capital there and is none. Lower case."""

from __future__ import annotations

import re

TITLES = frozenset("m mm mme mmes mlle monsieur madame mesdames messieurs dr docteur me maître pr".split())
ROLES = frozenset(
    """maire président présidente directeur directrice ministre préfet préfète sénateur sénatrice député députée
    porte-parole fondateur fondatrice responsable chef cheffe patron patronne professeur professeure chercheur chercheuse
    ingénieur ingénieure économiste avocat avocate juge évêque entraîneur vigneron vigneronne historien historienne
    biologiste médecin secrétaire adjoint adjointe gérant gérante capitaine conservateur conservatrice""".split())
COMPANIES = frozenset("sa sas sarl scop sci eurl groupe holding coopérative".split())
ORG_HEADS = frozenset(
    """université institut école association fondation société compagnie ministère agence conseil mairie préfecture banque
    syndicat parti chambre musée théâtre hôpital clinique gazette journal courrier dépêche énergie éditions port fédération
    union groupe coopérative office bureau laboratoire centre académie bibliothèque commission comité tribunal""".split())
PLACE_BEFORE = frozenset("à en au aux vers depuis près chez".split())
PARTICLES = frozenset(["de", "du", "des", "de la", "de l'", "de l’", "d'", "d’", "le", "la", "et", "&", "sur", "en", "aux"])
NO_NAMES = frozenset(
    """le la les l un une des du de d ce cet cette ces il elle ils elles on nous vous je j tu en au aux dans sur sous pour
    par avec sans selon depuis après avant pendant lors mais ou et donc or ni car si comme quand où qui que qu quoi dont
    son sa ses leur leurs notre nos votre vos mon ma mes plus moins très tout tous toute toutes autre autres deux trois
    quatre cinq six sept huit neuf dix lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai
    juin juillet août septembre octobre novembre décembre aujourd'hui hier demain ainsi enfin cependant toutefois
    désormais environ près chaque c s n y a à ici là voici contact photo source communiqué crédit millions euros internet
    l'entreprise dès face grâce jusqu afin alors aussi bien certains certaines cela celui celle chez contre entre outre
    parmi malgré même vers trop une européenne français française françaises""".split())
DETERMINERS: frozenset[str] = frozenset()
COMMON_ENDING = re.compile(r"(?:ment|ments|tion|tions|eurs?|euses?|ées?|ités?|ismes?|ages?|ances?|ences?)$")
PLACE_ENDING = re.compile(r"(?!)")
NOUNS = False
