"""Words of saying, and what stands between them and a quotation or a name."""

from __future__ import annotations

import re

SAY = (r"(?:said|says|say|told|tells|added|adds|noted|notes|explained|explains|stated|states|announced|commented|"
        r"continued|argued|argues|testified|wrote|writes|declared|remarked|insisted|insists|warned|warns|recalled|"
        r"asked|asks|replied|concluded|observed|claimed|called|calls|described|quipped|joked|urged|responded|"
        r"emphasized|emphasised|stressed|predicted|acknowledged|suggested|reads|read)")
PRONOUN = re.compile(rf"^,?\W{{0,3}}(?:{SAY} (?:he|she|they)|(?:he|she|they)(?: later| also| then)? {SAY})\b", re.I)
PRONOUN_BEFORE = re.compile(rf"\b(?:he|she|they)(?: later| also| then)? {SAY}(?: that|, in part)?[,:]?\s*$", re.I)
VERB = re.compile(rf"\b{SAY}\b")
SAID = (r"(?:said|says|added|adds|noted|notes|explained|explains|stated|states|commented|comments|continued|argued|"
         r"argues|warned|warns|insisted|insists|recalled|concluded|observed|claimed|claims|acknowledged|suggested|"
         r"suggests|stressed|emphasi[sz]ed|told|tells|wrote|writes|testified|remarked|predicted|admitted|cautioned)")
# "Ada Quill, a surgeon at Dunmore who led the trial, said": what stands between two commas beside the name.
AFTER = re.compile(r"(?:, [^.;:“”\"\n]{2,160},)?(?: \([^()\n]{1,40}\))?"
                    rf"(?: (?:also|later|then|further|has|had|has also))* {SAID}\b")
# "told" and "asked" before a name have the listener after them.
BEFORE = re.compile(r"\b(?:said|says|added|adds|explained|explains|according to|commented|noted|notes) "
                     r"(?:[a-z’'-]+ ){0,5}$", re.IGNORECASE)
