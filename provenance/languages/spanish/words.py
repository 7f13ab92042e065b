"""Spanish words without content of their own, the commonest words, abbreviations and the stemmer."""

from __future__ import annotations

import re

STOPWORDS = frozenset(
    """a al algo alguna algunas alguno algunos allí ante antes aquel aquella aquellas aquellos aquí así aún aunque bajo bien
    cada casi como cómo con contra cual cuál cuales cualquier cuando cuándo cuanto cuya cuyo da de debe deben del desde
    después donde dónde dos durante e el él ella ellas ello ellos en entonces entre era eran es esa esas ese eso esos esta
    está estaba estado están estas este esto estos estoy fue fueron gran ha haber había habían han hasta hay hace
    hacer hacia he hemos incluso la las le les lo los luego más me mediante menos mi mientras mis misma mismas mismo
    mismos mucho muchos muy nada ni ningún ninguna no nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro
    otros para pero poco por porque pueda puede pueden pues que qué quien quién quienes se sea sean según ser será serán
    sería si sí sido siempre sin sino sobre son su sus tal también tampoco tan tanto te tenía tiene tienen toda todas
    todavía todo todos tras tu tus u un una unas uno unos usted va vez y ya yo dijo señaló explicó indicó""".split())
FUNCTION = frozenset(
    """de la que el en y a los se del las un por con una para su al lo como más o pero sus le ha este sí porque esta entre
    cuando muy sin sobre también hasta hay donde han quien desde todo nos durante todos uno les ni contra otros fue ese
    eso ante ellos e esto antes no es son está tras según""".split())
ABBREVIATIONS = frozenset(
    """art av avda c cía col d dña dpto dr dra ed ee.uu etc excmo fig gral hnos ing izq lic ltda max min mons n núm no p pág
    págs prof profa prov s.a s.l sr sra sres srta sta sto tel vol vs ene feb mar abr jun jul ago sept oct nov dic
    """.split())
STEMMER = "spanish"  # of Snowball
ELIDED = re.compile(r"(?!)")
OPEN_END = re.compile(r"(?!)")
